# الشاشة بالعربية.

## Everywhere
app-name = Chancery
app-opening = جارٍ فتح Chancery
app-lost = فقدت النافذة صلتها بالبرنامج
app-lost-what = يُرجى إغلاق هذه النافذة وتشغيل Chancery من جديد. ويمكن العودة إلى اجتماع جارٍ من المكتب.
app-outside = هذه الصفحة هي شاشة برنامج Chancery
app-outside-what = لا تعرض الصفحة شيئًا بمفردها. يُرجى تشغيل Chancery على هذا الجهاز والعمل في نافذته.
close = إغلاق
dismiss = إخفاء
copy = نسخ
copied = تم النسخ
settings = الإعدادات
shortcuts = المفاتيح
unknown-meeting = اجتماع
unnamed = بلا اسم
your-side = وفدكم
host = المضيف
list-and-more = { $count ->
    [one] وإشعار آخر
    [two] وإشعاران آخران
    [few] و{ $count } إشعارات أخرى
   *[other] و{ $count } إشعارًا آخر
}

## Time
clock-label = الوقت في { $place }
time-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
time-starts-in = يبدأ بعد { $span }
time-started = بدأ قبل { $span }
time-ended = انقضى موعد الانتهاء المقرر
time-elapsed = في الاجتماع منذ { $time }

## On air
on-air = قيد البث
off-air = خارج البث
on-air-what = يخرج من هذا الجهاز: { $what }
off-air-what = لا يخرج شيء من هذا الجهاز
kind-microphone = الميكروفون
kind-camera = الكاميرا
kind-screen = الشاشة

## Desk
desk-title = المكتب
desk-upcoming = القادمة
desk-past = المنتهية
desk-nothing-due = لا اجتماع في هذه الساعة. الاجتماع التالي مبيَّن أدناه.
desk-empty = لا اجتماعات على المكتب بعد
desk-empty-what = يُرجى لصق رابط الدعوة الذي أرسله إليكم موظف المراسم، أو فتحه حيث ورد. فيظهر الاجتماع هنا بتوقيت العاصمتين.
desk-due-now = موعده الآن
desk-enter = دخول قاعة الانتظار
desk-enter-what = تبقون خارج البث إلى أن تنضموا.
desk-open-early = فتح قاعة الانتظار
desk-forget-named = رفع «{ $title }» عن المكتب
desk-forget-title = إزالة { $title } عن المكتب؟
desk-forget = إزالة
desk-forget-what = رابط هذا الاجتماع ليس في مكان آخر على هذا الجهاز. من احتاج إليه من جديد وجب أن يُرسل إليه ثانية.
desk-inside = { $count ->
    [0] لا أحد في الاجتماع بعد
    [one] شخص واحد في الاجتماع
    [two] شخصان في الاجتماع
    [few] { $count } أشخاص في الاجتماع
   *[other] { $count } شخصًا في الاجتماع
}
desk-loading = جارٍ الاستعلام من الخادم عن الاجتماع
desk-times = التوقيت في العاصمتين
desk-schedule = إيجاد موعد
link-title = فتح دعوة
link-label = رابط الدعوة
link-hint = يبدأ بـ ⁦chancery://join/⁩
link-open = وضعه على المكتب
profile-title = لوحة اسمكم
profile-what = يقرؤها الوفد الآخر أمامكم.
profile-name = الاسم
profile-name-hint = كما ينبغي أن يظهر على اللوحة
profile-function = الصفة
profile-function-hint = مثلًا: رئيس الوفد

## Holding room
holding-title = قاعة الانتظار
holding-preview = كيف سيراكم الآخرون
holding-off-air-what = لا يخرج شيء من هذا الجهاز إلى أن تنضموا.
holding-camera-off = الكاميرا مغلقة
holding-camera-none = لا كاميرا صالحة للاستعمال
holding-devices = الأجهزة
holding-on-joining = عند الانضمام
holding-open = مفتوح
holding-closed = مغلق
device-microphone = الميكروفون
device-camera = الكاميرا
device-speaker = مكبر الصوت
device-default = اختيار النظام
device-none = لم يُعثر على شيء
device-level = مستوى الميكروفون
speaker-test = تشغيل صوت تجريبي
holding-inside = في الاجتماع
holding-waiting = في قاعة الانتظار
holding-nobody = لا أحد بعد
holding-unknown = يُعرف بعد أن تذكروا اسمكم
holding-only-you = أنتم فقط
holding-entering = جارٍ الاتصال بالخادم
holding-entering-slow = يستغرق الخادم وقتًا أطول من المعتاد. يواصل Chancery المحاولة.
holding-not-yet = يمكنكم الانضمام حالما يأذن لكم الخادم بدخول قاعة الانتظار.
holding-join = الانضمام إلى الاجتماع
holding-joining = جارٍ الانضمام
holding-joining-slow = ما زال الانضمام جاريًا: يستغرق الخادم وقتًا أطول من المعتاد
holding-back = العودة إلى المكتب

## Meeting
meeting-stage = الطاولة
meeting-side = وفد { $name }
meeting-side-empty = لا أحد من { $name } على الطاولة
meeting-side-waiting = { $count ->
    [one] شخص واحد في قاعة الانتظار
    [two] شخصان في قاعة الانتظار
    [few] { $count } أشخاص في قاعة الانتظار
   *[other] { $count } شخصًا في قاعة الانتظار
}
meeting-shared-by = يعرض الشاشة { $name }
meeting-shared-by-me = تعرضون هذه الشاشة، والآخرون يرونها.
page-alone = الصفحة وحدها
page-back = العودة إلى الطاولة
page-speaking = يتحدث الآن: { $names }
meeting-controls = أدوات التحكم
meeting-clocks = التوقيت في العاصمتين
tile-you = أنتم
tile-speaking = يتكلم
tile-muted = الميكروفون مغلق
tile-camera-off = الكاميرا مغلقة
tile-sharing = يعرض شاشة
tile-connecting = جارٍ الاتصال
tile-interrupted = انقطع الاتصال
tile-interrupted-what = لا يصل شيء من هنا حاليًا. يواصل Chancery المحاولة.
tile-unreachable = يتعذر الوصول
tile-unreachable-what = لا مسار عبر الشبكة حاليًا. يواصل Chancery المحاولة.
bars-0 = لا اتصال
bars-1 = اتصال ضعيف
bars-2 = اتصال متوسط
bars-3 = اتصال جيد
control-microphone = الميكروفون
control-camera = الكاميرا
control-share = عرض الشاشة
control-stop-sharing = إنهاء العرض
control-chat = الرسائل
control-people = المشاركون
control-leave = مغادرة
control-microphone-open = فتح الميكروفون
control-microphone-close = إغلاق الميكروفون
control-camera-open = فتح الكاميرا
control-camera-close = إغلاق الكاميرا
control-share-start = عرض شاشة
control-chat-unread = { $count ->
    [one] رسالة واحدة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $count } رسائل غير مقروءة
   *[other] { $count } رسالة غير مقروءة
}
control-share-taken = ثمة شاشة معروضة؛ شاشة واحدة في كل مرة
share-title = عرض شاشة
share-what = يراها الآخرون كاملةً ما دمتم تعرضونها.
link-network-lost = انقطعت الشبكة.
link-network-lost-what = لا تسمعون الآخرين ولا يصلكم بهم شيء حاليًا. يعيد Chancery الاتصال من تلقاء نفسه، وما أغلقتموه يبقى مغلقًا.
link-server-away = الخادم غير متاح.
link-server-away-what = المحادثة مستمرة: ما زلتم تسمعون بعضكم بعضًا وترونه. أما الرسائل والقادمون الجدد فينتظرون عودته.
link-away-alone = الخادم لا يستجيب.
link-away-alone-what = يعيد Chancery المحاولة من تلقاء نفسه. ولا يضيع شيء مما كتبتموه.
link-retry = المحاولة الآن
link-trying = تجري المحاولة

## Chat
chat-title = الرسائل
chat-what = يقرؤها كل من على الطاولة.
chat-empty = لا رسائل بعد
chat-label = رسالة إلى الجميع
chat-send = إرسال
chat-pending = في انتظار الإرسال
chat-pending-down = في انتظار الخادم؛ تُرسل عند عودته
chat-messages = الرسائل
chat-me = أنتم

## People
people-title = المشاركون
people-at-table = على الطاولة
people-waiting = في قاعة الانتظار
people-count = { $count ->
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
   *[other] { $count } شخصًا
}

## After the meeting
ended-title = غادرتم الاجتماع
ended-title-out = لم تعودوا في الاجتماع
ended-after = مكثتم فيه { $time }.
ended-rejoin = العودة إلى قاعة الانتظار
ended-desk = إلى المكتب
ended-draft = كتبتم ما يلي ولم يُرسل
ended-off-air = الميكروفون والكاميرا والشاشة مغلقة.

## Settings
settings-language = اللغة
settings-language-system = لغة النظام
settings-appearance = المظهر
theme-system = مظهر النظام
theme-light = فاتح
theme-dark = داكن
settings-devices = الأجهزة
settings-version = الإصدار { $version }

## Keys
keys-title = المفاتيح
keys-what = تعمل في الاجتماع وفي قاعة الانتظار، ما عدا أثناء الكتابة.
key-microphone = فتح الميكروفون أو إغلاقه
key-push-to-talk = ضغط مستمر للتكلم
key-zoom = تكبير، تصغير، كما كان
key-zoom-keys = مفتاح التحكم مع زائد أو ناقص أو صفر
key-camera = فتح الكاميرا أو إغلاقها
key-share = عرض شاشة أو إنهاء عرضها
key-page = إظهار الصفحة المعروضة وحدها أو العودة إلى الطاولة
key-chat = إظهار الرسائل أو إخفاؤها
key-people = إظهار المشاركين أو إخفاؤهم
key-leave = مغادرة
key-keys = إظهار هذه المفاتيح
key-space = مسافة

## Notices
notices-title = إشعارات
dispatch-failed = لم ينفذ البرنامج طلبكم. يُرجى إعادة المحاولة؛ وإن تكرر ذلك فأغلقوا هذه النافذة وشغّلوا Chancery من جديد.
picture-failed = يتعذر عرض الصور حاليًا، ولا يتأثر الصوت. يعيد Chancery المحاولة من تلقاء نفسه.

## What is spoken to those who do not see the screen
said-stage-desk = المكتب
said-stage-holding_room = قاعة الانتظار. أنتم خارج البث.
said-stage-meeting = أنتم في الاجتماع.
said-stage-ended = غادرتم الاجتماع.
said-joined = انضم { $name } من { $side }
said-left = غادر { $name } من { $side }
said-microphone-open = الميكروفون لديكم مفتوح
said-microphone-closed = الميكروفون لديكم مغلق
said-camera-open = الكاميرا لديكم مفتوحة
said-camera-closed = الكاميرا لديكم مغلقة
said-sharing-me = تعرضون شاشتكم
said-sharing = يعرض { $name } شاشة
said-sharing-ended = لم يعد أحد يعرض شاشة
said-interrupted = انقطع الاتصال مع { $name }
said-back = عاد صوت { $name } مسموعًا
said-link-up = عاد الخادم
said-message = رسالة من { $name }: { $text }

## Problems: what failed, and what to do
problem-link_unreadable = ليس هذا رابط دعوة. يُرجى نسخ الرابط كاملًا من الدعوة؛ فهو يبدأ بـ ⁦chancery://join/⁩.
problem-link_damaged = رابط الدعوة مبتور أو معدَّل. يُرجى نسخه كاملًا من جديد، أو سؤال موظف المراسم أن يعيد إرساله.
problem-link_too_new = أُعدت هذه الدعوة بإصدار أحدث من Chancery. يُرجى تحديث Chancery ثم فتح الرابط من جديد.
problem-link_expired = انتهت صلاحية هذه الدعوة. يُرجى طلب دعوة جديدة من موظف المراسم.
problem-name_empty = الاسم خالٍ. يُرجى كتابة الاسم الذي ينبغي أن تحمله لوحتكم.
problem-name_too_long = يتجاوز الاسم أو الصفة 80 حرفًا. يُرجى الاختصار.
problem-server_unreachable = الخادم لا يستجيب. يُرجى التحقق من شبكة هذا الجهاز؛ وإن تعذر وصول غيركم إليه أيضًا فأبلغوا مشغّل الخادم.
problem-server_nonsense = ما يجيب على عنوان الخادم ليس خادم Chancery. يُرجى مطابقة العنوان الوارد في الدعوة مع موظف المراسم.
problem-server_too_old = الخادم أقدم من هذا البرنامج ولا يعرف بروتوكوله. يُرجى طلب تحديثه من مشغّل الخادم.
problem-client_too_old = الخادم أحدث من هذا البرنامج. يُرجى تحديث Chancery على هذا الجهاز.
problem-no_such_meeting = لا يعرف الخادم هذا الاجتماع، أو أن الدعوة لا تصلح له. يُرجى طلب رابط جديد من موظف المراسم.
problem-meeting_not_open = أبواب هذا الاجتماع مغلقة: تُفتح عادة قبل بدئه بأربع وعشرين ساعة. يُرجى العودة حينئذ، أو سؤال موظف المراسم.
problem-meeting_full = الاجتماع مكتمل. يُرجى أن يغادر أحد أعضاء وفدكم، أو طلب مقاعد إضافية من موظف المراسم.
problem-plenary_full = جميع مقاعد الاجتماع الثمانية مشغولة. تبقون في قاعة الانتظار خارج البث وتدخلون فور شغور مقعد؛ وللدخول الآن، يُرجى أن يغادر أحد أعضاء وفدكم.
problem-server_full = الخادم مكتمل. يُرجى المحاولة بعد دقيقة، أو إبلاغ مشغّل الخادم.
problem-too_fast = رفض الخادم لحظةً لكثرة ما أُرسل دفعة واحدة. يعيد Chancery المحاولة من تلقاء نفسه.
problem-server_storage = يتعذر على الخادم حفظ الاجتماع: قرصه ممتلئ أو قاعدة بياناته مقفلة. يُرجى إبلاغ مشغّل الخادم.
problem-seat_taken = شغلت نافذة أخرى هذا المقعد. يُرجى إغلاقها ثم الانضمام من جديد.
problem-cannot_open = تعذر فتح رسالة بهذه الدعوة. ربما كان لدى الطرف الآخر دعوة أخرى: يُرجى مطابقة الرابطين مع موظف المراسم.
problem-no_microphone = لا ميكروفون صالحًا للاستعمال ({ $detail }). يُرجى توصيل ميكروفون أو اختيار غيره؛ وحتى ذلك الحين لا يسمعكم الآخرون.
problem-no_camera = لا كاميرا صالحة للاستعمال ({ $detail }). يُرجى توصيل كاميرا، أو إغلاق البرامج الأخرى التي تستعملها، أو الانضمام من دونها.
problem-no_speaker = لا مكبر صوت صالحًا للاستعمال ({ $detail }). يُرجى توصيل مكبر أو اختيار غيره؛ وحتى ذلك الحين لا تسمعون الآخرين.
problem-no_screen = يتعذر عرض الشاشة ({ $detail }). يُرجى اختيار شاشة أخرى، أو السماح بالتقاط الشاشة في إعدادات النظام.
problem-no_path = لا مسار عبر الشبكة إلى أحد المشاركين: تحجبه جدران الحماية في الطريق. يُرجى أن يسمح مشغّلا الشبكتين ببروتوكول UDP، أو أن يوفر مشغّل الخادم مرحِّلًا (TURN).
problem-clock_off = ساعة هذا الجهاز منحرفة بمقدار { $seconds ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $seconds } ثوانٍ
   *[other] { $seconds } ثانية
}. يُرجى ضبطها عبر الشبكة لتصح الدعوات والمواعيد.
problem-cannot_save = تعذر حفظ الإعدادات ({ $detail }). يُرجى إخلاء بعض المساحة أو التحقق من أذون المجلد؛ وحتى ذلك الحين تدوم ما دامت هذه النافذة.
problem-store_damaged = الملف { $file } على هذا الجهاز تالف، وقد وُضع جانبًا باسم ⁦{ $file }.damaged⁩. يُرجى اختيار الإعدادات من جديد، أو فتح روابط الدعوات مرة أخرى.
problem-chat_too_long = تتجاوز الرسالة 4000 حرف. يُرجى اختصارها أو إرسالها على أجزاء.
problem-not_admitted = لم يقبل أحد دخولكم بعد. ربما لم ير الرئيسان طلبكم: يُرجى الاتصال بوفدكم أو إعادة الطلب.
problem-admission_refused = رئاسة { $side } لا تقبل دخولكم الآن. يُرجى سؤال وفدكم عن السبب ثم إعادة الطلب.
problem-removed_from_meeting = أخرجتكم رئاسة { $side } من الاجتماع. يُرجى التحدث مع وفدكم؛ والعودة تتطلب قبولًا جديدًا.
problem-identity_changed = يأتي { $name } بجهاز غير الذي عرفتموه. يُرجى التأكد بالصوت أو الهاتف من أنه الشخص نفسه قبل قول أي شيء سري.
problem-root_changed = يُظهر وفد { $side } جذر وزارة غير الذي تثقون به. لا يُعد أحد منه معتمدًا حتى تقارنوا البصمة الجديدة خارج هذا البرنامج وتؤكدوها.
problem-closed_meanwhile = أُغلق الميكروفون أو الكاميرا أو الشاشة المعروضة لديكم حين تعذّر تأكيد التشفير. وقد تأكد من جديد: افتحوها متى كنتم مستعدين.
problem-heartbeats_missed = لا تصل إشارات الطرف الآخر: الخادم غائب أو يحجز الرسائل. لا يخرج من هذا الجهاز شيء مما تقولون أو تعرضون حتى تعود. إن طال ذلك فيُرجى المغادرة ثم الانضمام من جديد.
problem-meeting_forked = يُعرض على الطرفين اجتماعان مختلفان: قد يكون الخادم معاديًا. لا يخرج من هذا الجهاز شيء. يُرجى المغادرة، ومطابقة أسماء الحاضرين هاتفيًا، والاجتماع على خادم آخر.
problem-removal_held = لم تتيسر إزالة { $name } بعد: لا ينقل الخادم ذلك. لا يُرسل إليه شيء منكم، لكن الآخرين ما زالوا يرسلون. يُرجى إعلان ذلك، وإن طال فإنهاء الاجتماع والاجتماع على خادم آخر.
problem-somebody_blocked = أُدخل { $name } باعتماد لا يصح على هذا الجهاز: ملغى، أو من جذر غير الذي تثقون به. لا يُرسل شيء مما تقولون أو تعرضون ما دام في الاجتماع. يُطلب من رئيس إزالته، أو يُطابَق هاتفيًا ويُثبَّت الجذر الجديد، أو تُغادرون.
problem-fork_mended = عُرض على الأطراف اجتماعان مختلفان لبعض الوقت: قد يكون الخادم معاديًا أو قد تعطّل. اتفق الجميع من جديد. يُرجى قراءة الرمز بعضكم لبعض والتحقق من الحاضرين قبل المتابعة؛ يبقى الميكروفون والكاميرا مغلقين حتى تفتحهما.
problem-certificate_expired = انتهت صلاحية شهادة جهازكم: لن يراكم الآخرون معتمدين. يُرجى طلب شهادة جديدة من وزارتكم.
problem-certificate_not_yet_valid = لم تبدأ صلاحية شهادة جهازكم بعد. يُرجى التحقق من ساعة هذا الجهاز؛ فإن كانت صحيحة فاسألوا وزارتكم عن بدء الصلاحية.
problem-credentials_invalid = لم يُسمح بدخول { $name }: أوراق الاعتماد منتهية أو ملغاة أو لوفد آخر. إن كنتم تنتظرون هذا الشخص فهو يحتاج إلى شهادة جديدة من وزارته.
problem-fingerprint_swapped = كان الاتصال بـ { $name } سيصل إلى جهاز آخر، فلم يُفتح. يعيد Chancery المحاولة؛ فإن تكرر ذلك فثمة من يعترض بينكم: اجتمعوا على خادم آخر.
problem-frames_forged = وصل صوت أو صورة باسم { $name } لم يوقّعها { $name }: صنعها مشارك آخر أو من ينقل الوسائط. لا تثق بما سمعته ورأيته باسم { $name }؛ تحقّق بالهاتف وانظر من في الداخل.
problem-frames_unsigned = منذ مدة يصل صوت { $name } أو صورته بلا توقيعه. تأكد بالهاتف أن ما تسمعه وتراه منه؛ فإن استمر ذلك فانضم من جديد أو اجتمعوا على خادم آخر.
problem-asked_in_vain = طلب شخص الدخول بدعوة غير صالحة: انتهت مدتها أو جرى تغييرها. لم يُسمح له بالدخول. إن كنتم تنتظرون أحدًا فأعيدوا إرسال الدعوة إليه.
problem-roster_refused = أرسل أحدهم تغييرًا في قائمة الحاضرين لم توقعه الرئاستان: الخادم أو أحد الأعضاء. رُفض التغيير والاجتماع مستمر. إن تكرر ذلك فيُرجى إبلاغ مشغّل الخادم أو تغيير الخادم.
problem-key_unavailable = تعذر استخدام مفتاح هذا الجهاز من موضع حفظه ({ $detail }). يُرجى فتح حافظة مفاتيح النظام أو إصلاح الملف ثم المحاولة من جديد؛ وحتى ذلك الحين يُستخدم مفتاح جديد ويرى الآخرون جهازًا مجهولًا.
problem-key_not_kept = تعذر حفظ المفتاح ({ $detail }). يُرجى إفراغ بعض المساحة أو التحقق من أذونات المجلد ثم المحاولة من جديد؛ وحتى ذلك الحين يبقى في الذاكرة وحدها.
problem-credentials_not_taken = لم يُحمّل ما أعطته الوزارة ({ $detail }).
problem-wrong_passphrase = ليست هذه عبارة المرور التي شُفّر بها المفتاح. يُرجى كتابتها من جديد والتحقق من لغة لوحة المفاتيح ومن مفتاح الأحرف الكبيرة.
problem-passphrase_short = عبارة المرور قصيرة جدًا. يُرجى استخدام 8 أحرف أو أكثر، والأفضل أربع كلمات.
problem-fingerprint_unreadable = هذه ليست بصمة. تتألف البصمة من 64 رمزًا، من 0 إلى 9 ومن a إلى f؛ يُرجى نسخها كاملة من المذكرة الشفوية.
problem-cannot_export = تعذر حفظ سجل الحضور ({ $detail }). يُرجى اختيار مجلد آخر أو إخلاء بعض المساحة، ثم التصدير من جديد.

## Who somebody is
standing-credentialed = معتمد
standing-credentialed-what = تضمن { $ministry } هذا الجهاز حتى { $date }. الصفة: { $role }.
standing-self_issued = معرّف بنفسه
standing-self_issued-what = بضمان دعوة الوفد وحدها، لا بضمان وزارة
standing-invalid = لا يصح
standing-invalid-what = الاعتماد المعروض منتهٍ أو ملغى أو من جذر غير الموثوق به هنا: أيًّا كان هذا الشخص فلا وزارة تكفله
standing-unpinned = الوزارة غير مثبَّتة
standing-unpinned-what = يُقال إن { $ministry } تضمن هذا الجهاز، لكن جذرها غير مثبَّت على هذه الآلة. وإلى أن تقارنوا بصمة الجذر وتثبّتوها في الإعدادات، لا تزيد قيمة ذلك على قيمة الدعوة
seen-first = جديد عليكم
seen-first-what = لم يلتق هذا الجهاز بجهازكم من قبل
seen-changed = جهاز آخر
seen-changed-what = تعرفون هذا الاسم بجهاز آخر
name-duplicate = اسم مكرر
name-duplicate-what = لأحد أعضاء { $side } الاسم نفسه
name-lookalike = اسم مشابه
name-lookalike-what = يشبه هذا الاسم { $name } من { $side }
chair = الرئاسة
chair-what = تقبل وتُخرج باسم الوفد
role-chair = رئيس
role-member = عضو
role-interpreter = مترجم فوري
role-expert = خبير
role-note_taker = محرر محضر
fingerprint = البصمة
ministry-unnamed = وزارة موثوق بها
side-unknown = أحد الطرفين

## Encryption
security-title = التشفير
security-encrypted = مشفّر بين الأطراف
security-encrypted-what = لا يملك المفاتيح إلا المذكورون هنا. لا يستطيع الخادم الاستماع.
security-with = { $count ->
    [0] لا أحد غيركم
    [one] مع شخص آخر
    [two] مع شخصين آخرين
    [few] مع { $count } آخرين
   *[other] مع { $count } آخرين
}
security-since = منذ { $time }
security-not = غير مشفّر
security-not-with = بين الأطراف
security-not-what = هذا الاجتماع غير مشفّر بين الأطراف. لا تقولوا شيئًا سريًا.
security-suspended = لا يُرسل شيء
security-suspended-with = التشفير موضع شك
security-asking = طلب الدخول قائم
security-asking-with = لا يُرسل شيء
security-removed = خارج الاجتماع
security-removed-with = لا يُرسل شيء
security-code = رمز هذه اللحظة
security-code-what = ليقرأه الطرفان بصوت مسموع: إن تطابقت الأرقام فلا أحد بينكما. يتغير كلما دخل أحد أو خرج.
security-code-spoken = رمز الأمان: { $digits }
security-whom = من يملك المفاتيح
security-log = سجل الحضور
security-log-empty = لا شيء بعد
security-log-export = تصدير
security-log-what = من دخل ومن خرج، بتوقيع الرئاستين
security-log-saved = حُفظ باسم { $path }
log-founded = افتتح { $name } الاجتماع
log-admitted = دخل { $name } بقبول { $by }
log-left = غادر { $name }
log-gone = انقطع { $name }، وشطبه من القائمة { $by }
log-removed = أُخرج { $name } بقرار { $by }
digit-0 = صفر
digit-1 = واحد
digit-2 = اثنان
digit-3 = ثلاثة
digit-4 = أربعة
digit-5 = خمسة
digit-6 = ستة
digit-7 = سبعة
digit-8 = ثمانية
digit-9 = تسعة

## Admission
request-title = طلبات الدخول
request-asks = يطلب الدخول
request-more = { $count ->
    [one] وينتظر شخص آخر
    [two] وينتظر شخصان آخران
    [few] وينتظر { $count } آخرون
   *[other] وينتظر { $count } آخرون
}
request-agreed = { $side } موافق
request-waits = { $side } لم يُجب بعد
request-removed = أُخرج سابقًا
request-removed-what = سبق أن أخرجت إحدى الرئاستين هذا الجهاز من هذا الاجتماع
request-admit = قبول
request-not-now = ليس الآن
remove = إخراج
remove-named = إخراج { $name } من الاجتماع
leave-title = مغادرة الاجتماع؟
leave-what = لن يخرج شيء من هذا الجهاز بعد ذلك. ويمكنكم العودة ما دام الاجتماع قائمًا.
remove-title = إخراج { $name }؟
remove-what = لن يسمع ولن يرى ولن يقرأ شيئًا بعد ذلك. ويرى الجميع في السجل أنكم أخرجتموه. والعودة تتطلب قبولًا جديدًا.
cancel = إلغاء
asking-title = طلبتم الدخول
asking-what = أنتم خارج البث. لا يخرج شيء من هذا الجهاز حتى يُقبل دخولكم.
asking-whom = من يجب أن يوافق
asking-agreed = موافق
asking-waits = لم يُجب بعد
asking-finding = جارٍ البحث عن الرئاستين
asking-chair = رئاسة { $side }
asking-for = في الانتظار منذ { $time }
asking-stop = التوقف عن الطلب

## Identity and keys
settings-general = عام
settings-keys = الهوية والمفاتيح
own-title = هذا الجهاز
own-fingerprint-what = اقرأوها لمن يريد التأكد من أنكم أنتم.
own-none = لا يوجد مفتاح بعد.
own-kept-keyring = المفتاح محفوظ في حافظة مفاتيح النظام.
own-kept-file = المفتاح محفوظ في الملف { $path }، مشفّرًا بعبارة المرور.
own-kept-session = المفتاح في الذاكرة وحدها: سيرى الآخرون جهازًا آخر في المرة القادمة.
own-locked = مفتاحكم مقفل
own-locked-what = هو في الملف { $path }. وحتى تُكتب عبارة مروره يُستخدم مفتاح آخر ويرى الآخرون جهازًا لم يلتقوا به من قبل.
own-unkept = مفتاحكم غير محفوظ
own-unkept-no_keyring = لا توجد في هذا الجهاز حافظة مفاتيح تحفظه. وعند تشغيل Chancery في المرة القادمة سيرى الآخرون جهازًا لم يلتقوا به من قبل. وتتيح عبارة مرور حفظ المفتاح في ملف مشفّر.
own-unkept-keyring_locked = حافظة مفاتيح النظام مقفلة، أو تنتظر كلمة مرورها في نافذة خلف هذه النافذة. يُرجى فتحها ثم المحاولة من جديد. وحتى ذلك الحين يُستخدم مفتاح آخر ويرى الآخرون جهازًا لم يلتقوا به من قبل.
own-again = المحاولة من جديد
own-after = يبقى مفتاح الاجتماع كما هو حتى مغادرتكم.
own-opening = لحظة من فضلكم
passphrase = عبارة المرور
passphrase-again = العبارة نفسها مرة أخرى
passphrase-hint = أربع كلمات لا رابط بينها يسهل حفظها ويصعب تخمينها.
passphrase-differ = العبارتان مختلفتان. يُرجى كتابة العبارة نفسها مرتين.
passphrase-show = إظهار عبارة المرور
passphrase-hide = إخفاء عبارة المرور
strength-short = ما زالت قصيرة جدًا
strength-weak = يسهل تخمينها
strength-fair = مقبولة
strength-good = يصعب تخمينها
keep-open = اختيار عبارة مرور
keep-title = حفظ مفتاحكم
keep-what = يُشفّر مفتاح هذا الجهاز بعبارة مروركم ويُحفظ في ملف لا يقرؤه غيركم. ويطلب Chancery العبارة عند كل تشغيل. ولا يستطيع أحد استرجاع عبارة منسية: عندئذ يرى الآخرون جهازًا جديدًا، وعلى وزارتكم أن تعتمده من جديد.
keep = حفظ المفتاح
unlock-title = فتح مفتاحكم
unlock-without-what = يمكن العمل من دونه أيضًا: بصفة جهاز جديد لم يلتق به الآخرون ولا تضمنه أي وزارة.
unlock = فتح
unlock-without = المتابعة من دونه
admission-title = عندما يطلب أحد الدخول
admission-ask = سؤالي
admission-auto = قبول كل دعوة صالحة
pins-title = الوزارات الموثوق بها
pins-what = جذر الوزارة يجعل أعضاءها معتمدين. خذوا بصمته من المذكرة الشفوية أو من السفارة، لا من الاجتماع نفسه.
pins-none = لا شيء بعد. يظهر أعضاء الطرفين معرّفين بأنفسهم.
pins-since = موثوق به منذ { $date }
pins-expires = صالح حتى { $date }
pins-expired = انتهت صلاحيته في { $date }
pins-changed = عُرض جذر آخر في { $date }
pins-changed-what = لا يُعد أحد من هذا الوفد معتمدًا حتى تقرروا. قارنوا البصمة الجديدة مع الوزارة، هاتفيًا أو على الورق.
pins-old = الموثوق به حتى الآن
pins-new = المعروض الآن
pins-compared = قارنتُ البصمة الجديدة خارج هذا البرنامج
pins-confirm = الثقة بالجذر الجديد
pins-remove = إلغاء الثقة
pins-add = الثقة بجذر وزارة
pins-delegation = الوفد
pins-delegation-hint = رمزه، مثل ZA
pins-fingerprint-hint = 64 رمزًا كما في المذكرة الشفوية
pins-pin = ثقة
settings-ministry = الوزارة
settings-desk = مكتب المواعيد
ministry-what = للموظف الذي يحفظ جذر الوزارة. يُرجى العمل هنا على جهاز غير متصل بشبكة.
root-title = جذر الوزارة
root-open = فتح ملف جذر
root-other = فتح جذر آخر
root-new = إنشاء جذر جديد
root-name = اسم الوزارة
root-name-hint = كما سيراه الآخرون
root-apart = احفظوا الملف وعبارة مروره متفرقين وبعيدًا عن الشبكة، ونسخة من كل منهما. ولا يستطيع أحد استرجاع عبارة منسية.
root-make = إنشاء الجذر واختيار مكان حفظه
root-give = سلّموا هذه البصمة إلى الوزارات الأخرى بمذكرة شفوية، أو سلّموا صورة رمزها شخصيًا.
root-code = رمز QR للبصمة
root-save-code = حفظ الرمز صورةً
root-export = حفظ الشهادة
root-passphrase = عبارة مرور الجذر
file-saved = حُفظ باسم { $file }.
certify-title = اعتماد جهاز
certify-what = اختاروا الطلب الذي أعدّه الجهاز، وقارنوا بصمته بالبصمة التي يعرضها الجهاز.
certify-choose = اختيار طلب
certify-asks = يطلب { $file } شهادة لهذا المفتاح:
certify-compared = يعرض الجهاز البصمة نفسها
certify-role = الوظيفة
certify-days = الأيام، من 1 إلى 90
certify-days-wrong = اكتبوا عددًا من 1 إلى 90.
certify-do = اعتماد وحفظ
certify-done = حُفظت باسم { $file }، صالحة حتى { $date }. انقلوها إلى الجهاز ودوّنوا الرقم التسلسلي: به تُسحب الشهادة.
serial = الرقم التسلسلي
back-title = سحب شهادات
back-what = لجهاز مفقود أو لشخص غادر. احفظوا فوق القائمة الموجودة: تُستكمل ولا تُستبدل. وسلّموها إلى الوفدين.
back-serials = الأرقام التسلسلية
back-serials-hint = عدة أرقام تفصل بينها فواصل
back-do = كتابة قائمة السحب
back-done = { $count ->
    [zero] حُفظت باسم { $file }: القائمة رقم { $number } بلا شهادات. يحمّلها الوفدان في الهوية والمفاتيح.
    [one] حُفظت باسم { $file }: القائمة رقم { $number } وفيها شهادة واحدة. يحمّلها الوفدان في الهوية والمفاتيح.
    [two] حُفظت باسم { $file }: القائمة رقم { $number } وفيها شهادتان. يحمّلها الوفدان في الهوية والمفاتيح.
    [few] حُفظت باسم { $file }: القائمة رقم { $number } وفيها { $count } شهادات. يحمّلها الوفدان في الهوية والمفاتيح.
   *[other] حُفظت باسم { $file }: القائمة رقم { $number } وفيها { $count } شهادة. يحمّلها الوفدان في الهوية والمفاتيح.
}
pins-scan = قراءتها من صورة
pins-scanned = قُرئت. قارنوها بالمذكرة الشفوية قبل أن تثقوا بها.
pins-denied = { $count ->
    [zero] قائمة السحب رقم { $number }: لا شهادات مسحوبة
    [one] قائمة السحب رقم { $number }: شهادة واحدة مسحوبة
    [two] قائمة السحب رقم { $number }: شهادتان مسحوبتان
    [few] قائمة السحب رقم { $number }: { $count } شهادات مسحوبة
   *[other] قائمة السحب رقم { $number }: { $count } شهادة مسحوبة
}
renew-title = شهادة وزارتكم
renew-what = تعتمد الوزارة الجهاز 90 يومًا على الأكثر. احفظوا طلبًا واطلبوا اعتماده ثم حمّلوا ما يعود؛ وتُحمّل قوائم السحب هنا أيضًا.
renew-until = معتمد حتى { $date }.
renew-soon = الشهادة صالحة حتى { $date } فقط. احفظوا طلبًا الآن واطلبوا اعتماده.
renew-save = حفظ طلب
renew-saved = حُفظ باسم { $file }. سلّموه إلى من يحفظ جذر وزارتكم، واطلبوا مقارنة البصمة أعلاه.
renew-take = تحميل شهادة أو قائمة سحب
renew-handed = قُرئ { $file }.
refused-needs_passphrase = مفتاح هذا الجهاز في ملف: اكتبوا عبارة مروره ثم حاولوا من جديد.
refused-delegation = رمز الوفد من حرفين إلى ثمانية من الأحرف اللاتينية الكبيرة والأرقام، مثل ZA.
refused-ministry_name = اسم الوزارة من 1 إلى 64 حرفًا مرئيًا. اكتبوا صيغة أقصر.
refused-no_root = ليس هذا ملف جذر وزارة، أو هو تالف. اختاروا ملفًا آخر أو نسخة أخرى منه.
refused-no_root_open = لا جذر مفتوح. افتحوا ملفه أولًا.
refused-no_request_open = لم يُختر طلب. اختاروا طلب الجهاز أولًا.
refused-serial = يتكون الرقم التسلسلي من الأرقام 0 إلى 9 والأحرف a إلى f. انسخوه كما عُرض عند إنشاء الشهادة.
refused-code = لا يُقرأ في هذه الصورة رمز جذر وزارة. اختاروا صورة PNG تعرض ذلك الرمز وحده، مستقيمًا وواضحًا.
refused-root_given = هذا جذر وزارة ولا يُحمّل هنا: قارنوا بصمته وثقوا به أدناه.
refused-taken = يوجد شيء آخر بهذا الاسم ولا يُكتب فوقه أبدًا. اختاروا اسمًا آخر.
refused-open_to_others = يستطيع مستخدمون آخرون لهذا الجهاز قراءة ملف الجذر. أغلقوه دونهم (chmod 600) ثم افتحوه من جديد.
refused-nothing_kept = ليس لهذا الجهاز مفتاح محفوظ. احفظوه أولًا، أعلاه.
refused-failed = لم يُنجز ذلك: { $detail }.
key-encryption = إظهار التشفير أو إخفاؤه
key-requests = الانتقال إلى طلبات الدخول
said-request = { $name } من { $side } يطلب الدخول. اضغطوا A للإجابة.
said-asking = طلبتم الدخول. أنتم خارج البث.
said-encrypted = دخلتم. الاجتماع مشفّر بين الأطراف.
said-resumed = تأكد التشفير من جديد.
said-key-kept = مفتاحكم مفتوح ومحفوظ.

## إيجاد موعد
scheduling-title = إيجاد موعد
scheduling-sides = الوفود
scheduling-host = المضيف
scheduling-side = الوفد { $n }
scheduling-choose = اختيار عاصمة
scheduling-add = إضافة وفد
scheduling-remove = إزالة الوفد { $n }
scheduling-length = المدة
scheduling-week = أسبوع { $date }
scheduling-day = يوم من الأسبوع المطلوب
scheduling-before = الأسبوع السابق
scheduling-after = الأسبوع التالي
scheduling-start = يُرجى اختيار وفدين ليظهر أسبوعهما هنا جنبًا إلى جنب.
scheduling-failed = تعذر حساب المواعيد. يُرجى المحاولة من جديد؛ وإن تكرر ذلك فأغلقوا هذه النافذة وأعيدوا تشغيل Chancery.
scheduling-grid = أوقات الأسبوع، عمود لكل يوم
scheduling-keys = مفاتيح الأسهم للتنقل، ومفتاح الإدخال للاقتراح أو السحب. وبالمؤشر: النقر، أو جرّ مقترح إلى وقت آخر.
scheduling-proposals = المقترحات
scheduling-proposed = المقترح: { $count } من { $most }
scheduling-none = يُرجى اختيار ما لا يزيد على { $most } أوقات من الجدول أو من الأكثر إنصافًا أدناه.
scheduling-full = اقتُرح بالفعل { $most } أوقات. يُرجى سحب أحدها أولًا.
scheduling-fairest = الأكثر إنصافًا
scheduling-propose = اقتراح
scheduling-take-back = سحب { $day }
slot-proposed = مقترح
slot-skipped = تتخطى الساعات هذا الوقت
slot-past = مضى هذا الوقت
slot-today = اليوم
slot-borne = جلست { $place } { $span } خارج ساعات عملها في اجتماعات سابقة لهذه الأطراف، أكثر من غيرها: فلا يُطلب منها المزيد إلا أخيرًا.
busy-title = اجتماعات أخرى
busy-what = من التقويم تُحفظ الأوقات وحدها، لا موضوعها.
busy-unknown = غير معروفة
busy-known = الأوقات المعروفة: { $count }، قُرئت في { $date }
busy-read = قراءة تقويم { $place }
busy-file = ملف
busy-server = تقويم الوزارة
busy-address = عنوان تقويم
busy-address-hint = ‏https://‎ أو ‎webcal://‎؛ يبقى في هذا الجهاز ويُقرأ كل نصف ساعة
busy-follow = متابعته
busy-follows = يُقرأ من تلقاء نفسه.
busy-unset = لم يُضبط خادم تقويم. اضبطوه في الإعدادات، «مكتب المواعيد».
busy-forget = نسيان أوقات { $place }
busy-failed = لم يُؤخذ التقويم: { $detail }. يُحفظ من برنامج التقويم ملفًا ‎.ics‎ ثم يُختار.
slot-hours = { $from } إلى { $to }
slot-when = { $date }، { $time }
slot-inside = ضمن ساعات العمل للجميع
slot-early = { $place }: يبدأ قبل ساعات العمل بمقدار { $span }
slot-late = { $place }: ينتهي بعد ساعات العمل بمقدار { $span }
slot-lunch = { $place }: وقت الغداء
slot-weekend = { $place }: عطلة نهاية الأسبوع
slot-busy = { $place }: لدى أحدهم اجتماع آخر
slot-night = { $place }: منها { $span } ليلًا
slot-tentative = { $place }: قد يكون لدى أحدهم اجتماع آخر
slot-clock_change = { $place }: يتغير التوقيت في هذا اليوم
slot-holidays_unknown = { $place }: عطلات ذلك العام غير معروفة
slot-estimated = { $name } (تاريخ تقديري)
slot-holiday = { $place }: عطلة رسمية، { $name }
slot-observance = { $place }: يوم احتفاء، { $name }
slot-clock-forward = { $place }: تُقدّم الساعات بمقدار { $span }
slot-clock-back = { $place }: تُؤخّر الساعات بمقدار { $span }
legend = معنى الأنماط
legend-office = ساعات العمل
legend-lunch = الغداء
legend-outside = خارج ساعات العمل
legend-weekend = عطلة نهاية الأسبوع
legend-observance = يوم احتفاء
legend-holiday = عطلة رسمية
legend-busy = اجتماع آخر

## Meetings being planned
plans-title = الاجتماعات قيد الإعداد
plans-back = إلى الاجتماعات قيد الإعداد
plans-new = إعداد اجتماع
export-all = حفظ كل الاجتماعات كتقويم (.ics)
export-saved = الاجتماعات التي خرجت دعواتها في { $path }، بلا أسماء المدعوين ولا روابط. وإن وضعتموه على خادم أمكن لغيركم الاشتراك فيه.
plans-empty = لا يوجد اجتماع قيد الإعداد
plans-empty-what = ابحثوا عن موعد يناسب العاصمتين؛ ومنه يُعدّ الاجتماع وتُرسل الدعوة ويُدار اليوم.
plan-title = الاجتماع
plan-untitled = اجتماع بلا عنوان
plan-back = العودة إلى الاجتماع
plan-pages = صفحات الاجتماع
plan-open = فتح
plan-saving = جارٍ الحفظ…
plan-saved = حُفظ في { $time }
plan-saved-on = حُفظ { $date }، { $time }
plan-unsaved = لم يُحفظ بعد
plan-not-saved = لم يُحفظ هذا. يبقى ما كتبتموه هنا إلى أن يُحفظ.
plan-merged = غيّر موظف آخر هذا الاجتماع في الوقت نفسه. تغييراتكما كلها فيه.
plan-no-time = لم يُختر موعد بعد.
plan-proposals = { $count ->
    [one] اقتُرح موعد واحد ولم يُختر بعد.
    [two] اقتُرح موعدان ولم يُختر أحدهما بعد.
    [few] اقتُرحت { $count } مواعيد ولم يُختر أحدها بعد.
   *[other] اقتُرح { $count } موعدًا ولم يُختر أحدها بعد.
}
plan-answered = أجاب { $said } من { $asked }
plan-counters = { $count ->
    [one] طُلب موعد آخر
    [two] طلب اثنان موعدًا آخر
    [few] طلب { $count } موعدًا آخر
   *[other] طلب { $count } موعدًا آخر
}
plan-discard = التخلص من المسودة «{ $title }»
plan-discard-sure = التخلص منها
scheduling-compose = إعداد الاجتماع
scheduling-take = اعتماد هذه المواعيد
status-draft = مسودة
status-proposed = مواعيد مقترحة
status-invited = أُرسلت الدعوة
status-confirmed = مؤكد
status-cancelled = ملغى
tab-meeting = الاجتماع
tab-agenda = جدول الأعمال
tab-invite = الدعوة
tab-answers = الأجوبة
tab-day = سير اليوم
field-title = العنوان
field-text = الموضوع
field-level = المستوى
field-confidentiality = السرية
field-host = الجهة المضيفة
field-reference = رقم المذكرة
field-organizer = باسم من
field-agenda = جدول الأعمال
field-documents = الوثائق
field-sides = الوفود
field-start = الموعد
field-minutes = المدة
field-zone = المنطقة الزمنية
field-status = الحالة
field-proposals = المواعيد المقترحة
field-recurrence = التكرار
field-answers = الأجوبة
field-course = سير اليوم
form-what = ماذا
form-when = متى
form-grid = البحث عن موعد
form-minutes = المدة بالدقائق
form-organizer-what = تصدر الدعوة بهذا الاسم، وتصل الأجوبة إلى هذا العنوان.
level-heads_of_state = رؤساء الدول
level-heads_of_government = رؤساء الحكومات
level-ministers = الوزراء
level-ambassadors = السفراء
level-senior_officials = كبار المسؤولين
level-experts = الخبراء
secrecy-public = علني
secrecy-restricted = مقيّد: الوزارتان
secrecy-confidential = سري: المشاركون
secrecy-secret = سري للغاية: لا يرى غيرُهم عنوانه
person-name = الاسم
person-office = المنصب
person-mail = عنوان البريد
person-required = حضوره لازم
person-required-short = لازم
person-languages = يترجم بين
person-remove = إزالة { $name }
language-add = إضافة لغة
chips-remove = إزالة { $name }
number-problem = عدد صحيح لا يقل عن { $least }
side-ministry = الاسم الكامل بعد «وزارة الخارجية» ({ $language })
side-languages = اللغات على الطاولة
side-head = رئيس الوفد
side-head-add = إضافة رئيس الوفد
side-members = الأعضاء
side-member = العضو { $n }
side-member-add = إضافة عضو
side-interpreters = المترجمون الفوريون
side-interpreter = المترجم الفوري { $n }
side-interpreter-add = إضافة مترجم فوري
side-remove = إخراج { $side } من الاجتماع
repeat-title = التكرار
repeat-how = يُعقد من جديد
repeat-never = لا
repeat-weekly = بالأسابيع
repeat-monthly = بالأشهر
repeat-rule = بقاعدة خاصة
repeat-weeks = كل كم أسبوع
repeat-months = كل كم شهر
repeat-times = عدد المرات
repeat-times-hint = 0: بلا نهاية
repeat-text = القاعدة (RFC 5545)
repeat-weekly-what = { $count ->
    [one] كل أسبوع: { $day }
    [two] كل أسبوعين: { $day }
    [few] كل { $count } أسابيع: { $day }
   *[other] كل { $count } أسبوعًا: { $day }
}
repeat-monthly-what = { $count ->
    [one] كل شهر: { $day }، { $which }
    [two] كل شهرين: { $day }، { $which }
    [few] كل { $count } أشهر: { $day }، { $which }
   *[other] كل { $count } شهرًا: { $day }، { $which }
}
nth-1 = الأول من الشهر
nth-2 = الثاني من الشهر
nth-3 = الثالث من الشهر
nth-4 = الرابع من الشهر
nth-last = الأخير من الشهر
repeat-next = المواعيد التالية؛ أزيلوا العلامة عما لا يُعقد منها
repeat-left-out = لا يُعقد
repeat-more = عرض مواعيد أخرى
agenda-sum = { $sum } من { $length }
agenda-over = زيادة قدرها { $span }
agenda-left = بقي { $span }
agenda-empty = لا شيء على جدول الأعمال بعد.
agenda-untitled = بند بلا عنوان
agenda-item = البند
agenda-minutes = الدقائق
agenda-speakers = المتحدثون
agenda-speaker-add = إضافة متحدث
agenda-document-add = إضافة وثيقة
agenda-add = إضافة بند
agenda-remove = إزالة «{ $title }»
agenda-move = نقل «{ $title }»، { $n } من { $of }
agenda-move-how = اسحبوا المقبض، أو انقلوا البند بمفاتيح الأسهم.
agenda-moved = أصبح «{ $title }» { $n } من { $of }
document-n = الوثيقة { $n }
document-title = عنوان الوثيقة
document-reference = الرقم أو اسم الملف
document-language = اللغة
document-any = غير مذكورة
document-untitled = وثيقة بلا عنوان
document-add = وضع وثيقة على الطاولة
document-remove = إزالة الوثيقة «{ $title }»
conflict-title = { $count ->
    [one] كتب موظفان نصين مختلفين
    [two] كتب موظفان نصوصًا مختلفة في موضعين
    [few] كتب موظفان نصوصًا مختلفة في { $count } مواضع
   *[other] كتب موظفان نصوصًا مختلفة في { $count } موضعًا
}
conflict-what = لم يضع شيء. اختاروا ما يبقى؛ ولا تصدر دعوة قبل ذلك.
conflict-place = { $field }: { $what }
conflict-here = المكتوب الآن
conflict-other = كُتب أيضًا
conflict-nothing = لا شيء: أُزيل
conflict-keep = إبقاء هذا
conflict-take = اعتماد هذا
conflict-both = إبقاء الاثنين متتاليين
lacks-uid = ليس للاجتماع رقم خاص به: ابدؤوا من جديد من جدول المواعيد.
lacks-title = ليس للاجتماع عنوان.
lacks-start = لم يُختر موعد.
lacks-length = مدة الاجتماع من 1 إلى 1440 دقيقة.
lacks-sides = للاجتماع وفدان على الأقل.
lacks-side_twice = ورد { $side } مرتين.
lacks-host = الوفد المضيف ليس بين الوفود على الطاولة.
lacks-zone = المنطقة الزمنية لـ { $side } غير معروفة: اختاروا العاصمة من جديد.
lacks-organizer = لا يوجد عنوان بريد تصل إليه الأجوبة: انظروا «باسم من».
lacks-nobody_invited = ليس لأحد على الطاولة عنوان بريد.
lacks-address = لا يمكن أن يصح عنوان البريد هذا: { $name }
lacks-twice = اختلط مدخلان: أدخلوا الأخير من جديد.
lacks-rule = لا يمكن فهم التكرار.
lacks-proposals = يمكن اقتراح خمسة مواعيد على الأكثر معًا.
lacks-overlong = جدول الأعمال أطول من الاجتماع بمقدار { $span }.
lacks-conflicts = { $count ->
    [one] كتب موظفان نصين مختلفين في موضع واحد: اختاروا أولًا.
    [two] كتب موظفان نصوصًا مختلفة في موضعين: اختاروا أولًا.
    [few] كتب موظفان نصوصًا مختلفة في { $count } مواضع: اختاروا أولًا.
   *[other] كتب موظفان نصوصًا مختلفة في { $count } موضعًا: اختاروا أولًا.
}
invite-lacks = قبل أن تصدر
invite-note = المذكرة الشفوية
invite-first = اللغة الأولى
invite-second = اللغة الثانية
invite-note-in = المذكرة بلغة: { $language }
invite-to = تُرسل إلى
invite-secret = إرسال رابط كل طرف إليه
invite-secret-off = من دون الرابط تذكر الدعوة متى وأين، ولا يستطيع أحد الدخول بها: سلّموا كل طرف رابطه بطريق آخر. ولا تعرف خوادم البريد والتقاويم شيئًا يفتح الاجتماع.
invite-secret-on = يتسلّم كل طرف رابطه الخاص في البريد وفي التقويم. عندئذ يستطيع كل من يقرؤه، وكل خادم بريد وتقويم يمر به، أن يطلب الدخول. ويبقى السماح بيد شخص.
invite-secret-series = يُرسل مع البريد رابط كل جانب إلى الموعد القادم. لا رابط في التقويم لسلسلة، لأن لكل موعد رابطه: تُرسل الدعوة من جديد قبل الموعد التالي.
join-title = للانضمام
join-unset = لم يُضبط خادم اجتماعات، فلا روابط بعد. اضبطوه في الإعدادات، «مكتب المواعيد».
join-void = الروابط المرسلة لموعد آخر. تُرسل الجديدة مع الدعوة أو تُسلَّم.
join-none = تُنشأ الروابط على { $server } عند إرسال الدعوة، أو الآن.
join-make = إنشاء الروابط الآن
join-anew = إنشاء روابط جديدة
join-making = جارٍ إنشاء الروابط
join-fit = تفتح اجتماع { $date }. كل من يحوز رابط طرف يستطيع أن يطلب مقعدًا عنه: أعطوا كل طرف رابطه وحده.
join-old = تغيّر الاجتماع منذ ذلك. هذه الروابط تفتح اجتماع { $date }؛ وتُنشأ روابط جديدة عند إرسال الدعوة ثانية، أو الآن.
join-copy = نسخ رابط { $side }
invite-out = إرسال أو حفظ
invite-send = إرسال الدعوة
invite-again = إرسال الدعوة المعدلة
invite-saved = حُفظ باسم { $path }
invite-sent = صدرت الدعوة.
invite-propose = إرسال المواعيد المقترحة
invite-propose-what = ما دام لم يُختر موعد، تسأل المذكرة أي المواعيد يناسب. ثم تتبعها الدعوة مع التقويم حين يُختار أحدها في «الاجتماع» أو «الأجوبة».
invite-proposed = خرجت المواعيد المقترحة.
invite-refused = لم يقبل خادم البريد هذه العناوين: { $addresses }. صححوها وأعيدوا الإرسال؛ وقد وصلت إلى الآخرين.
save-eml = حفظ البريد (.eml)
save-ics = حفظ للتقويم (.ics)
save-pdf = حفظ المذكرة (PDF)
send-writing = تُكتب المذكرة والدعوة
send-convening = جارٍ إنشاء الروابط على { $server }
send-connecting = جارٍ الاتصال بـ { $server }
send-sending = جارٍ الإرسال: { $done } من { $of }
cancel-meeting = إلغاء الاجتماع
cancel-what = يُبلَّغ كل المدعوين بالبريد أن الاجتماع لن يُعقد. ولا رجعة في ذلك.
cancel-sure = إلغاؤه وإبلاغ الجميع
cancel-not = إبقاؤه كما هو
cancel-sent = أُبلغ كل المدعوين أن الاجتماع لن يُعقد.
answer-read = قراءة ملف: جواب أو دعوة أو تقويم
post-look = البحث عن الردود
post-looking = جارٍ البحث عن الردود
post-taken = { $count ->
    [one] وصل رد: { $titles }
    [two] وصل ردّان: { $titles }
    [few] وصلت { $count } ردود: { $titles }
   *[other] وصل { $count } ردًا: { $titles }
}
post-none = لم يصل جديد.
post-last = آخر بحث عن الردود في { $time }.
post-more = رسائل غير مقروءة أكثر مما نُظر فيه: اقرؤوها أو انقلوها.
post-refused = رد في صندوق البريد لم يُقبل، وبقي هناك غير مقروء.
post-unset = لم يُضبط خادم للبريد الوارد. اضبطوه في الإعدادات، «مكتب المواعيد»، أو اقرؤوا ردًا من ملف.
book-share = يُحفظ مع موظفين آخرين
book-nowhere = على هذا المكتب وحده
book-with = مشترك: { $book }
book-together = { $count ->
    [0] السجل المشترك مفتوح، ولا خطة من هذا المكتب فيه.
    [one] السجل المشترك محدَّث: فيه خطة واحدة من هذا المكتب.
    [two] السجل المشترك محدَّث: فيه خطتان من هذا المكتب.
    [few] السجل المشترك محدَّث: فيه { $count } خطط من هذا المكتب.
   *[other] السجل المشترك محدَّث: فيه { $count } خطة من هذا المكتب.
}
book-begun = شارك موظف آخر في { $book }: { $titles }
book-written = كتب آخرون في: { $titles }
book-taken-out = أخرج موظف آخر هذا من { $book }، ويبقى هنا: { $titles }
book-not = تعذّر جمع المكتب والسجل المشترك { $book }؛ وما كُتب محفوظ هنا.
book-sealed = في { $book } خطط لا يمكن فتحها: { $count }. خُتمت بسر آخر، أو غُيّرت على الخادم؛ يُسأل الموظف الذي سلّم الرابط.
history-title = من كتب ماذا
history-asking = جارٍ سؤال الخادم…
history-none = لم يدخل السجل شيء بعد؛ يدخله خلال دقائق.
history-you = أنت
history-deleted = { $by }: أخرجها من السجل
history-began = { $by }: وضعها في السجل
history-wrote = { $by }: { $parts }
history-kept = { $by }: حفظها
calendar-kept = { $count ->
    [0] تقويم الوزارة محدَّث.
    [one] تقويم الوزارة محدَّث: فيه اجتماع واحد من هذا المكتب.
    [two] تقويم الوزارة محدَّث: فيه اجتماعان من هذا المكتب.
    [few] تقويم الوزارة محدَّث: فيه { $count } اجتماعات من هذا المكتب.
   *[other] تقويم الوزارة محدَّث: فيه { $count } اجتماعًا من هذا المكتب.
}
calendar-gone = أزال أحدهم { $count } منه؛ وتعود عند تغييرها.
calendar-not = تعذّر تحديث تقويم الوزارة.
calendar-moved = نُقل { $title } في تقويم الوزارة إلى { $when }. والمدعوون يعرفون الموعد المذكور في الخطة: غيّروه هناك وأرسلوه ثانية، أو أعيدوه إلى مكانه في التقويم.
answer-came = وصل جواب: { $title }
asks-again = يطلب { $who } أحدث نسخة من { $title }: أعيدوا إرسال الدعوة.
proposed-title = أي المواعيد المقترحة يناسب؟
proposed-what = يأتيكم الجواب بمذكرة أو بريد. خذوا الموعد المناسب ثم أرسلوا الدعوة.
proposed-take = أخذ هذا الموعد
proposed-taken = اختير الموعد. أرسلوا الدعوة الآن.
invites-title = الدعوات الواردة
invites-came = { $count ->
    [one] وردت دعوة أو عُدّلت: { $titles }
    [two] وردت دعوتان أو عُدّلتا: { $titles }
    [few] وردت { $count } دعوات أو عُدّلت: { $titles }
   *[other] وردت { $count } دعوة أو عُدّلت: { $titles }
}
invites-known = لا جديد: ما في الملف أُخذ من قبل.
import-drafts = { $count ->
    [one] أُنشئت مسودة من { $titles }.
    [two] أُنشئت مسودتان: { $titles }.
    [few] أُنشئت { $count } مسودات، منها { $titles }.
   *[other] أُنشئت { $count } مسودة، منها { $titles }.
}
invites-older = المنقضية والملغاة
invites-none-open = لا دعوة معلقة.
invites-from = الداعي: { $name }.
invites-by = ورد البريد من { $who } وليس من المنظِّم. تحققوا من صحته قبل الجواب.
invites-series = يُعقد أكثر من مرة. المواعيد القادمة:
invites-yours = بتوقيتكم
invites-whole-day = { $date }، طوال اليوم
invites-text = نص الدعوة
invites-people = عدد المدعوين: { $count }
invites-given = جوابكم: { $said } ({ $date }، { $time })
invites-cancelled = أُلغيت
invites-over = انقضت
invites-stale = عُدّلت بعد جوابكم
invites-answer = الجواب: { $title }
invites-accept = قبول
invites-tentative = غير مؤكد
invites-decline = اعتذار
invites-counter = اقتراح موعد آخر
invites-day = التاريخ
invites-time = من الساعة (سس:دد)
invites-time-problem = اكتبوا الوقت هكذا: 14:30.
invites-as = باسم
invites-about = الجواب عن
invites-whole = كل المواعيد
invites-language = لغة البريد
invites-comment = كلمة مرافقة
invites-send = إرسال الجواب
invites-eml = حفظ كبريد
invites-ics = حفظ كتقويم
invites-who-first = اختاروا من تجيبون باسمه.
invites-sent = خرج الجواب عن { $title }.
invites-saved = الجواب محفوظ في { $path }. ويُعتدّ به حين ترسلونه.
invites-taken = { $title } على المكتب الآن.
invites-forget = إزالة الدعوة { $title }
invites-forget-sure = إزالتها من هنا
invites-withdrawn = لم تعودوا مدعوين
invites-no-organizer = لا تذكر أحدًا يُوجَّه إليه الجواب.
invites-by-nobody = لا يذكر البريد مرسِلًا. تحققوا من صحته قبل الجواب.
import-left-out = تُرك { $count }: يستغرق يومًا كاملًا أو أكثر، أو انقضى، أو تتعذر قراءته.
answer-old = على دعوة سابقة
answers-none = ليس لأحد على الطاولة عنوان بريد بعد، فلم يُسأل أحد.
said-nothing = لا جواب بعد
said-accepted = قبِل
said-declined = اعتذر
said-tentative = غير مؤكد
said-countered = يطلب موعدًا آخر
said-delegated = ينيب غيره
deputy = ينوب عنه { $who }
counter-title = { $name }: طلب موعد آخر
counter-instance = بدلًا من اجتماع { $date }
counter-ours = الدعوة إلى
counter-theirs = المطلوب
counter-take = اعتماد هذا الموعد
counter-decline = الاعتذار وإبقاء موعدنا
counter-what = إن اعتمدتموه وجب إرسال الدعوة من جديد: ويُسأل من قبِلوا مرة أخرى.
counter-taken = تغيّر الموعد. أرسلوا الدعوة من جديد ليعلم الجميع.
counter-declined = { $name }: أُبلغ أن الموعد باقٍ كما هو.
show-now = الآن، البند { $n } من { $of }
show-left = متبقية
show-beyond = زيادة على الوقت
show-not-begun = لم يبدأ بعد
show-opens = يمكن البدء اعتبارًا من { $date }، { $time }.
show-over = انتهى الاجتماع
show-begin = بدء «{ $title }»
show-begin-this = البدء الآن
show-end = إنهاء الاجتماع
show-undo = التراجع عن الخطوة الأخيرة
show-ends = ينتهي في { $time } على هذه الحال
show-later = متأخر { $span }
show-earlier = مبكر { $span }
show-ran-over = تجاوز الوقت بمقدار { $span }
show-planned = المقرر:
show-no-time = اختاروا موعدًا أولًا: ثم يظهر اليوم هنا دقيقة بدقيقة.
show-no-agenda = ضعوا بنودًا على جدول الأعمال أولًا: ثم يظهر اليوم هنا دقيقة بدقيقة.
show-cancelled = أُلغي هذا الاجتماع.
show-state-done = انتهى
show-state-skipped = جرى تجاوزه
show-state-now = جارٍ
show-state-ahead = قادم
show-said-item = الآن: { $title }
show-said-left = { $count ->
    [one] بقيت دقيقة واحدة: { $title }
    [two] بقيت دقيقتان: { $title }
    [few] بقيت { $count } دقائق: { $title }
   *[other] بقيت { $count } دقيقة: { $title }
}
show-said-up = انتهى الوقت: { $title }
trouble-store = تعذر حفظ الاجتماع على هذا الجهاز ({ $detail }). أفسحوا مكانًا أو اسألوا من يتولى الجهاز، ثم حاولوا من جديد.
trouble-gone = لم يعد هذا الاجتماع موجودًا: تخلص أحدهم من المسودة.
trouble-moved_on = تغيّر هذا الموضع بعد ذلك. انظروا إليه واكتبوا فيه ما يبقى.
trouble-mail_unset = لم يُضبط خادم بريد لهذا الجهاز. احفظوا البريد وأرسلوه ببرنامج بريدكم.
trouble-convene_unreachable = لا يجيب خادم الاجتماعات { $server }، فلم تُنشأ روابط ولم يُرسل شيء. تحققوا من الشبكة، أو أرسلوا الدعوة من دون الروابط.
trouble-convene_token = لا يسمح خادم الاجتماعات { $server } بالدعوة إلى اجتماع إلا للمنظمين، ولا يقبل الرمز المضبوط. اطلبوا الرمز الصحيح من مشغّله (الإعدادات، «مكتب المواعيد»).
trouble-convene_refused = لم يقبل خادم الاجتماعات هذا الاجتماع: { $detail }
trouble-convene_over = انتهى الاجتماع أو أُلغي، فلا شيء يُنضم إليه. اختاروا موعدًا آخر أولًا.
trouble-mail_unreachable = لا يجيب خادم البريد { $server }. لم يصدر شيء؛ حاولوا من جديد، أو احفظوا البريد وأرسلوه بأنفسكم.
trouble-mail_certificate = لا يستطيع خادم البريد { $server } إثبات هويته. لم يصدر شيء؛ أبلغوا فنيي الوزارة.
trouble-mail_login = لا يقبل خادم البريد { $server } الاسم أو كلمة المرور. لم يصدر شيء؛ صححوهما وحاولوا من جديد.
trouble-mail_refused = لم يقبل خادم البريد البريد: { $detail }
trouble-unreadable = لا يمكن قراءة هذا: { $detail }
trouble-not_invited = الجواب من { $who } الذي لم يُدعَ. يبقى الاجتماع كما هو.
trouble-nothing = ليس فيه ما يخص هذا المكتب: لا جواب عن أحد اجتماعاته ولا دعوة.
trouble-outdated = إنه أقدم مما هو معروف هنا. لم يتغير شيء.
trouble-ahead = إنه جواب عن نسخة من الاجتماع أحدث مما خرج من هنا. لم يتغير شيء؛ اسألوا المرسل.
trouble-no_instance = إنه عن موعد لا يُعقد فيه الاجتماع. لم يتغير شيء.
trouble-not_organizer = ورد تعديل لدعوة من { $who } الذي لم يرسلها. تبقى الدعوة كما هي؛ اسألوا المنظِّم.
trouble-changed = تغيّرت الدعوة وأنتم تجيبون. انظروا إليها كما هي الآن ثم أجيبوا.
trouble-overlong = الدعوة أطول من أن تُحفظ هنا. أجيبوا عنها ببرنامج البريد لديكم.
trouble-unknown = لم يجب البرنامج. حاولوا من جديد؛ وإن تكرر ذلك فأغلقوا هذه النافذة وأعيدوا تشغيل Chancery.
desk-set-what = عبر هذه الخوادم تخرج الدعوات وتعود الردود. يُترك فارغًا ما ليس لدى الوزارة. تُحفظ كلمات المرور في سلسلة مفاتيح هذا الجهاز ولا تُعرض أبدًا.
desk-mail-out = البريد الصادر
desk-mail-in = البريد الوارد
desk-calendar = تقويم الوزارة
desk-meetings = الاجتماعات
desk-reminders = التذكير
desk-host = الخادم
desk-host-hint = مثلًا mail.ministry.example
desk-port = المنفذ
desk-security = التشفير
desk-line-plain = بلا تشفير (هذا الجهاز فقط)
desk-user = اسم المستخدم
desk-password = كلمة المرور
desk-password-kept = كلمة مرور محفوظة. تُكتب أخرى لتحل محلها.
desk-folder = المجلد
desk-folder-hint = حيث توجد الردود؛ إن تُرك فارغًا فصندوق الوارد
desk-address = العنوان
desk-address-hint = مثلًا https://calendar.ministry.example
desk-meetings-hint = مثل https://meet.ministry.example
desk-token = رمز المنظمين
desk-token-hint = فقط إذا طلبه الخادم
desk-token-kept = الرمز محفوظ. اكتبوا غيره لاستبداله.
desk-book-link = رابط السجل
desk-book-hint = يُلصق كاملًا ابتداءً من ‎chancery://‎. وهو سري مثل كلمة المرور.
books-title = السجلات المشتركة مع موظفين آخرين
books-what = خطط السجل يحفظها معًا كل الموظفين الذين لديهم رابطه، ولا يستطيع الخادم قراءتها. يُستحسن سجل لكل بلد، كي لا يقرأ بلد ما يُعدّ مع غيره.
books-name = اسم السجل
books-name-hint = مثل اسم الجانب الآخر
books-add = إضافة بالرابط
books-begin = فتح سجل جديد
books-show = إظهار الرابط
books-hide = إخفاء الرابط
books-forget = إزالة
books-copy = نسخ رابط { $book }
books-hand-over = من لديه هذا الرابط يقرأ كل خطط السجل ويكتب فيها. يُسلَّم كما تُسلَّم كلمة المرور، لموظفي الجانبين وحدهم.
books-forget-title = إزالة السجل { $book } من هذا المكتب؟
books-forget-what = تبقى خططه على هذا المكتب، وفي السجل كما هي. لا يُفتح من جديد دون الرابط: يجب التأكد من أنه لدى أحد.
books-set = تمت إضافة { $book }.
books-session = ليس لهذا الجهاز سلسلة مفاتيح: يُحفظ الرابط في مكان آخر، فهو هنا حتى إغلاق Chancery.
books-no-server = يحتاج السجل الجديد إلى خادم: يُكتب عنوان خادم الاجتماعات أعلاه.
books-no-link = رابط هذا السجل غير محفوظ على هذا الجهاز. يُطلب من موظف آخر، ثم يُزال السجل هنا ويُضاف من جديد.
desk-reminder = التذكير قبل الاجتماع
desk-reminder-none = بلا تذكير
desk-test = اختبار
desk-testing = جارٍ سؤال الخادم…
desk-save = حفظ
desk-saved = تم الحفظ.
desk-unsaved = ما كُتب من قبل موجود هنا من جديد؛ لم يُحفظ بعد. تُكتب كلمات المرور من جديد.
desk-saved-session = تم الحفظ. ليس لهذا الجهاز سلسلة مفاتيح: تبقى كلمات المرور حتى إغلاق Chancery.
desk-found-mail_out = الخادم يجيب: يمكن إرسال البريد.
desk-found-mail_in = المجلد مفتوح: يمكن استلام الردود.
desk-found-calendar = الخادم يجيب. عدد التقاويم: { $count }
desk-found-meetings = يمكن عقد اجتماعات هناك.
desk-failed-no_such_host = لا يوجد خادم بهذا الاسم. يُرجى التحقق من كتابته.
desk-failed-unreachable = لا أحد يجيب هناك. يُرجى التحقق من الخادم والمنفذ ومن أن الشبكة تسمح بالمرور.
desk-failed-no_tls = لا يتيح الخادم تشفيرًا على هذا المنفذ، فلم يُرسل شيء. يُستخدم منفذ TLS أو يُسأل المسؤول عنه.
desk-failed-plain_abroad = بلا تشفير لا يُخاطَب إلا هذا الجهاز نفسه. يُختار TLS أو STARTTLS.
desk-failed-slow = يتأخر الخادم في الرد. تُعاد المحاولة لاحقًا أو يُسأل المسؤول عنه.
desk-failed-other_kind = ما يجيب هناك ليس خادمًا من هذا النوع. يُرجى التحقق من العنوان والمنفذ.
desk-failed-login = لا يقبل الخادم هذا الاسم وكلمة المرور. يُرجى التحقق منهما أو سؤال المسؤول هل يُسمح للبرامج بالدخول.
desk-failed-token = لا يسمح الخادم بالدعوة إلى اجتماع إلا للمنظمين، ولا يقبل هذا الرمز. اطلبوا الرمز الصحيح من مشغّله.
desk-failed-no_folder = لا يوجد مجلد بريد بهذا الاسم.
desk-failed-nothing = لا يوجد تقويم في هذا العنوان. يُرجى التحقق منه أو سؤال المسؤول عن العنوان الصحيح.
desk-failed-forbidden = لا يسمح الخادم بهذا لهذا المستخدم. يُرجى سؤال المسؤول.
desk-failed-untrusted = لا يستطيع الخادم إثبات هويته ({ $detail }). لم يُرسل شيء. يُرجى التحقق من اسمه أو إبلاغ تقنيي الوزارة.
desk-failed-led_elsewhere = يحيل الخادم إلى خادم آخر، { $detail }، سيرى كلمة المرور. إن كان ذلك صحيحًا فيُكتب عنوانه بدلًا منه.
desk-failed-refused = يرفض الخادم: { $detail }
desk-wrong-invalid = في ما سبق ما لا يصح. وهو معلَّم، ولم يضِع شيء.
desk-wrong-store = تعذرت قراءة الإعدادات أو حفظها ({ $detail }). يُرجى سؤال المسؤول عن هذا الجهاز ثم إعادة المحاولة.
desk-wrong-keyring = تعذر حفظ كلمة المرور أو قراءتها: { $detail }
desk-wrong-password = لا كلمة مرور محفوظة لهذا الخادم وهذا الاسم. يُرجى كتابتها.
desk-wrong-unset = لا شيء للاختبار بعد: يُملأ الخادم أولًا.
desk-wrong-calendars = يوجد { $count } من التقاويم في هذا العنوان. اكتبوا عنوان التقويم الذي تُحفظ فيه الاجتماعات.
desk-wrong-unknown = لم يجب البرنامج. تُعاد المحاولة؛ فإن تكرر ذلك تُغلق هذه النافذة ويُشغَّل Chancery من جديد.
flaw-empty = يجب ملء هذا.
flaw-no_host = هذا ليس اسم خادم. يُكتب مثل mail.ministry.example دون مسار.
flaw-no_port = المنفذ رقم من 1 إلى 65535.
flaw-plain_abroad = بلا تشفير لا يُخاطَب إلا هذا الجهاز نفسه.
flaw-no_address = هذا ليس عنوانًا. يُكتب مثل https://calendar.ministry.example.
flaw-no_book = هذا ليس رابط سجل مشترك. يُلصق كاملًا ابتداءً من ‎chancery://‎.
flaw-known = هذا على المكتب من قبل.
flaw-no_line = هذا أطول مما ينبغي، أو فيه محارف لا تصح.
flaw-too_early = لا يأتي التذكير قبل أكثر من يوم.
calendar-bring = تحديث التقويم
calendar-bringing = يجري تحديث التقويم
place-stands = في تقويم الوزارة كما أُرسل، جرى التحقق الساعة { $time }.
place-waits = ليس بعدُ في تقويم الوزارة كما أُرسل؛ يُكتب فيه خلال دقائق.
place-not = ليس بعدُ في تقويم الوزارة كما أُرسل.
place-before = في تقويم الوزارة هذا الاجتماع كما أُرسل سابقًا. تنتقل تعديلاتكم إليه بعد إرسالها.
place-gone = أزال أحدهم هذا الاجتماع من تقويم الوزارة؛ يعود إليه عند تغيُّره.
