# L’écran en français.

## Everywhere
app-name = Chancery
app-opening = Ouverture de Chancery
app-lost = La fenêtre n’a plus de lien avec le programme
app-lost-what = Veuillez fermer cette fenêtre et relancer Chancery. Une réunion en cours peut être rejointe à nouveau depuis le bureau.
app-outside = Cette page est l’écran du programme Chancery
app-outside-what = Elle n’affiche rien par elle-même. Veuillez lancer Chancery sur ce poste et travailler dans sa propre fenêtre.
close = Fermer
dismiss = Masquer
copy = Copier
copied = Copié
settings = Paramètres
shortcuts = Touches
unknown-meeting = Réunion
unnamed = Sans nom
your-side = Votre délégation
host = Hôte
list-and-more = { $count ->
    [one] et une autre
   *[other] et { $count } autres
}

## Time
clock-label = Heure à { $place }
time-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-starts-in = Commence dans { $span }
time-started = A commencé il y a { $span }
time-ended = L’heure de fin prévue est passée
time-elapsed = En réunion depuis { $time }

## On air
on-air = À l’antenne
off-air = Hors antenne
on-air-what = Quitte ce poste : { $what }
off-air-what = Rien ne quitte ce poste
kind-microphone = microphone
kind-camera = caméra
kind-screen = écran

## Desk
desk-title = Bureau
desk-upcoming = À venir
desk-past = Terminées
desk-nothing-due = Aucune réunion n’est prévue maintenant. La prochaine figure ci-dessous.
desk-empty = Aucune réunion sur le bureau
desk-empty-what = Veuillez coller le lien d’invitation que le service du protocole vous a transmis, ou l’ouvrir là où vous l’avez reçu. La réunion figurera ici, à l’heure des deux capitales.
desk-due-now = Prévue maintenant
desk-enter = Entrer dans la salle d’attente
desk-enter-what = Vous restez hors antenne jusqu’à votre entrée en réunion.
desk-open-early = Ouvrir la salle d’attente
desk-forget-named = Retirer « { $title } » du bureau
desk-forget-title = Retirer { $title } du bureau ?
desk-forget = Retirer
desk-forget-what = Le lien de cette réunion ne se trouve nulle part ailleurs sur ce poste. Pour l’utiliser de nouveau, il faudra qu’on vous le renvoie.
desk-inside = { $count ->
    [0] Personne n’est encore en réunion
    [one] Une personne est en réunion
   *[other] { $count } personnes sont en réunion
}
desk-loading = Consultation du serveur
desk-times = Heure dans les capitales
desk-schedule = Trouver une date
link-title = Ouvrir une invitation
link-label = Lien d’invitation
link-hint = Il commence par chancery://join/
link-open = Placer sur le bureau
profile-title = Votre chevalet
profile-what = L’autre délégation le lit devant vous.
profile-name = Nom
profile-name-hint = Tel qu’il doit figurer sur le chevalet
profile-function = Fonction
profile-function-hint = Par exemple : Chef de délégation

## Holding room
holding-title = Salle d’attente
holding-preview = Ce que les autres verront de vous
holding-off-air-what = Rien ne quitte ce poste tant que vous n’êtes pas en réunion.
holding-camera-off = La caméra est fermée
holding-camera-none = Aucune caméra utilisable
holding-devices = Appareils
holding-on-joining = À l’entrée
holding-open = Ouvert
holding-closed = Fermé
device-microphone = Microphone
device-camera = Caméra
device-speaker = Haut-parleur
device-default = Choix du système
device-none = Aucun trouvé
device-level = Niveau du microphone
speaker-test = Émettre un son d’essai
holding-inside = En réunion
holding-waiting = En salle d’attente
holding-nobody = Personne encore
holding-unknown = Connu dès que vous aurez donné votre nom
holding-only-you = Vous seulement
holding-entering = Liaison avec le serveur
holding-entering-slow = Le serveur tarde plus que d’ordinaire. Chancery poursuit ses tentatives.
holding-not-yet = Vous pourrez entrer dès que le serveur vous aura admis en salle d’attente.
holding-join = Entrer en réunion
holding-joining = Entrée en cours
holding-joining-slow = L’entrée se poursuit : le serveur tarde plus que d’ordinaire
holding-back = Retour au bureau

## Meeting
meeting-stage = Table
meeting-side = Délégation : { $name }
meeting-side-empty = Personne n’est à la table pour { $name }
meeting-side-waiting = { $count ->
    [one] Une personne est en salle d’attente
   *[other] { $count } personnes sont en salle d’attente
}
meeting-shared-by = Partagé par { $name }
meeting-shared-by-me = Vous partagez cet écran. Les autres le voient.
page-alone = La page seule
page-back = Retour à la table
page-speaking = Parle : { $names }
meeting-controls = Vos commandes
meeting-clocks = Heure dans les deux capitales
tile-you = vous
tile-speaking = parle
tile-muted = microphone fermé
tile-camera-off = caméra fermée
tile-sharing = partage un écran
tile-connecting = Connexion en cours
tile-interrupted = Interrompu
tile-interrupted-what = Rien ne parvient d’ici pour le moment. Chancery poursuit ses tentatives.
tile-unreachable = Injoignable
tile-unreachable-what = Aucun chemin sur le réseau pour le moment. Chancery poursuit ses tentatives.
bars-0 = aucune connexion
bars-1 = connexion faible
bars-2 = connexion moyenne
bars-3 = bonne connexion
control-microphone = Microphone
control-camera = Caméra
control-share = Partager
control-stop-sharing = Ne plus partager
control-chat = Messages
control-people = Participants
control-leave = Quitter
control-microphone-open = Ouvrir le microphone
control-microphone-close = Fermer le microphone
control-camera-open = Ouvrir la caméra
control-camera-close = Fermer la caméra
control-share-start = Partager un écran
control-chat-unread = { $count ->
    [one] un message non lu
   *[other] { $count } messages non lus
}
control-share-taken = Un écran est déjà partagé ; un seul à la fois
share-title = Partager un écran
share-what = Les autres le voient en entier, tant que vous le partagez.
link-network-lost = Le réseau est coupé.
link-network-lost-what = Vous n’entendez ni ne joignez les autres pour le moment. Chancery rétablit la liaison de lui-même ; ce que vous avez fermé reste fermé.
link-server-away = Le serveur est absent.
link-server-away-what = L’entretien se poursuit : vous vous entendez et vous voyez toujours. Les messages et les nouveaux arrivants attendent son retour.
link-away-alone = Le serveur ne répond pas.
link-away-alone-what = Chancery réessaie de lui-même. Rien de ce que vous avez saisi n’est perdu.
link-retry = Essayer maintenant
link-trying = Essai en cours

## Chat
chat-title = Messages
chat-what = Lus par tous à la table.
chat-empty = Aucun message
chat-label = Message à tous
chat-send = Envoyer
chat-pending = En attente d’envoi
chat-pending-down = En attente du serveur ; le message partira à son retour
chat-messages = Messages
chat-me = Vous

## People
people-title = Participants
people-at-table = À la table
people-waiting = En salle d’attente
people-count = { $count ->
    [one] Une personne
   *[other] { $count } personnes
}

## After the meeting
ended-title = Vous avez quitté la réunion
ended-title-out = Vous n’êtes plus en réunion
ended-after = Vous y êtes resté { $time }.
ended-rejoin = Retour à la salle d’attente
ended-desk = Vers le bureau
ended-draft = Vous aviez saisi ceci, qui n’a pas été envoyé
ended-off-air = Microphone, caméra et écran sont fermés.

## Settings
settings-language = Langue
settings-language-system = Celle du système
settings-appearance = Apparence
theme-system = Du système
theme-light = Claire
theme-dark = Sombre
settings-devices = Appareils
settings-version = Version { $version }

## Keys
keys-title = Touches
keys-what = Elles agissent en réunion et en salle d’attente, sauf pendant la saisie d’un texte.
key-microphone = Ouvrir ou fermer le microphone
key-push-to-talk = Maintenir pour parler
key-zoom = Plus grand, plus petit, comme avant
key-zoom-keys = Contrôle avec plus, moins ou zéro
key-camera = Ouvrir ou fermer la caméra
key-share = Partager un écran, ou cesser
key-page = Montrer la page partagée seule, ou de nouveau la table
key-chat = Afficher ou masquer les messages
key-people = Afficher ou masquer les participants
key-leave = Quitter
key-keys = Afficher ces touches
key-space = Espace

## Notices
notices-title = Avis
dispatch-failed = Le programme n’a pas exécuté votre demande. Veuillez la renouveler ; si cela se reproduit, fermez cette fenêtre et relancez Chancery.
picture-failed = Les images ne peuvent être affichées pour le moment ; le son n’est pas touché. Chancery réessaie de lui-même.

## What is spoken to those who do not see the screen
said-stage-desk = Bureau
said-stage-holding_room = Salle d’attente. Vous êtes hors antenne.
said-stage-meeting = Vous êtes en réunion.
said-stage-ended = Vous avez quitté la réunion.
said-joined = { $name }, { $side }, est entré en réunion
said-left = { $name }, { $side }, a quitté la réunion
said-microphone-open = Votre microphone est ouvert
said-microphone-closed = Votre microphone est fermé
said-camera-open = Votre caméra est ouverte
said-camera-closed = Votre caméra est fermée
said-sharing-me = Vous partagez votre écran
said-sharing = { $name } partage un écran
said-sharing-ended = Plus personne ne partage d’écran
said-interrupted = La liaison avec { $name } est interrompue
said-back = On entend de nouveau { $name }
said-link-up = Le serveur est de retour
said-message = Message de { $name } : { $text }

## Problems: what failed, and what to do
problem-link_unreadable = Ceci n’est pas un lien d’invitation. Veuillez copier le lien entier de l’invitation ; il commence par chancery://join/.
problem-link_damaged = Le lien d’invitation est tronqué ou altéré. Veuillez le copier à nouveau en entier, ou prier le service du protocole de vous le renvoyer.
problem-link_too_new = Cette invitation provient d’une version plus récente de Chancery. Veuillez mettre Chancery à jour, puis rouvrir le lien.
problem-link_expired = Cette invitation a expiré. Veuillez en demander une nouvelle au service du protocole.
problem-name_empty = Le nom est vide. Veuillez saisir le nom qui doit figurer sur votre chevalet.
problem-name_too_long = Le nom ou la fonction dépasse 80 caractères. Veuillez l’abréger.
problem-server_unreachable = Le serveur ne répond pas. Veuillez vérifier le réseau de ce poste ; si d’autres ne l’atteignent pas non plus, avertissez l’exploitant du serveur.
problem-server_nonsense = Ce qui répond à l’adresse du serveur n’est pas un serveur Chancery. Veuillez vérifier l’adresse de l’invitation auprès du service du protocole.
problem-server_too_old = Le serveur est plus ancien que ce programme et ne parle pas son protocole. Veuillez prier l’exploitant du serveur de le mettre à jour.
problem-client_too_old = Le serveur est plus récent que ce programme. Veuillez mettre Chancery à jour sur ce poste.
problem-no_such_meeting = Le serveur ne connaît pas cette réunion, ou l’invitation n’est pas valable pour elle. Veuillez demander un nouveau lien au service du protocole.
problem-meeting_not_open = Les portes de cette réunion sont fermées : elles ouvrent d’ordinaire 24 heures avant son début. Veuillez revenir alors, ou consulter le service du protocole.
problem-meeting_full = La réunion est complète. Veuillez prier un membre de votre délégation de sortir, ou demander d’autres places au service du protocole.
problem-plenary_full = Les huit places de la réunion sont prises. Vous restez en salle d’attente, hors antenne, et entrerez dès qu’une place se libère ; pour entrer maintenant, veuillez prier un membre de votre délégation de sortir.
problem-server_full = Le serveur est complet. Veuillez réessayer dans une minute, ou avertir l’exploitant du serveur.
problem-too_fast = Le serveur a refusé un instant, trop ayant été envoyé à la fois. Chancery réessaie de lui-même.
problem-server_storage = Le serveur ne peut enregistrer la réunion : son disque est plein ou sa base de données verrouillée. Veuillez avertir l’exploitant du serveur.
problem-seat_taken = Une autre fenêtre occupe cette place. Veuillez la fermer, puis entrer à nouveau.
problem-cannot_open = Un message n’a pu être ouvert avec cette invitation. L’autre partie détient peut-être une autre invitation : veuillez comparer les liens avec le service du protocole.
problem-no_microphone = Aucun microphone n’est utilisable ({ $detail }). Veuillez en brancher un ou en choisir un autre ; d’ici là, on ne vous entendra pas.
problem-no_camera = Aucune caméra n’est utilisable ({ $detail }). Veuillez en brancher une, fermer les autres programmes qui l’emploient, ou entrer sans elle.
problem-no_speaker = Aucun haut-parleur n’est utilisable ({ $detail }). Veuillez en brancher un ou en choisir un autre ; d’ici là, vous n’entendrez personne.
problem-no_screen = L’écran ne peut être partagé ({ $detail }). Veuillez en choisir un autre, ou autoriser la capture d’écran dans les paramètres du système.
problem-no_path = Aucun chemin sur le réseau vers un participant : des pare-feu le bloquent. Veuillez demander aux exploitants des deux réseaux d’autoriser UDP, ou un relais (TURN) à l’exploitant du serveur.
problem-clock_off = L’horloge de ce poste est décalée de { $seconds ->
    [one] { $seconds } seconde
   *[other] { $seconds } secondes
}. Veuillez la régler par le réseau, afin que les invitations et les heures soient exactes.
problem-cannot_save = Les paramètres n’ont pu être enregistrés ({ $detail }). Veuillez libérer de l’espace ou vérifier les droits du dossier ; d’ici là, ils durent autant que cette fenêtre.
problem-store_damaged = Le fichier { $file } de ce poste est endommagé et a été mis de côté sous le nom { $file }.damaged. Veuillez choisir à nouveau vos paramètres, ou rouvrir vos liens d’invitation.
problem-chat_too_long = Le message dépasse 4 000 caractères. Veuillez l’abréger ou l’envoyer en plusieurs parties.
problem-not_admitted = Personne ne vous a encore admis. Les présidents ne l’ont peut-être pas vu : veuillez appeler votre délégation ou redemander.
problem-admission_refused = La présidence de { $side } ne vous admet pas pour l’instant. Veuillez en demander la raison à votre délégation, puis redemander.
problem-removed_from_meeting = La présidence de { $side } vous a retiré de la réunion. Veuillez vous adresser à votre délégation ; pour revenir, il faut être admis de nouveau.
problem-identity_changed = { $name } se présente avec un autre appareil qu’auparavant. Veuillez vous assurer de vive voix ou par téléphone qu’il s’agit de la même personne avant de rien dire de confidentiel.
problem-root_changed = La délégation de { $side } présente une autre racine ministérielle que celle que vous tenez pour sûre. Personne de cette délégation ne passe pour accrédité tant que vous n’avez pas comparé la nouvelle empreinte hors de ce programme et ne l’avez pas confirmée.
problem-closed_meanwhile = Votre microphone, votre caméra ou votre écran partagé a été fermé pendant que le chiffrement ne pouvait être confirmé. Il l’est de nouveau : veuillez les rouvrir quand vous serez prêt.
problem-heartbeats_missed = Les signes de vie de l’autre partie n’arrivent plus : le serveur est absent ou retient des messages. Rien de ce que vous dites ou montrez ne quitte ce poste jusqu’à leur retour. Si cela dure, veuillez quitter la réunion puis la rejoindre.
problem-meeting_forked = Les deux parties se voient présenter des réunions différentes : le serveur est peut-être hostile. Rien de ce que vous dites ou montrez ne quitte ce poste. Veuillez quitter, comparer par téléphone qui était présent, et vous réunir sur un autre serveur.
problem-removal_held = { $name } n’a pas encore pu être exclu(e) : le serveur ne transmet pas l’exclusion. Rien de vous ne lui est envoyé, mais les autres émettent encore. Dites-le et, si cela dure, levez la séance et réunissez-vous sur un autre serveur.
problem-somebody_blocked = { $name } a été admis(e) avec des accréditations qui ne valent pas sur ce poste : révoquées, ou d’une autre racine que celle à laquelle vous vous fiez. Rien de ce que vous dites ou montrez n’est envoyé tant que cette personne est présente. Faites-la exclure par un président, ou comparez par téléphone et fixez la nouvelle racine, ou quittez la réunion.
problem-fork_mended = Les parties se sont vu présenter pendant un moment des réunions différentes : le serveur est peut-être hostile, ou il est tombé en panne. Toutes concordent à nouveau. Veuillez vous lire le code et vérifier qui est présent avant de poursuivre ; votre micro et votre caméra restent coupés jusqu’à ce que vous les ouvriez.
problem-certificate_expired = Le certificat de votre appareil a expiré : les autres ne vous verraient pas comme accrédité. Veuillez en demander un nouveau à votre ministère.
problem-certificate_not_yet_valid = Le certificat de votre appareil n’est pas encore valable. Veuillez vérifier l’horloge de ce poste ; si elle est juste, demandez à votre ministère à partir de quand il vaut.
problem-credentials_invalid = { $name } n’a pas été admis : les lettres de créance sont expirées, révoquées ou d’une autre délégation. Si vous attendez cette personne, il lui faut un nouveau certificat de son ministère.
problem-fingerprint_swapped = La liaison avec { $name } aurait mené à une autre machine ; elle n’a pas été ouverte. Chancery réessaie ; si cela se répète, quelqu’un s’interpose : réunissez-vous sur un autre serveur.
problem-frames_forged = Du son ou des images sont arrivés au nom de { $name } sans avoir été signés par { $name } : un autre participant, ou celui qui transporte les médias, les a fabriqués. Ne vous fiez pas à ce que vous avez entendu et vu de { $name } ; comparez par téléphone et vérifiez qui est présent.
problem-frames_unsigned = Depuis un moment, le son ou les images de { $name } arrivent sans sa signature. Assurez-vous par téléphone que ce que vous entendez et voyez vient bien de cette personne ; si cela continue, rejoignez de nouveau la réunion ou réunissez-vous sur un autre serveur.
problem-asked_in_vain = Quelqu’un a demandé à entrer avec une invitation qui n’est pas valable : elle est échue ou elle a été modifiée. Cette personne reste dehors. Si vous attendez quelqu’un, renvoyez-lui l’invitation.
problem-roster_refused = Quelqu’un a envoyé un changement de la liste des présents que les présidences n’ont pas signé : le serveur ou un membre. Il a été refusé et la réunion continue. Si cela se répète, avertissez l’exploitant du serveur ou changez de serveur.
problem-key_unavailable = La clé de ce poste ne peut être utilisée là où elle est conservée ({ $detail }). Veuillez déverrouiller le trousseau du système ou réparer le fichier, puis réessayer ; d’ici là une nouvelle clé sert, et les autres voient un appareil inconnu.
problem-key_not_kept = La clé n’a pas pu être conservée ({ $detail }). Veuillez libérer de l’espace ou vérifier les droits du dossier, puis réessayer ; d’ici là elle n’est gardée qu’en mémoire.
problem-credentials_not_taken = Ce que le ministère a donné n’a pas été chargé ({ $detail }).
problem-wrong_passphrase = Ce n’est pas la phrase de passe qui a chiffré la clé. Veuillez la saisir à nouveau ; vérifiez la disposition du clavier et le verrouillage des majuscules.
problem-passphrase_short = La phrase de passe est trop courte. Prenez 8 caractères ou plus, mieux encore quatre mots.
problem-fingerprint_unreadable = Ce n’est pas une empreinte. Elle compte 64 caractères, de 0 à 9 et de a à f ; veuillez la copier en entier de la note verbale.
problem-cannot_export = Le registre des présences n’a pu être enregistré ({ $detail }). Veuillez choisir un autre dossier ou libérer de l’espace, puis l’exporter de nouveau.

## Who somebody is
standing-credentialed = Accrédité
standing-credentialed-what = { $ministry } se porte garant de cet appareil jusqu’au { $date }. Fonction : { $role }.
standing-self_issued = Auto-déclaré
standing-self_issued-what = Garanti par la seule invitation de la délégation, non par un ministère
standing-invalid = Non valable
standing-invalid-what = Les accréditations présentées sont expirées, révoquées ou d’une autre racine que celle à laquelle on se fie ici : qui que ce soit, aucun ministère ne s’en porte garant
standing-unpinned = Ministère non épinglé
standing-unpinned-what = { $ministry } garantirait cet appareil, mais sa racine n’est pas épinglée sur cette machine. Tant que vous n’avez pas comparé l’empreinte de la racine et ne l’avez pas épinglée dans les réglages, cela ne vaut pas plus que l’invitation
seen-first = Nouveau pour vous
seen-first-what = Cet appareil n’a pas encore rencontré le vôtre
seen-changed = Autre appareil
seen-changed-what = Vous connaissez ce nom avec un autre appareil
name-duplicate = Même nom
name-duplicate-what = Quelqu’un de { $side } porte le même nom
name-lookalike = Nom ressemblant
name-lookalike-what = Ce nom ressemble à { $name } de { $side }
chair = Présidence
chair-what = Admet et retire pour la délégation
role-chair = président
role-member = membre
role-interpreter = interprète
role-expert = expert
role-note_taker = rédacteur
fingerprint = Empreinte
ministry-unnamed = Un ministère de confiance
side-unknown = l’une des parties

## Encryption
security-title = Chiffrement
security-encrypted = Chiffré de bout en bout
security-encrypted-what = Seules les personnes énumérées ici ont les clés. Le serveur ne peut pas écouter.
security-with = { $count ->
    [0] personne d’autre
    [one] avec { $count } autre personne
   *[other] avec { $count } autres personnes
}
security-since = depuis { $time }
security-not = Non chiffré
security-not-with = de bout en bout
security-not-what = Cette réunion n’est pas chiffrée de bout en bout. Ne dites rien de confidentiel.
security-suspended = Rien n’est envoyé
security-suspended-with = chiffrement incertain
security-asking = Admission demandée
security-asking-with = rien n’est envoyé
security-removed = Retiré
security-removed-with = rien n’est envoyé
security-code = Code du moment
security-code-what = Que les deux parties le lisent à voix haute : si les chiffres sont les mêmes, personne ne s’interpose. Il change dès que quelqu’un entre ou sort.
security-code-spoken = Code de sécurité : { $digits }
security-whom = Qui a les clés
security-log = Registre des présences
security-log-empty = Rien encore
security-log-export = Exporter
security-log-what = Les entrées et sorties, signées par les présidences
security-log-saved = Enregistré sous { $path }
log-founded = { $name } a ouvert la réunion
log-admitted = { $name } : admission par { $by }
log-left = { $name } est parti
log-gone = { $name } ne répondait plus ; { $by } l’a retiré de la liste
log-removed = { $name } : retrait par { $by }
digit-0 = zéro
digit-1 = un
digit-2 = deux
digit-3 = trois
digit-4 = quatre
digit-5 = cinq
digit-6 = six
digit-7 = sept
digit-8 = huit
digit-9 = neuf

## Admission
request-title = Demandes d’admission
request-asks = demande à être admis
request-more = { $count ->
    [one] { $count } autre attend
   *[other] { $count } autres attendent
}
request-agreed = { $side } est d’accord
request-waits = { $side } n’a pas encore répondu
request-removed = Déjà exclu
request-removed-what = Une présidence a déjà exclu cet appareil de cette réunion
request-admit = Admettre
request-not-now = Pas maintenant
remove = Retirer
remove-named = Retirer { $name } de la réunion
leave-title = Quitter la réunion ?
leave-what = Plus rien ne sort de cette machine. Vous pouvez revenir tant que la réunion dure.
remove-title = Retirer { $name } ?
remove-what = Dès lors, cette personne n’entend, ne voit et ne lit plus rien. Chacun voit au registre que vous l’avez retirée. Pour revenir, elle doit être admise de nouveau.
cancel = Annuler
asking-title = Vous avez demandé à être admis
asking-what = Vous êtes hors antenne. Rien ne quitte ce poste avant votre admission.
asking-whom = Qui doit donner son accord
asking-agreed = est d’accord
asking-waits = n’a pas encore répondu
asking-finding = Recherche des présidences
asking-chair = Présidence de { $side }
asking-for = En attente depuis { $time }
asking-stop = Ne plus demander

## Identity and keys
settings-general = Général
settings-keys = Identité et clés
own-title = Cet appareil
own-fingerprint-what = Lisez-la à qui veut s’assurer que c’est bien vous.
own-none = Il n’y a pas encore de clé.
own-kept-keyring = La clé est conservée dans le trousseau du système.
own-kept-file = La clé est conservée dans le fichier { $path }, chiffrée par votre phrase de passe.
own-kept-session = La clé n’est gardée qu’en mémoire : la prochaine fois, les autres verront un autre appareil.
own-locked = Votre clé est verrouillée
own-locked-what = Elle se trouve dans le fichier { $path }. Tant que sa phrase de passe n’est pas saisie, une autre clé sert, et les autres voient un appareil qu’ils n’ont jamais rencontré.
own-unkept = Votre clé n’est pas conservée
own-unkept-no_keyring = Ce poste n’a pas de trousseau qui puisse la conserver. Au prochain démarrage de Chancery, les autres verront un appareil qu’ils n’ont jamais rencontré. Une phrase de passe la conserve dans un fichier chiffré.
own-unkept-keyring_locked = Le trousseau du système est verrouillé, ou attend son mot de passe dans une fenêtre derrière celle-ci. Veuillez le déverrouiller, puis réessayer. D’ici là une autre clé sert, et les autres voient un appareil qu’ils n’ont jamais rencontré.
own-again = Réessayer
own-after = La clé d’une réunion reste la même jusqu’à votre départ.
own-opening = Un instant
passphrase = Phrase de passe
passphrase-again = La même, encore une fois
passphrase-hint = Quatre mots sans rapport entre eux se retiennent bien et se devinent mal.
passphrase-differ = Les deux saisies diffèrent. Saisissez deux fois la même.
passphrase-show = Montrer la phrase de passe
passphrase-hide = Cacher la phrase de passe
strength-short = Encore trop courte
strength-weak = Facile à deviner
strength-fair = Convenable
strength-good = Difficile à deviner
keep-open = Choisir une phrase de passe
keep-title = Conserver votre clé
keep-what = La clé de cet appareil est chiffrée par votre phrase de passe et conservée dans un fichier que vous seul pouvez lire. Chancery la demande à chaque démarrage. Nul ne peut retrouver une phrase oubliée : les autres verraient alors un nouvel appareil, que votre ministère devrait certifier à nouveau.
keep = Conserver la clé
unlock-title = Déverrouiller votre clé
unlock-without-what = On peut travailler sans elle : comme un nouvel appareil que les autres n’ont jamais rencontré et dont aucun ministère ne répond.
unlock = Déverrouiller
unlock-without = Continuer sans elle
admission-title = Quand quelqu’un demande à être admis
admission-ask = Me demander
admission-auto = Admettre toute invitation valable
pins-title = Ministères de confiance
pins-what = La racine d’un ministère rend ses représentants accrédités. Prenez son empreinte dans la note verbale ou à l’ambassade, jamais dans la réunion même.
pins-none = Aucun encore. Les personnes des deux parties apparaissent comme auto-déclarées.
pins-since = De confiance depuis le { $date }
pins-expires = valable jusqu’au { $date }
pins-expired = expirée le { $date }
pins-changed = Une autre racine a été présentée le { $date }
pins-changed-what = Personne de cette délégation ne passe pour accrédité tant que vous n’avez pas décidé. Comparez la nouvelle empreinte avec le ministère, par téléphone ou sur papier.
pins-old = De confiance jusqu’ici
pins-new = Présentée maintenant
pins-compared = J’ai comparé la nouvelle empreinte hors de ce programme
pins-confirm = Se fier à la nouvelle racine
pins-remove = Ne plus s’y fier
pins-add = Se fier à la racine d’un ministère
pins-delegation = Délégation
pins-delegation-hint = Son code, par exemple ZA
pins-fingerprint-hint = 64 caractères, comme dans la note verbale
pins-pin = Se fier
settings-ministry = Ministère
settings-desk = Calendrier
ministry-what = Pour l’agent qui garde la racine du ministère. Travaillez ici sur une machine sans réseau.
root-title = La racine du ministère
root-open = Ouvrir le fichier d’une racine
root-other = Ouvrir une autre racine
root-new = Créer une racine
root-name = Nom du ministère
root-name-hint = Tel que les autres le verront
root-apart = Gardez le fichier et sa phrase de passe séparément, hors du réseau, avec une copie de chacun. Nul ne peut retrouver une phrase oubliée.
root-make = Créer la racine et choisir où la garder
root-give = Remettez cette empreinte aux autres ministères par note verbale, ou l’image de son code en mains propres.
root-code = Code QR de l’empreinte
root-save-code = Enregistrer le code en image
root-export = Enregistrer le certificat
root-passphrase = Phrase de passe de la racine
file-saved = Enregistré sous { $file }.
certify-title = Certifier un appareil
certify-what = Choisissez la demande faite par l’appareil et comparez son empreinte avec celle que l’appareil affiche.
certify-choose = Choisir une demande
certify-asks = { $file } demande un certificat pour cette clé :
certify-compared = L’appareil affiche la même empreinte
certify-role = Fonction
certify-days = Jours, de 1 à 90
certify-days-wrong = Saisissez un nombre de 1 à 90.
certify-do = Certifier et enregistrer
certify-done = Enregistré sous { $file }, valable jusqu’au { $date }. Portez-le à l’appareil et notez le numéro de série : il sert à retirer le certificat.
serial = Numéro de série
back-title = Retirer des certificats
back-what = Pour un appareil perdu ou une personne partie. Enregistrez sur la liste existante : elle est continuée, non remplacée. Remettez-la aux deux délégations.
back-serials = Numéros de série
back-serials-hint = Plusieurs, séparés par des virgules
back-do = Écrire la liste de retrait
back-done = { $count ->
    [one] Enregistré sous { $file } : liste numéro { $number }, { $count } certificat. Les deux délégations la chargent sous Identité et clés.
   *[other] Enregistré sous { $file } : liste numéro { $number }, { $count } certificats. Les deux délégations la chargent sous Identité et clés.
}
pins-scan = La lire dans une image
pins-scanned = Lue. Comparez-la avec la note verbale avant de vous y fier.
pins-denied = { $count ->
    [one] Liste de retrait numéro { $number } : { $count } certificat retiré
   *[other] Liste de retrait numéro { $number } : { $count } certificats retirés
}
renew-title = Certificat de votre ministère
renew-what = Un ministère certifie un appareil pour 90 jours au plus. Enregistrez une demande, faites-la certifier et chargez ce qui revient ; les listes de retrait se chargent ici aussi.
renew-until = Certifié jusqu’au { $date }.
renew-soon = Le certificat n’est valable que jusqu’au { $date }. Enregistrez maintenant une demande et faites-la certifier.
renew-save = Enregistrer une demande
renew-saved = Enregistré sous { $file }. Portez-le à qui garde la racine de votre ministère et faites comparer l’empreinte ci-dessus.
renew-take = Charger un certificat ou une liste de retrait
renew-handed = { $file } a été lu.
refused-needs_passphrase = La clé de cet appareil est dans un fichier : saisissez sa phrase de passe, puis réessayez.
refused-delegation = Le code de la délégation compte de deux à huit majuscules et chiffres, par exemple ZA.
refused-ministry_name = Le nom du ministère compte de 1 à 64 caractères visibles. Donnez-en une forme plus courte.
refused-no_root = Ce n’est pas le fichier d’une racine de ministère, ou il est endommagé. Choisissez un autre fichier ou une autre copie.
refused-no_root_open = Aucune racine n’est ouverte. Ouvrez d’abord son fichier.
refused-no_request_open = Aucune demande n’est choisie. Choisissez d’abord celle de l’appareil.
refused-serial = Un numéro de série se compose des chiffres 0 à 9 et a à f. Copiez-le tel qu’il fut affiché à la création du certificat.
refused-code = Aucun code de racine de ministère ne se lit dans cette image. Choisissez une image PNG qui montre ce code seul, droit et net.
refused-root_given = C’est la racine d’un ministère. Elle ne se charge pas : comparez son empreinte et fiez-vous-y plus bas.
refused-taken = Autre chose porte déjà ce nom et n’est jamais remplacé. Choisissez un autre nom.
refused-open_to_others = D’autres utilisateurs de cette machine peuvent lire le fichier de la racine. Fermez-le-leur (chmod 600), puis ouvrez-le à nouveau.
refused-nothing_kept = Cet appareil n’a pas de clé conservée. Conservez-la d’abord, plus haut.
refused-failed = Cela n’a pas été fait : { $detail }.
key-encryption = Afficher ou masquer le chiffrement
key-requests = Aller aux demandes d’admission
said-request = { $name }, { $side }, demande à être admis. Appuyez sur A pour répondre.
said-asking = Vous avez demandé à être admis. Vous êtes hors antenne.
said-encrypted = Vous êtes entré. La réunion est chiffrée de bout en bout.
said-resumed = Le chiffrement est de nouveau confirmé.
said-key-kept = Votre clé est ouverte et conservée.

## Trouver une date
scheduling-title = Trouver une date
scheduling-sides = Délégations
scheduling-host = Hôte
scheduling-side = Délégation { $n }
scheduling-choose = Choisir une capitale
scheduling-add = Ajouter une délégation
scheduling-remove = Retirer la délégation { $n }
scheduling-length = Durée
scheduling-week = Semaine du { $date }
scheduling-day = Un jour de la semaine à voir
scheduling-before = La semaine précédente
scheduling-after = La semaine suivante
scheduling-start = Choisissez deux délégations : leur semaine s’affiche alors ici, côte à côte.
scheduling-failed = Les horaires n’ont pas pu être calculés. Réessayez ; si cela se reproduit, fermez cette fenêtre et relancez Chancery.
scheduling-grid = Horaires de la semaine, une colonne par jour
scheduling-keys = Les flèches déplacent, Entrée propose ou retire. Au pointeur : cliquer, ou faire glisser une proposition.
scheduling-proposals = Propositions
scheduling-proposed = Proposées : { $count } sur { $most }
scheduling-none = Choisissez jusqu’à { $most } horaires dans la grille, ou parmi les plus équitables ci-dessous.
scheduling-full = { $most } horaires sont déjà proposés. Retirez-en un d’abord.
scheduling-fairest = Les plus équitables
scheduling-propose = Proposer
scheduling-take-back = Retirer { $day }
slot-proposed = Proposé
slot-skipped = Les horloges sautent cette heure
slot-past = Cette heure est passée
slot-today = Aujourd’hui
slot-borne = { $place } a siégé { $span } hors de ses heures lors de réunions précédentes de cette table, plus que les autres : on le lui demande en dernier.
busy-title = Autres réunions
busy-what = D’un agenda, seules les heures sont gardées, jamais leur objet.
busy-unknown = Inconnues
busy-known = Heures connues : { $count }, lues le { $date }
busy-read = Lire un calendrier de { $place }
busy-file = Un fichier
busy-server = L’agenda du ministère
busy-address = Adresse d’un agenda
busy-address-hint = https:// ou webcal:// ; elle reste sur cet ordinateur et est relue toutes les demi-heures
busy-follow = Le suivre
busy-follows = Relu de lui-même.
busy-unset = Aucun serveur d’agenda n’est réglé. Réglez-en un dans Paramètres, Calendrier.
busy-forget = Oublier les heures de { $place }
busy-failed = Le calendrier n’a pas été pris : { $detail }. Enregistrez-le depuis le logiciel de calendrier en fichier .ics et choisissez-le.
slot-hours = { $from }–{ $to }
slot-when = { $date }, { $time }
slot-inside = Aux heures de bureau pour tous
slot-early = { $place } : commence { $span } avant les heures de bureau
slot-late = { $place } : finit { $span } après les heures de bureau
slot-lunch = { $place } : pendant le déjeuner
slot-weekend = { $place } : fin de semaine
slot-busy = { $place } : quelqu’un a une autre réunion
slot-night = { $place } : dont { $span } de nuit
slot-tentative = { $place } : quelqu’un a peut-être une autre réunion
slot-clock_change = { $place } : changement d’heure ce jour-là
slot-holidays_unknown = { $place } : jours fériés de cette année inconnus
slot-estimated = { $name } (date estimée)
slot-holiday = { $place } : jour férié, { $name }
slot-observance = { $place } : journée de commémoration, { $name }
slot-clock-forward = { $place } : les horloges avancent de { $span }
slot-clock-back = { $place } : les horloges reculent de { $span }
legend = Ce que signifient les motifs
legend-office = Heures de bureau
legend-lunch = Déjeuner
legend-outside = Hors des heures de bureau
legend-weekend = Fin de semaine
legend-observance = Commémoration
legend-holiday = Jour férié
legend-busy = Autre réunion

## Meetings being planned
plans-title = Réunions en préparation
plans-back = Aux réunions en préparation
plans-new = Préparer une réunion
export-all = Enregistrer toutes les réunions en calendrier (.ics)
export-saved = Les réunions communiquées sont dans { $path }, sans les personnes invitées ni les liens. Placé sur un serveur, ce fichier peut être suivi par d’autres.
plans-empty = Aucune réunion en préparation
plans-empty-what = Trouvez une date qui convienne aux deux capitales ; de là, on compose la réunion, on envoie l’invitation et on conduit la journée.
plan-title = Réunion
plan-untitled = Réunion sans titre
plan-back = Retour à la réunion
plan-pages = Pages de la réunion
plan-open = Ouvrir
plan-saving = Enregistrement…
plan-saved = Enregistré à { $time }
plan-saved-on = Enregistré le { $date }, { $time }
plan-unsaved = Pas encore enregistré
plan-not-saved = Ceci n’est pas enregistré. Ce que vous avez écrit reste ici jusque-là.
plan-merged = Une autre personne du protocole a modifié cette réunion en même temps. Vos deux modifications y figurent.
plan-no-time = Aucune date n’est encore choisie.
plan-proposals = { $count ->
    [one] Une date est proposée, aucune n’est choisie.
   *[other] { $count } dates sont proposées, aucune n’est choisie.
}
plan-answered = { $said } réponses sur { $asked }
plan-counters = { $count ->
    [one] Une autre date est demandée
   *[other] { $count } demandent une autre date
}
plan-discard = Jeter le brouillon « { $title } »
plan-discard-sure = Le jeter
scheduling-compose = Composer la réunion
scheduling-take = Prendre ces dates
status-draft = Brouillon
status-proposed = Dates proposées
status-invited = Invitée
status-confirmed = Confirmée
status-cancelled = Annulée
tab-meeting = Réunion
tab-agenda = Ordre du jour
tab-invite = Invitation
tab-answers = Réponses
tab-day = Déroulé
field-title = Titre
field-text = Objet
field-level = Niveau
field-confidentiality = Confidentialité
field-host = Hôte
field-reference = Numéro de la note
field-organizer = Au nom de
field-agenda = Ordre du jour
field-documents = Documents
field-sides = Délégations
field-start = Date
field-minutes = Durée
field-zone = Fuseau horaire
field-status = État
field-proposals = Dates proposées
field-recurrence = Récurrence
field-answers = Réponses
field-course = Déroulement
form-what = Quoi
form-when = Quand
form-grid = Chercher une date
form-minutes = Durée en minutes
form-organizer-what = L’invitation part à ce nom, et les réponses arrivent à cette adresse.
level-heads_of_state = Chefs d’État
level-heads_of_government = Chefs de gouvernement
level-ministers = Ministres
level-ambassadors = Ambassadeurs
level-senior_officials = Hauts fonctionnaires
level-experts = Experts
secrecy-public = Public
secrecy-restricted = Restreint : les deux ministères
secrecy-confidential = Confidentiel : les participants
secrecy-secret = Secret : personne d’autre n’en voit le titre
person-name = Nom
person-office = Fonction
person-mail = Adresse électronique
person-required = Présence indispensable
person-required-short = Indispensable
person-languages = Interprète entre
person-remove = Retirer { $name }
language-add = Ajouter une langue
chips-remove = Enlever { $name }
number-problem = Un nombre entier, au moins { $least }
side-ministry = Nom complet après « Ministère des affaires étrangères » ({ $language })
side-languages = Langues à la table
side-head = Chef de délégation
side-head-add = Ajouter le chef de délégation
side-members = Membres
side-member = Membre { $n }
side-member-add = Ajouter un membre
side-interpreters = Interprètes
side-interpreter = Interprète { $n }
side-interpreter-add = Ajouter un interprète
side-remove = Retirer { $side } de la réunion
repeat-title = Récurrence
repeat-how = Se tient de nouveau
repeat-never = Non
repeat-weekly = Par semaines
repeat-monthly = Par mois
repeat-rule = Selon une règle propre
repeat-weeks = Toutes les … semaines
repeat-months = Tous les … mois
repeat-times = Nombre de fois
repeat-times-hint = 0 : sans fin
repeat-text = Règle (RFC 5545)
repeat-weekly-what = { $count ->
    [one] Chaque semaine : { $day }
   *[other] Toutes les { $count } semaines : { $day }
}
repeat-monthly-what = { $count ->
    [one] Chaque mois : { $day }, { $which }
   *[other] Tous les { $count } mois : { $day }, { $which }
}
nth-1 = le premier du mois
nth-2 = le deuxième du mois
nth-3 = le troisième du mois
nth-4 = le quatrième du mois
nth-last = le dernier du mois
repeat-next = Les prochaines fois ; décochez celles qui n’ont pas lieu
repeat-left-out = supprimée
repeat-more = Afficher d’autres dates
agenda-sum = { $sum } sur { $length }
agenda-over = { $span } de trop
agenda-left = il reste { $span }
agenda-empty = L’ordre du jour est encore vide.
agenda-untitled = Point sans titre
agenda-item = Point
agenda-minutes = Minutes
agenda-speakers = Orateurs
agenda-speaker-add = Ajouter un orateur
agenda-document-add = Ajouter un document
agenda-add = Ajouter un point
agenda-remove = Retirer « { $title } »
agenda-move = Déplacer « { $title } », { $n } sur { $of }
agenda-move-how = Faites glisser la poignée, ou déplacez avec les flèches.
agenda-moved = « { $title } » est maintenant { $n } sur { $of }
document-n = Document { $n }
document-title = Titre du document
document-reference = Numéro ou nom du fichier
document-language = Langue
document-any = Non précisée
document-untitled = Document sans titre
document-add = Ajouter un document à la table
document-remove = Retirer le document « { $title } »
conflict-title = { $count ->
    [one] Deux personnes ont écrit différemment
   *[other] Deux personnes ont écrit différemment à { $count } endroits
}
conflict-what = Rien n’est perdu. Choisissez ce qui doit rester ; d’ici là, aucune invitation ne part.
conflict-place = { $field } : { $what }
conflict-here = Figure actuellement
conflict-other = A aussi été écrit
conflict-nothing = Rien : cela a été enlevé
conflict-keep = Garder ceci
conflict-take = Prendre ceci
conflict-both = Garder les deux, l’un après l’autre
lacks-uid = La réunion n’a pas de numéro propre : recommencez depuis la grille des horaires.
lacks-title = La réunion n’a pas de titre.
lacks-start = Aucune date n’est choisie.
lacks-length = Une réunion dure de 1 à 1440 minutes.
lacks-sides = Une réunion a au moins deux délégations.
lacks-side_twice = { $side } y figure deux fois.
lacks-host = La délégation hôte n’est pas parmi celles de la table.
lacks-zone = Le fuseau horaire de { $side } n’est pas connu : choisissez de nouveau sa capitale.
lacks-organizer = Il n’y a pas d’adresse électronique pour les réponses : voir « Au nom de ».
lacks-nobody_invited = Personne à la table n’a d’adresse électronique.
lacks-address = Cette adresse électronique ne peut pas être juste : { $name }
lacks-twice = Deux entrées se confondent : saisissez la dernière de nouveau.
lacks-rule = La récurrence est incompréhensible.
lacks-proposals = On peut proposer au plus cinq dates à la fois.
lacks-overlong = L’ordre du jour dépasse la réunion de { $span }.
lacks-conflicts = { $count ->
    [one] Deux personnes ont écrit différemment à un endroit : choisissez d’abord.
   *[other] Deux personnes ont écrit différemment à { $count } endroits : choisissez d’abord.
}
invite-lacks = Avant l’envoi
invite-note = Note verbale
invite-first = Première langue
invite-second = Deuxième langue
invite-note-in = Note en { $language }
invite-to = Destinataires
invite-secret = Joindre à chaque partie son lien
invite-secret-off = Sans lien, l’invitation dit quand et où, mais ne permet à personne d’entrer : remettez à chaque partie son lien par une autre voie. Les serveurs de courrier et les agendas n’apprennent rien qui ouvre la réunion.
invite-secret-on = Chaque partie reçoit son propre lien, dans le courrier et dans l’agenda. Quiconque le lit, et chaque serveur ou agenda par lequel il passe, peut alors demander à entrer. Une personne doit toujours l’admettre.
invite-secret-series = Le lien de chaque partie pour la prochaine séance part avec le courrier. Pour une série, l’agenda ne porte aucun lien, chaque séance ayant le sien : renvoyez l’invitation avant la suivante.
join-title = Pour participer
join-unset = Aucun serveur de réunions n’est réglé : il n’y a pas encore de liens. Réglez-en un dans Paramètres, Calendrier.
join-void = Les liens envoyés valent pour une autre heure. Envoyez les nouveaux avec l’invitation, ou remettez-les.
join-none = Les liens sont créés sur { $server } au départ de l’invitation, ou maintenant.
join-make = Créer les liens maintenant
join-anew = Créer de nouveaux liens
join-making = Création des liens
join-fit = Ils ouvrent la réunion du { $date }. Quiconque détient le lien d’une partie peut demander à siéger pour elle : donnez à chacune le sien et aucun autre.
join-old = La réunion a été modifiée depuis. Ces liens ouvrent celle du { $date } ; de nouveaux sont créés quand l’invitation repart, ou maintenant.
join-copy = Copier le lien : { $side }
invite-out = Envoyer ou enregistrer
invite-send = Envoyer l’invitation
invite-again = Envoyer l’invitation modifiée
invite-saved = Enregistré sous { $path }
invite-sent = L’invitation est partie.
invite-propose = Envoyer les heures proposées
invite-propose-what = Tant qu’aucune heure n’est choisie, la note demande laquelle convient. L’invitation avec son calendrier suit dès que l’une est choisie, sous Réunion ou sous Réponses.
invite-proposed = Les heures proposées sont parties.
invite-refused = Le serveur de courrier n’a pas accepté ces adresses : { $addresses }. Corrigez-les et renvoyez ; les autres l’ont déjà.
save-eml = Enregistrer le courrier (.eml)
save-ics = Enregistrer pour l’agenda (.ics)
save-pdf = Enregistrer la note (PDF)
send-writing = Rédaction de la note et de l’invitation
send-convening = Création des liens sur { $server }
send-connecting = Connexion à { $server }
send-sending = Envoi : { $done } sur { $of }
cancel-meeting = Annuler la réunion
cancel-what = Tous les invités apprennent par courrier qu’elle n’a pas lieu. C’est sans retour.
cancel-sure = L’annuler et prévenir tous
cancel-not = La laisser telle quelle
cancel-sent = Tous les invités savent qu’elle n’a pas lieu.
answer-read = Lire un fichier : réponse, invitation, calendrier
post-look = Chercher des réponses
post-looking = Recherche de réponses
post-taken = { $count ->
    [one] Une réponse est arrivée : { $titles }
   *[other] { $count } réponses sont arrivées : { $titles }
}
post-none = Rien de nouveau.
post-last = Dernière recherche de réponses à { $time }.
post-more = Il y a plus de courriers non lus que ceux qui ont été examinés : lisez-les ou déplacez-les.
post-refused = Une réponse de la boîte n’a pas été prise et y reste non lue.
post-unset = Aucun serveur de courrier entrant n’est réglé. Réglez-en un dans Paramètres, Calendrier, ou lisez une réponse depuis un fichier.
book-share = Tenu avec d’autres agents
book-nowhere = Sur ce bureau seulement
book-with = Partagé : { $book }
book-together = { $count ->
    [0] Le registre partagé est ouvert ; aucun projet de ce bureau n’y figure.
    [one] Le registre partagé est à jour : un projet de ce bureau y figure.
   *[other] Le registre partagé est à jour : { $count } projets de ce bureau y figurent.
}
book-begun = Partagé par un autre agent dans { $book } : { $titles }
book-written = D’autres ont écrit dans : { $titles }
book-taken-out = Un autre agent a retiré ceci de { $book } ; cela reste ici : { $titles }
book-not = Le bureau et le registre partagé { $book } n’ont pas pu être rapprochés ; ce qui a été écrit est conservé ici.
book-sealed = Dans { $book }, des projets ne peuvent être ouverts : { $count }. Ils ont été scellés avec un autre secret, ou modifiés sur le serveur ; demandez à l’agent qui a remis le lien.
history-title = Qui a écrit quoi
history-asking = Le serveur est interrogé…
history-none = Rien n’est encore entré dans le registre ; cela se fait en quelques minutes.
history-you = Vous
history-deleted = { $by } : retiré du registre
history-began = { $by } : versé au registre
history-wrote = { $by } : { $parts }
history-kept = { $by } : conservé
calendar-kept = { $count ->
    [0] L’agenda du ministère est à jour.
    [one] L’agenda du ministère est à jour : une réunion de ce bureau y figure.
   *[other] L’agenda du ministère est à jour : { $count } réunions de ce bureau y figurent.
}
calendar-gone = Quelqu’un en a retiré { $count } ; elles reviennent quand elles changent.
calendar-not = L’agenda du ministère n’a pas pu être mis à jour.
calendar-moved = Dans l’agenda du ministère, { $title } a été déplacée au { $when }. Les invités connaissent l’heure du projet : changez-la ici et renvoyez l’invitation, ou remettez-la en place dans l’agenda.
answer-came = Une réponse est arrivée : { $title }
asks-again = { $who } demande la dernière version de { $title } : renvoyez l’invitation.
proposed-title = Laquelle des heures proposées convient ?
proposed-what = On vous répond par une note ou par courriel. Retenez l’heure qui convient, puis envoyez l’invitation.
proposed-take = Retenir cette heure
proposed-taken = L’heure est choisie. Envoyez maintenant l’invitation.
invites-title = Invitations reçues
invites-came = { $count ->
    [one] Une invitation est arrivée ou a été modifiée : { $titles }
   *[other] { $count } invitations sont arrivées ou ont été modifiées : { $titles }
}
invites-known = Rien de nouveau : le contenu du fichier a déjà été repris.
import-drafts = { $count ->
    [one] Un brouillon a été créé à partir de { $titles }.
   *[other] { $count } brouillons ont été créés, dont { $titles }.
}
invites-older = Passées et annulées
invites-none-open = Aucune invitation n’est en attente.
invites-from = { $name } invite.
invites-by = Le courriel vient de { $who }, et non de l’organisateur. Assurez-vous qu’il est authentique avant de répondre.
invites-series = Elle se tient plusieurs fois. Prochaines dates :
invites-yours = à votre heure
invites-whole-day = { $date }, toute la journée
invites-text = Ce qu’elle dit
invites-people = { $count } personnes sont invitées
invites-given = Votre réponse : { $said } ({ $date }, { $time })
invites-cancelled = Annulée
invites-over = Passée
invites-stale = Modifiée depuis votre réponse
invites-answer = Répondre : { $title }
invites-accept = Accepter
invites-tentative = Peut-être
invites-decline = Décliner
invites-counter = Proposer une autre heure
invites-day = Jour
invites-time = À partir de (hh:mm)
invites-time-problem = Écrivez l’heure ainsi : 14:30.
invites-as = Au nom de
invites-about = La réponse porte sur
invites-whole = Toutes les dates
invites-language = Langue du courriel
invites-comment = Un mot d’accompagnement
invites-send = Envoyer la réponse
invites-eml = Enregistrer comme courriel
invites-ics = Enregistrer comme calendrier
invites-who-first = Choisissez au nom de qui vous répondez.
invites-sent = La réponse à { $title } est partie.
invites-saved = La réponse se trouve dans { $path }. Elle compte une fois que vous l’avez envoyée.
invites-taken = { $title } est sur le bureau.
invites-forget = Retirer l’invitation { $title }
invites-forget-sure = La retirer d’ici
invites-withdrawn = Plus invité
invites-no-organizer = Elle ne nomme personne à qui répondre.
invites-by-nobody = Le courriel ne nomme aucun expéditeur. Assurez-vous de son authenticité avant de répondre.
import-left-out = Laissés de côté : { $count }. Ils durent un jour entier ou plus, sont passés ou illisibles.
answer-old = à une invitation antérieure
answers-none = Personne à la table n’a encore d’adresse électronique ; personne n’a donc été interrogé.
said-nothing = Pas encore de réponse
said-accepted = Accepte
said-declined = Décline
said-tentative = Peut-être
said-countered = Demande une autre date
said-delegated = Envoie quelqu’un d’autre
deputy = À sa place { $who }
counter-title = { $name } demande une autre date
counter-instance = À la place de la réunion du { $date }
counter-ours = Invitation pour
counter-theirs = Demande pour
counter-take = Prendre cette date
counter-decline = Décliner, garder la nôtre
counter-what = Si vous la prenez, l’invitation doit repartir : ceux qui avaient accepté sont interrogés de nouveau.
counter-taken = La date est changée. Renvoyez l’invitation, pour que tous le sachent.
counter-declined = { $name } a été prévenu que la date reste la même.
show-now = Maintenant, point { $n } sur { $of }
show-left = restantes
show-beyond = de dépassement
show-not-begun = Pas encore commencé
show-opens = Elle pourra commencer à partir du { $date }, { $time }.
show-over = La réunion est terminée
show-begin = Commencer « { $title } »
show-begin-this = Commencer
show-end = Terminer la réunion
show-undo = Annuler la dernière étape
show-ends = Fin prévue à { $time } en l’état
show-later = { $span } plus tard
show-earlier = { $span } plus tôt
show-ran-over = { $span } de dépassement
show-planned = Prévu :
show-no-time = Choisissez d’abord une date : la journée s’affiche alors ici, minute par minute.
show-no-agenda = Remplissez d’abord l’ordre du jour : la journée s’affiche alors ici, minute par minute.
show-cancelled = Cette réunion a été annulée.
show-state-done = Terminé
show-state-skipped = Passé
show-state-now = En cours
show-state-ahead = À venir
show-said-item = Maintenant : { $title }
show-said-left = { $count ->
    [one] Encore une minute : { $title }
   *[other] Encore { $count } minutes : { $title }
}
show-said-up = Temps écoulé : { $title }
trouble-store = La réunion n’a pas pu être enregistrée sur cette machine ({ $detail }). Libérez de la place ou adressez-vous à qui s’en occupe, puis réessayez.
trouble-gone = Cette réunion n’existe plus : quelqu’un a jeté le brouillon.
trouble-moved_on = Cet endroit a encore changé depuis. Regardez-le et écrivez-y ce qui doit rester.
trouble-mail_unset = Aucun serveur de courrier n’est réglé pour cette machine. Enregistrez le courrier et envoyez-le avec votre propre logiciel.
trouble-convene_unreachable = Le serveur de réunions { $server } ne répond pas : aucun lien n’a pu être créé et rien n’est parti. Vérifiez le réseau, ou envoyez l’invitation sans les liens.
trouble-convene_token = Le serveur de réunions { $server } ne laisse convoquer que les organisateurs et n’accepte pas le jeton réglé. Demandez le bon à son exploitant (Paramètres, Calendrier).
trouble-convene_refused = Le serveur de réunions n’a pas pris la réunion : { $detail }
trouble-convene_over = La réunion est passée ou annulée : il n’y a rien à rejoindre. Choisissez d’abord une autre heure.
trouble-mail_unreachable = Le serveur de courrier { $server } ne répond pas. Rien n’est parti ; réessayez, ou enregistrez le courrier et envoyez-le vous-même.
trouble-mail_certificate = Le serveur de courrier { $server } ne peut prouver qui il est. Rien n’est parti ; prévenez les techniciens du ministère.
trouble-mail_login = Le serveur de courrier { $server } n’accepte pas le nom ou le mot de passe. Rien n’est parti ; corrigez-les et réessayez.
trouble-mail_refused = Le serveur de courrier n’a pas pris le courrier : { $detail }
trouble-unreadable = Ceci est illisible : { $detail }
trouble-not_invited = La réponse vient de { $who }, qui n’était pas sur la liste. La réunion reste telle quelle.
trouble-nothing = Il n’y a rien là pour ce bureau : ni réponse à l’une de ses réunions, ni invitation.
trouble-outdated = C’est plus ancien que ce qui est déjà connu ici. Rien n’a été modifié.
trouble-ahead = Cela répond à une version de la réunion plus récente que celle partie d’ici. Rien n’a été modifié ; demandez à l’expéditeur.
trouble-no_instance = Cela porte sur une date où la réunion ne se tient pas. Rien n’a été modifié.
trouble-not_organizer = Une modification d’invitation est venue de { $who }, qui ne l’avait pas envoyée. L’invitation reste telle quelle ; demandez à l’organisateur.
trouble-changed = L’invitation a changé pendant que vous répondiez. Regardez-la telle qu’elle est maintenant, et répondez-y.
trouble-overlong = L’invitation est trop longue pour être gardée ici. Répondez-y avec votre logiciel de messagerie.
trouble-unknown = Le programme n’a pas répondu. Réessayez ; si cela se reproduit, fermez cette fenêtre et relancez Chancery.
desk-set-what = Par ces serveurs partent les invitations et reviennent les réponses. Laissez vide ce que votre ministère n’a pas. Les mots de passe sont dans le trousseau de cet ordinateur et ne sont jamais montrés.
desk-mail-out = Courrier sortant
desk-mail-in = Courrier entrant
desk-calendar = Calendrier du ministère
desk-meetings = Réunions
desk-reminders = Rappels
desk-host = Serveur
desk-host-hint = Par exemple mail.ministry.example
desk-port = Numéro de port
desk-security = Chiffrement
desk-line-plain = Aucun (cet ordinateur seulement)
desk-user = Nom d’utilisateur
desk-password = Mot de passe
desk-password-kept = Un mot de passe est conservé. Saisissez-en un autre pour le remplacer.
desk-folder = Dossier
desk-folder-hint = Là où sont les réponses ; vide, la boîte de réception
desk-address = Adresse
desk-address-hint = Par exemple https://calendar.ministry.example
desk-meetings-hint = Par exemple https://meet.ministry.example
desk-token = Jeton des organisateurs
desk-token-hint = Seulement si le serveur en demande un
desk-token-kept = Un jeton est conservé. Saisissez-en un autre pour le remplacer.
desk-book-link = Lien du registre
desk-book-hint = Collez-le en entier, à partir de chancery://. Il est secret, comme un mot de passe.
books-title = Registres partagés avec d’autres agents
books-what = Les projets d’un registre sont tenus en commun par tous les agents qui en ont le lien ; le serveur ne peut pas les lire. Ayez un registre par pays, afin qu’aucun ne lise ce qui est préparé avec un autre.
books-name = Nom du registre
books-name-hint = Par exemple le nom de l’autre partie
books-add = Choisir par lien
books-begin = Ouvrir un nouveau registre
books-show = Montrer le lien
books-hide = Masquer le lien
books-forget = Retirer
books-copy = Copier le lien de { $book }
books-hand-over = Qui a ce lien lit et modifie tous les projets du registre. Remettez-le comme un mot de passe, aux seuls agents des deux parties.
books-forget-title = Retirer le registre { $book } de ce bureau ?
books-forget-what = Ses projets restent sur ce bureau, et dans le registre tels quels. Sans le lien, il ne peut plus être ouvert : assurez-vous que quelqu’un l’a.
books-set = { $book } est choisi.
books-session = Cet ordinateur n’a pas de trousseau : gardez le lien ailleurs, il n’est conservé ici que jusqu’à la fermeture de Chancery.
books-no-server = Un nouveau registre a besoin d’un serveur : indiquez plus haut l’adresse du serveur des réunions.
books-no-link = Le lien de ce registre n’est pas conservé sur cet ordinateur. Demandez-le à un autre agent, retirez le registre ici et choisissez-le de nouveau.
desk-reminder = Rappeler avant une réunion
desk-reminder-none = Jamais
desk-test = Essayer
desk-testing = Le serveur est interrogé…
desk-save = Enregistrer
desk-saved = Enregistré.
desk-unsaved = Ce que vous aviez saisi est de nouveau là ; ce n’est pas encore enregistré. Saisissez de nouveau les mots de passe.
desk-saved-session = Enregistré. Cet ordinateur n’a pas de trousseau : les mots de passe sont gardés jusqu’à la fermeture de Chancery.
desk-found-mail_out = Le serveur répond : le courrier peut partir.
desk-found-mail_in = Le dossier est ouvert : les réponses peuvent arriver.
desk-found-calendar = Le serveur répond. Calendriers trouvés : { $count }
desk-found-meetings = Des réunions peuvent y être convoquées.
desk-failed-no_such_host = Il n’y a pas de serveur de ce nom. Vérifiez son orthographe.
desk-failed-unreachable = Personne n’y répond. Vérifiez le serveur et le port, et si le réseau laisse passer.
desk-failed-no_tls = Le serveur n’offre pas de chiffrement sur ce port : rien n’a été envoyé. Utilisez son port TLS ou demandez à son administrateur.
desk-failed-plain_abroad = Sans chiffrement, on ne parle qu’à cet ordinateur lui-même. Choisissez TLS ou STARTTLS.
desk-failed-slow = Le serveur met trop longtemps à répondre. Réessayez plus tard ou demandez à son administrateur.
desk-failed-other_kind = Ce qui y répond n’est pas un serveur de ce genre. Vérifiez l’adresse et le port.
desk-failed-login = Le serveur n’accepte pas ce nom et ce mot de passe. Vérifiez les deux, ou demandez à son administrateur si des programmes peuvent se connecter.
desk-failed-token = Le serveur ne laisse convoquer que les organisateurs et n’accepte pas ce jeton. Demandez le bon à son exploitant.
desk-failed-no_folder = Il n’y a pas de dossier de ce nom.
desk-failed-nothing = Il n’y a pas de calendrier à cette adresse. Vérifiez-la ou demandez la vôtre à l’administrateur.
desk-failed-forbidden = Le serveur ne le permet pas à cet utilisateur. Demandez à son administrateur.
desk-failed-untrusted = Le serveur ne peut pas prouver son identité ({ $detail }). Rien n’a été envoyé. Vérifiez son nom ou prévenez les techniciens du ministère.
desk-failed-led_elsewhere = Le serveur renvoie à un autre, { $detail }, qui verrait le mot de passe. Si c’est juste, donnez son adresse.
desk-failed-refused = Le serveur refuse : { $detail }
desk-wrong-invalid = Quelque chose ci-dessus ne peut pas être. C’est signalé ; rien n’est perdu.
desk-wrong-store = Les réglages n’ont pu être lus ou conservés ({ $detail }). Demandez à qui s’occupe de cet ordinateur, puis réessayez.
desk-wrong-keyring = Le mot de passe n’a pu être conservé ou lu : { $detail }
desk-wrong-password = Aucun mot de passe n’est conservé pour ce serveur et ce nom. Saisissez-le.
desk-wrong-unset = Il n’y a rien à essayer encore : indiquez d’abord le serveur.
desk-wrong-calendars = Il y a { $count } agendas à cette adresse. Indiquez l’adresse de celui où les réunions doivent figurer.
desk-wrong-unknown = Le programme n’a pas répondu. Réessayez ; si cela se reproduit, fermez cette fenêtre et relancez Chancery.
flaw-empty = Ceci doit être rempli.
flaw-no_host = Ce n’est pas le nom d’un serveur. Écrivez-le comme mail.ministry.example, sans chemin.
flaw-no_port = Un port est un nombre de 1 à 65535.
flaw-plain_abroad = Sans chiffrement, on ne parle qu’à cet ordinateur lui-même.
flaw-no_address = Ce n’est pas une adresse. Écrivez-la comme https://calendar.ministry.example.
flaw-no_book = Ce n’est pas le lien d’un registre partagé. Collez-le en entier, à partir de chancery://.
flaw-known = Cela se trouve déjà sur le bureau.
flaw-no_line = C’est trop long, ou contient des caractères impossibles ici.
flaw-too_early = Un rappel vient au plus un jour avant.
calendar-bring = Mettre l’agenda à jour
calendar-bringing = Mise à jour de l’agenda
place-stands = Dans l’agenda du ministère tel qu’envoyé, vérifié à { $time }.
place-waits = Pas encore dans l’agenda du ministère tel qu’envoyé ; il y sera inscrit dans quelques minutes.
place-not = Pas encore dans l’agenda du ministère tel qu’envoyé.
place-before = L’agenda du ministère contient cette réunion telle qu’envoyée auparavant. Vos modifications y passeront une fois envoyées.
place-gone = Quelqu’un a retiré cette réunion de l’agenda du ministère ; elle y revient dès qu’elle change.
