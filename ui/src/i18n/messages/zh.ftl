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
desk-schedule = 安排时间
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
problem-plenary_full = 会议的八个席位均已占用。您留在候会室，未播送，一有空席即可入会；如需现在入会，请贵方一名成员离席。
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
problem-not_admitted = 尚无人准许您入会。双方主席可能没有看到：请致电贵代表团，或再次申请。
problem-admission_refused = { $side }主席暂不准许您入会。请向贵代表团询问原因，然后再次申请。
problem-removed_from_meeting = { $side }主席已将您移出会议。请与贵代表团联系；须重新获准方可返回。
problem-identity_changed = { $name } 使用的设备与以往不同。在谈及任何机密之前，请通过声音或电话确认是同一个人。
problem-root_changed = { $side }代表团出示的部委根密钥与您所信任的不同。在您于本程序之外核对并确认新指纹之前，该代表团无人视为已获认证。
problem-heartbeats_missed = 未收到对方的在线信号：服务器不可用或扣留了消息。在信号恢复之前，您所说和所展示的内容均不会离开本机。如持续如此，请退出后重新加入。
problem-meeting_forked = 双方看到的会议不一致：服务器可能怀有敌意。您所说和所展示的内容均不会离开本机。请退出，通过电话核对与会人员，并改用其他服务器会面。
problem-fork_mended = 双方曾在一段时间内看到不一致的会议：服务器可能怀有敌意，也可能发生过故障。现在各方已重新一致。继续之前，请互相宣读验证码并核对与会人员；您的麦克风和摄像头将保持关闭，直到您重新打开。
problem-certificate_expired = 您的设备证书已过期：他人不会将您视为已获认证。请向贵部委申请新证书。
problem-certificate_not_yet_valid = 您的设备证书尚未生效。请检查本机时钟；如时钟无误，请向贵部委询问证书生效时间。
problem-credentials_invalid = 未准许 { $name } 入会：其证书已过期、被吊销或属于其他代表团。如您正在等候此人，需由其部委签发新证书。
problem-fingerprint_swapped = 与 { $name } 的连接会通向另一台机器，因此未予打开。Chancery 会再试；如再次发生，说明有人居中：请改用其他服务器会面。
problem-roster_refused = 服务器发来一项未经任何主席签署的名册变更。该变更已被拒绝，会议继续。如再次发生，请告知服务器管理方，或改用其他服务器。
problem-key_unavailable = 无法从保存处使用本机密钥（{ $detail }）。请解锁系统密钥环或修复文件，然后重试；在此之前使用新密钥，他人会看到陌生设备。
problem-key_not_kept = 无法保存密钥（{ $detail }）。请腾出空间或检查文件夹权限，然后重试；在此之前密钥仅在内存中。
problem-credentials_not_taken = 未能载入部委提供的文件（{ $detail }）。
problem-wrong_passphrase = 这不是加密该密钥时所用的口令。请重新输入，并检查键盘布局和大写锁定。
problem-passphrase_short = 口令太短。请使用 8 个字符以上，最好是四个词。
problem-fingerprint_unreadable = 这不是指纹。指纹共 64 个字符，由 0 至 9 和 a 至 f 组成；请从照会中完整复制。
problem-cannot_export = 名册记录无法保存（{ $detail }）。请选择其他文件夹或释放空间，然后再次导出。

## Who somebody is
standing-credentialed = 已认证
standing-credentialed-what = { $ministry }为此设备担保，有效期至{ $date }。职能：{ $role }。
standing-self_issued = 自行声明
standing-self_issued-what = 仅凭代表团邀请，无部委担保
seen-first = 初次见面
seen-first-what = 此设备此前未与您的设备会面
seen-changed = 设备已更换
seen-changed-what = 您认识此名，但设备不同
name-duplicate = 同名
name-duplicate-what = { $side }有人同名
name-lookalike = 名称近似
name-lookalike-what = 此名与{ $side }的 { $name } 近似
chair = 主席
chair-what = 代表本方准许入会及移出
role-chair = 主席
role-member = 成员
role-interpreter = 口译员
role-expert = 专家
role-note_taker = 记录员
fingerprint = 指纹
ministry-unnamed = 某受信任部委
side-unknown = 其中一方

## Encryption
security-title = 加密
security-encrypted = 端到端加密
security-encrypted-what = 只有此处所列人员持有密钥。服务器无法收听。
security-with = { $count ->
    [0] 尚无他人
   *[other] 与其他 { $count } 人
}
security-since = 自 { $time } 起
security-not = 未加密
security-not-with = 端到端
security-not-what = 本次会议未端到端加密。请勿谈及机密。
security-suspended = 已停止发送
security-suspended-with = 加密存疑
security-asking = 正在申请入会
security-asking-with = 未发送任何内容
security-removed = 已被移出
security-removed-with = 未发送任何内容
security-code = 此刻的校验码
security-code-what = 请双方朗读：数字一致，即无人居中。有人进出时会改变。
security-code-spoken = 安全校验码：{ $digits }
security-whom = 持有密钥者
security-log = 名册记录
security-log-empty = 暂无
security-log-export = 导出
security-log-what = 人员进出，由双方主席签署
security-log-saved = 已保存为 { $path }
log-founded = { $name } 开启会议
log-admitted = { $name } 入会，由 { $by } 准许
log-left = { $name } 离会
log-removed = { $name } 被 { $by } 移出
digit-0 = 零
digit-1 = 一
digit-2 = 二
digit-3 = 三
digit-4 = 四
digit-5 = 五
digit-6 = 六
digit-7 = 七
digit-8 = 八
digit-9 = 九

## Admission
request-title = 入会申请
request-asks = 申请入会
request-more = { $count ->
   *[other] 另有 { $count } 人等候
}
request-agreed = { $side }已同意
request-waits = { $side }尚未答复
request-admit = 准许
request-not-now = 暂不
remove = 移出
remove-named = 将 { $name } 移出会议
remove-title = 移出 { $name }？
remove-what = 此后该人员听不到、看不到也读不到任何内容。所有人都会在名册记录中看到由您移出。须重新获准方可返回。
cancel = 取消
asking-title = 您已申请入会
asking-what = 您未被播送。获准之前，本机不传出任何内容。
asking-whom = 须由谁同意
asking-agreed = 已同意
asking-waits = 尚未答复
asking-finding = 正在查找主席
asking-chair = { $side }主席
asking-for = 已等候 { $time }
asking-stop = 撤回申请

## Identity and keys
settings-general = 常规
settings-keys = 身份与密钥
own-title = 本设备
own-fingerprint-what = 可读给想确认是您本人的人听。
own-none = 尚无密钥。
own-kept-keyring = 密钥保存在系统密钥环中。
own-kept-file = 密钥保存在文件 { $path } 中，由您的口令加密。
own-kept-session = 密钥仅在内存中：下次他人会看到另一台设备。
own-locked = 您的密钥已锁定
own-locked-what = 它在文件 { $path } 中。在您输入其口令之前使用另一把密钥，他人会看到从未见过的设备。
own-unkept = 您的密钥未被保存
own-unkept-no_keyring = 本机没有可保存它的密钥环。下次启动 Chancery 时，他人会看到从未见过的设备。设置口令可将密钥保存在加密文件中。
own-unkept-keyring_locked = 系统密钥环已锁定，或正在本窗口后面的窗口中等待密码。请解锁后重试。在此之前使用另一把密钥，他人会看到从未见过的设备。
own-again = 重试
own-after = 会议中的密钥在您离开之前保持不变。
own-opening = 请稍候
passphrase = 口令
passphrase-again = 再次输入
passphrase-hint = 四个互不相关的词易记而难猜。
passphrase-differ = 两次输入不一致。请输入相同的口令。
passphrase-show = 显示口令
passphrase-hide = 隐藏口令
strength-short = 仍然太短
strength-weak = 容易被猜到
strength-fair = 尚可
strength-good = 难以猜到
keep-open = 设置口令
keep-title = 保存您的密钥
keep-what = 本设备的密钥将用您的口令加密，保存在只有您能读取的文件中。Chancery 每次启动时都会询问口令。遗忘的口令无人能够找回：届时他人会看到新设备，贵部须重新为其认证。
keep = 保存密钥
unlock-title = 解锁您的密钥
unlock-without-what = 没有它也可以工作：但您将是他人从未见过、也没有任何外交部担保的新设备。
unlock = 解锁
unlock-without = 不解锁，继续
admission-title = 有人申请入会时
admission-ask = 询问我
admission-auto = 准许一切有效邀请
pins-title = 受信任的部委
pins-what = 部委的根密钥使其人员获得认证。请从照会或使馆取得其指纹，切勿取自会议本身。
pins-none = 暂无。双方人员均显示为自行声明。
pins-since = 自{ $date }起受信任
pins-expires = 有效期至{ $date }
pins-expired = 已于{ $date }过期
pins-changed = { $date }出示了另一根密钥
pins-changed-what = 在您决定之前，该代表团无人视为已获认证。请通过电话或纸面与该部委核对新指纹。
pins-old = 此前信任的
pins-new = 现在出示的
pins-compared = 我已在本程序之外核对新指纹
pins-confirm = 信任新的根密钥
pins-remove = 不再信任
pins-add = 信任某部委的根密钥
pins-delegation = 代表团
pins-delegation-hint = 其代码，例如 ZA
pins-fingerprint-hint = 64 个字符，如照会所载
pins-pin = 信任
settings-ministry = 部委
ministry-what = 供保管部委根密钥的官员使用。请在不联网的机器上操作。
root-title = 部委的根密钥
root-open = 打开根密钥文件
root-other = 打开另一根密钥
root-new = 创建新的根密钥
root-name = 部委名称
root-name-hint = 他人将看到的名称
root-apart = 请将文件与口令分开保管，均不联网，并各留一份副本。遗忘的口令无人能够找回。
root-make = 创建根密钥并选择保存位置
root-give = 请以照会将此指纹送交其他部委，或当面递交其二维码图片。
root-code = 指纹的二维码
root-save-code = 将二维码保存为图片
root-export = 保存证书
root-passphrase = 根密钥的口令
file-saved = 已保存为 { $file }。
certify-title = 认证设备
certify-what = 请选择设备生成的申请，并将其指纹与设备上显示的指纹核对。
certify-choose = 选择申请
certify-asks = { $file } 为此密钥申请证书：
certify-compared = 设备显示相同的指纹
certify-role = 职能
certify-days = 天数，1 至 90
certify-days-wrong = 请输入 1 至 90 的数字。
certify-do = 认证并保存
certify-done = 已保存为 { $file }，有效期至{ $date }。请将其带到设备，并记下序列号：撤回证书时需要它。
serial = 序列号
back-title = 撤回证书
back-what = 用于设备遗失或人员离任。请保存在已有的名单上：名单会续写，不会被替换。请交给双方代表团。
back-serials = 序列号
back-serials-hint = 多个序列号之间用逗号隔开
back-do = 写入撤回名单
back-done = { $count ->
   *[other] 已保存为 { $file }：第 { $number } 号名单，含 { $count } 份证书。双方代表团在“身份与密钥”中载入。
}
pins-scan = 从图片读取
pins-scanned = 已读取。信任之前请与照会核对。
pins-denied = { $count ->
   *[other] 第 { $number } 号撤回名单：已撤回 { $count } 份证书
}
renew-title = 贵部委的证书
renew-what = 部委对设备的认证最长 90 天。请保存申请，交由部委认证，再载入返回的证书；撤回名单也在此载入。
renew-until = 认证有效期至{ $date }。
renew-soon = 证书有效期仅至{ $date }。请立即保存申请并交由部委认证。
renew-save = 保存申请
renew-saved = 已保存为 { $file }。请交给保管贵部根密钥的人员，并核对上方的指纹。
renew-take = 载入证书或撤回名单
renew-handed = 已读取 { $file }。
refused-needs_passphrase = 本设备的密钥保存在文件中：请输入其口令，然后重试。
refused-delegation = 代表团代码为两至八个大写字母和数字，例如 ZA。
refused-ministry_name = 部委名称须为 1 至 64 个可见字符。请使用较短的名称。
refused-no_root = 这不是部委根密钥的文件，或文件已损坏。请选择其他文件或另一副本。
refused-no_root_open = 未打开根密钥。请先打开其文件。
refused-no_request_open = 未选择申请。请先选择设备的申请。
refused-serial = 序列号由数字 0 至 9 和字母 a 至 f 组成。请按证书生成时的显示复制。
refused-code = 此图片中无法读出部委根密钥的二维码。请选择只显示该码、端正清晰的 PNG 图片。
refused-root_given = 这是部委的根密钥，不在此载入：请核对其指纹，并在下方信任它。
refused-taken = 该名称已被其他内容占用，绝不覆盖。请选择其他名称。
refused-open_to_others = 本机其他用户可以读取根密钥文件。请对其关闭权限（chmod 600），然后重新打开。
refused-nothing_kept = 本设备没有已保存的密钥。请先在上方保存。
refused-failed = 未完成：{ $detail }。
key-encryption = 显示或隐藏加密信息
key-requests = 转到入会申请
said-request = { $side }的 { $name } 申请入会。按 A 键答复。
said-asking = 您已申请入会。您未被播送。
said-encrypted = 您已入会。会议为端到端加密。
said-resumed = 加密已重新确认。
said-key-kept = 您的密钥已打开并已保存。

## 安排时间
scheduling-title = 安排时间
scheduling-sides = 代表团
scheduling-host = 主办方
scheduling-side = 代表团 { $n }
scheduling-choose = 选择首都
scheduling-add = 添加代表团
scheduling-remove = 移除代表团 { $n }
scheduling-length = 时长
scheduling-week = { $date } 起的一周
scheduling-day = 要查看的那一周中的一天
scheduling-before = 上一周
scheduling-after = 下一周
scheduling-start = 请选择两个代表团：其一周将并排显示在此。
scheduling-failed = 无法计算时间。请重试；若再次发生，请关闭此窗口并重新启动 Chancery。
scheduling-grid = 一周的时间，每天一列
scheduling-keys = 方向键移动，回车键提出或撤回。使用指针：单击，或将提议拖到其他时间。
scheduling-proposals = 提议
scheduling-proposed = 已提议：{ $count } / { $most }
scheduling-none = 请在网格中或从下方最公平的时间中选择至多 { $most } 个。
scheduling-full = 已提议 { $most } 个时间。请先撤回一个。
scheduling-fairest = 最公平的时间
scheduling-propose = 提议
scheduling-take-back = 撤回 { $day }
slot-proposed = 已提议
slot-skipped = 时钟跳过此时间
slot-hours = { $from }–{ $to }
slot-inside = 各方均在办公时间内
slot-early = { $place }：早于办公时间 { $span }
slot-late = { $place }：晚于办公时间 { $span }
slot-lunch = { $place }：午餐时间
slot-weekend = { $place }：周末
slot-busy = { $place }：有人另有会议
slot-night = { $place }：其中 { $span }在夜间
slot-tentative = { $place }：有人可能另有会议
slot-clock_change = { $place }：当日调整时钟
slot-holidays_unknown = { $place }：该年假日未知
slot-estimated = { $name }（日期为估计）
slot-holiday = { $place }：公共假日，{ $name }
slot-observance = { $place }：纪念日，{ $name }
slot-clock-forward = { $place }：时钟拨快 { $span }
slot-clock-back = { $place }：时钟拨慢 { $span }
legend = 图案含义
legend-office = 办公时间
legend-lunch = 午餐
legend-outside = 办公时间外
legend-weekend = 周末
legend-observance = 纪念日
legend-holiday = 公共假日
legend-busy = 其他会议
