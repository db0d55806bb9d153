/**
 * Messages for the reading of security incidents, one a line. `known` ones the patterns were
 * written with; `aside` ones only measure what the patterns make of words not seen before.
 */
const lines = (text: string): string[] => text.trim().split("\n");

export const incidents = {
  known: lines(`
me han llamado diciendo que eran de microsoft y les he dejado entrar al pc
mich hat einer angerufen von microsoft angeblich und ich hab ihn auf den rechner gelassen
un soi-disant technicien microsoft a pris la main sur mon pc ce matin
my mouse moves by itself and someone is opening windows
da verschickt wer mails von meinem konto, ich wars nicht
acabo de perder el portátil de la empresa
somebody who said he was from the help desk phoned and I gave him access
ein angeblicher Techniker hatte heute Fernzugriff auf meinen PC
j'ai laissé entrer un faux technicien de la banque sur mon ordi
el ratón se mueve solo y se abren cosas
ma souris bouge toute seule et quelqu'un ouvre des fenêtres
die Maus bewegt sich von alleine und jemand öffnet meine Dateien
my account is sending spam to all my contacts
mein Konto verschickt lauter Spam
mon compte envoie des mails tout seul
mi cuenta está enviando correos sola
je viens de perdre mon téléphone de service
creo que me han entrado en el correo, hay mensajes que yo no mandé
Ich glaub ich hab mir was eingefangen, der Virenscanner hat geschrien
un paciente se ha llevado la tablet de la sala 3
meine Kollegin hat geöffnet was in der Mail von der Sparkasse war, jetzt geht der Bildschirm nicht mehr
the antivirus popup is back and I clicked yes
got a weird mail from the 'mayor' asking me to buy gift cards, I bought two
j'ai laissé mon badge à la boulangerie
there is a stranger in the server room
my virus scanner went off and it says trojan
somebody took my work laptop out of the car last night
all files on the ward PC are renamed and a note asks for bitcoin
I accidentally sent the payslips to a customer
a man on the phone said he is from Microsoft and I let him on my computer
I got an MFA prompt I didn't start and pressed approve
I left my work phone on the bus
my purse with the ward tablet was nicked from the staff room
somebody is logging in as me, I get codes on my phone I never asked for
I sent the patient list to the wrong Dr Smith
there's a usb stick plugged into the reception pc that nobody knows
all files on the share have weird endings since lunch
I entered my login on a page that turned out to be fake
an invoice came from the boss's address but he never sent it and I paid
I typed my password after a mail that said my mailbox was full
I just typed my password into a page that looked like our payroll but the address was odd
gave the guy from the bank my PIN on the phone
opened an attachment from someone I don't know and now the pc acts weird
I scanned a QR code on the parking meter and entered my card and password
my bag with the work laptop is gone, I think it's still in the taxi
people get mails from me that I never wrote
everything ends in .locked and I can't open a single document
tous nos fichiers s'appellent .xyzlock et un message réclame de l'argent
hab auf der seite vom paketdienst die firmen-kreditkarte eingegeben, war glaub ich fake
my outlook shows sign ins at 3am and mails I never wrote
je viens d'envoyer les bulletins de salaire à la liste de diffusion des élèves
Ich habe die Gehaltsliste versehentlich an einen externen Empfänger geschickt
Jemand hat sich mit meinem Konto angemeldet
Mist, ich hab die Gehaltsliste gerade an den ganzen Elternverteiler geschickt
Ich glaube, jemand hat meinen Rechner benutzt, während ich in der Pause war
Mein Diensthandy liegt im Zug
hab da grad auf so einen komischen Link geklickt
Auf meinem Bildschirm steht, ich soll Bitcoin zahlen
Der Anrufer von Microsoft war gerade auf meinem PC
Patientenakten lagen offen im Drucker, fremde Leute haben sie gesehen
Nach einer Mail von der Sparkasse hab ich meine PIN eingegeben
mein Schlüsselbund mit dem Transponder ist weg, bestimmt im Bus verloren
USB-Stick mit Patientendaten nicht mehr auffindbar
Kollegen kriegen Mails von mir, die ich nie geschrieben habe
Der Virenscanner hat gerade einen Trojaner gemeldet
hab dem Techniker am Telefon mein Passwort gesagt, der war aber gar nicht von uns
wir haben eine gefälschte Rechnung überwiesen
j'ai donné mon mot de passe au téléphone à un inconnu
au fait, j'ai ouvert la pièce jointe bizarre d'hier et maintenant tous mes fichiers finissent en .lock
ma collègue s'est fait voler son ordi dans le train
j'ai perdu la clé usb avec les dossiers des élèves
j'ai donné mon code à quelqu'un qui disait être de la banque
quelqu'un envoie des mails en mon nom
on me demande une rançon à l'écran
j'ai cliqué sur un lien chelou dans un sms
j'ai oublié mon portable pro dans le bus
on m'a piqué ma tablette dans la voiture
j'ai envoyé les fiches de paie à la mauvaise personne
je reçois des codes de connexion que je n'ai pas demandés
un type de Microsoft a pris la main sur mon poste
j'ai payé une fausse facture du directeur
l'antivirus dit que mon pc est infecté
creo que he caído en un phishing
me ha llegado un correo del banco pidiendo la clave y la he puesto
me han robado la mochila con el portátil del ayuntamiento
he mandado las nóminas a quien no era
he pinchado en un enlace raro
alguien ha entrado en mi cuenta desde Rusia
pone que mis archivos están cifrados y que pague
me dejé el móvil de empresa en el taxi
he perdido el pendrive con los datos de los pacientes
he abierto un adjunto sospechoso y ahora va todo raro
le di mi contraseña a uno que llamó del soporte
están mandando correos desde mi cuenta y no soy yo
hemos pagado una factura falsa
el antivirus avisa de un troyano en mi ordenador
me llegan códigos de verificación que no he pedido
`),
  aside: lines(`
my kid's school bag got stolen and my work ipad was in it
can't find the laptop, last had it at the airport
I think I put my bank details and password into a scam site
some bloke rang saying he was IT and I read him the code
pretty sure someone was at my desk and used my computer over lunch
clicked the link in that parcel text and now it asks for my card
the boss texted me to buy gift cards and I did
forwarded the salary spreadsheet to all parents by mistake
emailed a customer's contract to another customer
my documents won't open, they're all called something.crypt
a red window says my computer is infected and to call a number
got a login alert from Nigeria, that's not me
my door badge is lost, probably on the tram
someone changed my password and it wasn't me
the tablet from ward 3 has vanished, we think a visitor took it
a stranger walked into the server room and took photos
I installed something a caller told me to and he moved my mouse
we transferred 4000 euros to a new bank account from a fake supplier mail
Habe auf der Seite meine Zugangsdaten eingetippt, die war nicht echt
Laptop aus dem Auto geklaut
Hab mein Diensttablet im Café liegen lassen
Jemand schreibt Mails in meinem Namen
Ich bekomme ständig Bestätigungscodes, die ich nicht angefordert habe
Befunde an den falschen Hausarzt gefaxt
alle Dokumente haben plötzlich die Endung .encrypted
Im Treppenhaus lag ein USB-Stick, ich hab ihn eingesteckt
Der Chef wollte per Mail eine Überweisung, ich hab gezahlt, war aber gar nicht er
habe den Anhang von der komischen Mail aufgemacht
Firmenausweis gestern im Taxi vergessen
bei mir poppt dauernd eine Viruswarnung auf
QR-Code gescannt und dann mein Passwort eingegeben, jetzt hab ich Bauchweh
auf meinem Rechner bewegt sich die Maus von allein
j'ai tapé mon mot de passe sur un faux site
mon téléphone du boulot est resté dans le tram
on a volé deux ordinateurs au secrétariat cette nuit
j'ai ouvert un fichier louche reçu par mail
quelqu'un s'est connecté à mon compte depuis la Chine
tous les documents du serveur ont une extension bizarre
j'ai envoyé la liste des patients à tous les parents
un message sur mon écran demande des bitcoins
quelqu'un a utilisé mon ordi pendant la pause
j'ai donné mes identifiants à un faux conseiller bancaire
j'ai égaré mon badge dans le métro
j'ai fait un virement au faux patron
he metido mi contraseña en una página falsa
me han quitado el móvil del trabajo en el metro
se me ha olvidado la tableta en el autobús
alguien está usando mi usuario, no soy yo
mis documentos terminan en .locked y no abren
envié el listado de alumnos a la dirección equivocada
me llamó un señor de Microsoft y le dejé entrar en mi ordenador
sale una ventana que dice que tengo un virus
he escaneado un código QR raro y he puesto mi clave
pagamos a un proveedor que no existe, era un engaño
no encuentro el usb con los expedientes
han entrado a robar y falta un ordenador
`),
};

export const harmless = {
  known: lines(`
my mouse double clicks by itself
ich war gestern nicht im Büro und jetzt ist mein Konto gesperrt
Excel opens by itself when I log in
my account does not send mails
meine Maus ruckelt und der Akku ist leer
remote access is supposed to work from home
my mailbox sends everything twice
acabo de perder la conexión
necesitamos acceso remoto para el técnico de Siemens
der Techniker vom Support braucht Fernzugriff auf die Waage
un technicien du support peut prendre la main demain ?
we hacked together a spreadsheet for the harvest, can it run on the server?
my phone's screen was smashed, not stolen
mein Handy ist kaputt, nicht gestohlen
we need a virus scanner for the tablets
visitor badges for the server room please
I left my badge at home
the barcode scanner beeps all the time
can you buy gift cards for the winners
parcels keep being sent to the wrong depot since the label update
we want a new badge reader at the side gate, the old one was stolen last year
We'd like a training on how to spot phishing mails
I lost access to the drive
my mails go to spam
I sent the file to the wrong folder
delete the email from the ransom guy
we need a new password policy
I forgot my password
I'm locked out of my account
phishing training wanted
I lost the charger of my laptop
my laptop battery is dead
can you unblock the link
we'd like a phishing training for the new nurses
my password expired
can you block the spam newsletters from the seed supplier
we need encrypted usb sticks for the auditors
lost my mouse, can I have another
the link to the timesheet doesn't open
my badge doesn't open the door any more
I entered the wrong password three times
can't open the attachment from the supplier
please send the payslips to all staff on Friday
my phone doesn't ring
wir brauchen verschlüsselte USB-Sticks
wir brauchen Virenschutz für die neuen Tablets
der Sicherheitsdienst braucht ein neues Funkgerät
Ich habe mein Passwort vergessen
Mein Laptop liegt beim Support, wann ist er fertig?
Wir hätten gern eine Schulung zu Phishing
Der Link in der Mail geht nicht auf
Der Drucker hat die Liste an den falschen Drucker geschickt
Der Akku vom Diensthandy ist kaputt
il me faudrait un câble antivol pour mon ordinateur portable
il nous faut un broyeur de documents confidentiels
le badge de sécurité de Paul ne marche plus
j'ai oublié mon mot de passe
j'ai perdu le chargeur de mon portable
le lien de la facture ne s'ouvre pas
il faudrait une clé usb chiffrée
necesitamos guardar copias de seguridad en otro sitio
he olvidado mi contraseña
no puedo abrir el adjunto del proveedor
necesitamos una trituradora para documentos confidenciales
he perdido el cargador del portátil
`),
  aside: lines(`
shredder for documentos confidenciales
the new starter needs a badge and a phone
I never got the code for the two-factor login
can we get a password manager
my computer lost the wifi connection on the train
please add me to the list of people who get the customer report
the antivirus slows down my laptop
who do I ask about a new work mobile
screen of the tablet is broken
the page with the form asks for my password every time
the pdf attachment is blank when I open it
I lost an hour because the server was down
we want to pay invoices faster
the wrong person approves my holiday
share a folder with an external accountant
my account was not created, I start on Monday
new usb stick for the bus driver please
the parcel scanner reads the wrong codes
Bitte das alte Handy von Petra einsammeln
Ich kann mich nicht anmelden
Können wir Mails verschlüsselt verschicken?
die Kundenliste ist im falschen Ordner
Der Virenscanner ist abgelaufen
Ich brauche einen neuen Transponder
Die Rechnung wird vom System doppelt überwiesen
Ich bekomme keinen Code aufs Handy
je n'arrive pas à me connecter à mon compte
mon ordinateur est très lent depuis hier
nous voulons un outil pour envoyer les bulletins de salaire
je ne reçois pas le code par sms
le téléphone du bureau n'a plus de batterie
il faut changer l'adresse du fournisseur
mi portátil no arranca
no me llega el código de verificación
queremos enviar las nóminas por correo
el enlace del formulario no funciona
hace falta un curso sobre contraseñas
la tarjeta de acceso de Juan no abre
`),
};
