# The screen in English. Every other language has the same messages with the same variables (checked by a test).

## Everywhere
app-name = Chancery
app-opening = Opening Chancery
app-lost = The window has lost the program behind it
app-lost-what = Close this window and start Chancery again. A meeting that was running can be joined again from the desk.
app-outside = This page is the screen of the Chancery program
app-outside-what = It shows nothing by itself. Start Chancery on this machine and work in its own window.
close = Close
dismiss = Dismiss
copy = Copy
copied = Copied
settings = Settings
shortcuts = Keys
unknown-meeting = Meeting
unnamed = No name
your-side = Your side
host = Host
list-and-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}

## Time
clock-label = Time in { $place }
time-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-starts-in = Begins in { $span }
time-started = Began { $span } ago
time-ended = Planned end has passed
time-elapsed = In the meeting for { $time }

## On air
on-air = On air
off-air = Off air
on-air-what = Leaves this machine: { $what }
off-air-what = Nothing leaves this machine
kind-microphone = microphone
kind-camera = camera
kind-screen = screen

## Desk
desk-title = Desk
desk-upcoming = Upcoming
desk-past = Over
desk-nothing-due = No meeting is due now. The next one is below.
desk-empty = No meeting on the desk yet
desk-empty-what = Paste the invitation link that the protocol officer sent to you, or open it where you received it. The meeting then stands here, with the time in both capitals.
desk-due-now = Due now
desk-enter = Enter the holding room
desk-enter-what = You stay off air until you join.
desk-open-early = Open the holding room
desk-forget-named = Take “{ $title }” off the desk
desk-forget-title = Take { $title } off the desk?
desk-forget = Take it off
desk-forget-what = The link to this meeting stands nowhere else on this machine. Whoever needs it again has to be sent it again.
desk-inside = { $count ->
    [0] Nobody is in the meeting yet
    [one] One person is in the meeting
   *[other] { $count } people are in the meeting
}
desk-loading = Asking the server for the meeting
desk-times = Times in the capitals
desk-schedule = Find a time
link-title = Open an invitation
link-label = Invitation link
link-hint = It begins with chancery://join/
link-open = Put on the desk
profile-title = Your placard
profile-what = The other delegation reads it in front of you.
profile-name = Name
profile-name-hint = As it should stand on the placard
profile-function = Function
profile-function-hint = For example: Head of delegation

## Holding room
holding-title = Holding room
holding-preview = How the others will see you
holding-off-air-what = Nothing leaves this machine until you join.
holding-camera-off = The camera is closed
holding-camera-none = No camera can be used
holding-devices = Devices
holding-on-joining = On joining
holding-open = Open
holding-closed = Closed
device-microphone = Microphone
device-camera = Camera
device-speaker = Loudspeaker
device-default = System default
device-none = None found
device-level = Microphone level
speaker-test = Play a test sound
holding-inside = In the meeting
holding-waiting = In the holding room
holding-nobody = Nobody yet
holding-unknown = Known once you have given your name
holding-only-you = You
holding-entering = Reaching the server
holding-entering-slow = The server takes longer than usual. Chancery keeps trying.
holding-not-yet = You can join as soon as the server has let you into the holding room.
holding-join = Join the meeting
holding-joining = Joining
holding-joining-slow = Still joining: the server takes longer than usual
holding-back = Back to the desk

## Meeting
meeting-stage = Table
meeting-side = Delegation of { $name }
meeting-side-empty = No one from { $name } is at the table
meeting-side-waiting = { $count ->
    [one] One person waits in the holding room
   *[other] { $count } people wait in the holding room
}
meeting-shared-by = Shared by { $name }
meeting-shared-by-me = You share this screen. The others see it.
page-alone = Page alone
page-back = Back to the table
page-speaking = Speaking: { $names }
meeting-controls = Your controls
meeting-clocks = Time in both capitals
tile-you = you
tile-speaking = speaking
tile-muted = microphone closed
tile-camera-off = camera closed
tile-sharing = shares a screen
tile-connecting = Being connected
tile-interrupted = Interrupted
tile-interrupted-what = Nothing comes from here at present. Chancery keeps trying.
tile-unreachable = Unreachable
tile-unreachable-what = No network path at present. Chancery keeps trying.
bars-0 = no connection
bars-1 = weak connection
bars-2 = fair connection
bars-3 = good connection
control-microphone = Microphone
control-camera = Camera
control-share = Share
control-stop-sharing = Stop sharing
control-chat = Chat
control-people = People
control-leave = Leave
control-microphone-open = Open the microphone
control-microphone-close = Close the microphone
control-camera-open = Open the camera
control-camera-close = Close the camera
control-share-start = Share a screen
control-chat-unread = { $count ->
    [one] one unread message
   *[other] { $count } unread messages
}
control-share-taken = Somebody shares already; one screen at a time
share-title = Share a screen
share-what = The others see the whole of it, as long as you share.
link-network-lost = The network is lost.
link-network-lost-what = You neither hear nor reach the others at present. Chancery reconnects by itself; what you closed stays closed.
link-server-away = The server is away.
link-server-away-what = The call goes on: you still hear and see each other. Chat and newcomers wait until it is back.
link-away-alone = The server does not answer.
link-away-alone-what = Chancery tries again by itself. Nothing you typed is lost.
link-retry = Try now
link-trying = Trying

## Chat
chat-title = Chat
chat-what = Read by everyone at the table.
chat-empty = No messages yet
chat-label = Message to everyone
chat-send = Send
chat-pending = Waiting to be sent
chat-pending-down = Waiting for the server; it is sent when the server is back
chat-messages = Messages
chat-me = You

## People
people-title = People
people-at-table = At the table
people-waiting = In the holding room
people-count = { $count ->
    [one] One person
   *[other] { $count } people
}

## After the meeting
ended-title = You have left the meeting
ended-title-out = You are no longer in the meeting
ended-after = You were in it for { $time }.
ended-rejoin = Back to the holding room
ended-desk = To the desk
ended-draft = You had typed this, and it was not sent
ended-off-air = Microphone, camera and screen are closed.

## Settings
settings-language = Language
settings-language-system = As the system has it
settings-appearance = Appearance
theme-system = As the system
theme-light = Light
theme-dark = Dark
settings-devices = Devices
settings-version = Version { $version }

## Keys
keys-title = Keys
keys-what = They work in the meeting and in the holding room, except while you type.
key-microphone = Open or close the microphone
key-push-to-talk = Hold to speak
key-zoom = Larger, smaller, as it was
key-zoom-keys = Control with plus, minus or nought
key-camera = Open or close the camera
key-share = Share a screen, or stop
key-page = Show the shared page alone, or the table again
key-chat = Show or hide the chat
key-people = Show or hide the people
key-leave = Leave
key-keys = Show these keys
key-space = Space

## Notices
notices-title = Notices
dispatch-failed = The program did not take what you asked for. Try it again; if it happens again, close this window and start Chancery anew.
picture-failed = The pictures cannot be shown at present; sound is not affected. Chancery tries again by itself.

## What is spoken to those who do not see the screen
said-stage-desk = Desk
said-stage-holding_room = Holding room. You are off air.
said-stage-meeting = You are in the meeting.
said-stage-ended = You have left the meeting.
said-joined = { $name }, { $side }, has joined
said-left = { $name }, { $side }, has left
said-microphone-open = Your microphone is open
said-microphone-closed = Your microphone is closed
said-camera-open = Your camera is open
said-camera-closed = Your camera is closed
said-sharing-me = You share your screen
said-sharing = { $name } shares a screen
said-sharing-ended = Nobody shares a screen any more
said-interrupted = The connection with { $name } is interrupted
said-back = { $name } can be heard again
said-link-up = The server is back
said-message = Message from { $name }: { $text }

## Problems: what failed, and what to do
problem-link_unreadable = This is not an invitation link. Copy the whole link from the invitation; it begins with chancery://join/.
problem-link_damaged = The invitation link is cut off or changed. Copy it again, whole, or ask the protocol officer to send it again.
problem-link_too_new = This invitation was made by a newer version of Chancery. Update Chancery, then open the link again.
problem-link_expired = This invitation has expired. Ask the protocol officer for a new one.
problem-name_empty = The name is empty. Type the name that your placard should show.
problem-name_too_long = The name or function is longer than 80 characters. Shorten it.
problem-server_unreachable = The server does not answer. Check this machine’s network; if others cannot reach it either, tell the server’s operator.
problem-server_nonsense = What answers at the server’s address is not a Chancery server. Check the address in the invitation with the protocol officer.
problem-server_too_old = The server is older than this Chancery and does not speak its protocol. Ask the server’s operator to update it.
problem-client_too_old = The server is newer than this Chancery. Update Chancery on this machine.
problem-no_such_meeting = The server does not know this meeting, or the invitation is not valid for it. Ask the protocol officer for a new link.
problem-meeting_not_open = The doors of this meeting are closed: they usually open 24 hours before it begins. Come back then, or ask the protocol officer.
problem-meeting_full = The meeting is full. Ask a member of your delegation to leave, or the protocol officer for more seats.
problem-plenary_full = All eight seats of the meeting are taken. You stay in the holding room, off air, and go in as soon as a seat is free; to go in now, ask a member of your delegation to leave.
problem-server_full = The server is full. Try again in a minute, or tell the server’s operator.
problem-too_fast = The server refused for a moment, since too much was sent at once. Chancery tries again by itself.
problem-server_storage = The server cannot store the meeting: its disk is full or its database is locked. Tell the server’s operator.
problem-seat_taken = Another window has taken this seat. Close it, then join again.
problem-cannot_open = A message could not be opened with this invitation. The other side may have another invitation: compare the links with the protocol officer.
problem-no_microphone = No microphone can be used ({ $detail }). Plug one in or choose another; others will not hear you until then.
problem-no_camera = No camera can be used ({ $detail }). Plug one in, close other programs that use it, or join without.
problem-no_speaker = No loudspeaker can be used ({ $detail }). Plug one in or choose another; you will not hear others until then.
problem-no_screen = The screen cannot be shared ({ $detail }). Choose another screen, or allow screen capture in the system’s settings.
problem-no_path = There is no network path to a participant: firewalls on the way block it. Ask the operators of both networks to allow UDP, or the server’s operator for a relay (TURN).
problem-clock_off = This machine’s clock is off by { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}. Set it by the network, so that invitations and times are right.
problem-cannot_save = The settings could not be saved ({ $detail }). Free some space or check the folder’s permissions; until then they last as long as this window.
problem-store_damaged = The file { $file } on this machine is damaged and was put aside as { $file }.damaged. Choose your settings anew, or open your invitation links again.
problem-chat_too_long = The message is longer than 4,000 characters. Shorten it or send it in parts.
problem-not_admitted = Nobody has admitted you yet. The chairs may not have seen it: call your delegation, or ask again.
problem-admission_refused = The chair of { $side } does not admit you now. Ask your delegation why, then ask again.
problem-removed_from_meeting = The chair of { $side } removed you from the meeting. Speak with your delegation; to come back you have to be admitted again.
problem-identity_changed = { $name } comes with another device than before. Make sure by voice or telephone that it is the same person before you say anything confidential.
problem-root_changed = The delegation of { $side } shows another ministry root than the one you trust. Nobody of it counts as credentialed until you have compared the new fingerprint outside of this program and confirmed it.
problem-closed_meanwhile = Your microphone, camera or shared screen was closed while the encryption could not be confirmed. It is confirmed again: open them when you are ready.
problem-heartbeats_missed = The other side’s signs of life do not come: the server is away or holds messages back. Nothing you say or show leaves this machine until they come again. If it lasts, leave and join again.
problem-meeting_forked = The two sides are being shown different meetings: the server may be hostile. Nothing you say or show leaves this machine. Leave, compare by telephone who was in, and meet on another server.
problem-removal_held = { $name } could not be removed yet: the server does not pass it on. Nothing of yours is sent to them, but the others still send. Say so, and if it lasts, end the meeting and meet on another server.
problem-somebody_blocked = { $name } was let in with credentials that do not hold on this machine: revoked, or of another root than the one you trust. Nothing you say or show is sent while they are in. Have a chair remove them, or compare by telephone and pin the new root, or leave.
problem-fork_mended = The sides were shown different meetings for a while: the server may be hostile, or it crashed. All agree again. Read the code to each other and look at who is in before you go on; your microphone and camera are closed until you open them.
problem-certificate_expired = Your device certificate has expired: the others would not see you as credentialed. Ask your ministry for a new one.
problem-certificate_not_yet_valid = Your device certificate is not valid yet. Check this machine’s clock; if it is right, ask your ministry from when the certificate is valid.
problem-credentials_invalid = { $name } was not let in: the credentials are expired, revoked or of another delegation. If you expect this person, they need a new certificate from their ministry.
problem-fingerprint_swapped = The connection to { $name } would have gone to another machine, so it was not opened. Chancery tries again; if it happens again, somebody is in between: meet on another server.
problem-frames_forged = Sound or pictures came in the name of { $name } that { $name } did not sign: another participant or whoever carries the media made them. Do not trust what you heard and saw of { $name }; compare by telephone, and look at who is in.
problem-frames_unsigned = For a while sound or pictures of { $name } have come without { $name }’s signature. Make sure by telephone that what you hear and see is theirs; if it goes on, join again or meet on another server.
problem-asked_in_vain = Somebody asked to be let in whose invitation does not hold: it is over, or it was changed. They stay outside. If you expect somebody, send them the invitation anew.
problem-roster_refused = Somebody sent a change of the roster that the chairs had not signed: the server, or a member. It was refused and the meeting goes on. If it happens again, tell the server’s operator, or meet on another server.
problem-key_unavailable = The key of this machine cannot be used from where it is kept ({ $detail }). Unlock the system’s keyring or mend the file, then try again; until then a new key is used, and the others see an unknown device.
problem-key_not_kept = The key could not be kept ({ $detail }). Free some space or check the folder’s permissions, then try again; until then it is in memory only.
problem-credentials_not_taken = What the ministry gave was not taken in ({ $detail }).
problem-wrong_passphrase = This is not the passphrase that the key was encrypted with. Type it again; check the keyboard’s layout and Caps Lock.
problem-passphrase_short = The passphrase is too short. Take 8 characters or more, better four words.
problem-fingerprint_unreadable = This is not a fingerprint. It has 64 characters, 0 to 9 and a to f; copy the whole of it from the note verbale.
problem-cannot_export = The roster log could not be saved ({ $detail }). Choose another folder or free some space, then export it again.

## Who somebody is
standing-credentialed = Credentialed
standing-credentialed-what = { $ministry } vouches for this device until { $date }. Function: { $role }.
standing-self_issued = Self-issued
standing-self_issued-what = Vouched for by the delegation’s invitation only, not by a ministry
standing-invalid = Does not hold
standing-invalid-what = The credentials shown are expired, revoked, or of another root than the one trusted here: whoever this is, no ministry vouches for them
standing-unpinned = Ministry not pinned
standing-unpinned-what = { $ministry } is said to vouch for this device, and its root is not pinned on this machine. Until you have compared the root’s fingerprint and pinned it in Settings, this is worth no more than the invitation
seen-first = New to you
seen-first-what = This device has not met yours before
seen-changed = Other device
seen-changed-what = You know this name with another device
name-duplicate = Same name
name-duplicate-what = Somebody of { $side } has the same name
name-lookalike = Look-alike name
name-lookalike-what = The name looks like { $name } of { $side }
chair = Chair
chair-what = Admits and removes for the delegation
role-chair = chair
role-member = member
role-interpreter = interpreter
role-expert = expert
role-note_taker = note-taker
fingerprint = Fingerprint
ministry-unnamed = A trusted ministry
side-unknown = one of the sides

## Encryption
security-title = Encryption
security-encrypted = End-to-end encrypted
security-encrypted-what = Only the people listed here have the keys. The server cannot listen.
security-with = { $count ->
    [0] nobody else is in
    [one] with one other person
   *[other] with { $count } others
}
security-since = since { $time }
security-not = Not encrypted
security-not-with = end to end
security-not-what = This meeting is not encrypted end to end. Say nothing confidential.
security-suspended = Nothing is sent
security-suspended-with = encryption in doubt
security-asking = Asking to be admitted
security-asking-with = nothing is sent
security-removed = Removed
security-removed-with = nothing is sent
security-code = Code of this moment
security-code-what = Let both sides read it aloud: where the digits are the same, nobody is in between. It changes whenever somebody comes or goes.
security-code-spoken = Security code: { $digits }
security-whom = Who has the keys
security-log = Roster log
security-log-empty = Nothing yet
security-log-export = Export
security-log-what = Who came and went, signed by the chairs
security-log-saved = Saved as { $path }
log-founded = { $name } opened the meeting
log-admitted = { $name } was admitted by { $by }
log-left = { $name } left
log-gone = { $name } was not heard any more; { $by } took them off the roster
log-removed = { $name } was removed by { $by }
digit-0 = zero
digit-1 = one
digit-2 = two
digit-3 = three
digit-4 = four
digit-5 = five
digit-6 = six
digit-7 = seven
digit-8 = eight
digit-9 = nine

## Admission
request-title = Requests to be admitted
request-asks = asks to be admitted
request-more = { $count ->
    [one] one more waits
   *[other] { $count } more wait
}
request-agreed = { $side } agrees
request-waits = { $side } has not answered yet
request-removed = Put out before
request-removed-what = A chair put this device out of this meeting before
request-admit = Admit
request-not-now = Not now
remove = Remove
remove-named = Remove { $name } from the meeting
leave-title = Leave the meeting?
leave-what = Nothing leaves this machine any more. You can come back as long as the meeting goes on.
remove-title = Remove { $name }?
remove-what = From now on they hear, see and read nothing more. Everyone sees in the roster log that you removed them. To come back they have to be admitted again.
cancel = Cancel
asking-title = You have asked to be admitted
asking-what = You are off air. Nothing leaves this machine until you are admitted.
asking-whom = Who has to agree
asking-agreed = agrees
asking-waits = has not answered yet
asking-finding = The chairs are being found
asking-chair = Chair of { $side }
asking-for = Waiting for { $time }
asking-stop = Stop asking

## Identity and keys
settings-general = General
settings-keys = Identity and keys
own-title = This device
own-fingerprint-what = Read it to whoever wants to be sure that it is you.
own-none = There is no key yet.
own-kept-keyring = The key is kept in the system’s keyring.
own-kept-file = The key is kept in the file { $path }, encrypted with your passphrase.
own-kept-session = The key is kept in memory only: next time the others see another device.
own-locked = Your key is locked
own-locked-what = It is in the file { $path }. Until you type its passphrase another key is used, and the others see a device that they have not met.
own-unkept = Your key is not kept
own-unkept-no_keyring = This machine has no keyring that could keep it. The next time you start Chancery, the others see a device that they have not met. A passphrase keeps the key in an encrypted file.
own-unkept-keyring_locked = The system’s keyring is locked, or waits for its password in a window behind this one. Unlock it, then try again. Until then another key is used, and the others see a device that they have not met.
own-again = Try again
own-after = The key of a meeting stays as it is until you have left.
own-opening = One moment
passphrase = Passphrase
passphrase-again = The same once more
passphrase-hint = Four words that do not belong together are easy to keep in mind and hard to guess.
passphrase-differ = The two differ. Type the same twice.
passphrase-show = Show the passphrase
passphrase-hide = Hide the passphrase
strength-short = Too short yet
strength-weak = Easy to guess
strength-fair = Fair
strength-good = Hard to guess
keep-open = Set a passphrase
keep-title = Keep your key
keep-what = The key of this device is encrypted with your passphrase and kept in a file that only you can read. Chancery asks for it at each start. Nobody can bring back a forgotten passphrase: then the others see a new device, and your ministry has to certify it anew.
keep = Keep the key
unlock-title = Unlock your key
unlock-without-what = Without it you can work all the same: as a new device that the others have not met and no ministry vouches for.
unlock = Unlock
unlock-without = Go on without
admission-title = When somebody asks to be admitted
admission-ask = Ask me
admission-auto = Admit every valid invitation
pins-title = Trusted ministries
pins-what = The root of a ministry makes its people credentialed. Take its fingerprint from the note verbale or at the embassy, never from the meeting itself.
pins-none = None yet. People of both sides show as self-issued.
pins-since = Trusted since { $date }
pins-expires = valid until { $date }
pins-expired = expired on { $date }
pins-changed = Another root was shown on { $date }
pins-changed-what = Nobody of this delegation counts as credentialed until you decide. Compare the new fingerprint with the ministry, by telephone or on paper.
pins-old = Trusted so far
pins-new = Shown now
pins-compared = I have compared the new fingerprint outside of this program
pins-confirm = Trust the new root
pins-remove = No longer trust
pins-add = Trust a ministry’s root
pins-delegation = Delegation
pins-delegation-hint = Its code, for example ZA
pins-fingerprint-hint = 64 characters, as in the note verbale
pins-pin = Trust
settings-ministry = Ministry
settings-desk = Scheduling desk
ministry-what = For the officer who keeps the ministry’s root. Work here on a machine without a network.
root-title = The ministry’s root
root-open = Open a root’s file
root-other = Open another root
root-new = Make a new root
root-name = Name of the ministry
root-name-hint = As the others will see it
root-apart = Keep the file and its passphrase apart and off the network, and a copy of each. Nobody can bring back a forgotten passphrase.
root-make = Make the root and choose where to keep it
root-give = Give this fingerprint to the other ministries by note verbale, or hand over the picture of its code in person.
root-code = QR code of the fingerprint
root-save-code = Save the code as a picture
root-export = Save the certificate
root-passphrase = Passphrase of the root
file-saved = Saved as { $file }.
certify-title = Certify a device
certify-what = Choose the request that the device made, and compare its fingerprint with the one that the device shows.
certify-choose = Choose a request
certify-asks = { $file } asks for a certificate of this key:
certify-compared = The device shows the same fingerprint
certify-role = Function
certify-days = Days, 1 to 90
certify-days-wrong = Type a number from 1 to 90.
certify-do = Certify and save
certify-done = Saved as { $file }, valid until { $date }. Bring it to the device, and note the serial number: the certificate is taken back by it.
serial = Serial number
back-title = Take certificates back
back-what = For a device that is lost, or a person who has left. Save over the list that there is already: it is continued, not replaced. Give it to both delegations.
back-serials = Serial numbers
back-serials-hint = Several with commas between them
back-do = Write the deny-list
back-done = { $count ->
    [one] Saved as { $file }: list number { $number } with { $count } certificate. Both delegations take it in under Identity and keys.
   *[other] Saved as { $file }: list number { $number } with { $count } certificates. Both delegations take it in under Identity and keys.
}
pins-scan = Read it from a picture
pins-scanned = Read. Compare it with the note verbale before you trust it.
pins-denied = { $count ->
    [one] Deny-list number { $number }: { $count } certificate taken back
   *[other] Deny-list number { $number }: { $count } certificates taken back
}
renew-title = Certificate of your ministry
renew-what = A ministry certifies a device for 90 days at most. Save a request, have it certified, and take in what comes back; deny-lists are taken in here too.
renew-until = Certified until { $date }.
renew-soon = The certificate is valid until { $date } only. Save a request now and have it certified.
renew-save = Save a request
renew-saved = Saved as { $file }. Bring it to whoever keeps your ministry’s root, and have the fingerprint above compared.
renew-take = Take in a certificate or deny-list
renew-handed = { $file } was read.
refused-needs_passphrase = The key of this device is in a file: type its passphrase, then try again.
refused-delegation = The delegation’s code is two to eight capital letters and digits, for example ZA.
refused-ministry_name = The ministry’s name needs 1 to 64 characters that can be seen. Give it in a shorter form.
refused-no_root = This is no file of a ministry’s root, or a damaged one. Choose another file, or another copy of it.
refused-no_root_open = No root is open. Open its file first.
refused-no_request_open = No request was chosen. Choose the device’s request first.
refused-serial = A serial number is made of the digits 0 to 9 and a to f. Copy it as it was shown when the certificate was made.
refused-code = No code of a ministry’s root can be read in this picture. Choose a PNG picture that shows that code alone, straight and sharp.
refused-root_given = This is a ministry’s root. It is not taken in: compare its fingerprint and trust it below.
refused-taken = Something else of this name is there already, and is never written over. Choose another name.
refused-open_to_others = Other users of this machine can read the root’s file. Close it to them (chmod 600), then open it again.
refused-nothing_kept = This device has no key that is kept. Keep it first, above.
refused-failed = It was not done: { $detail }.
key-encryption = Show or hide the encryption
key-requests = Go to who asks to be admitted
said-request = { $name }, { $side }, asks to be admitted. Press A to answer.
said-asking = You have asked to be admitted. You are off air.
said-encrypted = You are in. The meeting is end-to-end encrypted.
said-resumed = The encryption is confirmed again.
said-key-kept = Your key is open and kept.

## Finding a time
scheduling-title = Find a time
scheduling-sides = Delegations
scheduling-host = Host
scheduling-side = Delegation { $n }
scheduling-choose = Choose a capital
scheduling-add = Add a delegation
scheduling-remove = Remove delegation { $n }
scheduling-length = Length
scheduling-week = Week of { $date }
scheduling-day = A day of the week to look at
scheduling-before = The week before
scheduling-after = The week after
scheduling-start = Choose two delegations: then their week stands here, side by side.
scheduling-failed = The times could not be worked out. Try again; if it happens again, close this window and start Chancery anew.
scheduling-grid = Times of the week, a column a day
scheduling-keys = Arrow keys move, Enter proposes or takes back. With the pointer: click, or drag a proposal to another time.
scheduling-proposals = Proposals
scheduling-proposed = Proposed: { $count } of { $most }
scheduling-none = Choose up to { $most } times in the grid, or from the fairest below.
scheduling-full = { $most } times are proposed already. Take one back first.
scheduling-fairest = The fairest
scheduling-propose = Propose
scheduling-take-back = Take back { $day }
slot-proposed = Proposed
slot-skipped = The clocks skip this time
slot-past = This time is past
slot-today = Today
slot-borne = { $place } has sat { $span } outside its hours in earlier meetings of this table, more than the others: it is asked last.
busy-title = Other meetings
busy-what = From a calendar only the times are kept, never what they are for.
busy-unknown = Not known
busy-known = Times known: { $count }, read { $date }
busy-read = Read a calendar of { $place }
busy-file = A file
busy-server = The ministry’s calendar
busy-address = Address of a calendar
busy-address-hint = https:// or webcal://; it is kept to this machine, and read again every half hour
busy-follow = Follow it
busy-follows = Read again by itself.
busy-unset = No calendar server is set. Set one under Settings, Scheduling desk.
busy-forget = Forget the times of { $place }
busy-failed = The calendar was not taken: { $detail }. Save it from the calendar program as an .ics file and choose that.
slot-hours = { $from }–{ $to }
slot-when = { $date }, { $time }
slot-inside = Inside office hours for all
slot-early = { $place }: begins { $span } before office hours
slot-late = { $place }: ends { $span } after office hours
slot-lunch = { $place }: over lunch
slot-weekend = { $place }: weekend
slot-busy = { $place }: somebody has another meeting
slot-night = { $place }: { $span } of it by night
slot-tentative = { $place }: somebody may have another meeting
slot-clock_change = { $place }: the clocks change on this day
slot-holidays_unknown = { $place }: the holidays of that year are not known
slot-estimated = { $name } (date estimated)
slot-holiday = { $place }: public holiday, { $name }
slot-observance = { $place }: day of observance, { $name }
slot-clock-forward = { $place }: clocks go forward by { $span }
slot-clock-back = { $place }: clocks go back by { $span }
legend = What the patterns mean
legend-office = Office hours
legend-lunch = Lunch
legend-outside = Outside office hours
legend-weekend = Weekend
legend-observance = Day of observance
legend-holiday = Public holiday
legend-busy = Another meeting

## Meetings being planned
plans-title = Meetings planned
plans-back = To the meetings planned
plans-new = Plan a meeting
export-all = Save all meetings as a calendar (.ics)
export-saved = The meetings that went out are in { $path }, without who is invited and without links. Others can subscribe to it where you put it on a server.
plans-empty = No meeting is being planned
plans-empty-what = Find a time that suits both capitals; from there the meeting is composed, the invitation sent and the day run.
plan-title = Meeting
plan-untitled = Meeting without a title
plan-back = Back to the meeting
plan-pages = Pages of the meeting
plan-open = Open
plan-saving = Saving…
plan-saved = Saved at { $time }
plan-saved-on = Saved { $date }, { $time }
plan-unsaved = Not saved yet
plan-not-saved = This is not saved. What you typed stays here until it is.
plan-merged = Another officer changed this meeting at the same time. Both your changes are in it.
plan-no-time = No time has been chosen yet.
plan-proposals = { $count ->
    [one] One time is proposed, none chosen yet.
   *[other] { $count } times are proposed, none chosen yet.
}
plan-answered = { $said } of { $asked } have answered
plan-counters = { $count ->
    [one] Another time is asked for
   *[other] { $count } ask for another time
}
plan-discard = Throw away the draft “{ $title }”
plan-discard-sure = Throw it away
scheduling-compose = Compose the meeting
scheduling-take = Take these times
status-draft = Draft
status-proposed = Times proposed
status-invited = Invited
status-confirmed = Confirmed
status-cancelled = Cancelled
tab-meeting = Meeting
tab-agenda = Agenda
tab-invite = Invitation
tab-answers = Answers
tab-day = Run of show
field-title = Title
field-text = What it is about
field-level = Level
field-confidentiality = Confidentiality
field-host = Hosts
field-reference = Number of the note
field-organizer = In whose name
field-agenda = Agenda
field-documents = Documents
field-sides = Delegations
field-start = Time
field-minutes = Length
field-zone = Time zone
field-status = Status
field-proposals = Times proposed
field-recurrence = Recurrence
field-answers = Answers
field-course = Course of the day
form-what = What
form-when = When
form-grid = Look for a time
form-minutes = Length in minutes
form-organizer-what = The invitation goes out in this name, and the answers come to this address.
level-heads_of_state = Heads of state
level-heads_of_government = Heads of government
level-ministers = Ministers
level-ambassadors = Ambassadors
level-senior_officials = Senior officials
level-experts = Experts
secrecy-public = Public
secrecy-restricted = Restricted: both ministries
secrecy-confidential = Confidential: those who take part
secrecy-secret = Secret: its title is seen by nobody else
person-name = Name
person-office = Office
person-mail = Mail address
person-required = Must be there
person-required-short = Required
person-languages = Interprets between
person-remove = Remove { $name }
language-add = Add a language
chips-remove = Take away { $name }
number-problem = A whole number of { $least } or more
side-ministry = Full name after “Ministry of Foreign Affairs” ({ $language })
side-languages = Languages at the table
side-head = Head of delegation
side-head-add = Add the head of delegation
side-members = Members
side-member = Member { $n }
side-member-add = Add a member
side-interpreters = Interpreters
side-interpreter = Interpreter { $n }
side-interpreter-add = Add an interpreter
side-remove = Take { $side } off the meeting
repeat-title = Recurrence
repeat-how = Is held again
repeat-never = No
repeat-weekly = By weeks
repeat-monthly = By months
repeat-rule = By a rule of one’s own
repeat-weeks = Every so many weeks
repeat-months = Every so many months
repeat-times = So many times
repeat-times-hint = 0: without an end
repeat-text = Rule (RFC 5545)
repeat-weekly-what = { $count ->
    [one] Every week: { $day }
   *[other] Every { $count } weeks: { $day }
}
repeat-monthly-what = { $count ->
    [one] Every month: { $day }, { $which }
   *[other] Every { $count } months: { $day }, { $which }
}
nth-1 = the first of the month
nth-2 = the second of the month
nth-3 = the third of the month
nth-4 = the fourth of the month
nth-last = the last of the month
repeat-next = The next times; take the mark away from those that are not held
repeat-left-out = left out
repeat-more = Show more times
agenda-sum = { $sum } of { $length }
agenda-over = { $span } too long
agenda-left = { $span } left
agenda-empty = Nothing is on the agenda yet.
agenda-untitled = Item without a title
agenda-item = Item
agenda-minutes = Minutes
agenda-speakers = Speakers
agenda-speaker-add = Add a speaker
agenda-document-add = Add a document
agenda-add = Add an item
agenda-remove = Remove “{ $title }”
agenda-move = Move “{ $title }”, { $n } of { $of }
agenda-move-how = Drag the handle, or move it with the arrow keys.
agenda-moved = “{ $title }” is now { $n } of { $of }
document-n = Document { $n }
document-title = Title of the document
document-reference = Number or file name
document-language = Language
document-any = Not said
document-untitled = Document without a title
document-add = Add a document to the table
document-remove = Remove the document “{ $title }”
conflict-title = { $count ->
    [one] Two officers wrote differently
   *[other] Two officers wrote differently in { $count } places
}
conflict-what = Nothing is lost. Choose what shall stand; until then no invitation goes out.
conflict-place = { $field }: { $what }
conflict-here = Stands now
conflict-other = Was written as well
conflict-nothing = Nothing: it was taken away
conflict-keep = Keep this
conflict-take = Take this
conflict-both = Keep both, one after the other
lacks-uid = The plan has no number of its own: begin it anew from the grid of times.
lacks-title = The meeting has no title.
lacks-start = No time has been chosen.
lacks-length = A meeting takes 1 to 1440 minutes.
lacks-sides = A meeting has two delegations or more.
lacks-side_twice = { $side } stands there twice.
lacks-host = The delegation that hosts is none of those at the table.
lacks-zone = The time zone of { $side } is not known: choose its capital anew.
lacks-organizer = There is no mail address to which the answers could come: see “In whose name”.
lacks-nobody_invited = Nobody at the table has a mail address.
lacks-address = This mail address cannot be one: { $name }
lacks-twice = Two entries are mixed up: enter the last one anew.
lacks-rule = The recurrence cannot be understood.
lacks-proposals = At most five times can be proposed at once.
lacks-overlong = The agenda is { $span } longer than the meeting.
lacks-conflicts = { $count ->
    [one] Two officers wrote differently in one place: choose first.
   *[other] Two officers wrote differently in { $count } places: choose first.
}
invite-lacks = Before it can go out
invite-note = Note verbale
invite-first = First language
invite-second = Second language
invite-note-in = Note in { $language }
invite-to = Goes to
invite-secret = Send each side its link along
invite-secret-off = Without its link the invitation says when and where, but nobody can enter by it: hand each side its link by a way of its own. Mail servers and calendars learn nothing that opens the meeting.
invite-secret-on = Each side receives its own link, in the mail and in the calendar. Whoever reads it, and every mail server and calendar that it passes, can then ask to enter. A person still has to be admitted.
invite-secret-series = Each side’s link to the next time goes along with the mail. Of a series the calendar has no link, since each time has its own: send the invitation again before the next one.
join-title = To join
join-unset = No meeting server is set, so there are no links yet. Set one under Settings, Scheduling desk.
join-void = The links that went out are of another time. Send the new ones along, or hand them over.
join-none = The links are made on { $server } when the invitation goes out, or now.
join-make = Make the links now
join-anew = Make new links
join-making = Making the links
join-fit = They open the meeting of { $date }. Whoever holds a side’s link can ask to sit for it: give each side its own and no other.
join-old = The meeting was changed since. These links open the one of { $date }; new ones are made when the invitation goes out again, or now.
join-copy = Copy the link of { $side }
invite-out = Send or save
invite-send = Send the invitation
invite-again = Send the changed invitation
invite-saved = Saved as { $path }
invite-sent = The invitation has gone out.
invite-propose = Send the proposed times
invite-propose-what = While no time is chosen, the note asks which of them suits. The invitation with its calendar follows once one is chosen, under Meeting or under Answers.
invite-proposed = The proposed times have gone out.
invite-refused = The mail server did not take these addresses: { $addresses }. Correct them and send again; the others have it already.
save-eml = Save the mail (.eml)
save-ics = Save for the calendar (.ics)
save-pdf = Save the note (PDF)
send-writing = Writing the note and the invitation
send-convening = Making the links on { $server }
send-connecting = Connecting to { $server }
send-sending = Sending: { $done } of { $of }
cancel-meeting = Cancel the meeting
cancel-what = All who were invited are told by mail that it is not held. This cannot be taken back.
cancel-sure = Cancel it and tell all
cancel-not = Leave it as it is
cancel-sent = All who were invited have been told that it is not held.
answer-read = Read a file: an answer, an invitation, a calendar
post-look = Look for answers
post-looking = Looking for answers
post-taken = { $count ->
    [one] An answer came in: { $titles }
   *[other] { $count } answers came in: { $titles }
}
post-none = Nothing new came in.
post-last = Answers were last looked for at { $time }.
post-more = There are more unread mails than were looked at: read them, or move them away.
post-refused = An answer in the mailbox was not taken, and lies there unread.
post-unset = No server for incoming mail is set. Set one under Settings, Scheduling desk, or read an answer from a file.
book-share = Kept together with other officers
book-nowhere = On this desk alone
book-with = Shared: { $book }
book-together = { $count ->
    [0] The shared book is open; no plan of this desk is in it.
    [one] The shared book is up to date: one plan of this desk is in it.
   *[other] The shared book is up to date: { $count } plans of this desk are in it.
}
book-begun = Shared by another officer in { $book }: { $titles }
book-written = Others wrote into: { $titles }
book-taken-out = Another officer took this out of { $book }; it stays here: { $titles }
book-not = Desk and shared book { $book } could not be brought together; what was written is kept here.
book-sealed = In { $book } there are plans that cannot be opened: { $count }. They were sealed with another secret, or changed on the server; ask the officer who handed the link over.
history-title = Who wrote what
history-asking = Asking the server…
history-none = Nothing has gone into the book yet; it goes there within minutes.
history-you = You
history-deleted = { $by }: took it out of the book
history-began = { $by }: put it into the book
history-wrote = { $by }: { $parts }
history-kept = { $by }: kept it
calendar-kept = { $count ->
    [0] The ministry’s calendar is up to date.
    [one] The ministry’s calendar is up to date: one meeting of this desk is in it.
   *[other] The ministry’s calendar is up to date: { $count } meetings of this desk are in it.
}
calendar-gone = Somebody took { $count } out of it; they come back when they change.
calendar-not = The ministry’s calendar could not be brought up to date.
calendar-moved = In the ministry’s calendar { $title } was moved to { $when }. Those who were invited know of the time in the plan: change it there and send it again, or move it back in the calendar.
answer-came = An answer came in: { $title }
asks-again = { $who } asks for the latest version of { $title }: send the invitation again.
proposed-title = Which of the proposed times suits?
proposed-what = They answer by a note or by mail. Take the time that suits, and send the invitation to it.
proposed-take = Take this time
proposed-taken = The time is chosen. Send the invitation to it.
invites-title = Invitations
invites-came = { $count ->
    [one] An invitation came in, or was changed: { $titles }
   *[other] { $count } invitations came in, or were changed: { $titles }
}
invites-known = Nothing new: what is in the file was taken before.
import-drafts = { $count ->
    [one] A draft was made of { $titles }.
   *[other] { $count } drafts were made, among them { $titles }.
}
invites-older = Past and cancelled ones
invites-none-open = No invitation is open.
invites-from = { $name } invites.
invites-by = The mail came from { $who }, not from the organizer. Make sure that it is genuine before you answer.
invites-series = It is held more than once. Next times:
invites-yours = on your clock
invites-whole-day = { $date }, the whole day
invites-text = What it says
invites-people = { $count } people are invited
invites-given = Your answer: { $said } ({ $date }, { $time })
invites-cancelled = Cancelled
invites-over = Over
invites-stale = Changed since your answer
invites-answer = Answer: { $title }
invites-accept = Accept
invites-tentative = Perhaps
invites-decline = Decline
invites-counter = Propose another time
invites-day = Day
invites-time = From (hh:mm)
invites-time-problem = Write the time as 14:30.
invites-as = In the name of
invites-about = The answer is about
invites-whole = All of its times
invites-language = Language of the mail
invites-comment = A word to go along
invites-send = Send the answer
invites-eml = Save as a mail
invites-ics = Save as a calendar
invites-who-first = Choose in whose name you answer.
invites-sent = The answer to { $title } has gone out.
invites-saved = The answer lies in { $path }. It counts once you have sent it.
invites-taken = { $title } is on the desk.
invites-forget = Remove the invitation { $title }
invites-forget-sure = Remove it from here
invites-withdrawn = Not invited any more
invites-no-organizer = It names nobody to whom an answer could go.
invites-by-nobody = The mail names no sender. Make sure that it is genuine before you answer.
import-left-out = Left out: { $count }. They take whole days or more than one, are over, or cannot be read.
answer-old = to an earlier invitation
answers-none = Nobody at the table has a mail address yet, so nobody was asked.
said-nothing = No answer yet
said-accepted = Accepted
said-declined = Declined
said-tentative = Perhaps
said-countered = Asks for another time
said-delegated = Sends somebody else
deputy = In their place { $who }
counter-title = { $name } asks for another time
counter-instance = Instead of the meeting of { $date }
counter-ours = Invited for
counter-theirs = Asked for
counter-take = Take this time
counter-decline = Decline, and keep ours
counter-what = Where you take it, the invitation has to go out again: those who had accepted are asked anew.
counter-taken = The time is changed. Send the invitation again, so that all know.
counter-declined = { $name } has been told that the time stays as it is.
show-now = Now, item { $n } of { $of }
show-left = left
show-beyond = over its time
show-not-begun = Not begun yet
show-opens = It can be begun from { $date }, { $time }.
show-over = The meeting is over
show-begin = Begin “{ $title }”
show-begin-this = Begin now
show-end = End the meeting
show-undo = Undo the last step
show-ends = Ends at { $time } as things stand
show-later = { $span } later
show-earlier = { $span } earlier
show-ran-over = { $span } over its time
show-planned = Planned:
show-no-time = Choose a time first: then the day stands here, minute by minute.
show-no-agenda = Put items on the agenda first: then the day stands here, minute by minute.
show-cancelled = This meeting was cancelled.
show-state-done = Done
show-state-skipped = Passed over
show-state-now = On now
show-state-ahead = To come
show-said-item = Now: { $title }
show-said-left = { $count ->
    [one] One minute left: { $title }
   *[other] { $count } minutes left: { $title }
}
show-said-up = Time is up: { $title }
trouble-store = The meeting could not be kept on this machine ({ $detail }). Make room or ask who looks after this machine, then try again.
trouble-gone = This meeting is no longer there: somebody has thrown the draft away.
trouble-moved_on = This place was changed again since. Look at it and write there what shall stand.
trouble-mail_unset = No mail server is set up for this machine. Save the mail and send it with your own mail program.
trouble-convene_unreachable = The meeting server { $server } does not answer, so that no links could be made. Nothing went out. Check the network, or send the invitation without the links.
trouble-convene_token = The meeting server { $server } lets only organisers convene, and does not accept the token that is set. Ask its operator for the right one (Settings, Scheduling desk).
trouble-convene_refused = The meeting server did not take the meeting: { $detail }
trouble-convene_over = The meeting is over or was cancelled, so that there is nothing to join. Choose another time first.
trouble-mail_unreachable = The mail server { $server } does not answer. Nothing went out; try again, or save the mail and send it yourself.
trouble-mail_certificate = The mail server { $server } cannot prove who it is. Nothing went out; tell the ministry’s technicians.
trouble-mail_login = The mail server { $server } does not accept the name or the password. Nothing went out; correct them and try again.
trouble-mail_refused = The mail server did not take the mail: { $detail }
trouble-unreadable = This cannot be read: { $detail }
trouble-not_invited = The answer is from { $who }, who was not invited. The meeting stays as it is.
trouble-nothing = There is nothing in it for this desk: neither an answer to one of its meetings nor an invitation.
trouble-outdated = It is older than what is known here already. Nothing was changed.
trouble-ahead = It answers a later version of the meeting than went out from here. Nothing was changed; ask whoever sent it.
trouble-no_instance = It is about a time at which the meeting is not held. Nothing was changed.
trouble-not_organizer = A change to an invitation came from { $who }, who did not send it. The invitation stays as it is; ask the organizer.
trouble-changed = The invitation was changed while you answered. Look at it as it is now, and answer that.
trouble-overlong = The invitation is longer than can be kept here. Answer it with your mail program.
trouble-unknown = The program did not answer. Try again; if it happens again, close this window and start Chancery anew.
desk-set-what = Through these servers invitations go out and answers come back. Leave empty what your ministry does not have. Passwords lie in this machine’s keyring and are never shown.
desk-mail-out = Mail that goes out
desk-mail-in = Mail that comes in
desk-calendar = The ministry’s calendar
desk-meetings = Meetings
desk-reminders = Reminders
desk-host = Server
desk-host-hint = For example mail.ministry.example
desk-port = Port
desk-security = Encryption
desk-line-plain = None (this machine only)
desk-user = User name
desk-password = Password
desk-password-kept = A password is kept. Type another one to replace it.
desk-folder = Folder
desk-folder-hint = Where answers lie; left empty, the inbox
desk-address = Address
desk-address-hint = For example https://calendar.ministry.example
desk-meetings-hint = For example https://meet.ministry.example
desk-token = Organisers’ token
desk-token-hint = Only where the server asks for one
desk-token-kept = A token is kept. Type another one to replace it.
desk-book-link = Link of the book
desk-book-hint = Paste it whole, from chancery:// on. It is a secret, as a password is.
books-title = Books shared with other officers
books-what = Plans in a book are kept together by all officers who have its link; the server cannot read them. Have one book for each country, so that none reads what is planned with another.
books-name = Name of the book
books-name-hint = Such as the other side’s name
books-add = Set by link
books-begin = Begin a new book
books-show = Show link
books-hide = Hide link
books-forget = Remove
books-copy = Copy the link of { $book }
books-hand-over = Whoever has this link reads and writes every plan in the book. Hand it over as you would a password, to the officers of both sides alone.
books-forget-title = Remove the book { $book } from this desk?
books-forget-what = Its plans stay on this desk, and in the book as they are. Without the link it cannot be opened again: make sure that somebody has it.
books-set = { $book } is set.
books-session = This machine has no keyring: keep the link elsewhere, here it is kept until Chancery is closed.
books-no-server = A new book needs a server: fill in the meeting server’s address above.
books-no-link = The link of this book is not kept on this machine. Ask another officer for it, remove the book here, and set it again.
desk-reminder = Remind before a meeting
desk-reminder-none = Not at all
desk-test = Test this
desk-testing = Asking the server…
desk-save = Save
desk-saved = Saved.
desk-unsaved = What you typed before is here again; it is not saved yet. Type the passwords anew.
desk-saved-session = Saved. This machine has no keyring: the passwords are kept until Chancery is closed.
desk-found-mail_out = The server answers: mail can go out.
desk-found-mail_in = The folder is open: answers can come in.
desk-found-calendar = The server answers. Calendars found: { $count }
desk-found-meetings = Meetings can be convened there.
desk-failed-no_such_host = There is no server of this name. Check how it is written.
desk-failed-unreachable = Nobody answers there. Check server and port, and whether the network lets it through.
desk-failed-no_tls = The server offers no encryption on this port, so nothing was sent. Use its TLS port, or ask its administrator.
desk-failed-plain_abroad = Without encryption only this machine itself is talked to. Choose TLS or STARTTLS.
desk-failed-slow = The server takes too long to answer. Try again later, or ask its administrator.
desk-failed-other_kind = What answers there is no server of this kind. Check address and port.
desk-failed-login = The server does not accept this name and password. Check both, or ask its administrator whether programs may log in.
desk-failed-token = The server lets only organisers convene, and does not accept this token. Ask its operator for the right one.
desk-failed-no_folder = There is no mail folder of this name.
desk-failed-nothing = There is no calendar at this address. Check it, or ask the administrator for yours.
desk-failed-forbidden = The server does not allow this to this user. Ask its administrator.
desk-failed-untrusted = The server cannot prove who it is ({ $detail }). Nothing was sent. Check its name, or tell the ministry’s technicians.
desk-failed-led_elsewhere = The server points to another, { $detail }, which would see the password. If that is right, give its address instead.
desk-failed-refused = The server refuses: { $detail }
desk-wrong-invalid = Something above cannot be so. It is marked; nothing was lost.
desk-wrong-store = The settings could not be read or kept ({ $detail }). Ask who looks after this machine, then try again.
desk-wrong-keyring = The password could not be kept or read: { $detail }
desk-wrong-password = No password is kept for this server and this name. Type it.
desk-wrong-unset = There is nothing to test yet: fill in the server first.
desk-wrong-calendars = There are { $count } calendars at this address. Give the address of the one that the meetings are to stand in.
desk-wrong-unknown = The program did not answer. Try again; if it happens again, close this window and start Chancery anew.
flaw-empty = This must be filled in.
flaw-no_host = This is no server’s name. Write it as mail.ministry.example, without a path.
flaw-no_port = A port is a number from 1 to 65535.
flaw-plain_abroad = Without encryption only this machine itself is talked to.
flaw-no_address = This is no address. Write it as https://calendar.ministry.example.
flaw-no_book = This is no link of a shared book. Paste it whole, from chancery:// on.
flaw-known = This is on the desk already.
flaw-no_line = This is too long, or holds characters that it cannot hold.
flaw-too_early = A reminder comes at most a day before.
calendar-bring = Bring the calendar up to date
calendar-bringing = Bringing the calendar up to date
place-stands = In the ministry’s calendar as it went out, looked at { $time }.
place-waits = Not yet in the ministry’s calendar as it went out; it is written there within minutes.
place-not = Not yet in the ministry’s calendar as it went out.
place-before = The ministry’s calendar has this meeting as it went out before. Your changes go there once they are sent.
place-gone = Somebody took this meeting out of the ministry’s calendar; it comes back when it changes.
