# La pantalla en español.

## Everywhere
app-name = Chancery
app-opening = Abriendo Chancery
app-lost = La ventana ha perdido el programa que la sostiene
app-lost-what = Cierre esta ventana e inicie Chancery de nuevo. Podrá volver a una reunión en curso desde el escritorio.
app-outside = Esta página es la pantalla del programa Chancery
app-outside-what = Por sí sola no muestra nada. Inicie Chancery en este equipo y trabaje en su propia ventana.
close = Cerrar
dismiss = Descartar
copy = Copiar
copied = Copiado
settings = Ajustes
shortcuts = Teclas
unknown-meeting = Reunión
unnamed = Sin nombre
your-side = Su delegación
host = Anfitrión
list-and-more = { $count ->
    [one] y uno más
   *[other] y { $count } más
}

## Time
clock-label = Hora en { $place }
time-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
time-starts-in = Comienza dentro de { $span }
time-started = Comenzó hace { $span }
time-ended = Ha pasado la hora prevista de término
time-elapsed = En la reunión desde hace { $time }

## On air
on-air = En el aire
off-air = Fuera del aire
on-air-what = Sale de este equipo: { $what }
off-air-what = Nada sale de este equipo
kind-microphone = micrófono
kind-camera = cámara
kind-screen = pantalla

## Desk
desk-title = Escritorio
desk-upcoming = Próximas
desk-past = Concluidas
desk-nothing-due = No hay ninguna reunión en este momento. La próxima figura a continuación.
desk-empty = Aún no hay reuniones en el escritorio
desk-empty-what = Pegue el enlace de invitación que le envió el oficial de protocolo, o ábralo donde lo recibió. La reunión figurará aquí, con la hora de ambas capitales.
desk-due-now = Prevista ahora
desk-enter = Entrar en la sala de espera
desk-enter-what = Permanecerá fuera del aire hasta que se incorpore.
desk-open-early = Abrir la sala de espera
desk-forget-named = Retirar «{ $title }» del escritorio
desk-forget-title = ¿Quitar { $title } de la mesa?
desk-forget = Quitar
desk-forget-what = El enlace de esta reunión no está en ningún otro lugar de este equipo. Quien lo necesite de nuevo tendrá que recibirlo otra vez.
desk-inside = { $count ->
    [0] Aún no hay nadie en la reunión
    [one] Hay una persona en la reunión
   *[other] Hay { $count } personas en la reunión
}
desk-loading = Consultando la reunión al servidor
desk-times = Hora en las capitales
desk-schedule = Buscar una fecha
link-title = Abrir una invitación
link-label = Enlace de invitación
link-hint = Comienza por chancery://join/
link-open = Poner en el escritorio
profile-title = Su letrero
profile-what = La otra delegación lo lee delante de usted.
profile-name = Nombre
profile-name-hint = Tal como debe figurar en el letrero
profile-function = Cargo
profile-function-hint = Por ejemplo: Jefe de delegación

## Holding room
holding-title = Sala de espera
holding-preview = Cómo le verán los demás
holding-off-air-what = Nada sale de este equipo hasta que se incorpore.
holding-camera-off = La cámara está cerrada
holding-camera-none = No hay cámara utilizable
holding-devices = Dispositivos
holding-on-joining = Al entrar
holding-open = Abierto
holding-closed = Cerrado
device-microphone = Micrófono
device-camera = Cámara
device-speaker = Altavoz
device-default = El del sistema
device-none = No se halló ninguno
device-level = Nivel del micrófono
speaker-test = Emitir un sonido de prueba
holding-inside = En la reunión
holding-waiting = En la sala de espera
holding-nobody = Aún nadie
holding-unknown = Se sabrá cuando haya dado su nombre
holding-only-you = Solo usted
holding-entering = Estableciendo contacto con el servidor
holding-entering-slow = El servidor tarda más de lo habitual. Chancery sigue intentándolo.
holding-not-yet = Podrá incorporarse en cuanto el servidor le admita en la sala de espera.
holding-join = Incorporarse a la reunión
holding-joining = Incorporándose
holding-joining-slow = La incorporación sigue en curso: el servidor tarda más de lo habitual
holding-back = Volver al escritorio

## Meeting
meeting-stage = Mesa
meeting-side = Delegación: { $name }
meeting-side-empty = No hay nadie a la mesa por { $name }
meeting-side-waiting = { $count ->
    [one] Una persona aguarda en la sala de espera
   *[other] { $count } personas aguardan en la sala de espera
}
meeting-shared-by = Compartida por { $name }
meeting-shared-by-me = Usted comparte esta pantalla. Los demás la ven.
page-alone = Solo la página
page-back = Volver a la mesa
page-speaking = Habla: { $names }
meeting-controls = Sus controles
meeting-clocks = Hora en ambas capitales
tile-you = usted
tile-speaking = habla
tile-muted = micrófono cerrado
tile-camera-off = cámara cerrada
tile-sharing = comparte una pantalla
tile-connecting = Conectando
tile-interrupted = Interrumpido
tile-interrupted-what = Nada llega de aquí por el momento. Chancery sigue intentándolo.
tile-unreachable = Inalcanzable
tile-unreachable-what = No hay camino por la red por el momento. Chancery sigue intentándolo.
bars-0 = sin conexión
bars-1 = conexión débil
bars-2 = conexión regular
bars-3 = buena conexión
control-microphone = Micrófono
control-camera = Cámara
control-share = Compartir
control-stop-sharing = Dejar de compartir
control-chat = Mensajes
control-people = Participantes
control-leave = Salir
control-microphone-open = Abrir el micrófono
control-microphone-close = Cerrar el micrófono
control-camera-open = Abrir la cámara
control-camera-close = Cerrar la cámara
control-share-start = Compartir una pantalla
control-chat-unread = { $count ->
    [one] un mensaje sin leer
   *[other] { $count } mensajes sin leer
}
control-share-taken = Alguien ya comparte su pantalla; solo una a la vez
share-title = Compartir una pantalla
share-what = Los demás la ven entera mientras usted la comparta.
link-network-lost = Se ha perdido la red.
link-network-lost-what = Por el momento no oye a los demás ni ellos a usted. Chancery restablece la conexión por sí mismo; lo que usted cerró sigue cerrado.
link-server-away = El servidor está ausente.
link-server-away-what = La conversación continúa: siguen oyéndose y viéndose. Los mensajes y quienes lleguen aguardan su regreso.
link-away-alone = El servidor no responde.
link-away-alone-what = Chancery lo intenta de nuevo por sí mismo. No se pierde nada de lo que ha escrito.
link-retry = Intentar ahora
link-trying = Intentando

## Chat
chat-title = Mensajes
chat-what = Los leen todos los presentes a la mesa.
chat-empty = Aún no hay mensajes
chat-label = Mensaje a todos
chat-send = Enviar
chat-pending = Pendiente de envío
chat-pending-down = A la espera del servidor; se enviará a su regreso
chat-messages = Mensajes
chat-me = Usted

## People
people-title = Participantes
people-at-table = A la mesa
people-waiting = En la sala de espera
people-count = { $count ->
    [one] Una persona
   *[other] { $count } personas
}

## After the meeting
ended-title = Ha salido de la reunión
ended-title-out = Ya no está en la reunión
ended-after = Estuvo en ella { $time }.
ended-rejoin = Volver a la sala de espera
ended-desk = Al escritorio
ended-draft = Había escrito esto, que no se envió
ended-off-air = El micrófono, la cámara y la pantalla están cerrados.

## Settings
settings-language = Idioma
settings-language-system = El del sistema
settings-appearance = Aspecto
theme-system = El del sistema
theme-light = Claro
theme-dark = Oscuro
settings-devices = Dispositivos
settings-version = Versión { $version }

## Keys
keys-title = Teclas
keys-what = Actúan en la reunión y en la sala de espera, salvo mientras se escribe.
key-microphone = Abrir o cerrar el micrófono
key-push-to-talk = Mantener pulsada para hablar
key-zoom = Más grande, más pequeño, como estaba
key-zoom-keys = Control con más, menos o cero
key-camera = Abrir o cerrar la cámara
key-share = Compartir una pantalla, o dejar de hacerlo
key-page = Mostrar solo la página compartida, o de nuevo la mesa
key-chat = Mostrar u ocultar los mensajes
key-people = Mostrar u ocultar los participantes
key-leave = Salir
key-keys = Mostrar estas teclas
key-space = Espacio

## Notices
notices-title = Avisos
dispatch-failed = El programa no atendió su petición. Inténtelo otra vez; si vuelve a ocurrir, cierre esta ventana e inicie Chancery de nuevo.
picture-failed = Por el momento no pueden mostrarse las imágenes; el sonido no se ve afectado. Chancery lo intenta de nuevo por sí mismo.

## What is spoken to those who do not see the screen
said-stage-desk = Escritorio
said-stage-holding_room = Sala de espera. Está fuera del aire.
said-stage-meeting = Está en la reunión.
said-stage-ended = Ha salido de la reunión.
said-joined = { $name }, { $side }, se ha incorporado
said-left = { $name }, { $side }, ha salido
said-microphone-open = Su micrófono está abierto
said-microphone-closed = Su micrófono está cerrado
said-camera-open = Su cámara está abierta
said-camera-closed = Su cámara está cerrada
said-sharing-me = Usted comparte su pantalla
said-sharing = { $name } comparte una pantalla
said-sharing-ended = Ya nadie comparte su pantalla
said-interrupted = La conexión con { $name } está interrumpida
said-back = Se oye de nuevo a { $name }
said-link-up = El servidor ha vuelto
said-message = Mensaje de { $name }: { $text }

## Problems: what failed, and what to do
problem-link_unreadable = Esto no es un enlace de invitación. Copie el enlace entero de la invitación; comienza por chancery://join/.
problem-link_damaged = El enlace de invitación está cortado o alterado. Cópielo de nuevo, entero, o pida al oficial de protocolo que lo envíe otra vez.
problem-link_too_new = Esta invitación procede de una versión más reciente de Chancery. Actualice Chancery y abra el enlace de nuevo.
problem-link_expired = Esta invitación ha caducado. Pida una nueva al oficial de protocolo.
problem-name_empty = El nombre está vacío. Escriba el nombre que debe mostrar su letrero.
problem-name_too_long = El nombre o el cargo supera los 80 caracteres. Abrévielo.
problem-server_unreachable = El servidor no responde. Compruebe la red de este equipo; si otros tampoco lo alcanzan, avise al operador del servidor.
problem-server_nonsense = Lo que responde en la dirección del servidor no es un servidor de Chancery. Compruebe la dirección de la invitación con el oficial de protocolo.
problem-server_too_old = El servidor es anterior a este programa y no habla su protocolo. Pida al operador del servidor que lo actualice.
problem-client_too_old = El servidor es más reciente que este programa. Actualice Chancery en este equipo.
problem-no_such_meeting = El servidor no conoce esta reunión, o la invitación no es válida para ella. Pida un nuevo enlace al oficial de protocolo.
problem-meeting_not_open = Las puertas de esta reunión están cerradas: suelen abrirse 24 horas antes de que empiece. Vuelva entonces, o consulte al oficial de protocolo.
problem-meeting_full = La reunión está completa. Pida a un miembro de su delegación que salga, o más plazas al oficial de protocolo.
problem-plenary_full = Las ocho plazas de la reunión están ocupadas. Usted permanece en la sala de espera, fuera del aire, y entrará en cuanto quede una libre; para entrar ahora, pida a un miembro de su delegación que salga.
problem-server_full = El servidor está completo. Inténtelo dentro de un minuto, o avise al operador del servidor.
problem-too_fast = El servidor se negó por un momento, pues se envió demasiado a la vez. Chancery lo intenta de nuevo por sí mismo.
problem-server_storage = El servidor no puede guardar la reunión: su disco está lleno o su base de datos bloqueada. Avise al operador del servidor.
problem-seat_taken = Otra ventana ha ocupado este asiento. Ciérrela e incorpórese de nuevo.
problem-cannot_open = Un mensaje no pudo abrirse con esta invitación. Quizá la otra parte tenga otra invitación: compare los enlaces con el oficial de protocolo.
problem-no_microphone = Ningún micrófono es utilizable ({ $detail }). Conecte uno o elija otro; hasta entonces no le oirán.
problem-no_camera = Ninguna cámara es utilizable ({ $detail }). Conecte una, cierre otros programas que la usen, o incorpórese sin ella.
problem-no_speaker = Ningún altavoz es utilizable ({ $detail }). Conecte uno o elija otro; hasta entonces no oirá a los demás.
problem-no_screen = La pantalla no puede compartirse ({ $detail }). Elija otra, o permita la captura de pantalla en los ajustes del sistema.
problem-no_path = No hay camino por la red hasta un participante: los cortafuegos lo impiden. Pida a los operadores de ambas redes que permitan UDP, o un relevo (TURN) al operador del servidor.
problem-clock_off = El reloj de este equipo está desajustado en { $seconds ->
    [one] un segundo
   *[other] { $seconds } segundos
}. Ajústelo por la red, para que las invitaciones y las horas sean correctas.
problem-cannot_save = No se pudieron guardar los ajustes ({ $detail }). Libere espacio o compruebe los permisos de la carpeta; hasta entonces duran lo que esta ventana.
problem-store_damaged = El archivo { $file } de este equipo está dañado y se ha apartado como { $file }.damaged. Elija de nuevo sus ajustes, o abra otra vez sus enlaces de invitación.
problem-chat_too_long = El mensaje supera los 4.000 caracteres. Abrévielo o envíelo por partes.
problem-not_admitted = Nadie le ha admitido todavía. Quizá las presidencias no lo hayan visto: llame a su delegación o vuelva a pedirlo.
problem-admission_refused = La presidencia de { $side } no le admite por ahora. Pregunte el motivo a su delegación y vuelva a pedirlo.
problem-removed_from_meeting = La presidencia de { $side } le ha retirado de la reunión. Hable con su delegación; para volver ha de ser admitido de nuevo.
problem-identity_changed = { $name } viene con otro dispositivo que antes. Asegúrese de viva voz o por teléfono de que es la misma persona antes de decir nada confidencial.
problem-root_changed = La delegación de { $side } presenta otra raíz ministerial que la que usted tiene por segura. Nadie de ella consta como acreditado hasta que usted haya comparado la nueva huella fuera de este programa y la haya confirmado.
problem-closed_meanwhile = Su micrófono, cámara o pantalla compartida se cerró mientras no podía confirmarse el cifrado. Ya está confirmado de nuevo: ábralos cuando esté listo.
problem-heartbeats_missed = No llegan las señales de vida de la otra parte: el servidor está ausente o retiene mensajes. Nada de lo que diga o muestre sale de este equipo hasta que vuelvan. Si persiste, salga y vuelva a entrar.
problem-meeting_forked = A las dos partes se les muestran reuniones distintas: el servidor puede ser hostil. Nada de lo que diga o muestre sale de este equipo. Salga, compare por teléfono quién estaba y reúnanse en otro servidor.
problem-removal_held = { $name } aún no se ha podido expulsar: el servidor no lo transmite. No se le envía nada de usted, pero los demás siguen enviando. Dígalo y, si persiste, levante la sesión y reúnanse en otro servidor.
problem-somebody_blocked = { $name } fue admitido con credenciales que no valen en este equipo: revocadas, o de otra raíz que la de su confianza. Nada de lo que diga o muestre se envía mientras esté dentro. Pida a un presidente que lo expulse, o compare por teléfono y fije la nueva raíz, o salga.
problem-fork_mended = Durante un tiempo se mostraron a las partes reuniones distintas: el servidor puede ser hostil, o falló. Todas vuelven a coincidir. Léanse el código y comprueben quién está antes de continuar; su micrófono y su cámara están cerrados hasta que los abra.
problem-certificate_expired = El certificado de su dispositivo ha caducado: los demás no le verían como acreditado. Pida uno nuevo a su ministerio.
problem-certificate_not_yet_valid = El certificado de su dispositivo aún no es válido. Compruebe el reloj de este equipo; si es correcto, pregunte a su ministerio desde cuándo lo es.
problem-credentials_invalid = No se dejó entrar a { $name }: sus credenciales están caducadas, revocadas o son de otra delegación. Si espera a esta persona, necesita un certificado nuevo de su ministerio.
problem-fingerprint_swapped = La conexión con { $name } habría ido a otra máquina, así que no se abrió. Chancery vuelve a intentarlo; si se repite, alguien se interpone: reúnanse en otro servidor.
problem-frames_forged = Llegó sonido o imagen en nombre de { $name } que { $name } no firmó: otro participante, o quien transporta los medios, los fabricó. No se fíe de lo que oyó y vio de { $name }; compárelo por teléfono y mire quién está dentro.
problem-frames_unsigned = Desde hace un rato llega sonido o imagen de { $name } sin su firma. Compruebe por teléfono que lo que oye y ve es suyo; si continúa, vuelva a entrar o reúnanse en otro servidor.
problem-asked_in_vain = Alguien pidió entrar con una invitación que no es válida: ha vencido o fue modificada. Esa persona queda fuera. Si espera a alguien, envíele de nuevo la invitación.
problem-roster_refused = Alguien envió un cambio de la lista de presentes que las presidencias no firmaron: el servidor o un miembro. Se rechazó y la reunión continúa. Si se repite, avise al operador del servidor o cambien de servidor.
problem-key_unavailable = La clave de este equipo no puede usarse desde donde se guarda ({ $detail }). Desbloquee el llavero del sistema o repare el archivo e inténtelo de nuevo; hasta entonces se usa una clave nueva y los demás ven un dispositivo desconocido.
problem-key_not_kept = No se pudo guardar la clave ({ $detail }). Libere espacio o compruebe los permisos de la carpeta e inténtelo de nuevo; hasta entonces está solo en memoria.
problem-credentials_not_taken = Lo que dio el ministerio no se ha cargado ({ $detail }).
problem-wrong_passphrase = Esta no es la frase de paso con la que se cifró la clave. Escríbala de nuevo; compruebe la distribución del teclado y el bloqueo de mayúsculas.
problem-passphrase_short = La frase de paso es demasiado corta. Use 8 caracteres o más; mejor, cuatro palabras.
problem-fingerprint_unreadable = Esto no es una huella. Tiene 64 caracteres, de 0 a 9 y de a a f; cópiela entera de la nota verbal.
problem-cannot_export = No se pudo guardar el registro de presentes ({ $detail }). Elija otra carpeta o libere espacio y expórtelo de nuevo.

## Who somebody is
standing-credentialed = Acreditado
standing-credentialed-what = { $ministry } responde por este dispositivo hasta el { $date }. Función: { $role }.
standing-self_issued = Autodeclarado
standing-self_issued-what = Responde solo la invitación de la delegación, no un ministerio
standing-invalid = No vale
standing-invalid-what = Las credenciales mostradas están vencidas, revocadas o son de otra raíz que la de confianza aquí: sea quien sea, ningún ministerio responde por esta persona
standing-unpinned = Ministerio sin fijar
standing-unpinned-what = Se dice que { $ministry } responde por este dispositivo, pero su raíz no está fijada en este equipo. Mientras no compare la huella de la raíz y la fije en los ajustes, no vale más que la invitación
seen-first = Nuevo para usted
seen-first-what = Este dispositivo no se había encontrado con el suyo
seen-changed = Otro dispositivo
seen-changed-what = Usted conoce este nombre con otro dispositivo
name-duplicate = Mismo nombre
name-duplicate-what = Alguien de { $side } tiene el mismo nombre
name-lookalike = Nombre parecido
name-lookalike-what = El nombre se parece a { $name } de { $side }
chair = Presidencia
chair-what = Admite y retira por la delegación
role-chair = presidente
role-member = miembro
role-interpreter = intérprete
role-expert = experto
role-note_taker = redactor
fingerprint = Huella
ministry-unnamed = Un ministerio de confianza
side-unknown = una de las partes

## Encryption
security-title = Cifrado
security-encrypted = Cifrado de extremo a extremo
security-encrypted-what = Solo las personas que figuran aquí tienen las claves. El servidor no puede escuchar.
security-with = { $count ->
    [0] nadie más está dentro
    [one] con otra persona
   *[other] con otras { $count } personas
}
security-since = desde las { $time }
security-not = Sin cifrar
security-not-with = de extremo a extremo
security-not-what = Esta reunión no está cifrada de extremo a extremo. No diga nada confidencial.
security-suspended = Nada se envía
security-suspended-with = cifrado en duda
security-asking = Admisión pedida
security-asking-with = nada se envía
security-removed = Retirado
security-removed-with = nada se envía
security-code = Código de este momento
security-code-what = Que ambas partes lo lean en voz alta: si las cifras son las mismas, nadie se interpone. Cambia cada vez que alguien entra o sale.
security-code-spoken = Código de seguridad: { $digits }
security-whom = Quién tiene las claves
security-log = Registro de presentes
security-log-empty = Nada todavía
security-log-export = Exportar
security-log-what = Quién entró y salió, firmado por las presidencias
security-log-saved = Guardado como { $path }
log-founded = { $name } abrió la reunión
log-admitted = { $name }: admisión por { $by }
log-left = { $name } salió
log-gone = No se oía más a { $name }; { $by } retiró su nombre de la lista
log-removed = { $name }: retirada por { $by }
digit-0 = cero
digit-1 = uno
digit-2 = dos
digit-3 = tres
digit-4 = cuatro
digit-5 = cinco
digit-6 = seis
digit-7 = siete
digit-8 = ocho
digit-9 = nueve

## Admission
request-title = Peticiones de admisión
request-asks = pide ser admitido
request-more = { $count ->
    [one] otra persona espera
   *[other] otras { $count } esperan
}
request-agreed = { $side } está de acuerdo
request-waits = { $side } aún no ha respondido
request-removed = Ya expulsado
request-removed-what = Una presidencia ya expulsó este dispositivo de esta reunión
request-admit = Admitir
request-not-now = Ahora no
remove = Retirar
remove-named = Retirar a { $name } de la reunión
leave-title = ¿Salir de la reunión?
leave-what = Nada sale ya de este equipo. Puede volver mientras dure la reunión.
remove-title = ¿Retirar a { $name }?
remove-what = Desde ese momento no oye, ve ni lee nada más. Todos ven en el registro que usted le retiró. Para volver ha de ser admitido de nuevo.
cancel = Cancelar
asking-title = Ha pedido ser admitido
asking-what = Está fuera del aire. Nada sale de este equipo hasta que sea admitido.
asking-whom = Quién debe estar de acuerdo
asking-agreed = está de acuerdo
asking-waits = aún no ha respondido
asking-finding = Se busca a las presidencias
asking-chair = Presidencia de { $side }
asking-for = En espera desde hace { $time }
asking-stop = Dejar de pedirlo

## Identity and keys
settings-general = General
settings-keys = Identidad y claves
own-title = Este dispositivo
own-fingerprint-what = Léala a quien quiera asegurarse de que es usted.
own-none = Aún no hay clave.
own-kept-keyring = La clave se guarda en el llavero del sistema.
own-kept-file = La clave se guarda en el archivo { $path }, cifrada con su frase de paso.
own-kept-session = La clave está solo en memoria: la próxima vez los demás verán otro dispositivo.
own-locked = Su clave está bloqueada
own-locked-what = Está en el archivo { $path }. Hasta que escriba su frase de paso se usa otra clave, y los demás ven un dispositivo que no conocen.
own-unkept = Su clave no se guarda
own-unkept-no_keyring = Este equipo no tiene un llavero que pueda guardarla. La próxima vez que inicie Chancery, los demás verán un dispositivo que no conocen. Una frase de paso la guarda en un archivo cifrado.
own-unkept-keyring_locked = El llavero del sistema está bloqueado o espera su contraseña en una ventana detrás de esta. Desbloquéelo e inténtelo de nuevo. Hasta entonces se usa otra clave, y los demás ven un dispositivo que no conocen.
own-again = Intentar de nuevo
own-after = La clave de una reunión no cambia hasta que usted sale.
own-opening = Un momento
passphrase = Frase de paso
passphrase-again = La misma otra vez
passphrase-hint = Cuatro palabras sin relación entre sí se recuerdan bien y se adivinan mal.
passphrase-differ = Las dos no coinciden. Escriba dos veces la misma.
passphrase-show = Mostrar la frase de paso
passphrase-hide = Ocultar la frase de paso
strength-short = Todavía demasiado corta
strength-weak = Fácil de adivinar
strength-fair = Aceptable
strength-good = Difícil de adivinar
keep-open = Elegir una frase de paso
keep-title = Guardar su clave
keep-what = La clave de este dispositivo se cifra con su frase de paso y se guarda en un archivo que solo usted puede leer. Chancery la pide en cada inicio. Nadie puede recuperar una frase olvidada: los demás verían un dispositivo nuevo y su ministerio tendría que certificarlo otra vez.
keep = Guardar la clave
unlock-title = Desbloquear su clave
unlock-without-what = También puede trabajar sin ella: como un dispositivo nuevo que los demás no conocen y por el que ningún ministerio responde.
unlock = Desbloquear
unlock-without = Seguir sin ella
admission-title = Cuando alguien pide ser admitido
admission-ask = Preguntarme
admission-auto = Admitir toda invitación válida
pins-title = Ministerios de confianza
pins-what = La raíz de un ministerio hace acreditados a sus representantes. Tome su huella de la nota verbal o en la embajada, nunca de la propia reunión.
pins-none = Ninguno todavía. Las personas de ambas partes aparecen como autodeclaradas.
pins-since = De confianza desde el { $date }
pins-expires = válida hasta el { $date }
pins-expired = caducó el { $date }
pins-changed = Se presentó otra raíz el { $date }
pins-changed-what = Nadie de esta delegación consta como acreditado hasta que usted decida. Compare la nueva huella con el ministerio, por teléfono o en papel.
pins-old = De confianza hasta ahora
pins-new = Presentada ahora
pins-compared = He comparado la nueva huella fuera de este programa
pins-confirm = Confiar en la nueva raíz
pins-remove = Dejar de confiar
pins-add = Confiar en la raíz de un ministerio
pins-delegation = Delegación
pins-delegation-hint = Su código, por ejemplo ZA
pins-fingerprint-hint = 64 caracteres, como en la nota verbal
pins-pin = Confiar
settings-ministry = Ministerio
settings-desk = Agenda
ministry-what = Para el funcionario que guarda la raíz del ministerio. Trabaje aquí en un equipo sin red.
root-title = La raíz del ministerio
root-open = Abrir el archivo de una raíz
root-other = Abrir otra raíz
root-new = Crear una raíz
root-name = Nombre del ministerio
root-name-hint = Como lo verán los demás
root-apart = Guarde el archivo y su frase de paso por separado y fuera de la red, con una copia de cada uno. Nadie puede recuperar una frase olvidada.
root-make = Crear la raíz y elegir dónde guardarla
root-give = Entregue esta huella a los demás ministerios por nota verbal, o la imagen de su código en persona.
root-code = Código QR de la huella
root-save-code = Guardar el código como imagen
root-export = Guardar el certificado
root-passphrase = Frase de paso de la raíz
file-saved = Guardado como { $file }.
certify-title = Certificar un dispositivo
certify-what = Elija la solicitud que hizo el dispositivo y compare su huella con la que muestra el dispositivo.
certify-choose = Elegir una solicitud
certify-asks = { $file } pide un certificado para esta clave:
certify-compared = El dispositivo muestra la misma huella
certify-role = Función
certify-days = Días, de 1 a 90
certify-days-wrong = Escriba un número de 1 a 90.
certify-do = Certificar y guardar
certify-done = Guardado como { $file }, válido hasta el { $date }. Llévelo al dispositivo y anote el número de serie: con él se retira el certificado.
serial = Número de serie
back-title = Retirar certificados
back-what = Para un dispositivo perdido o una persona que se ha ido. Guarde sobre la lista que ya existe: se continúa, no se reemplaza. Entréguela a ambas delegaciones.
back-serials = Números de serie
back-serials-hint = Varios, separados por comas
back-do = Escribir la lista de retirados
back-done = { $count ->
    [one] Guardado como { $file }: lista número { $number } con { $count } certificado. Ambas delegaciones la cargan en Identidad y claves.
   *[other] Guardado como { $file }: lista número { $number } con { $count } certificados. Ambas delegaciones la cargan en Identidad y claves.
}
pins-scan = Leerla de una imagen
pins-scanned = Leída. Compárela con la nota verbal antes de confiar.
pins-denied = { $count ->
    [one] Lista de retirados número { $number }: { $count } certificado retirado
   *[other] Lista de retirados número { $number }: { $count } certificados retirados
}
renew-title = Certificado de su ministerio
renew-what = Un ministerio certifica un dispositivo por 90 días como máximo. Guarde una solicitud, haga que la certifiquen y cargue lo que vuelva; las listas de retirados también se cargan aquí.
renew-until = Certificado hasta el { $date }.
renew-soon = El certificado solo es válido hasta el { $date }. Guarde ahora una solicitud y haga que la certifiquen.
renew-save = Guardar una solicitud
renew-saved = Guardado como { $file }. Llévelo a quien guarda la raíz de su ministerio y haga comparar la huella de arriba.
renew-take = Cargar un certificado o una lista de retirados
renew-handed = { $file } se ha leído.
refused-needs_passphrase = La clave de este dispositivo está en un archivo: escriba su frase de paso e inténtelo de nuevo.
refused-delegation = El código de la delegación tiene de dos a ocho mayúsculas y cifras, por ejemplo ZA.
refused-ministry_name = El nombre del ministerio tiene de 1 a 64 caracteres visibles. Déle una forma más corta.
refused-no_root = No es el archivo de la raíz de un ministerio, o está dañado. Elija otro archivo u otra copia.
refused-no_root_open = No hay ninguna raíz abierta. Abra primero su archivo.
refused-no_request_open = No se ha elegido ninguna solicitud. Elija primero la del dispositivo.
refused-serial = Un número de serie se compone de las cifras 0 a 9 y a a f. Cópielo como se mostró al crear el certificado.
refused-code = En esta imagen no se lee el código de la raíz de un ministerio. Elija una imagen PNG que muestre solo ese código, recto y nítido.
refused-root_given = Es la raíz de un ministerio. No se carga: compare su huella y confíe en ella más abajo.
refused-taken = Ya hay otra cosa con ese nombre y nunca se sobrescribe. Elija otro nombre.
refused-open_to_others = Otros usuarios de este equipo pueden leer el archivo de la raíz. Ciérrelo para ellos (chmod 600) y ábralo de nuevo.
refused-nothing_kept = Este dispositivo no tiene una clave guardada. Guárdela primero, arriba.
refused-failed = No se ha hecho: { $detail }.
key-encryption = Mostrar u ocultar el cifrado
key-requests = Ir a las peticiones de admisión
said-request = { $name }, { $side }, pide ser admitido. Pulse A para responder.
said-asking = Ha pedido ser admitido. Está fuera del aire.
said-encrypted = Ha entrado. La reunión está cifrada de extremo a extremo.
said-resumed = El cifrado vuelve a estar confirmado.
said-key-kept = Su clave está abierta y guardada.

## Buscar una fecha
scheduling-title = Buscar una fecha
scheduling-sides = Delegaciones
scheduling-host = Anfitrión
scheduling-side = Delegación { $n }
scheduling-choose = Elija una capital
scheduling-add = Añadir una delegación
scheduling-remove = Quitar la delegación { $n }
scheduling-length = Duración
scheduling-week = Semana del { $date }
scheduling-day = Un día de la semana que se mira
scheduling-before = La semana anterior
scheduling-after = La semana siguiente
scheduling-start = Elija dos delegaciones: su semana aparecerá aquí, una junto a otra.
scheduling-failed = No se pudieron calcular las horas. Inténtelo de nuevo; si vuelve a ocurrir, cierre esta ventana e inicie Chancery otra vez.
scheduling-grid = Horas de la semana, una columna por día
scheduling-keys = Las flechas mueven; Intro propone o retira. Con el puntero: pulse, o arrastre una propuesta a otra hora.
scheduling-proposals = Propuestas
scheduling-proposed = Propuestas: { $count } de { $most }
scheduling-none = Elija hasta { $most } horas en la cuadrícula o entre las más equitativas de abajo.
scheduling-full = Ya hay { $most } horas propuestas. Retire una primero.
scheduling-fairest = Las más equitativas
scheduling-propose = Proponer
scheduling-take-back = Retirar { $day }
slot-proposed = Propuesto
slot-skipped = Los relojes saltan esta hora
slot-past = Esta hora ya ha pasado
slot-today = Hoy
slot-borne = { $place } ha pasado { $span } fuera de su horario en reuniones anteriores de esta mesa, más que las demás: se le pide en último lugar.
busy-title = Otras reuniones
busy-what = De un calendario solo se guardan las horas, nunca su motivo.
busy-unknown = No se conocen
busy-known = Horas conocidas: { $count }, leídas el { $date }
busy-read = Leer un calendario de { $place }
busy-file = Un archivo
busy-server = El calendario del ministerio
busy-address = Dirección de un calendario
busy-address-hint = https:// o webcal://; queda en este equipo y se relee cada media hora
busy-follow = Seguirlo
busy-follows = Se relee solo.
busy-unset = No hay servidor de calendario. Indíquelo en Ajustes, Agenda.
busy-forget = Olvidar las horas de { $place }
busy-failed = No se tomó el calendario: { $detail }. Guárdelo desde el programa de calendario como archivo .ics y elija ese.
slot-hours = { $from }–{ $to }
slot-when = { $date }, { $time }
slot-inside = En horario de oficina para todos
slot-early = { $place }: empieza { $span } antes del horario de oficina
slot-late = { $place }: termina { $span } después del horario de oficina
slot-lunch = { $place }: durante el almuerzo
slot-weekend = { $place }: fin de semana
slot-busy = { $place }: alguien tiene otra reunión
slot-night = { $place }: { $span } de noche
slot-tentative = { $place }: alguien quizá tenga otra reunión
slot-clock_change = { $place }: ese día cambia la hora
slot-holidays_unknown = { $place }: no se conocen los festivos de ese año
slot-estimated = { $name } (fecha estimada)
slot-holiday = { $place }: día festivo, { $name }
slot-observance = { $place }: día conmemorativo, { $name }
slot-clock-forward = { $place }: los relojes se adelantan { $span }
slot-clock-back = { $place }: los relojes se atrasan { $span }
legend = Qué significan los patrones
legend-office = Horario de oficina
legend-lunch = Almuerzo
legend-outside = Fuera del horario
legend-weekend = Fin de semana
legend-observance = Día conmemorativo
legend-holiday = Día festivo
legend-busy = Otra reunión

## Meetings being planned
plans-title = Reuniones en preparación
plans-back = A las reuniones en preparación
plans-new = Preparar una reunión
export-all = Guardar todas las reuniones como calendario (.ics)
export-saved = Las reuniones enviadas están en { $path }, sin las personas invitadas ni los enlaces. Si lo pone en un servidor, otros pueden suscribirse.
plans-empty = No se prepara ninguna reunión
plans-empty-what = Busque una hora que convenga a ambas capitales; desde ahí se compone la reunión, se envía la invitación y se conduce el día.
plan-title = Reunión
plan-untitled = Reunión sin título
plan-back = Volver a la reunión
plan-pages = Páginas de la reunión
plan-open = Abrir
plan-saving = Guardando…
plan-saved = Guardado a las { $time }
plan-saved-on = Guardado el { $date }, { $time }
plan-unsaved = Aún sin guardar
plan-not-saved = Esto no está guardado. Lo que escribió permanece aquí hasta que lo esté.
plan-merged = Otra persona de protocolo cambió esta reunión al mismo tiempo. Contiene los cambios de ambas.
plan-no-time = Aún no se ha elegido hora.
plan-proposals = { $count ->
    [one] Hay una hora propuesta, ninguna elegida.
   *[other] Hay { $count } horas propuestas, ninguna elegida.
}
plan-answered = Han respondido { $said } de { $asked }
plan-counters = { $count ->
    [one] Se pide otra hora
   *[other] { $count } piden otra hora
}
plan-discard = Desechar el borrador «{ $title }»
plan-discard-sure = Desecharlo
scheduling-compose = Componer la reunión
scheduling-take = Tomar estas horas
status-draft = Borrador
status-proposed = Horas propuestas
status-invited = Convocada
status-confirmed = Confirmada
status-cancelled = Cancelada
tab-meeting = Reunión
tab-agenda = Orden del día
tab-invite = Invitación
tab-answers = Respuestas
tab-day = Guion del día
field-title = Título
field-text = De qué trata
field-level = Nivel
field-confidentiality = Confidencialidad
field-host = Anfitrión
field-reference = Número de la nota
field-organizer = En nombre de
field-agenda = Orden del día
field-documents = Documentos
field-sides = Delegaciones
field-start = Hora
field-minutes = Duración
field-zone = Zona horaria
field-status = Estado
field-proposals = Horas propuestas
field-recurrence = Repetición
field-answers = Respuestas
field-course = Desarrollo del día
form-what = Qué
form-when = Cuándo
form-grid = Buscar una hora
form-minutes = Duración en minutos
form-organizer-what = La invitación sale con este nombre y las respuestas llegan a esta dirección.
level-heads_of_state = Jefes de Estado
level-heads_of_government = Jefes de Gobierno
level-ministers = Ministros
level-ambassadors = Embajadores
level-senior_officials = Altos funcionarios
level-experts = Expertos
secrecy-public = Pública
secrecy-restricted = Restringida: ambos ministerios
secrecy-confidential = Confidencial: quienes participan
secrecy-secret = Secreta: nadie más ve su título
person-name = Nombre
person-office = Cargo
person-mail = Correo electrónico
person-required = Debe estar presente
person-required-short = Imprescindible
person-languages = Interpreta entre
person-remove = Quitar a { $name }
language-add = Añadir un idioma
chips-remove = Quitar { $name }
number-problem = Un número entero, al menos { $least }
side-ministry = Nombre completo tras «Ministerio de Relaciones Exteriores» ({ $language })
side-languages = Idiomas en la mesa
side-head = Jefe de delegación
side-head-add = Añadir al jefe de delegación
side-members = Miembros
side-member = Miembro { $n }
side-member-add = Añadir un miembro
side-interpreters = Intérpretes
side-interpreter = Intérprete { $n }
side-interpreter-add = Añadir un intérprete
side-remove = Quitar { $side } de la reunión
repeat-title = Repetición
repeat-how = Se celebra de nuevo
repeat-never = No
repeat-weekly = Por semanas
repeat-monthly = Por meses
repeat-rule = Según una regla propia
repeat-weeks = Cada cuántas semanas
repeat-months = Cada cuántos meses
repeat-times = Cuántas veces
repeat-times-hint = 0: sin fin
repeat-text = Regla (RFC 5545)
repeat-weekly-what = { $count ->
    [one] Cada semana: { $day }
   *[other] Cada { $count } semanas: { $day }
}
repeat-monthly-what = { $count ->
    [one] Cada mes: { $day }, { $which }
   *[other] Cada { $count } meses: { $day }, { $which }
}
nth-1 = el primero del mes
nth-2 = el segundo del mes
nth-3 = el tercero del mes
nth-4 = el cuarto del mes
nth-last = el último del mes
repeat-next = Las próximas veces; quite la marca de las que no se celebran
repeat-left-out = suprimida
repeat-more = Mostrar más fechas
agenda-sum = { $sum } de { $length }
agenda-over = Sobran { $span }
agenda-left = quedan { $span }
agenda-empty = Aún no hay nada en el orden del día.
agenda-untitled = Punto sin título
agenda-item = Punto
agenda-minutes = Minutos
agenda-speakers = Oradores
agenda-speaker-add = Añadir un orador
agenda-document-add = Añadir un documento
agenda-add = Añadir un punto
agenda-remove = Quitar «{ $title }»
agenda-move = Mover «{ $title }», { $n } de { $of }
agenda-move-how = Arrastre el asa, o muévalo con las flechas.
agenda-moved = «{ $title }» es ahora { $n } de { $of }
document-n = Documento { $n }
document-title = Título del documento
document-reference = Número o nombre del archivo
document-language = Idioma
document-any = Sin indicar
document-untitled = Documento sin título
document-add = Añadir un documento a la mesa
document-remove = Quitar el documento «{ $title }»
conflict-title = { $count ->
    [one] Dos personas escribieron cosas distintas
   *[other] Dos personas escribieron cosas distintas en { $count } lugares
}
conflict-what = Nada se pierde. Elija lo que ha de quedar; hasta entonces no sale ninguna invitación.
conflict-place = { $field }: { $what }
conflict-here = Figura ahora
conflict-other = También se escribió
conflict-nothing = Nada: se quitó
conflict-keep = Conservar esto
conflict-take = Tomar esto
conflict-both = Conservar ambos, uno tras otro
lacks-uid = La reunión no tiene número propio: empiece de nuevo desde la cuadrícula.
lacks-title = La reunión no tiene título.
lacks-start = No se ha elegido hora.
lacks-length = Una reunión dura de 1 a 1440 minutos.
lacks-sides = Una reunión tiene al menos dos delegaciones.
lacks-side_twice = { $side } figura dos veces.
lacks-host = La delegación anfitriona no está entre las de la mesa.
lacks-zone = No se conoce la zona horaria de { $side }: elija de nuevo su capital.
lacks-organizer = Falta la dirección de correo para las respuestas: véase «En nombre de».
lacks-nobody_invited = Nadie en la mesa tiene dirección de correo.
lacks-address = Esta dirección de correo no puede ser válida: { $name }
lacks-twice = Dos entradas se confunden: escriba de nuevo la última.
lacks-rule = No se entiende la repetición.
lacks-proposals = Se pueden proponer como máximo cinco horas a la vez.
lacks-overlong = El orden del día supera la reunión en { $span }.
lacks-conflicts = { $count ->
    [one] Dos personas escribieron cosas distintas en un lugar: elija primero.
   *[other] Dos personas escribieron cosas distintas en { $count } lugares: elija primero.
}
invite-lacks = Antes de que pueda salir
invite-note = Nota verbal
invite-first = Primer idioma
invite-second = Segundo idioma
invite-note-in = Nota en { $language }
invite-to = Va a
invite-secret = Enviar a cada parte su enlace
invite-secret-off = Sin el enlace, la invitación dice cuándo y dónde, pero nadie puede entrar con ella: entregue a cada parte su enlace por otra vía. Los servidores de correo y los calendarios no conocen nada que abra la reunión.
invite-secret-on = Cada parte recibe su propio enlace, en el correo y en el calendario. Quien lo lea, y cada servidor o calendario por el que pase, podrá pedir la entrada. Una persona aún tiene que admitirlo.
invite-secret-series = El enlace de cada parte para la próxima sesión va con el correo. En una serie el calendario no lleva enlace, pues cada sesión tiene el suyo: envíe de nuevo la invitación antes de la siguiente.
join-title = Para participar
join-unset = No hay servidor de reuniones: todavía no hay enlaces. Indíquelo en Ajustes, Agenda.
join-void = Los enlaces enviados son de otra hora. Envíe los nuevos con la invitación, o entréguelos.
join-none = Los enlaces se crean en { $server } cuando sale la invitación, o ahora.
join-make = Crear los enlaces ahora
join-anew = Crear enlaces nuevos
join-making = Creando los enlaces
join-fit = Abren la reunión del { $date }. Quien tenga el enlace de una parte puede pedir asiento por ella: dé a cada una el suyo y ningún otro.
join-old = La reunión ha cambiado desde entonces. Estos enlaces abren la del { $date }; se crean otros cuando la invitación sale de nuevo, o ahora.
join-copy = Copiar el enlace: { $side }
invite-out = Enviar o guardar
invite-send = Enviar la invitación
invite-again = Enviar la invitación cambiada
invite-saved = Guardado como { $path }
invite-sent = La invitación ha salido.
invite-propose = Enviar las horas propuestas
invite-propose-what = Mientras no se elija ninguna hora, la nota pregunta cuál conviene. La invitación con su calendario sigue en cuanto se elija una, en Reunión o en Respuestas.
invite-proposed = Las horas propuestas han salido.
invite-refused = El servidor de correo no aceptó estas direcciones: { $addresses }. Corríjalas y envíe de nuevo; los demás ya la tienen.
save-eml = Guardar el correo (.eml)
save-ics = Guardar para el calendario (.ics)
save-pdf = Guardar la nota (PDF)
send-writing = Se redactan la nota y la invitación
send-convening = Creando los enlaces en { $server }
send-connecting = Conectando con { $server }
send-sending = Enviando: { $done } de { $of }
cancel-meeting = Cancelar la reunión
cancel-what = Todos los invitados reciben un correo: no se celebra. No tiene vuelta atrás.
cancel-sure = Cancelarla y avisar a todos
cancel-not = Dejarla como está
cancel-sent = Se ha avisado a todos los invitados de que no se celebra.
answer-read = Leer un archivo: respuesta, invitación, calendario
post-look = Buscar respuestas
post-looking = Buscando respuestas
post-taken = { $count ->
    [one] Ha llegado una respuesta: { $titles }
   *[other] Han llegado { $count } respuestas: { $titles }
}
post-none = No ha llegado nada nuevo.
post-last = Se buscaron respuestas por última vez a las { $time }.
post-more = Hay más correos sin leer de los que se miraron: léalos o muévalos.
post-refused = Una respuesta del buzón no se ha tomado y sigue allí sin leer.
post-unset = No hay servidor de correo entrante. Indíquelo en Ajustes, Agenda, o lea una respuesta de un archivo.
book-share = Llevado con otros funcionarios
book-nowhere = Solo en esta mesa
book-with = Compartido: { $book }
book-together = { $count ->
    [0] El libro compartido está abierto; no contiene ningún plan de esta mesa.
    [one] El libro compartido está al día: contiene un plan de esta mesa.
   *[other] El libro compartido está al día: contiene { $count } planes de esta mesa.
}
book-begun = Otro funcionario ha compartido en { $book }: { $titles }
book-written = Otros han escrito en: { $titles }
book-taken-out = Otro funcionario quitó esto de { $book }; queda aquí: { $titles }
book-not = No se pudieron reunir la mesa y el libro compartido { $book }; lo escrito se conserva aquí.
book-sealed = En { $book } hay planes que no se pueden abrir: { $count }. Se sellaron con otro secreto o se cambiaron en el servidor; pregunte al funcionario que entregó el enlace.
history-title = Quién escribió qué
history-asking = Preguntando al servidor…
history-none = Aún no ha entrado nada en el libro; entrará en unos minutos.
history-you = Usted
history-deleted = { $by }: lo quitó del libro
history-began = { $by }: lo puso en el libro
history-wrote = { $by }: { $parts }
history-kept = { $by }: lo conservó
calendar-kept = { $count ->
    [0] El calendario del ministerio está al día.
    [one] El calendario del ministerio está al día: contiene una reunión de esta mesa.
   *[other] El calendario del ministerio está al día: contiene { $count } reuniones de esta mesa.
}
calendar-gone = Alguien quitó { $count }; vuelven cuando cambian.
calendar-not = No se pudo poner al día el calendario del ministerio.
calendar-moved = En el calendario del ministerio, { $title } se movió al { $when }. Los invitados conocen la hora del plan: cámbiela allí y envíela de nuevo, o devuélvala a su sitio en el calendario.
answer-came = Llegó una respuesta: { $title }
asks-again = { $who } pide la última versión de { $title }: envíe de nuevo la invitación.
proposed-title = ¿Cuál de las horas propuestas conviene?
proposed-what = Le responden por nota o por correo. Tome la hora que convenga y envíe la invitación.
proposed-take = Tomar esta hora
proposed-taken = La hora está elegida. Envíe ahora la invitación.
invites-title = Invitaciones
invites-came = { $count ->
    [one] Llegó o se modificó una invitación: { $titles }
   *[other] Llegaron o se modificaron { $count } invitaciones: { $titles }
}
invites-known = Nada nuevo: lo que hay en el archivo ya se había tomado.
import-drafts = { $count ->
    [one] Se hizo un borrador de { $titles }.
   *[other] Se hicieron { $count } borradores, entre ellos { $titles }.
}
invites-older = Pasadas y canceladas
invites-none-open = No hay ninguna invitación pendiente.
invites-from = Invita { $name }.
invites-by = El correo vino de { $who }, no de quien organiza. Compruebe que es auténtico antes de responder.
invites-series = Se celebra más de una vez. Próximas fechas:
invites-yours = en su hora
invites-whole-day = { $date }, todo el día
invites-text = Lo que dice
invites-people = { $count } personas invitadas
invites-given = Su respuesta: { $said } ({ $date }, { $time })
invites-cancelled = Cancelada
invites-over = Pasada
invites-stale = Modificada desde su respuesta
invites-answer = Responder: { $title }
invites-accept = Aceptar
invites-tentative = Quizá
invites-decline = Declinar
invites-counter = Proponer otra hora
invites-day = Día
invites-time = Desde (hh:mm)
invites-time-problem = Escriba la hora así: 14:30.
invites-as = En nombre de
invites-about = La respuesta trata de
invites-whole = Todas las fechas
invites-language = Idioma del correo
invites-comment = Unas palabras adjuntas
invites-send = Enviar la respuesta
invites-eml = Guardar como correo
invites-ics = Guardar como calendario
invites-who-first = Elija en nombre de quién responde.
invites-sent = La respuesta a { $title } ha salido.
invites-saved = La respuesta está en { $path }. Cuenta cuando la haya enviado.
invites-taken = { $title } está en el escritorio.
invites-forget = Quitar la invitación { $title }
invites-forget-sure = Quitarla de aquí
invites-withdrawn = Ya no está invitado
invites-no-organizer = No nombra a nadie a quien responder.
invites-by-nobody = El correo no nombra remitente. Compruebe que es auténtico antes de responder.
import-left-out = Omitidos: { $count }. Ocupan un día entero o más, ya pasaron o no se pueden leer.
answer-old = a una invitación anterior
answers-none = Nadie en la mesa tiene aún dirección de correo; a nadie se ha preguntado.
said-nothing = Aún sin respuesta
said-accepted = Acepta
said-declined = Declinado
said-tentative = Quizá
said-countered = Pide otra hora
said-delegated = Envía a otra persona
deputy = En su lugar { $who }
counter-title = { $name } pide otra hora
counter-instance = En lugar de la reunión del { $date }
counter-ours = Convocada para
counter-theirs = Se pide
counter-take = Tomar esta hora
counter-decline = Declinar y mantener la nuestra
counter-what = Si la toma, la invitación debe salir de nuevo: se pregunta otra vez a quienes habían aceptado.
counter-taken = La hora ha cambiado. Envíe de nuevo la invitación para que todos lo sepan.
counter-declined = Se ha dicho a { $name } que la hora sigue igual.
show-now = Ahora, punto { $n } de { $of }
show-left = restantes
show-beyond = de más
show-not-begun = Aún no ha empezado
show-opens = Podrá empezarse a partir del { $date }, { $time }.
show-over = La reunión ha terminado
show-begin = Empezar «{ $title }»
show-begin-this = Empezar ahora
show-end = Terminar la reunión
show-undo = Deshacer el último paso
show-ends = Tal como va, termina a las { $time }
show-later = { $span } más tarde
show-earlier = { $span } antes
show-ran-over = { $span } de más
show-planned = Previsto:
show-no-time = Elija primero una hora: entonces el día aparecerá aquí, minuto a minuto.
show-no-agenda = Llene primero el orden del día: entonces el día aparecerá aquí, minuto a minuto.
show-cancelled = Esta reunión fue cancelada.
show-state-done = Hecho
show-state-skipped = Pasado por alto
show-state-now = En curso
show-state-ahead = Por venir
show-said-item = Ahora: { $title }
show-said-left = { $count ->
    [one] Queda un minuto: { $title }
   *[other] Quedan { $count } minutos: { $title }
}
show-said-up = Se acabó el tiempo: { $title }
trouble-store = La reunión no pudo guardarse en este equipo ({ $detail }). Libere espacio o pregunte a quien lo cuida, y vuelva a intentarlo.
trouble-gone = Esta reunión ya no existe: alguien desechó el borrador.
trouble-moved_on = Este lugar cambió de nuevo entretanto. Mírelo y escriba lo que ha de quedar.
trouble-mail_unset = Este equipo no tiene servidor de correo. Guarde el correo y envíelo con su propio programa.
trouble-convene_unreachable = El servidor de reuniones { $server } no responde: no se pudo crear ningún enlace y no se envió nada. Compruebe la red o envíe la invitación sin los enlaces.
trouble-convene_token = El servidor de reuniones { $server } solo deja convocar a los organizadores y no acepta el código guardado. Pida el correcto a quien lo administra (Ajustes, Agenda).
trouble-convene_refused = El servidor de reuniones no aceptó la reunión: { $detail }
trouble-convene_over = La reunión ya pasó o fue cancelada: no hay nada a lo que unirse. Elija antes otra hora.
trouble-mail_unreachable = El servidor de correo { $server } no responde. No salió nada; inténtelo de nuevo, o guarde el correo y envíelo usted.
trouble-mail_certificate = El servidor de correo { $server } no puede probar quién es. No salió nada; avise a los técnicos del ministerio.
trouble-mail_login = El servidor de correo { $server } no acepta el nombre o la contraseña. No salió nada; corríjalos e inténtelo de nuevo.
trouble-mail_refused = El servidor de correo no aceptó el correo: { $detail }
trouble-unreadable = Esto no se puede leer: { $detail }
trouble-not_invited = La respuesta es de { $who }, que no estaba en la lista. La reunión queda como está.
trouble-nothing = Ahí no hay nada para este escritorio: ni una respuesta a una de sus reuniones ni una invitación.
trouble-outdated = Es más antiguo que lo que ya se conoce aquí. No se cambió nada.
trouble-ahead = Responde a una versión de la reunión posterior a la que salió de aquí. No se cambió nada; pregunte a quien lo envió.
trouble-no_instance = Trata de una fecha en que la reunión no se celebra. No se cambió nada.
trouble-not_organizer = Llegó un cambio de una invitación de { $who }, que no la envió. La invitación queda como está; pregunte a quien organiza.
trouble-changed = La invitación cambió mientras usted respondía. Véala como está ahora y responda a esa.
trouble-overlong = La invitación es más larga de lo que cabe aquí. Respóndala con su programa de correo.
trouble-unknown = El programa no respondió. Inténtelo de nuevo; si vuelve a ocurrir, cierre esta ventana e inicie Chancery otra vez.
desk-set-what = Por estos servidores salen las invitaciones y vuelven las respuestas. Deje vacío lo que su ministerio no tenga. Las contraseñas están en el llavero de este equipo y nunca se muestran.
desk-mail-out = Correo saliente
desk-mail-in = Correo entrante
desk-calendar = Calendario del ministerio
desk-meetings = Reuniones
desk-reminders = Recordatorios
desk-host = Servidor
desk-host-hint = Por ejemplo mail.ministry.example
desk-port = Puerto
desk-security = Cifrado
desk-line-plain = Ninguno (solo este equipo)
desk-user = Nombre de usuario
desk-password = Contraseña
desk-password-kept = Hay una contraseña guardada. Escriba otra para sustituirla.
desk-folder = Carpeta
desk-folder-hint = Donde están las respuestas; vacío, la bandeja de entrada
desk-address = Dirección
desk-address-hint = Por ejemplo https://calendar.ministry.example
desk-meetings-hint = Por ejemplo https://meet.ministry.example
desk-token = Código de los organizadores
desk-token-hint = Solo si el servidor lo pide
desk-token-kept = Hay un código guardado. Escriba otro para sustituirlo.
desk-book-link = Enlace del libro
desk-book-hint = Péguelo entero, desde chancery://. Es secreto, como una contraseña.
books-title = Libros compartidos con otros funcionarios
books-what = Los planes de un libro los llevan juntos todos los funcionarios que tienen su enlace; el servidor no puede leerlos. Tenga un libro por cada país, para que ninguno lea lo que se prepara con otro.
books-name = Nombre del libro
books-name-hint = Por ejemplo el nombre de la otra parte
books-add = Poner por enlace
books-begin = Abrir un libro nuevo
books-show = Mostrar enlace
books-hide = Ocultar enlace
books-forget = Quitar
books-copy = Copiar el enlace de { $book }
books-hand-over = Quien tenga este enlace lee y escribe todos los planes del libro. Entréguelo como una contraseña, solo a los funcionarios de ambas partes.
books-forget-title = ¿Quitar el libro { $book } de esta mesa?
books-forget-what = Sus planes quedan en esta mesa, y en el libro tal como están. Sin el enlace no se puede volver a abrir: asegúrese de que alguien lo tiene.
books-set = { $book } está puesto.
books-session = Este equipo no tiene llavero: guarde el enlace en otro lugar, aquí se conserva hasta que se cierre Chancery.
books-no-server = Un libro nuevo necesita un servidor: escriba arriba la dirección del servidor de reuniones.
books-no-link = El enlace de este libro no se conserva en este equipo. Pídalo a otro funcionario, quite el libro aquí y póngalo de nuevo.
desk-reminder = Recordar antes de una reunión
desk-reminder-none = Nunca
desk-test = Probar
desk-testing = Preguntando al servidor…
desk-save = Guardar
desk-saved = Guardado.
desk-unsaved = Lo que escribió antes está aquí de nuevo; aún no está guardado. Escriba otra vez las contraseñas.
desk-saved-session = Guardado. Este equipo no tiene llavero: las contraseñas se conservan hasta que se cierre Chancery.
desk-found-mail_out = El servidor responde: el correo puede salir.
desk-found-mail_in = La carpeta está abierta: las respuestas pueden llegar.
desk-found-calendar = El servidor responde. Calendarios encontrados: { $count }
desk-found-meetings = Allí se pueden convocar reuniones.
desk-failed-no_such_host = No hay ningún servidor con este nombre. Compruebe cómo está escrito.
desk-failed-unreachable = Nadie responde allí. Compruebe el servidor y el puerto, y si la red lo permite.
desk-failed-no_tls = El servidor no ofrece cifrado en este puerto, así que no se envió nada. Use su puerto TLS o pregunte a su administrador.
desk-failed-plain_abroad = Sin cifrado solo se habla con este mismo equipo. Elija TLS o STARTTLS.
desk-failed-slow = El servidor tarda demasiado en responder. Inténtelo más tarde o pregunte a su administrador.
desk-failed-other_kind = Lo que responde allí no es un servidor de este tipo. Compruebe la dirección y el puerto.
desk-failed-login = El servidor no acepta este nombre y esta contraseña. Compruebe ambos o pregunte a su administrador si los programas pueden entrar.
desk-failed-token = El servidor solo deja convocar a los organizadores y no acepta este código. Pida el correcto a quien lo administra.
desk-failed-no_folder = No hay ninguna carpeta de correo con este nombre.
desk-failed-nothing = No hay ningún calendario en esta dirección. Compruébela o pida la suya al administrador.
desk-failed-forbidden = El servidor no permite esto a este usuario. Pregunte a su administrador.
desk-failed-untrusted = El servidor no puede probar quién es ({ $detail }). No se envió nada. Compruebe su nombre o avise a los técnicos del ministerio.
desk-failed-led_elsewhere = El servidor remite a otro, { $detail }, que vería la contraseña. Si es correcto, indique su dirección.
desk-failed-refused = El servidor se niega: { $detail }
desk-wrong-invalid = Algo de lo anterior no puede ser. Está marcado; no se ha perdido nada.
desk-wrong-store = Los ajustes no se pudieron leer o guardar ({ $detail }). Pregunte a quien cuida de este equipo e inténtelo de nuevo.
desk-wrong-keyring = La contraseña no se pudo guardar o leer: { $detail }
desk-wrong-password = No hay contraseña guardada para este servidor y este nombre. Escríbala.
desk-wrong-unset = Aún no hay nada que probar: indique primero el servidor.
desk-wrong-calendars = Hay { $count } calendarios en esta dirección. Indique la dirección del que debe contener las reuniones.
desk-wrong-unknown = El programa no respondió. Inténtelo de nuevo; si se repite, cierre esta ventana e inicie Chancery otra vez.
flaw-empty = Esto debe rellenarse.
flaw-no_host = Esto no es el nombre de un servidor. Escríbalo como mail.ministry.example, sin ruta.
flaw-no_port = Un puerto es un número del 1 al 65535.
flaw-plain_abroad = Sin cifrado solo se habla con este mismo equipo.
flaw-no_address = Esto no es una dirección. Escríbala como https://calendar.ministry.example.
flaw-no_book = Esto no es el enlace de un libro compartido. Péguelo entero, desde chancery://.
flaw-known = Esto ya está en la mesa.
flaw-no_line = Es demasiado largo o contiene caracteres que no puede contener.
flaw-too_early = Un recordatorio llega como mucho un día antes.
calendar-bring = Poner el calendario al día
calendar-bringing = Poniendo el calendario al día
place-stands = En el calendario del ministerio tal como se envió, comprobado a las { $time }.
place-waits = Todavía no está en el calendario del ministerio tal como se envió; se anotará en unos minutos.
place-not = Todavía no está en el calendario del ministerio tal como se envió.
place-before = El calendario del ministerio tiene esta reunión tal como se envió antes. Sus cambios pasarán a él cuando se envíen.
place-gone = Alguien quitó esta reunión del calendario del ministerio; vuelve cuando cambie.
