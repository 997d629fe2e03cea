# 中文界面。

## Everywhere
app-name = Chancery
app-opening = 正在打开 Chancery
app-lost = 窗口与程序失去联系
app-lost-what = 请关闭此窗口并重新启动 Chancery。正在进行的会议可从工作台重新进入。
app-outside = 此页面是 Chancery 程序的界面
app-outside-what = 单独打开时不显示内容。请在本机启动 Chancery，并在其窗口中操作。
close = 关闭
dismiss = 知道了
copy = 复制
copied = 已复制
settings = 设置
shortcuts = 快捷键
unknown-meeting = 会议
unnamed = 未署名
your-side = 我方
host = 主办方
list-and-more = { $count ->
   *[other] 另有 { $count } 项
}

## Time
clock-label = { $place }时间
time-minutes = { $count ->
   *[other] { $count } 分钟
}
time-starts-in = { $span }后开始
time-started = 已开始 { $span }
time-ended = 已过预定结束时间
time-elapsed = 与会时长 { $time }

## On air
on-air = 播送中
off-air = 未播送
on-air-what = 正从本机传出：{ $what }
off-air-what = 本机未传出任何内容
kind-microphone = 麦克风
kind-camera = 摄像头
kind-screen = 屏幕

## Desk
desk-title = 工作台
desk-upcoming = 即将举行
desk-past = 已结束
desk-nothing-due = 目前没有到时的会议。下一场会议见下方。
desk-empty = 工作台上尚无会议
desk-empty-what = 请粘贴礼宾官发来的邀请链接，或在收到处直接打开。会议随即列于此处，并标明双方首都时间。
desk-due-now = 现在举行
desk-enter = 进入候会室
desk-enter-what = 入会之前，您不会被播送。
desk-open-early = 打开候会室
desk-forget-named = 从工作台移除“{ $title }”
desk-inside = { $count ->
    [0] 会中尚无人
   *[other] 会中有 { $count } 人
}
desk-loading = 正在向服务器查询会议
desk-times = 各首都时间
link-title = 打开邀请
link-label = 邀请链接
link-hint = 以 chancery://join/ 开头
link-open = 放上工作台
profile-title = 您的席卡
profile-what = 对方代表团将看到您面前的席卡。
profile-name = 姓名
profile-name-hint = 按席卡上应有的写法
profile-function = 职务
profile-function-hint = 例如：代表团团长

## Holding room
holding-title = 候会室
holding-preview = 他人将看到的您
holding-off-air-what = 入会之前，本机不传出任何内容。
holding-camera-off = 摄像头已关闭
holding-camera-none = 没有可用的摄像头
holding-devices = 设备
holding-on-joining = 入会时
holding-open = 开启
holding-closed = 关闭
device-microphone = 麦克风
device-camera = 摄像头
device-speaker = 扬声器
device-default = 系统默认
device-none = 未找到
device-level = 麦克风音量
speaker-test = 播放测试音
holding-inside = 会中
holding-waiting = 候会
holding-nobody = 尚无人
holding-only-you = 仅您本人
holding-entering = 正在联系服务器
holding-entering-slow = 服务器响应较平时慢，Chancery 仍在尝试。
holding-not-yet = 服务器准许您进入候会室后，即可入会。
holding-join = 入会
holding-joining = 正在入会
holding-joining-slow = 仍在入会：服务器响应较平时慢
holding-back = 返回工作台

## Meeting
meeting-stage = 会议桌
meeting-side = { $name }代表团
meeting-side-empty = { $name }尚无人入席
meeting-side-waiting = { $count ->
   *[other] 候会室中有 { $count } 人
}
meeting-shared-by = { $name } 正在共享
meeting-shared-by-me = 您正在共享此屏幕，其他人可以看到。
meeting-controls = 您的操作
meeting-clocks = 双方首都时间
tile-you = 您
tile-speaking = 正在发言
tile-muted = 麦克风已关闭
tile-camera-off = 摄像头已关闭
tile-sharing = 正在共享屏幕
tile-connecting = 正在连接
tile-interrupted = 中断
tile-interrupted-what = 目前收不到该方的内容，Chancery 仍在尝试。
tile-unreachable = 无法连接
tile-unreachable-what = 目前没有可用的网络路径，Chancery 仍在尝试。
bars-0 = 无连接
bars-1 = 连接较弱
bars-2 = 连接一般
bars-3 = 连接良好
control-microphone = 麦克风
control-camera = 摄像头
control-share = 共享屏幕
control-stop-sharing = 停止共享
control-chat = 消息
control-people = 与会人员
control-leave = 离开
control-microphone-open = 开启麦克风
control-microphone-close = 关闭麦克风
control-camera-open = 开启摄像头
control-camera-close = 关闭摄像头
control-share-start = 共享屏幕
control-chat-unread = { $count ->
   *[other] { $count } 条未读消息
}
control-share-taken = 已有人在共享；每次只能共享一个屏幕
share-title = 共享屏幕
share-what = 共享期间，其他人将看到整个屏幕。
link-network-lost = 网络已断开。
link-network-lost-what = 您暂时听不到也联系不到其他人。Chancery 会自行恢复连接；您已关闭的设备保持关闭。
link-server-away = 服务器不可用。
link-server-away-what = 会谈继续进行：双方仍可相互听见和看见。消息与新到人员须待服务器恢复。
link-away-alone = 服务器没有响应。
link-away-alone-what = Chancery 会自行重试。您输入的内容不会丢失。
link-retry = 立即重试

## Chat
chat-title = 消息
chat-what = 在座各方均可看到。
chat-empty = 尚无消息
chat-label = 致全体的消息
chat-send = 发送
chat-pending = 等待发送
chat-pending-down = 等待服务器恢复后发送
chat-messages = 消息
chat-me = 您

## People
people-title = 与会人员
people-at-table = 在座
people-waiting = 候会室中
people-count = { $count ->
   *[other] { $count } 人
}

## After the meeting
ended-title = 您已离开会议
ended-title-out = 您已不在会中
ended-after = 您与会 { $time }。
ended-rejoin = 返回候会室
ended-desk = 前往工作台
ended-draft = 以下内容已输入但未发送
ended-off-air = 麦克风、摄像头和屏幕共享均已关闭。

## Settings
settings-language = 语言
settings-language-system = 跟随系统
settings-appearance = 外观
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
settings-devices = 设备
settings-version = 版本 { $version }

## Keys
keys-title = 快捷键
keys-what = 在会中和候会室内有效，输入文字时除外。
key-microphone = 开启或关闭麦克风
key-push-to-talk = 按住发言
key-camera = 开启或关闭摄像头
key-share = 共享屏幕或停止共享
key-chat = 显示或隐藏消息
key-people = 显示或隐藏与会人员
key-leave = 离开
key-keys = 显示快捷键
key-space = 空格键

## Notices
notices-title = 通知
dispatch-failed = 程序未能执行您的操作。请再试一次；如再次发生，请关闭此窗口并重新启动 Chancery。
picture-failed = 暂时无法显示画面，声音不受影响。Chancery 会自行重试。

## What is spoken to those who do not see the screen
said-stage-desk = 工作台
said-stage-holding_room = 候会室。您未被播送。
said-stage-meeting = 您已入会。
said-stage-ended = 您已离开会议。
said-joined = { $side }的 { $name } 已入会
said-left = { $side }的 { $name } 已离开
said-microphone-open = 您的麦克风已开启
said-microphone-closed = 您的麦克风已关闭
said-camera-open = 您的摄像头已开启
said-camera-closed = 您的摄像头已关闭
said-sharing-me = 您正在共享屏幕
said-sharing = { $name } 正在共享屏幕
said-sharing-ended = 屏幕共享已结束
said-interrupted = 与 { $name } 的连接中断
said-back = 已重新听到 { $name }
said-link-up = 服务器已恢复
said-message = { $name } 的消息：{ $text }

## Problems: what failed, and what to do
problem-link_unreadable = 这不是邀请链接。请从邀请中复制完整链接；链接以 chancery://join/ 开头。
problem-link_damaged = 邀请链接不完整或已被改动。请重新复制完整链接，或请礼宾官再次发送。
problem-link_too_new = 此邀请由较新版本的 Chancery 生成。请更新 Chancery 后再打开链接。
problem-link_expired = 此邀请已过期。请向礼宾官索取新的邀请。
problem-name_empty = 姓名为空。请输入席卡上应显示的姓名。
problem-name_too_long = 姓名或职务超过 80 个字符，请缩短。
problem-server_unreachable = 服务器没有响应。请检查本机网络；如他人也无法连接，请告知服务器管理方。
problem-server_nonsense = 该地址响应的不是 Chancery 服务器。请与礼宾官核对邀请中的地址。
problem-server_too_old = 服务器版本过旧，不支持本程序的协议。请要求服务器管理方更新。
problem-client_too_old = 服务器版本比本程序新。请在本机更新 Chancery。
problem-no_such_meeting = 服务器上没有此会议，或邀请对其无效。请向礼宾官索取新的链接。
problem-meeting_not_open = 此会议尚未开放或早已结束。请在会议时间再来，或询问礼宾官。
problem-meeting_full = 会议席位已满。请贵方一名成员离席，或向礼宾官申请增加席位。
problem-server_full = 服务器已满。请一分钟后再试，或告知服务器管理方。
problem-too_fast = 短时间内发送过多，服务器暂时拒绝。Chancery 会自行重试。
problem-server_storage = 服务器无法保存会议：磁盘已满或数据库被锁定。请告知服务器管理方。
problem-seat_taken = 另一个窗口占用了此席位。请关闭该窗口后重新入会。
problem-cannot_open = 有一条消息无法用此邀请打开。对方可能持有不同的邀请：请与礼宾官核对链接。
problem-no_microphone = 没有可用的麦克风（{ $detail }）。请接入或另选一个；在此之前他人听不到您。
problem-no_camera = 没有可用的摄像头（{ $detail }）。请接入摄像头、关闭占用它的其他程序，或不使用摄像头入会。
problem-no_speaker = 没有可用的扬声器（{ $detail }）。请接入或另选一个；在此之前您听不到他人。
problem-no_screen = 无法共享屏幕（{ $detail }）。请另选屏幕，或在系统设置中允许屏幕录制。
problem-no_path = 与一名与会者之间没有网络路径：途中的防火墙阻断了连接。请双方网络管理方放行 UDP，或请服务器管理方提供中继（TURN）。
problem-clock_off = 本机时钟相差 { $seconds ->
   *[other] { $seconds } 秒
}。请通过网络校时，以保证邀请和时间正确。
problem-cannot_save = 设置无法保存（{ $detail }）。请释放空间或检查文件夹权限；在此之前设置仅在本窗口有效。
problem-store_damaged = 本机文件 { $file } 已损坏，并已另存为 { $file }.damaged。请重新选择设置，或再次打开邀请链接。
problem-chat_too_long = 消息超过 4,000 个字符。请缩短或分条发送。
