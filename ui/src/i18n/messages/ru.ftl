# Экран на русском языке.

## Everywhere
app-name = Chancery
app-opening = Chancery открывается
app-lost = Окно потеряло связь с программой
app-lost-what = Закройте это окно и запустите Chancery снова. К идущей встрече можно вернуться с рабочего стола.
app-outside = Эта страница — экран программы Chancery
app-outside-what = Сама по себе она ничего не показывает. Запустите Chancery на этом компьютере и работайте в её окне.
close = Закрыть
dismiss = Скрыть
copy = Копировать
copied = Скопировано
settings = Настройки
shortcuts = Клавиши
unknown-meeting = Встреча
unnamed = Без имени
your-side = Ваша делегация
host = Принимающая сторона
list-and-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}

## Time
clock-label = Время: { $place }
time-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[many] { $count } минут
}
time-starts-in = Начало через { $span }
time-started = Началась { $span } назад
time-ended = Намеченное время окончания прошло
time-elapsed = На встрече { $time }

## On air
on-air = В эфире
off-air = Не в эфире
on-air-what = С этого компьютера передаётся: { $what }
off-air-what = С этого компьютера ничего не передаётся
kind-microphone = микрофон
kind-camera = камера
kind-screen = экран

## Desk
desk-title = Рабочий стол
desk-upcoming = Предстоящие
desk-past = Завершённые
desk-nothing-due = Сейчас встреч нет. Ближайшая указана ниже.
desk-empty = На рабочем столе пока нет встреч
desk-empty-what = Вставьте ссылку-приглашение, полученную от сотрудника протокола, или откройте её там, где вы её получили. Встреча появится здесь, со временем обеих столиц.
desk-due-now = Сейчас
desk-enter = Войти в комнату ожидания
desk-enter-what = Вы не в эфире, пока не вошли на встречу.
desk-open-early = Открыть комнату ожидания
desk-forget-named = Убрать «{ $title }» с рабочего стола
desk-forget-title = Убрать со стола: { $title }?
desk-forget = Убрать
desk-forget-what = Ссылки на эту встречу больше нигде на этом компьютере нет. Если она понадобится снова, её придётся прислать ещё раз.
desk-inside = { $count ->
    [0] На встрече пока никого нет
    [one] На встрече { $count } человек
    [few] На встрече { $count } человека
   *[many] На встрече { $count } человек
}
desk-loading = Запрос сведений о встрече у сервера
desk-times = Время в столицах
desk-schedule = Подобрать время
link-title = Открыть приглашение
link-label = Ссылка-приглашение
link-hint = Начинается с chancery://join/
link-open = Положить на рабочий стол
profile-title = Ваша табличка
profile-what = Другая делегация видит её перед вами.
profile-name = Имя
profile-name-hint = Как оно должно стоять на табличке
profile-function = Должность
profile-function-hint = Например: глава делегации

## Holding room
holding-title = Комната ожидания
holding-preview = Каким вас увидят другие
holding-off-air-what = С этого компьютера ничего не передаётся, пока вы не вошли.
holding-camera-off = Камера закрыта
holding-camera-none = Нет доступной камеры
holding-devices = Устройства
holding-on-joining = При входе
holding-open = Включено
holding-closed = Закрыто
device-microphone = Микрофон
device-camera = Камера
device-speaker = Динамик
device-default = Как в системе
device-none = Не найдено
device-level = Уровень микрофона
speaker-test = Пробный звук
holding-inside = На встрече
holding-waiting = Ожидает
holding-nobody = Пока никого
holding-unknown = Станет известно, когда вы назовёте себя
holding-only-you = Только вы
holding-entering = Связь с сервером устанавливается
holding-entering-slow = Сервер отвечает дольше обычного. Chancery продолжает попытки.
holding-not-yet = Войти можно будет, как только сервер впустит вас в комнату ожидания.
holding-join = Войти на встречу
holding-joining = Вход
holding-joining-slow = Вход продолжается: сервер отвечает дольше обычного
holding-back = Назад к рабочему столу

## Meeting
meeting-stage = Стол
meeting-side = Делегация: { $name }
meeting-side-empty = { $name }: за столом никого нет
meeting-side-waiting = { $count ->
    [one] { $count } человек в комнате ожидания
    [few] { $count } человека в комнате ожидания
   *[many] { $count } человек в комнате ожидания
}
meeting-shared-by = Экран показывает { $name }
meeting-shared-by-me = Вы показываете этот экран. Другие его видят.
page-alone = Только страница
page-back = Вернуться к столу
page-speaking = Говорит: { $names }
meeting-controls = Управление
meeting-clocks = Время в обеих столицах
tile-you = вы
tile-speaking = говорит
tile-muted = микрофон закрыт
tile-camera-off = камера закрыта
tile-sharing = показывает экран
tile-connecting = Соединение устанавливается
tile-interrupted = Связь прервана
tile-interrupted-what = Отсюда сейчас ничего не поступает. Chancery продолжает попытки.
tile-unreachable = Недоступен
tile-unreachable-what = Сейчас нет пути по сети. Chancery продолжает попытки.
bars-0 = связи нет
bars-1 = слабая связь
bars-2 = средняя связь
bars-3 = хорошая связь
control-microphone = Микрофон
control-camera = Камера
control-share = Показ экрана
control-stop-sharing = Прекратить показ
control-chat = Сообщения
control-people = Участники
control-leave = Выйти
control-microphone-open = Открыть микрофон
control-microphone-close = Закрыть микрофон
control-camera-open = Открыть камеру
control-camera-close = Закрыть камеру
control-share-start = Показать экран
control-chat-unread = { $count ->
    [one] { $count } непрочитанное сообщение
    [few] { $count } непрочитанных сообщения
   *[many] { $count } непрочитанных сообщений
}
control-share-taken = Экран уже показывают; одновременно — только один
share-title = Показать экран
share-what = Другие видят его целиком, пока идёт показ.
link-network-lost = Сеть потеряна.
link-network-lost-what = Сейчас вы не слышите других, а они вас. Chancery восстановит связь сама; что вы закрыли, останется закрытым.
link-server-away = Сервер недоступен.
link-server-away-what = Разговор продолжается: вы по-прежнему слышите и видите друг друга. Сообщения и новые участники дождутся его возвращения.
link-away-alone = Сервер не отвечает.
link-away-alone-what = Chancery повторяет попытки сама. Ничего из набранного не потеряно.
link-retry = Повторить сейчас
link-trying = Пробуем

## Chat
chat-title = Сообщения
chat-what = Их читают все за столом.
chat-empty = Сообщений пока нет
chat-label = Сообщение всем
chat-send = Отправить
chat-pending = Ожидает отправки
chat-pending-down = Ожидает сервера; уйдёт, когда он вернётся
chat-messages = Сообщения
chat-me = Вы

## People
people-title = Участники
people-at-table = За столом
people-waiting = В комнате ожидания
people-count = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[many] { $count } человек
}

## After the meeting
ended-title = Вы покинули встречу
ended-title-out = Вы больше не на встрече
ended-after = Вы пробыли на ней: { $time }.
ended-rejoin = Вернуться в комнату ожидания
ended-desk = К рабочему столу
ended-draft = Вы набрали это, но оно не отправлено
ended-off-air = Микрофон, камера и экран закрыты.

## Settings
settings-language = Язык
settings-language-system = Как в системе
settings-appearance = Оформление
theme-system = Как в системе
theme-light = Светлое
theme-dark = Тёмное
settings-devices = Устройства
settings-version = Версия { $version }

## Keys
keys-title = Клавиши
keys-what = Действуют на встрече и в комнате ожидания, кроме времени набора текста.
key-microphone = Открыть или закрыть микрофон
key-push-to-talk = Удерживать, чтобы говорить
key-zoom = Крупнее, мельче, как было
key-zoom-keys = Control с плюсом, минусом или нулём
key-camera = Открыть или закрыть камеру
key-share = Показать экран или прекратить показ
key-page = Показать только страницу или снова весь стол
key-chat = Показать или скрыть сообщения
key-people = Показать или скрыть участников
key-leave = Выйти
key-keys = Показать эти клавиши
key-space = Пробел

## Notices
notices-title = Уведомления
dispatch-failed = Программа не выполнила вашу просьбу. Повторите её; если это случится снова, закройте окно и запустите Chancery заново.
picture-failed = Изображение сейчас показать нельзя; звук не затронут. Chancery повторяет попытки сама.

## What is spoken to those who do not see the screen
said-stage-desk = Рабочий стол
said-stage-holding_room = Комната ожидания. Вы не в эфире.
said-stage-meeting = Вы на встрече.
said-stage-ended = Вы покинули встречу.
said-joined = { $name }, { $side }: вход на встречу
said-left = { $name }, { $side }: выход со встречи
said-microphone-open = Ваш микрофон открыт
said-microphone-closed = Ваш микрофон закрыт
said-camera-open = Ваша камера открыта
said-camera-closed = Ваша камера закрыта
said-sharing-me = Вы показываете свой экран
said-sharing = Экран показывает { $name }
said-sharing-ended = Показ экрана окончен
said-interrupted = Связь прервана: { $name }
said-back = Связь восстановлена: { $name }
said-link-up = Сервер снова доступен
said-message = Сообщение от { $name }: { $text }

## Problems: what failed, and what to do
problem-link_unreadable = Это не ссылка-приглашение. Скопируйте из приглашения всю ссылку; она начинается с chancery://join/.
problem-link_damaged = Ссылка-приглашение обрезана или изменена. Скопируйте её ещё раз целиком или попросите сотрудника протокола прислать её снова.
problem-link_too_new = Приглашение создано более новой версией Chancery. Обновите Chancery и откройте ссылку снова.
problem-link_expired = Срок приглашения истёк. Попросите у сотрудника протокола новое.
problem-name_empty = Имя не указано. Введите имя, которое должно стоять на табличке.
problem-name_too_long = Имя или должность длиннее 80 знаков. Сократите.
problem-server_unreachable = Сервер не отвечает. Проверьте сеть этого компьютера; если сервер недоступен и другим, сообщите его оператору.
problem-server_nonsense = По адресу сервера отвечает не сервер Chancery. Сверьте адрес в приглашении с сотрудником протокола.
problem-server_too_old = Сервер старше этой программы и не знает её протокола. Попросите оператора обновить сервер.
problem-client_too_old = Сервер новее этой программы. Обновите Chancery на этом компьютере.
problem-no_such_meeting = Сервер не знает этой встречи, или приглашение не действует для неё. Попросите у сотрудника протокола новую ссылку.
problem-meeting_not_open = Двери этой встречи закрыты: обычно они открываются за 24 часа до её начала. Вернитесь тогда или обратитесь к сотруднику протокола.
problem-meeting_full = Мест на встрече больше нет. Попросите члена вашей делегации выйти или запросите места у сотрудника протокола.
problem-plenary_full = Все восемь мест на встрече заняты. Вы остаётесь в комнате ожидания, не в эфире, и войдёте, как только место освободится; чтобы войти сейчас, попросите члена вашей делегации выйти.
problem-server_full = Сервер переполнен. Повторите через минуту или сообщите его оператору.
problem-too_fast = Сервер на мгновение отказал: слишком многое отправлено сразу. Chancery повторит сама.
problem-server_storage = Сервер не может сохранить встречу: диск полон или база данных заблокирована. Сообщите оператору сервера.
problem-seat_taken = Это место заняло другое окно. Закройте его и войдите снова.
problem-cannot_open = Сообщение не открылось с этим приглашением. Возможно, у другой стороны иное приглашение: сверьте ссылки с сотрудником протокола.
problem-no_microphone = Нет доступного микрофона ({ $detail }). Подключите микрофон или выберите другой; до тех пор вас не слышно.
problem-no_camera = Нет доступной камеры ({ $detail }). Подключите камеру, закройте другие программы, которые её занимают, или войдите без неё.
problem-no_speaker = Нет доступного динамика ({ $detail }). Подключите динамик или выберите другой; до тех пор вы не слышите других.
problem-no_screen = Экран показать нельзя ({ $detail }). Выберите другой или разрешите захват экрана в настройках системы.
problem-no_path = К участнику нет пути по сети: его закрывают межсетевые экраны. Попросите операторов обеих сетей разрешить UDP или запросите у оператора сервера ретранслятор (TURN).
problem-clock_off = Часы этого компьютера расходятся на { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[many] { $seconds } секунд
}. Установите их по сети, чтобы приглашения и время были верны.
problem-cannot_save = Настройки не сохранены ({ $detail }). Освободите место или проверьте права на папку; до тех пор они действуют, пока открыто окно.
problem-store_damaged = Файл { $file } на этом компьютере повреждён и отложен под именем { $file }.damaged. Задайте настройки заново или снова откройте ссылки-приглашения.
problem-chat_too_long = Сообщение длиннее 4000 знаков. Сократите его или отправьте по частям.
problem-not_admitted = Вас пока никто не допустил. Возможно, председатели не видели запроса: позвоните своей делегации или запросите снова.
problem-admission_refused = Председатель стороны «{ $side }» сейчас вас не допускает. Узнайте причину у своей делегации и запросите снова.
problem-removed_from_meeting = Председатель стороны «{ $side }» удалил вас со встречи. Обратитесь к своей делегации; чтобы вернуться, нужно снова получить допуск.
problem-identity_changed = { $name } подключается с другого устройства, чем раньше. Прежде чем говорить о конфиденциальном, убедитесь голосом или по телефону, что это тот же человек.
problem-root_changed = Делегация «{ $side }» предъявляет другой корневой ключ министерства, чем тот, которому вы доверяете. Никто из неё не считается аккредитованным, пока вы не сверите новый отпечаток вне этой программы и не подтвердите его.
problem-closed_meanwhile = Ваш микрофон, камера или показ экрана были закрыты, пока шифрование не подтверждалось. Теперь оно снова подтверждено: откройте их, когда будете готовы.
problem-heartbeats_missed = Сигналы другой стороны не приходят: сервер недоступен или задерживает сообщения. Пока они не появятся, с этого компьютера ничего не передаётся. Если это длится долго, выйдите и войдите снова.
problem-meeting_forked = Сторонам показывают разные встречи: сервер может быть враждебным. С этого компьютера ничего не передаётся. Выйдите, сверьте по телефону, кто присутствовал, и встретьтесь на другом сервере.
problem-removal_held = { $name } пока не удалось вывести: сервер этого не передаёт. Вы этому участнику ничего не отправляете, но другие ещё передают. Скажите об этом, а если это длится, закончите встречу и встретьтесь на другом сервере.
problem-somebody_blocked = { $name }: впущен с полномочиями, которые на этом компьютере не действуют, — отозванными или с другим корнем, чем тот, которому вы доверяете. Пока этот участник здесь, ничего из сказанного и показанного вами не передаётся. Попросите председателя вывести его, либо сверьте по телефону и закрепите новый корень, либо выйдите.
problem-fork_mended = Некоторое время сторонам показывали разные встречи: сервер может быть враждебным или произошёл сбой. Теперь у всех снова одно и то же. Прежде чем продолжить, прочитайте друг другу код и проверьте, кто присутствует; микрофон и камера закрыты, пока вы их не откроете.
problem-certificate_expired = Срок сертификата вашего устройства истёк: другие не увидят вас аккредитованным. Запросите в министерстве новый.
problem-certificate_not_yet_valid = Сертификат вашего устройства ещё не действует. Проверьте часы этого компьютера; если они верны, узнайте в министерстве, с какого времени он действует.
problem-credentials_invalid = { $name }: вход не разрешён, полномочия истекли, отозваны или принадлежат другой делегации. Если вы ждёте этого человека, ему нужен новый сертификат министерства.
problem-fingerprint_swapped = Соединение с { $name } вело бы к другой машине, поэтому оно не открыто. Chancery пробует снова; если это повторится, между вами кто-то есть: встретьтесь на другом сервере.
problem-frames_forged = От имени { $name } пришли звук или изображение, которых { $name } не подписывал(а): их изготовил другой участник или тот, кто передаёт медиа. Не верьте тому, что слышали и видели от имени { $name }; сверьтесь по телефону и посмотрите, кто присутствует.
problem-frames_unsigned = Уже некоторое время звук или изображение { $name } приходят без подписи. Убедитесь по телефону, что слышите и видите именно этого человека; если это продолжится, войдите заново или встретьтесь на другом сервере.
problem-asked_in_vain = Кто-то попросил впустить его по недействительному приглашению: оно истекло или было изменено. Этот человек остаётся снаружи. Если вы кого-то ждёте, отправьте приглашение заново.
problem-roster_refused = Кто-то прислал изменение списка участников, не подписанное председателями: сервер или участник. Оно отклонено, встреча продолжается. Если это повторится, сообщите оператору сервера или смените сервер.
problem-key_unavailable = Ключ этого компьютера нельзя использовать из места хранения ({ $detail }). Разблокируйте связку ключей системы или исправьте файл и попробуйте снова; до тех пор действует новый ключ, и другие видят незнакомое устройство.
problem-key_not_kept = Не удалось сохранить ключ ({ $detail }). Освободите место или проверьте права на папку и попробуйте снова; до тех пор он только в памяти.
problem-credentials_not_taken = То, что дало министерство, не загружено ({ $detail }).
problem-wrong_passphrase = Это не та парольная фраза, которой зашифрован ключ. Введите её снова; проверьте раскладку клавиатуры и Caps Lock.
problem-passphrase_short = Парольная фраза слишком коротка. Возьмите не менее 8 знаков, лучше четыре слова.
problem-fingerprint_unreadable = Это не отпечаток. В нём 64 знака, от 0 до 9 и от a до f; скопируйте его целиком из вербальной ноты.
problem-cannot_export = Журнал участников не сохранён ({ $detail }). Выберите другую папку или освободите место и экспортируйте снова.

## Who somebody is
standing-credentialed = Аккредитован
standing-credentialed-what = { $ministry } ручается за это устройство до { $date }. Функция: { $role }.
standing-self_issued = Самозаявлен
standing-self_issued-what = Подтверждён только приглашением делегации, не министерством
standing-invalid = Не действует
standing-invalid-what = Показанные полномочия истекли, отозваны или выданы другим корнем, чем тот, которому здесь доверяют: кто бы это ни был, ни одно министерство за него не ручается
standing-unpinned = Министерство не закреплено
standing-unpinned-what = За это устройство будто бы ручается { $ministry }, но корень министерства не закреплён на этой машине. Пока вы не сверили отпечаток корня и не закрепили его в настройках, это значит не больше, чем приглашение
seen-first = Новый для вас
seen-first-what = Это устройство ещё не встречалось с вашим
seen-changed = Другое устройство
seen-changed-what = Вы знаете это имя с другого устройства
name-duplicate = То же имя
name-duplicate-what = У участника стороны «{ $side }» такое же имя
name-lookalike = Похожее имя
name-lookalike-what = Имя похоже на { $name } («{ $side }»)
chair = Председатель
chair-what = Допускает и удаляет от имени делегации
role-chair = председатель
role-member = член делегации
role-interpreter = переводчик
role-expert = эксперт
role-note_taker = протоколист
fingerprint = Отпечаток
ministry-unnamed = Доверенное министерство
side-unknown = одна из сторон

## Encryption
security-title = Шифрование
security-encrypted = Сквозное шифрование
security-encrypted-what = Ключи есть только у перечисленных здесь людей. Сервер не может слушать.
security-with = { $count ->
    [0] больше никого нет
    [one] с { $count } участником
    [few] с { $count } участниками
   *[many] с { $count } участниками
}
security-since = с { $time }
security-not = Не зашифровано
security-not-with = сквозным образом
security-not-what = Эта встреча не защищена сквозным шифрованием. Не говорите ничего конфиденциального.
security-suspended = Передача остановлена
security-suspended-with = шифрование под вопросом
security-asking = Допуск запрошен
security-asking-with = ничего не передаётся
security-removed = Удалены
security-removed-with = ничего не передаётся
security-code = Код этой минуты
security-code-what = Пусть обе стороны прочтут его вслух: если цифры совпадают, между вами никого нет. Он меняется, когда кто-то входит или выходит.
security-code-spoken = Код безопасности: { $digits }
security-whom = У кого есть ключи
security-log = Журнал участников
security-log-empty = Пока пусто
security-log-export = Экспорт
security-log-what = Кто вошёл и вышел, с подписями председателей
security-log-saved = Сохранено: { $path }
log-founded = { $name }: встреча открыта
log-admitted = { $name }: допуск дали { $by }
log-left = { $name }: выход
log-gone = { $name }: связь потеряна; удаление из списка, решение { $by }
log-removed = { $name }: удаление, решение { $by }
digit-0 = ноль
digit-1 = один
digit-2 = два
digit-3 = три
digit-4 = четыре
digit-5 = пять
digit-6 = шесть
digit-7 = семь
digit-8 = восемь
digit-9 = девять

## Admission
request-title = Запросы допуска
request-asks = просит допуска
request-more = { $count ->
    [one] ждёт ещё { $count }
    [few] ждут ещё { $count }
   *[many] ждут ещё { $count }
}
request-agreed = { $side }: согласие дано
request-waits = { $side }: ответа ещё нет
request-removed = Уже удаляли
request-removed-what = Председатель уже удалял это устройство с этой встречи
request-admit = Допустить
request-not-now = Не сейчас
remove = Удалить
remove-named = Удалить { $name } со встречи
leave-title = Выйти из встречи?
leave-what = С этой машины больше ничего не уходит. Пока встреча идёт, можно вернуться.
remove-title = Удалить { $name }?
remove-what = С этого момента участник ничего не слышит, не видит и не читает. Все увидят в журнале, что удалили вы. Чтобы вернуться, нужен новый допуск.
cancel = Отмена
asking-title = Вы запросили допуск
asking-what = Вы не в эфире. До допуска с этого компьютера ничего не передаётся.
asking-whom = Кто должен согласиться
asking-agreed = согласие дано
asking-waits = ответа ещё нет
asking-finding = Ищем председателей
asking-chair = Председатель: { $side }
asking-for = Ожидание: { $time }
asking-stop = Отозвать запрос

## Identity and keys
settings-general = Общие
settings-keys = Личность и ключи
own-title = Это устройство
own-fingerprint-what = Прочтите его тому, кто хочет убедиться, что это вы.
own-none = Ключа ещё нет.
own-kept-keyring = Ключ хранится в связке ключей системы.
own-kept-file = Ключ хранится в файле { $path }, зашифрованном вашей парольной фразой.
own-kept-session = Ключ только в памяти: в следующий раз другие увидят другое устройство.
own-locked = Ваш ключ заблокирован
own-locked-what = Он в файле { $path }. Пока не введена его парольная фраза, действует другой ключ, и другие видят устройство, которого ещё не встречали.
own-unkept = Ваш ключ не сохраняется
own-unkept-no_keyring = На этом компьютере нет связки ключей, которая могла бы его хранить. При следующем запуске Chancery другие увидят устройство, которого ещё не встречали. Парольная фраза сохранит ключ в зашифрованном файле.
own-unkept-keyring_locked = Связка ключей системы заблокирована или ждёт пароля в окне позади этого. Разблокируйте её и попробуйте снова. До тех пор действует другой ключ, и другие видят устройство, которого ещё не встречали.
own-again = Попробовать снова
own-after = Ключ встречи остаётся прежним, пока вы не выйдете.
own-opening = Одну минуту
passphrase = Парольная фраза
passphrase-again = Она же ещё раз
passphrase-hint = Четыре не связанных между собой слова легко запомнить и трудно угадать.
passphrase-differ = Они различаются. Введите одно и то же дважды.
passphrase-show = Показать парольную фразу
passphrase-hide = Скрыть парольную фразу
strength-short = Пока слишком коротко
strength-weak = Легко угадать
strength-fair = Приемлемо
strength-good = Трудно угадать
keep-open = Задать парольную фразу
keep-title = Сохранить ваш ключ
keep-what = Ключ этого устройства шифруется вашей парольной фразой и хранится в файле, который можете прочесть только вы. Chancery спрашивает её при каждом запуске. Забытую фразу никто не восстановит: другие увидят новое устройство, и министерству придётся удостоверить его заново.
keep = Сохранить ключ
unlock-title = Разблокировать ваш ключ
unlock-without-what = Можно работать и без него: как новое устройство, которого другие не встречали и за которое не ручается ни одно министерство.
unlock = Разблокировать
unlock-without = Продолжить без него
admission-title = Когда кто-то просит допуска
admission-ask = Спрашивать меня
admission-auto = Допускать с любым действительным приглашением
pins-title = Доверенные министерства
pins-what = Корневой ключ министерства делает его людей аккредитованными. Возьмите отпечаток из вербальной ноты или в посольстве, но не из самой встречи.
pins-none = Пока нет. Люди обеих сторон показаны как самозаявленные.
pins-since = Доверие с { $date }
pins-expires = действует до { $date }
pins-expired = срок истёк { $date }
pins-changed = { $date } предъявлен другой корневой ключ
pins-changed-what = Никто из этой делегации не считается аккредитованным, пока вы не решите. Сверьте новый отпечаток с министерством по телефону или на бумаге.
pins-old = Доверенный до сих пор
pins-new = Предъявленный сейчас
pins-compared = Новый отпечаток сверен вне этой программы
pins-confirm = Доверять новому ключу
pins-remove = Больше не доверять
pins-add = Доверять корневому ключу министерства
pins-delegation = Делегация
pins-delegation-hint = Её код, например ZA
pins-fingerprint-hint = 64 знака, как в вербальной ноте
pins-pin = Доверять
settings-ministry = Министерство
settings-desk = Расписание
ministry-what = Для сотрудника, который хранит корневой ключ министерства. Работайте здесь на машине без сети.
root-title = Корневой ключ министерства
root-open = Открыть файл корневого ключа
root-other = Открыть другой корневой ключ
root-new = Создать корневой ключ
root-name = Название министерства
root-name-hint = Как его увидят другие
root-apart = Храните файл и парольную фразу раздельно и вне сети, с копией каждого. Забытую фразу никто не восстановит.
root-make = Создать ключ и выбрать, где его хранить
root-give = Передайте этот отпечаток другим министерствам вербальной нотой или вручите изображение кода лично.
root-code = QR-код отпечатка
root-save-code = Сохранить код как изображение
root-export = Сохранить сертификат
root-passphrase = Парольная фраза корневого ключа
file-saved = Сохранено как { $file }.
certify-title = Удостоверить устройство
certify-what = Выберите запрос, сделанный устройством, и сверьте его отпечаток с тем, что показывает устройство.
certify-choose = Выбрать запрос
certify-asks = { $file } просит сертификат для этого ключа:
certify-compared = Устройство показывает тот же отпечаток
certify-role = Функция
certify-days = Дней, от 1 до 90
certify-days-wrong = Введите число от 1 до 90.
certify-do = Удостоверить и сохранить
certify-done = Сохранено как { $file }, действует до { $date }. Отнесите его на устройство и запишите серийный номер: по нему сертификат отзывают.
serial = Серийный номер
back-title = Отозвать сертификаты
back-what = Если устройство потеряно или человек ушёл. Сохраняйте поверх имеющегося списка: он продолжается, а не заменяется. Передайте его обеим делегациям.
back-serials = Серийные номера
back-serials-hint = Несколько через запятую
back-do = Записать список отзыва
back-done = { $count ->
    [one] Сохранено как { $file }: список номер { $number }, { $count } сертификат. Обе делегации загружают его в разделе «Личность и ключи».
    [few] Сохранено как { $file }: список номер { $number }, { $count } сертификата. Обе делегации загружают его в разделе «Личность и ключи».
   *[other] Сохранено как { $file }: список номер { $number }, { $count } сертификатов. Обе делегации загружают его в разделе «Личность и ключи».
}
pins-scan = Прочитать с изображения
pins-scanned = Прочитано. Сверьте с вербальной нотой, прежде чем доверять.
pins-denied = { $count ->
    [one] Список отзыва номер { $number }: отозван { $count } сертификат
    [few] Список отзыва номер { $number }: отозвано { $count } сертификата
   *[other] Список отзыва номер { $number }: отозвано { $count } сертификатов
}
renew-title = Сертификат вашего министерства
renew-what = Министерство удостоверяет устройство не более чем на 90 дней. Сохраните запрос, удостоверьте его и загрузите то, что вернётся; списки отзыва загружаются здесь же.
renew-until = Удостоверено до { $date }.
renew-soon = Сертификат действует лишь до { $date }. Сохраните запрос сейчас и удостоверьте его.
renew-save = Сохранить запрос
renew-saved = Сохранено как { $file }. Отнесите его тому, кто хранит корневой ключ вашего министерства, и сверьте отпечаток выше.
renew-take = Загрузить сертификат или список отзыва
renew-handed = { $file } прочитан.
refused-needs_passphrase = Ключ этого устройства в файле: введите парольную фразу и попробуйте снова.
refused-delegation = Код делегации — от двух до восьми заглавных букв и цифр, например ZA.
refused-ministry_name = Название министерства — от 1 до 64 видимых знаков. Дайте его короче.
refused-no_root = Это не файл корневого ключа министерства, или он повреждён. Выберите другой файл или другую копию.
refused-no_root_open = Корневой ключ не открыт. Сначала откройте его файл.
refused-no_request_open = Запрос не выбран. Сначала выберите запрос устройства.
refused-serial = Серийный номер состоит из знаков 0–9 и a–f. Скопируйте его так, как он был показан при создании сертификата.
refused-code = На этом изображении не читается код корневого ключа министерства. Выберите изображение PNG, где виден только этот код, прямо и резко.
refused-root_given = Это корневой ключ министерства. Он не загружается: сверьте его отпечаток и доверьте ниже.
refused-taken = Под этим именем уже есть другое, и оно никогда не перезаписывается. Выберите другое имя.
refused-open_to_others = Файл корневого ключа могут прочесть другие пользователи этой машины. Закройте его для них (chmod 600) и откройте снова.
refused-nothing_kept = У этого устройства нет сохранённого ключа. Сначала сохраните его, выше.
refused-failed = Не выполнено: { $detail }.
key-encryption = Показать или скрыть шифрование
key-requests = Перейти к запросам допуска
said-request = { $name }, { $side }, просит допуска. Нажмите A, чтобы ответить.
said-asking = Вы запросили допуск. Вы не в эфире.
said-encrypted = Вы на встрече. Она защищена сквозным шифрованием.
said-resumed = Шифрование снова подтверждено.
said-key-kept = Ваш ключ открыт и сохраняется.

## Подбор времени
scheduling-title = Подобрать время
scheduling-sides = Делегации
scheduling-host = Принимающая сторона
scheduling-side = Делегация { $n }
scheduling-choose = Выберите столицу
scheduling-add = Добавить делегацию
scheduling-remove = Убрать делегацию { $n }
scheduling-length = Продолжительность
scheduling-week = Неделя с { $date }
scheduling-day = День нужной недели
scheduling-before = Предыдущая неделя
scheduling-after = Следующая неделя
scheduling-start = Выберите две делегации: здесь появится их неделя, бок о бок.
scheduling-failed = Не удалось рассчитать время. Попробуйте снова; если это повторится, закройте окно и запустите Chancery заново.
scheduling-grid = Время недели, столбец на день
scheduling-keys = Стрелки перемещают, Enter предлагает или отзывает. Указателем: щёлкните или перетащите предложение на другое время.
scheduling-proposals = Предложения
scheduling-proposed = Предложено: { $count } из { $most }
scheduling-none = Выберите до { $most } вариантов в сетке или из самых справедливых ниже.
scheduling-full = Уже предложено вариантов: { $most }. Сначала отзовите один.
scheduling-fairest = Самые справедливые
scheduling-propose = Предложить
scheduling-take-back = Отозвать { $day }
slot-proposed = Предложено
slot-skipped = Часы перескакивают это время
slot-past = Это время уже прошло
slot-today = Сегодня
slot-borne = { $place }: { $span } вне рабочих часов на прежних встречах этих сторон, больше, чем у других; теперь её просят последней.
busy-title = Другие встречи
busy-what = Из календаря сохраняется только время, а не повод.
busy-unknown = Неизвестны
busy-known = Известно времён: { $count }, прочитано { $date }
busy-read = Прочесть календарь: { $place }
busy-file = Файл
busy-server = Календарь министерства
busy-address = Адрес календаря
busy-address-hint = https:// или webcal://; остаётся на этом компьютере и перечитывается каждые полчаса
busy-follow = Следить за ним
busy-follows = Перечитывается само.
busy-unset = Сервер календаря не задан. Задайте его в настройках, «Расписание».
busy-forget = Забыть время: { $place }
busy-failed = Календарь не принят: { $detail }. Сохраните его из программы календаря в файл .ics и выберите его.
slot-hours = { $from }–{ $to }
slot-when = { $date }, { $time }
slot-inside = В рабочее время у всех
slot-early = { $place }: начало до рабочего времени, за { $span }
slot-late = { $place }: конец после рабочего времени, позже на { $span }
slot-lunch = { $place }: обеденный перерыв
slot-weekend = { $place }: выходной
slot-busy = { $place }: у кого-то другая встреча
slot-night = { $place }: из них ночью { $span }
slot-tentative = { $place }: у кого-то, возможно, другая встреча
slot-clock_change = { $place }: в этот день переводят часы
slot-holidays_unknown = { $place }: праздники этого года неизвестны
slot-estimated = { $name } (дата примерная)
slot-holiday = { $place }: праздничный день, { $name }
slot-observance = { $place }: памятный день, { $name }
slot-clock-forward = { $place }: часы переводят вперёд, { $span }
slot-clock-back = { $place }: часы переводят назад, { $span }
legend = Что значат узоры
legend-office = Рабочее время
legend-lunch = Обед
legend-outside = Нерабочее время
legend-weekend = Выходной
legend-observance = Памятный день
legend-holiday = Праздник
legend-busy = Другая встреча

## Meetings being planned
plans-title = Встречи в подготовке
plans-back = К встречам в подготовке
plans-new = Подготовить встречу
plans-empty = Ни одна встреча не готовится
plans-empty-what = Подберите время, удобное обеим столицам; оттуда составляется встреча, отправляется приглашение и ведётся день.
plan-title = Встреча
plan-untitled = Встреча без названия
plan-back = Назад к встрече
plan-pages = Страницы встречи
plan-open = Открыть
plan-saving = Сохраняется…
plan-saved = Сохранено в { $time }
plan-saved-on = Сохранено { $date }, { $time }
plan-unsaved = Ещё не сохранено
plan-not-saved = Это не сохранено. Написанное остаётся здесь, пока не будет сохранено.
plan-merged = Другой сотрудник протокола изменил эту встречу одновременно с вами. Сохранены изменения обоих.
plan-no-time = Время ещё не выбрано.
plan-proposals = { $count ->
    [one] Предложено { $count } время, не выбрано ни одного.
    [few] Предложено { $count } варианта времени, не выбрано ни одного.
   *[other] Предложено { $count } вариантов времени, не выбрано ни одного.
}
plan-answered = Ответили { $said } из { $asked }
plan-counters = { $count ->
    [one] Просит другое время: { $count }
    [few] Просят другое время: { $count }
   *[other] Просят другое время: { $count }
}
plan-discard = Выбросить черновик «{ $title }»
plan-discard-sure = Выбросить
scheduling-compose = Составить встречу
scheduling-take = Взять это время
status-draft = Черновик
status-proposed = Время предложено
status-invited = Приглашения посланы
status-confirmed = Подтверждена
status-cancelled = Отменена
tab-meeting = Встреча
tab-agenda = Повестка дня
tab-invite = Приглашение
tab-answers = Ответы
tab-day = Ход дня
field-title = Название
field-text = О чём
field-level = Уровень
field-confidentiality = Конфиденциальность
field-host = Принимает
field-reference = Номер ноты
field-organizer = От чьего имени
field-agenda = Повестка дня
field-documents = Документы
field-sides = Делегации
field-start = Время
field-minutes = Продолжительность
field-zone = Часовой пояс
field-status = Состояние
field-proposals = Предложенное время
field-recurrence = Повторение
field-answers = Ответы
field-course = Ход дня
form-what = Что
form-when = Когда
form-grid = Подобрать время
form-minutes = Продолжительность в минутах
form-organizer-what = Приглашение идёт от этого имени, ответы приходят на этот адрес.
level-heads_of_state = Главы государств
level-heads_of_government = Главы правительств
level-ministers = Министры
level-ambassadors = Послы
level-senior_officials = Старшие должностные лица
level-experts = Эксперты
secrecy-public = Открыто
secrecy-restricted = Для служебного пользования: оба министерства
secrecy-confidential = Конфиденциально: участники
secrecy-secret = Секретно: названия не видит больше никто
person-name = Имя
person-office = Должность
person-mail = Адрес почты
person-required = Присутствие обязательно
person-required-short = Обязательно
person-languages = Переводит между
person-remove = Убрать: { $name }
language-add = Добавить язык
chips-remove = Убрать: { $name }
number-problem = Целое число, не меньше { $least }
side-ministry = Полное название после «Министерство иностранных дел» ({ $language })
side-languages = Языки за столом
side-head = Глава делегации
side-head-add = Добавить главу делегации
side-members = Члены делегации
side-member = Член делегации { $n }
side-member-add = Добавить члена делегации
side-interpreters = Переводчики
side-interpreter = Переводчик { $n }
side-interpreter-add = Добавить переводчика
side-remove = Убрать со встречи: { $side }
repeat-title = Повторение
repeat-how = Проводится снова
repeat-never = Нет
repeat-weekly = По неделям
repeat-monthly = По месяцам
repeat-rule = По своему правилу
repeat-weeks = Раз в столько недель
repeat-months = Раз в столько месяцев
repeat-times = Сколько раз
repeat-times-hint = 0: без конца
repeat-text = Правило (RFC 5545)
repeat-weekly-what = { $count ->
    [one] Раз в { $count } неделю: { $day }
    [few] Раз в { $count } недели: { $day }
   *[other] Раз в { $count } недель: { $day }
}
repeat-monthly-what = { $count ->
    [one] Раз в { $count } месяц: { $day }, { $which }
    [few] Раз в { $count } месяца: { $day }, { $which }
   *[other] Раз в { $count } месяцев: { $day }, { $which }
}
nth-1 = первый раз в месяце
nth-2 = второй раз в месяце
nth-3 = третий раз в месяце
nth-4 = четвёртый раз в месяце
nth-last = последний раз в месяце
repeat-next = Ближайшие встречи; снимите отметку с тех, что не состоятся
repeat-left-out = не состоится
repeat-more = Показать ещё даты
agenda-sum = { $sum } из { $length }
agenda-over = Лишнее: { $span }
agenda-left = осталось: { $span }
agenda-empty = В повестке пока ничего нет.
agenda-untitled = Пункт без названия
agenda-item = Пункт
agenda-minutes = Минуты
agenda-speakers = Выступают
agenda-speaker-add = Добавить выступающего
agenda-document-add = Добавить документ
agenda-add = Добавить пункт
agenda-remove = Убрать «{ $title }»
agenda-move = Переместить «{ $title }», { $n } из { $of }
agenda-move-how = Потяните за ручку или перемещайте стрелками.
agenda-moved = «{ $title }»: теперь { $n } из { $of }
document-n = Документ { $n }
document-title = Название документа
document-reference = Номер или имя файла
document-language = Язык
document-any = Не указан
document-untitled = Документ без названия
document-add = Положить документ на стол
document-remove = Убрать документ «{ $title }»
conflict-title = { $count ->
    [one] Два сотрудника написали по-разному: { $count } место
    [few] Два сотрудника написали по-разному: { $count } места
   *[other] Два сотрудника написали по-разному: { $count } мест
}
conflict-what = Ничего не потеряно. Выберите, что останется; до этого приглашения не уходят.
conflict-place = { $field }: { $what }
conflict-here = Стоит сейчас
conflict-other = Написано также
conflict-nothing = Ничего: это убрали
conflict-keep = Оставить это
conflict-take = Взять это
conflict-both = Оставить оба, одно за другим
lacks-uid = У встречи нет своего номера: начните заново из сетки времени.
lacks-title = У встречи нет названия.
lacks-start = Время не выбрано.
lacks-length = Встреча длится от 1 до 1440 минут.
lacks-sides = На встрече не меньше двух делегаций.
lacks-side_twice = { $side }: указано дважды.
lacks-host = Принимающей делегации нет за столом.
lacks-zone = { $side }: часовой пояс неизвестен, выберите столицу заново.
lacks-organizer = Нет адреса почты для ответов: см. «От чьего имени».
lacks-nobody_invited = Ни у кого за столом нет адреса почты.
lacks-address = Такого адреса почты быть не может: { $name }
lacks-twice = Две записи смешались: внесите последнюю заново.
lacks-rule = Повторение непонятно.
lacks-proposals = Можно предложить не больше пяти вариантов сразу.
lacks-overlong = Повестка длиннее встречи: { $span }.
lacks-conflicts = { $count ->
    [one] Два сотрудника написали по-разному ({ $count } место): сначала выберите.
    [few] Два сотрудника написали по-разному ({ $count } места): сначала выберите.
   *[other] Два сотрудника написали по-разному ({ $count } мест): сначала выберите.
}
invite-lacks = До отправки
invite-note = Вербальная нота
invite-first = Первый язык
invite-second = Второй язык
invite-note-in = Нота, язык: { $language }
invite-to = Кому
invite-secret = Послать каждой стороне её ссылку
invite-secret-off = Без ссылки приглашение говорит, когда и где, но войти по нему никто не может: передайте каждой стороне её ссылку другим путём. Почтовые серверы и календари не узнают ничего, что открывает встречу.
invite-secret-on = Каждая сторона получает свою ссылку в письме и в календаре. Каждый, кто её прочтёт, и каждый почтовый сервер и календарь на пути сможет попроситься войти. Допустить всё равно должен человек.
invite-secret-series = Ссылка каждой стороны на ближайшую встречу идёт с письмом. В календаре у серии ссылки нет, так как у каждой встречи своя: перед следующей отправьте приглашение снова.
join-title = Как присоединиться
join-unset = Сервер встреч не задан, поэтому ссылок пока нет. Задайте его в настройках, «Расписание».
join-void = Отправленные ссылки — на другое время. Приложите новые или передайте их.
join-none = Ссылки создаются на { $server }, когда приглашение отправляется, или сейчас.
join-make = Создать ссылки сейчас
join-anew = Создать новые ссылки
join-making = Создание ссылок
join-fit = Они открывают встречу { $date }. Каждый, у кого есть ссылка стороны, может просить место за неё: дайте каждой только её собственную.
join-old = С тех пор встречу изменили. Эти ссылки открывают встречу { $date }; новые создаются, когда приглашение отправляется снова, или сейчас.
join-copy = Скопировать ссылку: { $side }
invite-out = Отправить или сохранить
invite-send = Отправить приглашение
invite-again = Отправить изменённое приглашение
invite-saved = Сохранено: { $path }
invite-sent = Приглашение отправлено.
invite-propose = Отправить предложенное время
invite-propose-what = Пока время не выбрано, нота спрашивает, какое подходит. Приглашение с календарём последует, когда время будет выбрано на странице «Встреча» или «Ответы».
invite-proposed = Предложенное время отправлено.
invite-refused = Почтовый сервер не принял эти адреса: { $addresses }. Исправьте их и отправьте снова; у остальных оно уже есть.
save-eml = Сохранить письмо (.eml)
save-ics = Сохранить для календаря (.ics)
save-pdf = Сохранить ноту (PDF)
send-writing = Составляются нота и приглашение
send-convening = Создание ссылок: { $server }
send-connecting = Соединение: { $server }
send-sending = Отправка: { $done } из { $of }
cancel-meeting = Отменить встречу
cancel-what = Все приглашённые узнают письмом, что встречи не будет. Вернуть это нельзя.
cancel-sure = Отменить и сообщить всем
cancel-not = Оставить как есть
cancel-sent = Всем приглашённым сообщено, что встречи не будет.
answer-read = Прочитать файл: ответ, приглашение, календарь
post-look = Искать ответы
post-looking = Поиск ответов
post-taken = { $count ->
    [one] Пришёл { $count } ответ: { $titles }
    [few] Пришли { $count } ответа: { $titles }
   *[other] Пришло { $count } ответов: { $titles }
}
post-none = Ничего нового.
post-last = Ответы в последний раз искали в { $time }.
post-more = Непрочитанных писем больше, чем было просмотрено: прочтите или переместите их.
post-refused = Ответ в почтовом ящике не принят и остаётся непрочитанным.
post-unset = Сервер входящей почты не задан. Задайте его в настройках, «Расписание», или прочтите ответ из файла.
book-share = Ведётся вместе с другими сотрудниками
book-nowhere = Только на этом столе
book-with = Общий: { $book }
book-together = { $count ->
    [0] Общая книга открыта; планов этого стола в ней нет.
    [one] Общая книга обновлена: в ней { $count } план этого стола.
    [few] Общая книга обновлена: в ней { $count } плана этого стола.
   *[other] Общая книга обновлена: в ней { $count } планов этого стола.
}
book-begun = Другой сотрудник поделился в книге { $book }: { $titles }
book-written = Другие внесли изменения: { $titles }
book-taken-out = Другой сотрудник убрал это из книги { $book }; здесь оно остаётся: { $titles }
book-not = Стол и общую книгу { $book } не удалось свести; написанное сохранено здесь.
book-sealed = В книге { $book } есть планы, которые не открываются: { $count }. Они запечатаны другим секретом или изменены на сервере; спросите сотрудника, передавшего ссылку.
history-title = Кто что написал
history-asking = Запрос к серверу…
history-none = В книге пока ничего нет; запись появится через несколько минут.
history-you = Вы
history-deleted = { $by }: убрано из книги
history-began = { $by }: внесено в книгу
history-wrote = { $by }: { $parts }
history-kept = { $by }: сохранено
calendar-kept = { $count ->
    [0] Календарь министерства обновлён.
    [one] Календарь министерства обновлён: в нём { $count } встреча этого стола.
    [few] Календарь министерства обновлён: в нём { $count } встречи этого стола.
   *[other] Календарь министерства обновлён: в нём { $count } встреч этого стола.
}
calendar-gone = Кто-то убрал из него встречи ({ $count }); они вернутся, когда изменятся.
calendar-not = Календарь министерства не удалось обновить.
calendar-moved = В календаре министерства { $title } перенесена на { $when }. Приглашённые знают время из плана: измените его там и отправьте снова или верните встречу на место в календаре.
answer-came = Пришёл ответ: { $title }
asks-again = { $who } просит последнюю версию «{ $title }»: отправьте приглашение ещё раз.
proposed-title = Какое из предложенных времён подходит?
proposed-what = Вам ответят нотой или письмом. Выберите подходящее время и отправьте приглашение.
proposed-take = Выбрать это время
proposed-taken = Время выбрано. Теперь отправьте приглашение.
invites-title = Приглашения
invites-came = { $count ->
    [one] Пришло или изменено { $count } приглашение: { $titles }
    [few] Пришли или изменены { $count } приглашения: { $titles }
   *[other] Пришли или изменены { $count } приглашений: { $titles }
}
invites-known = Ничего нового: содержимое файла уже было принято.
import-drafts = { $count ->
    [one] Создан { $count } черновик: { $titles }.
    [few] Созданы { $count } черновика, в том числе { $titles }.
   *[other] Создано { $count } черновиков, в том числе { $titles }.
}
invites-older = Прошедшие и отменённые
invites-none-open = Открытых приглашений нет.
invites-from = Приглашает { $name }.
invites-by = Письмо пришло от { $who }, а не от организатора. Прежде чем отвечать, убедитесь в его подлинности.
invites-series = Проводится не один раз. Ближайшие даты:
invites-yours = по вашим часам
invites-whole-day = { $date }, весь день
invites-text = Что в нём написано
invites-people = Приглашено человек: { $count }
invites-given = Ваш ответ: { $said } ({ $date }, { $time })
invites-cancelled = Отменена
invites-over = Прошла
invites-stale = Изменено после вашего ответа
invites-answer = Ответить: { $title }
invites-accept = Принять
invites-tentative = Возможно
invites-decline = Отклонить
invites-counter = Предложить другое время
invites-day = День
invites-time = С (чч:мм)
invites-time-problem = Напишите время так: 14:30.
invites-as = От имени
invites-about = Ответ касается
invites-whole = Всех дат
invites-language = Язык письма
invites-comment = Несколько слов к ответу
invites-send = Отправить ответ
invites-eml = Сохранить как письмо
invites-ics = Сохранить как календарь
invites-who-first = Выберите, от чьего имени вы отвечаете.
invites-sent = Ответ на приглашение { $title } отправлен.
invites-saved = Ответ сохранён в { $path }. Он действует, когда вы его отправите.
invites-taken = { $title } теперь на столе.
invites-forget = Убрать приглашение { $title }
invites-forget-sure = Убрать отсюда
answer-old = на прежнее приглашение
answers-none = Ни у кого за столом ещё нет адреса почты, поэтому никого не спросили.
said-nothing = Ответа пока нет
said-accepted = Согласие
said-declined = Отказ
said-tentative = Возможно
said-countered = Просит другое время
said-delegated = Посылает другого
deputy = Вместо него или неё { $who }
counter-title = { $name }: просьба о другом времени
counter-instance = Вместо встречи { $date }
counter-ours = Приглашали на
counter-theirs = Просят
counter-take = Взять это время
counter-decline = Отклонить, оставить наше
counter-what = Если вы его берёте, приглашение надо послать снова: тех, кто согласился, спросят заново.
counter-taken = Время изменено. Отправьте приглашение снова, чтобы знали все.
counter-declined = { $name }: сообщено, что время остаётся прежним.
show-now = Сейчас, пункт { $n } из { $of }
show-left = осталось
show-beyond = сверх времени
show-not-begun = Ещё не началось
show-opens = Начать можно: { $date }, { $time }.
show-over = Встреча окончена
show-begin = Начать «{ $title }»
show-begin-this = Начать
show-end = Закончить встречу
show-undo = Отменить последний шаг
show-ends = Пока выходит: конец в { $time }
show-later = позже на { $span }
show-earlier = раньше на { $span }
show-ran-over = сверх времени: { $span }
show-planned = По плану:
show-no-time = Сначала выберите время: тогда здесь появится день, минута за минутой.
show-no-agenda = Сначала заполните повестку: тогда здесь появится день, минута за минутой.
show-cancelled = Эта встреча отменена.
show-state-done = Пройдено
show-state-skipped = Пропущено
show-state-now = Идёт
show-state-ahead = Впереди
show-said-item = Сейчас: { $title }
show-said-left = { $count ->
    [one] Осталась { $count } минута: { $title }
    [few] Осталось { $count } минуты: { $title }
   *[other] Осталось { $count } минут: { $title }
}
show-said-up = Время вышло: { $title }
trouble-store = Встречу не удалось сохранить на этой машине ({ $detail }). Освободите место или обратитесь к тому, кто за ней следит, и попробуйте снова.
trouble-gone = Этой встречи больше нет: кто-то выбросил черновик.
trouble-moved_on = Это место с тех пор снова изменили. Посмотрите и напишите, что должно остаться.
trouble-mail_unset = Для этой машины не задан почтовый сервер. Сохраните письмо и отправьте его своей почтовой программой.
trouble-convene_unreachable = Сервер встреч { $server } не отвечает: ссылки не созданы, и ничего не отправлено. Проверьте сеть или отправьте приглашение без ссылок.
trouble-convene_token = Сервер встреч { $server } позволяет созывать только организаторам и не принимает заданный ключ. Спросите верный у того, кто им управляет (настройки, «Расписание»).
trouble-convene_refused = Сервер встреч не принял встречу: { $detail }
trouble-convene_over = Встреча прошла или отменена: присоединяться не к чему. Сначала выберите другое время.
trouble-mail_unreachable = Почтовый сервер { $server } не отвечает. Ничего не ушло; попробуйте снова или сохраните письмо и отправьте его сами.
trouble-mail_certificate = Почтовый сервер { $server } не может доказать, что это он. Ничего не ушло; сообщите техникам министерства.
trouble-mail_login = Почтовый сервер { $server } не принимает имя или пароль. Ничего не ушло; исправьте их и попробуйте снова.
trouble-mail_refused = Почтовый сервер не принял письмо: { $detail }
trouble-unreadable = Это нельзя прочитать: { $detail }
trouble-not_invited = Ответ пришёл от { $who }, которого не приглашали. Встреча остаётся как была.
trouble-nothing = Здесь нет ничего для этого стола: ни ответа на одну из его встреч, ни приглашения.
trouble-outdated = Это старее того, что здесь уже известно. Ничего не изменено.
trouble-ahead = Это ответ на более позднюю версию встречи, чем та, что ушла отсюда. Ничего не изменено; спросите отправителя.
trouble-no_instance = Речь о времени, когда встреча не проводится. Ничего не изменено.
trouble-not_organizer = Изменение приглашения пришло от { $who }, кто его не отправлял. Приглашение остаётся как было; спросите организатора.
trouble-unknown = Программа не ответила. Попробуйте снова; если это повторится, закройте окно и запустите Chancery заново.
desk-set-what = Через эти серверы уходят приглашения и приходят ответы. Оставьте пустым то, чего у министерства нет. Пароли хранятся в связке ключей этого компьютера и никогда не показываются.
desk-mail-out = Исходящая почта
desk-mail-in = Входящая почта
desk-calendar = Календарь министерства
desk-meetings = Встречи
desk-reminders = Напоминания
desk-host = Сервер
desk-host-hint = Например, mail.ministry.example
desk-port = Порт
desk-security = Шифрование
desk-line-plain = Нет (только этот компьютер)
desk-user = Имя пользователя
desk-password = Пароль
desk-password-kept = Пароль сохранён. Введите другой, чтобы заменить его.
desk-folder = Папка
desk-folder-hint = Где лежат ответы; пусто: входящие
desk-address = Адрес
desk-address-hint = Например, https://calendar.ministry.example
desk-meetings-hint = Например, https://meet.ministry.example
desk-token = Ключ организаторов
desk-token-hint = Только если сервер его требует
desk-token-kept = Ключ сохранён. Введите другой, чтобы заменить его.
desk-book-link = Ссылка на книгу
desk-book-hint = Вставьте её целиком, начиная с chancery://. Это секрет, как и пароль.
books-title = Книги, общие с другими сотрудниками
books-what = Планы в книге ведут вместе все сотрудники, у которых есть её ссылка; сервер не может их прочесть. Заведите по книге на каждую страну, чтобы ни одна не читала того, что готовится с другой.
books-name = Название книги
books-name-hint = Например, название другой стороны
books-add = Добавить по ссылке
books-begin = Завести новую книгу
books-show = Показать ссылку
books-hide = Скрыть ссылку
books-forget = Убрать
books-copy = Скопировать ссылку книги { $book }
books-hand-over = У кого есть эта ссылка, тот читает и пишет все планы книги. Передавайте её как пароль и только сотрудникам обеих сторон.
books-forget-title = Убрать книгу { $book } с этого стола?
books-forget-what = Её планы остаются на этом столе, а в книге — как есть. Без ссылки её больше не открыть: убедитесь, что она у кого-то есть.
books-set = Книга { $book } добавлена.
books-session = На этом компьютере нет связки ключей: сохраните ссылку в другом месте, здесь она хранится до закрытия Chancery.
books-no-server = Новой книге нужен сервер: укажите выше адрес сервера встреч.
books-no-link = Ссылка этой книги не хранится на этом компьютере. Попросите её у другого сотрудника, уберите книгу здесь и добавьте снова.
desk-reminder = Напоминать перед встречей
desk-reminder-none = Не напоминать
desk-test = Проверить
desk-testing = Сервер опрашивается…
desk-save = Сохранить
desk-saved = Сохранено.
desk-unsaved = Набранное ранее снова здесь; оно ещё не сохранено. Пароли введите заново.
desk-saved-session = Сохранено. На этом компьютере нет связки ключей: пароли хранятся до закрытия Chancery.
desk-found-mail_out = Сервер отвечает: почта может уходить.
desk-found-mail_in = Папка открыта: ответы могут приходить.
desk-found-calendar = Сервер отвечает. Найдено календарей: { $count }
desk-found-meetings = Там можно созывать встречи.
desk-failed-no_such_host = Сервера с таким именем нет. Проверьте написание.
desk-failed-unreachable = Там никто не отвечает. Проверьте сервер и порт и то, пропускает ли сеть.
desk-failed-no_tls = На этом порту сервер не предлагает шифрования, ничего не отправлено. Возьмите порт TLS или спросите администратора.
desk-failed-plain_abroad = Без шифрования связь возможна только с самим этим компьютером. Выберите TLS или STARTTLS.
desk-failed-slow = Сервер слишком долго отвечает. Попробуйте позже или спросите администратора.
desk-failed-other_kind = Там отвечает сервер другого рода. Проверьте адрес и порт.
desk-failed-login = Сервер не принимает это имя и пароль. Проверьте их или спросите администратора, разрешён ли вход программам.
desk-failed-token = Сервер позволяет созывать только организаторам и не принимает этот ключ. Спросите верный у того, кто им управляет.
desk-failed-no_folder = Почтовой папки с таким именем нет.
desk-failed-nothing = По этому адресу календаря нет. Проверьте адрес или спросите свой у администратора.
desk-failed-forbidden = Сервер не разрешает этого данному пользователю. Спросите администратора.
desk-failed-untrusted = Сервер не может подтвердить, кто он ({ $detail }). Ничего не отправлено. Проверьте имя или сообщите техникам министерства.
desk-failed-led_elsewhere = Сервер отсылает к другому, { $detail }, который увидел бы пароль. Если это верно, укажите его адрес.
desk-failed-refused = Сервер отказывает: { $detail }
desk-wrong-invalid = Что-то выше не может быть верным. Оно отмечено; ничего не потеряно.
desk-wrong-store = Настройки не удалось прочесть или сохранить ({ $detail }). Спросите того, кто обслуживает этот компьютер, и попробуйте снова.
desk-wrong-keyring = Пароль не удалось сохранить или прочесть: { $detail }
desk-wrong-password = Для этого сервера и имени пароль не сохранён. Введите его.
desk-wrong-unset = Пока нечего проверять: сначала укажите сервер.
desk-wrong-calendars = По этому адресу календарей: { $count }. Укажите адрес того, в котором должны стоять встречи.
desk-wrong-unknown = Программа не ответила. Попробуйте ещё раз; если повторится, закройте это окно и запустите Chancery заново.
flaw-empty = Это нужно заполнить.
flaw-no_host = Это не имя сервера. Напишите его как mail.ministry.example, без пути.
flaw-no_port = Порт: число от 1 до 65535.
flaw-plain_abroad = Без шифрования связь возможна только с самим этим компьютером.
flaw-no_address = Это не адрес. Напишите его как https://calendar.ministry.example.
flaw-no_book = Это не ссылка на общую книгу. Вставьте её целиком, начиная с chancery://.
flaw-known = Это уже есть на столе.
flaw-no_line = Это слишком длинно или содержит недопустимые знаки.
flaw-too_early = Напоминание приходит не раньше чем за день.
calendar-bring = Обновить календарь
calendar-bringing = Календарь обновляется
place-stands = В календаре министерства — как разослано, проверено в { $time }.
place-waits = В календаре министерства пока не так, как разослано; запись появится в течение нескольких минут.
place-not = В календаре министерства пока не так, как разослано.
place-before = В календаре министерства эта встреча стоит так, как была разослана раньше. Ваши изменения попадут туда после отправки.
place-gone = Кто-то убрал эту встречу из календаря министерства; она вернётся, когда изменится.
