# Layar dalam bahasa Indonesia.

## Everywhere
app-name = Chancery
app-opening = Membuka Chancery
app-lost = Jendela ini kehilangan hubungan dengan programnya
app-lost-what = Tutuplah jendela ini dan jalankan Chancery kembali. Pertemuan yang sedang berlangsung dapat dimasuki lagi dari meja kerja.
app-outside = Halaman ini adalah layar program Chancery
app-outside-what = Halaman ini tidak menampilkan apa pun dengan sendirinya. Jalankan Chancery di komputer ini dan gunakan jendelanya.
close = Tutup
dismiss = Abaikan
copy = Salin
copied = Tersalin
settings = Pengaturan
shortcuts = Tombol
unknown-meeting = Pertemuan
unnamed = Tanpa nama
your-side = Pihak Anda
host = Tuan rumah
list-and-more = { $count ->
   *[other] dan { $count } lagi
}

## Time
clock-label = Waktu di { $place }
time-minutes = { $count ->
   *[other] { $count } menit
}
time-starts-in = Dimulai dalam { $span }
time-started = Dimulai { $span } yang lalu
time-ended = Waktu selesai yang direncanakan telah lewat
time-elapsed = Dalam pertemuan selama { $time }

## On air
on-air = Mengudara
off-air = Tidak mengudara
on-air-what = Keluar dari komputer ini: { $what }
off-air-what = Tidak ada yang keluar dari komputer ini
kind-microphone = mikrofon
kind-camera = kamera
kind-screen = layar

## Desk
desk-title = Meja kerja
desk-upcoming = Mendatang
desk-past = Selesai
desk-nothing-due = Tidak ada pertemuan saat ini. Pertemuan berikutnya tercantum di bawah.
desk-empty = Belum ada pertemuan di meja kerja
desk-empty-what = Tempelkan tautan undangan yang dikirim petugas protokol kepada Anda, atau bukalah di tempat Anda menerimanya. Pertemuan akan tercantum di sini, dengan waktu di kedua ibu kota.
desk-due-now = Saat ini
desk-enter = Masuk ke ruang tunggu
desk-enter-what = Anda tidak mengudara sampai Anda bergabung.
desk-open-early = Buka ruang tunggu
desk-forget-named = Singkirkan “{ $title }” dari meja kerja
desk-inside = { $count ->
    [0] Belum ada yang hadir dalam pertemuan
   *[other] { $count } orang hadir dalam pertemuan
}
desk-loading = Menanyakan pertemuan kepada server
desk-times = Waktu di ibu kota
desk-schedule = Cari waktu
link-title = Buka undangan
link-label = Tautan undangan
link-hint = Diawali dengan chancery://join/
link-open = Taruh di meja kerja
profile-title = Papan nama Anda
profile-what = Delegasi lain membacanya di hadapan Anda.
profile-name = Nama
profile-name-hint = Sebagaimana hendak tercantum pada papan nama
profile-function = Jabatan
profile-function-hint = Misalnya: Ketua delegasi

## Holding room
holding-title = Ruang tunggu
holding-preview = Bagaimana Anda akan terlihat
holding-off-air-what = Tidak ada yang keluar dari komputer ini sampai Anda bergabung.
holding-camera-off = Kamera tertutup
holding-camera-none = Tidak ada kamera yang dapat digunakan
holding-devices = Perangkat
holding-on-joining = Saat masuk
holding-open = Terbuka
holding-closed = Tertutup
device-microphone = Mikrofon
device-camera = Kamera
device-speaker = Pengeras suara
device-default = Bawaan sistem
device-none = Tidak ditemukan
device-level = Tingkat suara mikrofon
speaker-test = Putar bunyi uji
holding-inside = Dalam pertemuan
holding-waiting = Di ruang tunggu
holding-nobody = Belum ada
holding-only-you = Hanya Anda
holding-entering = Menghubungi server
holding-entering-slow = Server lebih lambat dari biasanya. Chancery terus mencoba.
holding-not-yet = Anda dapat bergabung segera setelah server mempersilakan Anda ke ruang tunggu.
holding-join = Bergabung ke pertemuan
holding-joining = Sedang bergabung
holding-joining-slow = Masih bergabung: server lebih lambat dari biasanya
holding-back = Kembali ke meja kerja

## Meeting
meeting-stage = Meja
meeting-side = Delegasi { $name }
meeting-side-empty = Belum ada yang duduk dari { $name }
meeting-side-waiting = { $count ->
   *[other] { $count } orang menunggu di ruang tunggu
}
meeting-shared-by = Dibagikan oleh { $name }
meeting-shared-by-me = Anda membagikan layar ini. Yang lain melihatnya.
meeting-controls = Kendali Anda
meeting-clocks = Waktu di kedua ibu kota
tile-you = Anda
tile-speaking = berbicara
tile-muted = mikrofon tertutup
tile-camera-off = kamera tertutup
tile-sharing = membagikan layar
tile-connecting = Sedang dihubungkan
tile-interrupted = Terputus
tile-interrupted-what = Saat ini tidak ada yang diterima dari sini. Chancery terus mencoba.
tile-unreachable = Tidak terjangkau
tile-unreachable-what = Saat ini tidak ada jalur jaringan. Chancery terus mencoba.
bars-0 = tidak ada sambungan
bars-1 = sambungan lemah
bars-2 = sambungan sedang
bars-3 = sambungan baik
control-microphone = Mikrofon
control-camera = Kamera
control-share = Bagikan
control-stop-sharing = Berhenti berbagi
control-chat = Pesan
control-people = Peserta
control-leave = Keluar
control-microphone-open = Buka mikrofon
control-microphone-close = Tutup mikrofon
control-camera-open = Buka kamera
control-camera-close = Tutup kamera
control-share-start = Bagikan layar
control-chat-unread = { $count ->
   *[other] { $count } pesan belum dibaca
}
control-share-taken = Sudah ada yang membagikan layar; satu layar setiap kali
share-title = Bagikan layar
share-what = Yang lain melihat seluruhnya selama Anda membagikannya.
link-network-lost = Jaringan terputus.
link-network-lost-what = Saat ini Anda tidak mendengar dan tidak menjangkau yang lain. Chancery menyambung kembali dengan sendirinya; yang Anda tutup tetap tertutup.
link-server-away = Server tidak tersedia.
link-server-away-what = Pembicaraan berlanjut: Anda tetap saling mendengar dan melihat. Pesan dan peserta baru menunggu sampai server kembali.
link-away-alone = Server tidak menjawab.
link-away-alone-what = Chancery mencoba lagi dengan sendirinya. Yang Anda ketik tidak hilang.
link-retry = Coba sekarang

## Chat
chat-title = Pesan
chat-what = Dibaca oleh semua yang hadir di meja.
chat-empty = Belum ada pesan
chat-label = Pesan kepada semua
chat-send = Kirim
chat-pending = Menunggu dikirim
chat-pending-down = Menunggu server; dikirim setelah server kembali
chat-messages = Pesan
chat-me = Anda

## People
people-title = Peserta
people-at-table = Di meja
people-waiting = Di ruang tunggu
people-count = { $count ->
   *[other] { $count } orang
}

## After the meeting
ended-title = Anda telah keluar dari pertemuan
ended-title-out = Anda tidak lagi berada dalam pertemuan
ended-after = Anda hadir selama { $time }.
ended-rejoin = Kembali ke ruang tunggu
ended-desk = Ke meja kerja
ended-draft = Anda telah mengetik ini, dan belum terkirim
ended-off-air = Mikrofon, kamera, dan layar tertutup.

## Settings
settings-language = Bahasa
settings-language-system = Mengikuti sistem
settings-appearance = Tampilan
theme-system = Ikut sistem
theme-light = Terang
theme-dark = Gelap
settings-devices = Perangkat
settings-version = Versi { $version }

## Keys
keys-title = Tombol
keys-what = Berlaku dalam pertemuan dan di ruang tunggu, kecuali saat mengetik.
key-microphone = Buka atau tutup mikrofon
key-push-to-talk = Tahan untuk berbicara
key-camera = Buka atau tutup kamera
key-share = Bagikan layar, atau berhenti
key-chat = Tampilkan atau sembunyikan pesan
key-people = Tampilkan atau sembunyikan peserta
key-leave = Keluar
key-keys = Tampilkan tombol-tombol ini
key-space = Spasi

## Notices
notices-title = Pemberitahuan
dispatch-failed = Program tidak menjalankan permintaan Anda. Cobalah lagi; bila terulang, tutup jendela ini dan jalankan Chancery kembali.
picture-failed = Gambar tidak dapat ditampilkan saat ini; suara tidak terpengaruh. Chancery mencoba lagi dengan sendirinya.

## What is spoken to those who do not see the screen
said-stage-desk = Meja kerja
said-stage-holding_room = Ruang tunggu. Anda tidak mengudara.
said-stage-meeting = Anda berada dalam pertemuan.
said-stage-ended = Anda telah keluar dari pertemuan.
said-joined = { $name }, { $side }, telah bergabung
said-left = { $name }, { $side }, telah keluar
said-microphone-open = Mikrofon Anda terbuka
said-microphone-closed = Mikrofon Anda tertutup
said-camera-open = Kamera Anda terbuka
said-camera-closed = Kamera Anda tertutup
said-sharing-me = Anda membagikan layar Anda
said-sharing = { $name } membagikan layar
said-sharing-ended = Tidak ada lagi yang membagikan layar
said-interrupted = Sambungan dengan { $name } terputus
said-back = { $name } dapat didengar kembali
said-link-up = Server telah kembali
said-message = Pesan dari { $name }: { $text }

## Problems: what failed, and what to do
problem-link_unreadable = Ini bukan tautan undangan. Salinlah seluruh tautan dari undangan; tautan itu diawali dengan chancery://join/.
problem-link_damaged = Tautan undangan terpotong atau berubah. Salinlah lagi seluruhnya, atau mintalah petugas protokol mengirimnya kembali.
problem-link_too_new = Undangan ini dibuat dengan versi Chancery yang lebih baru. Perbarui Chancery, lalu buka tautannya lagi.
problem-link_expired = Undangan ini telah kedaluwarsa. Mintalah yang baru kepada petugas protokol.
problem-name_empty = Nama masih kosong. Ketiklah nama yang hendak tercantum pada papan nama Anda.
problem-name_too_long = Nama atau jabatan lebih dari 80 karakter. Persingkatlah.
problem-server_unreachable = Server tidak menjawab. Periksalah jaringan komputer ini; bila yang lain pun tidak dapat menjangkaunya, beri tahu operator server.
problem-server_nonsense = Yang menjawab di alamat server bukan server Chancery. Cocokkan alamat dalam undangan dengan petugas protokol.
problem-server_too_old = Server lebih lama daripada program ini dan tidak mengenal protokolnya. Mintalah operator server memperbaruinya.
problem-client_too_old = Server lebih baru daripada program ini. Perbarui Chancery di komputer ini.
problem-no_such_meeting = Server tidak mengenal pertemuan ini, atau undangan tidak berlaku untuknya. Mintalah tautan baru kepada petugas protokol.
problem-meeting_not_open = Pintu pertemuan ini tertutup. Kembalilah pada waktu pertemuan, atau tanyakan kepada petugas protokol.
problem-meeting_full = Pertemuan sudah penuh. Mintalah seorang anggota delegasi Anda keluar, atau mintalah kursi tambahan kepada petugas protokol.
problem-plenary_full = Kedelapan kursi pertemuan sudah terisi. Anda tetap di ruang tunggu, tidak mengudara, dan masuk begitu ada kursi kosong; untuk masuk sekarang, mintalah seorang anggota delegasi Anda keluar.
problem-server_full = Server sudah penuh. Cobalah lagi semenit kemudian, atau beri tahu operator server.
problem-too_fast = Server menolak sejenak karena terlalu banyak yang dikirim sekaligus. Chancery mencoba lagi dengan sendirinya.
problem-server_storage = Server tidak dapat menyimpan pertemuan: disknya penuh atau basis datanya terkunci. Beri tahu operator server.
problem-seat_taken = Jendela lain telah menempati kursi ini. Tutuplah jendela itu, lalu bergabunglah lagi.
problem-cannot_open = Sebuah pesan tidak dapat dibuka dengan undangan ini. Pihak lain mungkin memegang undangan yang berbeda: cocokkan tautannya dengan petugas protokol.
problem-no_microphone = Tidak ada mikrofon yang dapat digunakan ({ $detail }). Pasanglah satu atau pilih yang lain; sampai saat itu Anda tidak terdengar.
problem-no_camera = Tidak ada kamera yang dapat digunakan ({ $detail }). Pasanglah satu, tutup program lain yang memakainya, atau bergabunglah tanpa kamera.
problem-no_speaker = Tidak ada pengeras suara yang dapat digunakan ({ $detail }). Pasanglah satu atau pilih yang lain; sampai saat itu Anda tidak mendengar yang lain.
problem-no_screen = Layar tidak dapat dibagikan ({ $detail }). Pilihlah layar lain, atau izinkan penangkapan layar dalam pengaturan sistem.
problem-no_path = Tidak ada jalur jaringan ke seorang peserta: tembok api di tengah jalan menghalanginya. Mintalah operator kedua jaringan mengizinkan UDP, atau mintalah relai (TURN) kepada operator server.
problem-clock_off = Jam komputer ini meleset { $seconds ->
   *[other] { $seconds } detik
}. Setel jam itu melalui jaringan, agar undangan dan waktu tepat.
problem-cannot_save = Pengaturan tidak dapat disimpan ({ $detail }). Kosongkan sebagian ruang atau periksa izin foldernya; sampai saat itu pengaturan berlaku selama jendela ini terbuka.
problem-store_damaged = Berkas { $file } di komputer ini rusak dan disisihkan sebagai { $file }.damaged. Pilihlah kembali pengaturan Anda, atau buka lagi tautan undangan Anda.
problem-chat_too_long = Pesan lebih dari 4.000 karakter. Persingkatlah atau kirim dalam beberapa bagian.
problem-not_admitted = Belum ada yang menerima Anda. Mungkin para ketua belum melihatnya: hubungi delegasi Anda, atau minta lagi.
problem-admission_refused = Ketua { $side } belum menerima Anda sekarang. Tanyakan alasannya kepada delegasi Anda, lalu minta lagi.
problem-removed_from_meeting = Ketua { $side } mengeluarkan Anda dari rapat. Hubungi delegasi Anda; untuk kembali, Anda harus diterima lagi.
problem-identity_changed = { $name } datang dengan perangkat yang berbeda dari sebelumnya. Pastikan lewat suara atau telepon bahwa orangnya sama sebelum menyampaikan hal rahasia.
problem-root_changed = Delegasi { $side } menunjukkan akar kementerian yang berbeda dari yang Anda percayai. Tak seorang pun darinya dianggap terakreditasi sampai Anda mencocokkan sidik baru di luar program ini dan mengukuhkannya.
problem-heartbeats_missed = Tanda hidup pihak lain tidak datang: server tidak tersedia atau menahan pesan. Tidak ada yang Anda ucapkan atau tunjukkan keluar dari komputer ini sampai tanda itu datang lagi. Jika berlarut, keluarlah lalu bergabung lagi.
problem-meeting_forked = Kedua pihak diperlihatkan rapat yang berbeda: server mungkin bermusuhan. Tidak ada yang Anda ucapkan atau tunjukkan keluar dari komputer ini. Keluarlah, cocokkan lewat telepon siapa yang hadir, dan bertemulah di server lain.
problem-fork_mended = Untuk sementara pihak-pihak diperlihatkan rapat yang berbeda: server mungkin bermusuhan atau sempat mogok. Kini semuanya kembali sepakat. Bacakan kode satu sama lain dan periksa siapa yang hadir sebelum melanjutkan; mikrofon dan kamera Anda tertutup sampai Anda membukanya.
problem-certificate_expired = Sertifikat perangkat Anda sudah kedaluwarsa: yang lain tidak melihat Anda sebagai terakreditasi. Mintalah yang baru dari kementerian Anda.
problem-certificate_not_yet_valid = Sertifikat perangkat Anda belum berlaku. Periksa jam komputer ini; jika benar, tanyakan kepada kementerian Anda sejak kapan sertifikat itu berlaku.
problem-credentials_invalid = { $name } tidak diizinkan masuk: kredensialnya kedaluwarsa, dicabut, atau milik delegasi lain. Jika Anda menantikan orang ini, ia memerlukan sertifikat baru dari kementeriannya.
problem-fingerprint_swapped = Sambungan ke { $name } akan menuju mesin lain, jadi tidak dibuka. Chancery mencoba lagi; jika terulang, ada yang menyela di antaranya: bertemulah di server lain.
problem-roster_refused = Server mengirim perubahan daftar hadir yang tidak ditandatangani ketua mana pun. Perubahan itu ditolak dan rapat berlanjut. Jika terulang, beri tahu operator server, atau pindah server.
problem-key_unavailable = Kunci komputer ini tidak dapat dipakai dari tempat penyimpanannya ({ $detail }). Buka kunci gantungan kunci sistem atau perbaiki berkasnya, lalu coba lagi; sampai saat itu dipakai kunci baru, dan yang lain melihat perangkat tak dikenal.
problem-key_not_kept = Kunci tidak dapat disimpan ({ $detail }). Kosongkan ruang atau periksa izin folder, lalu coba lagi; sampai saat itu kunci hanya ada di memori.
problem-credentials_not_taken = Yang diberikan kementerian tidak dimuat ({ $detail }).
problem-wrong_passphrase = Ini bukan frasa sandi yang mengenkripsi kunci. Ketik lagi; periksa tata letak papan tik dan Caps Lock.
problem-passphrase_short = Frasa sandi terlalu pendek. Pakailah 8 karakter atau lebih, lebih baik empat kata.
problem-fingerprint_unreadable = Ini bukan sidik. Panjangnya 64 karakter, 0 sampai 9 dan a sampai f; salin seluruhnya dari nota diplomatik.
problem-cannot_export = Catatan daftar hadir tidak dapat disimpan ({ $detail }). Pilih folder lain atau kosongkan ruang, lalu ekspor lagi.

## Who somebody is
standing-credentialed = Terakreditasi
standing-credentialed-what = { $ministry } menjamin perangkat ini sampai { $date }. Fungsi: { $role }.
standing-self_issued = Pernyataan sendiri
standing-self_issued-what = Hanya dijamin undangan delegasi, bukan oleh kementerian
seen-first = Baru bagi Anda
seen-first-what = Perangkat ini belum pernah bertemu perangkat Anda
seen-changed = Perangkat lain
seen-changed-what = Anda mengenal nama ini dengan perangkat lain
name-duplicate = Nama sama
name-duplicate-what = Seseorang dari { $side } bernama sama
name-lookalike = Nama mirip
name-lookalike-what = Nama ini mirip { $name } dari { $side }
chair = Ketua
chair-what = Menerima dan mengeluarkan atas nama delegasi
role-chair = ketua
role-member = anggota
role-interpreter = juru bahasa
role-expert = ahli
role-note_taker = notulis
fingerprint = Sidik
ministry-unnamed = Sebuah kementerian tepercaya
side-unknown = salah satu pihak

## Encryption
security-title = Enkripsi
security-encrypted = Terenkripsi ujung ke ujung
security-encrypted-what = Hanya orang yang tercantum di sini memegang kunci. Server tidak dapat mendengar.
security-with = { $count ->
    [0] belum ada orang lain
   *[other] dengan { $count } orang lain
}
security-since = sejak { $time }
security-not = Tidak terenkripsi
security-not-with = ujung ke ujung
security-not-what = Rapat ini tidak terenkripsi ujung ke ujung. Jangan sampaikan hal rahasia.
security-suspended = Tidak ada yang dikirim
security-suspended-with = enkripsi diragukan
security-asking = Meminta diterima
security-asking-with = tidak ada yang dikirim
security-removed = Dikeluarkan
security-removed-with = tidak ada yang dikirim
security-code = Kode saat ini
security-code-what = Bacakan oleh kedua pihak: bila angkanya sama, tidak ada yang menyela. Kode berubah setiap kali ada yang datang atau pergi.
security-code-spoken = Kode keamanan: { $digits }
security-whom = Pemegang kunci
security-log = Catatan daftar hadir
security-log-empty = Belum ada
security-log-export = Ekspor
security-log-what = Siapa datang dan pergi, ditandatangani para ketua
security-log-saved = Disimpan sebagai { $path }
log-founded = { $name } membuka rapat
log-admitted = { $name } diterima oleh { $by }
log-left = { $name } pergi
log-removed = { $name } dikeluarkan oleh { $by }
digit-0 = nol
digit-1 = satu
digit-2 = dua
digit-3 = tiga
digit-4 = empat
digit-5 = lima
digit-6 = enam
digit-7 = tujuh
digit-8 = delapan
digit-9 = sembilan

## Admission
request-title = Permintaan masuk
request-asks = meminta diterima
request-more = { $count ->
   *[other] { $count } lagi menunggu
}
request-agreed = { $side } setuju
request-waits = { $side } belum menjawab
request-admit = Terima
request-not-now = Belum sekarang
remove = Keluarkan
remove-named = Keluarkan { $name } dari rapat
remove-title = Keluarkan { $name }?
remove-what = Sejak itu ia tidak mendengar, melihat, atau membaca apa pun lagi. Semua orang melihat di catatan bahwa Anda yang mengeluarkannya. Untuk kembali, ia harus diterima lagi.
cancel = Batal
asking-title = Anda telah meminta diterima
asking-what = Anda tidak mengudara. Tidak ada yang keluar dari komputer ini sampai Anda diterima.
asking-whom = Siapa yang harus setuju
asking-agreed = setuju
asking-waits = belum menjawab
asking-finding = Mencari para ketua
asking-chair = Ketua { $side }
asking-for = Menunggu selama { $time }
asking-stop = Berhenti meminta

## Identity and keys
settings-general = Umum
settings-keys = Identitas dan kunci
own-title = Perangkat ini
own-fingerprint-what = Bacakan kepada siapa pun yang ingin memastikan bahwa itu Anda.
own-none = Belum ada kunci.
own-kept-keyring = Kunci disimpan di gantungan kunci sistem.
own-kept-file = Kunci disimpan di berkas { $path }, terenkripsi dengan frasa sandi Anda.
own-kept-session = Kunci hanya ada di memori: lain kali yang lain melihat perangkat lain.
own-locked = Kunci Anda terkunci
own-locked-what = Kunci itu ada di berkas { $path }. Sampai frasa sandinya diketik, dipakai kunci lain, dan yang lain melihat perangkat yang belum pernah mereka temui.
own-unkept = Kunci Anda tidak disimpan
own-unkept-no_keyring = Komputer ini tidak memiliki gantungan kunci yang dapat menyimpannya. Saat Chancery dimulai lagi, yang lain melihat perangkat yang belum pernah mereka temui. Frasa sandi menyimpan kunci dalam berkas terenkripsi.
own-unkept-keyring_locked = Gantungan kunci sistem terkunci, atau menunggu kata sandinya di jendela di belakang jendela ini. Bukalah, lalu coba lagi. Sampai saat itu dipakai kunci lain, dan yang lain melihat perangkat yang belum pernah mereka temui.
own-again = Coba lagi
own-after = Kunci sebuah pertemuan tetap sama sampai Anda keluar.
own-opening = Sebentar
passphrase = Frasa sandi
passphrase-again = Sekali lagi yang sama
passphrase-hint = Empat kata yang tidak berkaitan mudah diingat dan sulit ditebak.
passphrase-differ = Keduanya berbeda. Ketik yang sama dua kali.
passphrase-show = Tampilkan frasa sandi
passphrase-hide = Sembunyikan frasa sandi
strength-short = Masih terlalu pendek
strength-weak = Mudah ditebak
strength-fair = Cukup
strength-good = Sulit ditebak
keep-open = Tentukan frasa sandi
keep-title = Simpan kunci Anda
keep-what = Kunci perangkat ini dienkripsi dengan frasa sandi Anda dan disimpan dalam berkas yang hanya dapat Anda baca. Chancery menanyakannya setiap kali dimulai. Frasa sandi yang terlupa tidak dapat dikembalikan siapa pun: yang lain akan melihat perangkat baru, dan kementerian Anda harus mengesahkannya lagi.
keep = Simpan kunci
unlock-title = Buka kunci Anda
unlock-without-what = Anda tetap dapat bekerja tanpanya: sebagai perangkat baru yang belum pernah ditemui yang lain dan tidak dijamin kementerian mana pun.
unlock = Buka kunci
unlock-without = Lanjut tanpanya
admission-title = Saat seseorang meminta diterima
admission-ask = Tanya saya
admission-auto = Terima setiap undangan yang sah
pins-title = Kementerian tepercaya
pins-what = Akar sebuah kementerian membuat orang-orangnya terakreditasi. Ambil sidiknya dari nota diplomatik atau di kedutaan, jangan dari rapat itu sendiri.
pins-none = Belum ada. Orang dari kedua pihak tampil sebagai pernyataan sendiri.
pins-since = Dipercaya sejak { $date }
pins-expires = berlaku sampai { $date }
pins-expired = kedaluwarsa pada { $date }
pins-changed = Akar lain ditunjukkan pada { $date }
pins-changed-what = Tak seorang pun dari delegasi ini dianggap terakreditasi sampai Anda memutuskan. Cocokkan sidik baru dengan kementeriannya, lewat telepon atau di atas kertas.
pins-old = Dipercaya sampai kini
pins-new = Ditunjukkan sekarang
pins-compared = Saya telah mencocokkan sidik baru di luar program ini
pins-confirm = Percayai akar baru
pins-remove = Jangan percayai lagi
pins-add = Percayai akar sebuah kementerian
pins-delegation = Delegasi
pins-delegation-hint = Kodenya, misalnya ZA
pins-fingerprint-hint = 64 karakter, seperti di nota diplomatik
pins-pin = Percayai
settings-ministry = Kementerian
ministry-what = Untuk petugas yang menyimpan akar kementerian. Kerjakan ini di komputer tanpa jaringan.
root-title = Akar kementerian
root-open = Buka berkas akar
root-other = Buka akar lain
root-new = Buat akar baru
root-name = Nama kementerian
root-name-hint = Seperti yang akan dilihat pihak lain
root-apart = Simpan berkas dan frasa sandinya terpisah, di luar jaringan, dengan salinan masing-masing. Frasa sandi yang terlupa tidak dapat dikembalikan siapa pun.
root-make = Buat akar dan pilih tempat menyimpannya
root-give = Berikan sidik ini kepada kementerian lain melalui nota diplomatik, atau serahkan gambar kodenya secara langsung.
root-code = Kode QR sidik
root-save-code = Simpan kode sebagai gambar
root-export = Simpan sertifikat
root-passphrase = Frasa sandi akar
file-saved = Disimpan sebagai { $file }.
certify-title = Sahkan perangkat
certify-what = Pilih permintaan yang dibuat perangkat, lalu cocokkan sidiknya dengan yang ditampilkan perangkat.
certify-choose = Pilih permintaan
certify-asks = { $file } meminta sertifikat untuk kunci ini:
certify-compared = Perangkat menampilkan sidik yang sama
certify-role = Fungsi
certify-days = Hari, 1 sampai 90
certify-days-wrong = Ketik angka dari 1 sampai 90.
certify-do = Sahkan dan simpan
certify-done = Disimpan sebagai { $file }, berlaku sampai { $date }. Bawalah ke perangkat, dan catat nomor serinya: dengan itu sertifikat ditarik kembali.
serial = Nomor seri
back-title = Tarik kembali sertifikat
back-what = Untuk perangkat yang hilang atau orang yang sudah pergi. Simpan di atas daftar yang sudah ada: daftar itu dilanjutkan, bukan diganti. Berikan kepada kedua delegasi.
back-serials = Nomor seri
back-serials-hint = Beberapa nomor dipisahkan koma
back-do = Tulis daftar penarikan
back-done = { $count ->
   *[other] Disimpan sebagai { $file }: daftar nomor { $number } dengan { $count } sertifikat. Kedua delegasi memuatnya di Identitas dan kunci.
}
pins-scan = Baca dari gambar
pins-scanned = Terbaca. Cocokkan dengan nota diplomatik sebelum Anda percayai.
pins-denied = { $count ->
   *[other] Daftar penarikan nomor { $number }: { $count } sertifikat ditarik
}
renew-title = Sertifikat kementerian Anda
renew-what = Kementerian mengesahkan perangkat paling lama 90 hari. Simpan permintaan, mintalah disahkan, lalu muat yang kembali; daftar penarikan juga dimuat di sini.
renew-until = Disahkan sampai { $date }.
renew-soon = Sertifikat hanya berlaku sampai { $date }. Simpan permintaan sekarang dan mintalah disahkan.
renew-save = Simpan permintaan
renew-saved = Disimpan sebagai { $file }. Bawalah kepada yang menyimpan akar kementerian Anda, dan mintalah sidik di atas dicocokkan.
renew-take = Muat sertifikat atau daftar penarikan
renew-handed = { $file } sudah dibaca.
refused-needs_passphrase = Kunci perangkat ini ada dalam berkas: ketik frasa sandinya, lalu coba lagi.
refused-delegation = Kode delegasi terdiri atas dua sampai delapan huruf besar dan angka, misalnya ZA.
refused-ministry_name = Nama kementerian harus 1 sampai 64 karakter yang terlihat. Berikan bentuk yang lebih pendek.
refused-no_root = Ini bukan berkas akar kementerian, atau berkasnya rusak. Pilih berkas lain atau salinan lain.
refused-no_root_open = Tidak ada akar yang terbuka. Buka berkasnya dahulu.
refused-no_request_open = Belum ada permintaan yang dipilih. Pilih permintaan perangkat dahulu.
refused-serial = Nomor seri terdiri atas digit 0 sampai 9 dan a sampai f. Salin seperti yang ditampilkan saat sertifikat dibuat.
refused-code = Tidak ada kode akar kementerian yang terbaca dalam gambar ini. Pilih gambar PNG yang hanya menampilkan kode itu, lurus dan tajam.
refused-root_given = Ini akar sebuah kementerian. Ini tidak dimuat: cocokkan sidiknya dan percayai di bawah.
refused-taken = Sudah ada hal lain dengan nama itu dan tidak pernah ditimpa. Pilih nama lain.
refused-open_to_others = Pengguna lain komputer ini dapat membaca berkas akar. Tutup bagi mereka (chmod 600), lalu buka lagi.
refused-nothing_kept = Perangkat ini tidak punya kunci yang disimpan. Simpan dahulu, di atas.
refused-failed = Tidak berhasil: { $detail }.
key-encryption = Tampilkan atau sembunyikan enkripsi
key-requests = Ke permintaan masuk
said-request = { $name }, { $side }, meminta diterima. Tekan A untuk menjawab.
said-asking = Anda telah meminta diterima. Anda tidak mengudara.
said-encrypted = Anda sudah masuk. Rapat terenkripsi ujung ke ujung.
said-resumed = Enkripsi kembali dikukuhkan.
said-key-kept = Kunci Anda terbuka dan disimpan.

## Mencari waktu
scheduling-title = Cari waktu
scheduling-sides = Delegasi
scheduling-host = Tuan rumah
scheduling-side = Delegasi { $n }
scheduling-choose = Pilih ibu kota
scheduling-add = Tambah delegasi
scheduling-remove = Hapus delegasi { $n }
scheduling-length = Lama
scheduling-week = Pekan mulai { $date }
scheduling-day = Satu hari dalam pekan yang dilihat
scheduling-before = Pekan sebelumnya
scheduling-after = Pekan berikutnya
scheduling-start = Pilih dua delegasi: pekan keduanya tampil di sini, berdampingan.
scheduling-failed = Waktu tidak dapat dihitung. Coba lagi; jika terulang, tutup jendela ini dan mulai ulang Chancery.
scheduling-grid = Waktu sepekan, satu kolom sehari
scheduling-keys = Tombol panah memindahkan, Enter mengusulkan atau menarik. Dengan penunjuk: klik, atau seret usulan ke waktu lain.
scheduling-proposals = Usulan
scheduling-proposed = Diusulkan: { $count } dari { $most }
scheduling-none = Pilih hingga { $most } waktu di kisi, atau dari yang paling adil di bawah.
scheduling-full = Sudah ada { $most } waktu yang diusulkan. Tarik satu dahulu.
scheduling-fairest = Yang paling adil
scheduling-propose = Usulkan
scheduling-take-back = Tarik { $day }
slot-proposed = Diusulkan
slot-skipped = Jam melompati waktu ini
slot-hours = { $from }–{ $to }
slot-inside = Dalam jam kantor bagi semua
slot-early = { $place }: mulai { $span } sebelum jam kantor
slot-late = { $place }: selesai { $span } setelah jam kantor
slot-lunch = { $place }: saat makan siang
slot-weekend = { $place }: akhir pekan
slot-busy = { $place }: ada yang menghadiri pertemuan lain
slot-night = { $place }: { $span } di antaranya malam hari
slot-tentative = { $place }: mungkin ada yang menghadiri pertemuan lain
slot-clock_change = { $place }: jam berubah pada hari ini
slot-holidays_unknown = { $place }: hari libur tahun itu tidak diketahui
slot-estimated = { $name } (tanggal perkiraan)
slot-holiday = { $place }: hari libur, { $name }
slot-observance = { $place }: hari peringatan, { $name }
slot-clock-forward = { $place }: jam dimajukan { $span }
slot-clock-back = { $place }: jam dimundurkan { $span }
legend = Arti pola
legend-office = Jam kantor
legend-lunch = Makan siang
legend-outside = Di luar jam kantor
legend-weekend = Akhir pekan
legend-observance = Hari peringatan
legend-holiday = Hari libur
legend-busy = Pertemuan lain
