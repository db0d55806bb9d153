/**
 * Words of security incidents in four languages, by concept: what was lost, given away, opened or
 * seen, by whom, and what happened to it. Folded text without accents; the sources of patterns.
 */

/** Parts and faults of a device: "laptop charger" is no device. */
const accessory =
  "(?:charger|cable|case|battery|stand|sleeve|app|password|connection|contract|number|bag strap|ladek\\w+|netzteil|akku|hulle|passwort|vertrag)";

/** Something that holds or opens data, which can be lost or stolen. */
export const device = `(?:\\w*(?:laptop|notebook|handy|tablet|smartphone|transponder|festplatte|ausweis|rechner)s?|(?:chip ?)?computers?|pcs?|(?:i|work |mobile )?phones?|work mobile|ipads?|usb[ -]?(?:stick|key|drive)?s?|(?:memory )?sticks?|hard (?:drive|disk)s?|badges?|(?:access|key|company|id) ?cards?|keycards?|schlusselbund\\w*|zugangskarte|tokens?|yubikeys?|master keys?|bag with \\w+ laptop|rucksack|ordi|ordinateurs?|portables?|telephones?|tablettes?|cles? usb|disques? durs?|cartes? d'acces|ordenador(?:es)?|portatil(?:es)?|movil(?:es)?|telefonos?|tabletas?|memorias? usb|pendrives?|tarjetas? (?:de acceso|de la empresa))(?![ -](?:${accessory}))`;

export const stolen =
  "(?<!\\b(?:not|n't|nicht|pas|no|nor|kein) (?:been |was |wurde |ete |fue )?)(?:stolen|nicked|snatched|robbed|swiped|mugged|gestohlen|geklaut|entwendet|vol[ee]\\w*|voler|pique|derobe\\w*|robad[oa]s?|robaron|robar|hurtad[oa]s?|(?:me|nos|le) han quitado)";

/** Words between "lost" and its object, without a genitive: "lost the charger of my laptop". */
const objectGap =
  "(?: (?!of\\b|from\\b|for\\b|de\\b|du\\b|del\\b|vom\\b|access\\b|time\\b|connection\\b)[\\w']+){0,3}";

const losing =
  "(?:lost|mislaid|misplaced|perdu\\w*|egare\\w*|perdid[oa]|perdi|(?:acab\\w+ de|viens de|venons de) (?:perder|perdre|extraviar|egarer)|extraviad[oa]|(?:can't|cannot|can not) find|ne (?:re)?trouve (?:plus|pas)|no encuentro)";
const wasLost =
  "(?:verloren|verlegt|liegen (?:ge)?lassen|stehen (?:ge)?lassen|nicht (?:mehr )?(?:auffindbar|zu finden)|gone missing|(?:is|are|was|got|ist|sind) (?:\\w+ ){0,5}(?:gone(?! (?:to|for))|missing(?! the)|lost|weg|verschwunden)|(?:has|have) (?:vanished|disappeared)|verschwunden|a disparu|ha desaparecido)";

/** A device that is gone, in the order of the words. */
export const lostDevice = `(?:${losing}${objectGap} ${device}|(?<!on (?:my|the) |auf (?:mein\\w*|dem) )\\b${device}\\b[^,.]{0,40}\\b${wasLost})`;

export const leftBehind =
  "(?:left|forgot|forgotten|vergessen|liegt|liegen|gelassen|oublie\\w*|laisse\\w*|reste\\w*|olvid\\w+|deje|dejado)";
export const awayFromWork =
  "(?:(?:on|in|at|im|dans|en|au|a) (?:(?:the|a|an|der|einem|einer|le|la|un|une|el) )?|l')(?:\\w*(?:bakery|backerei|boulangerie|panaderia)|shops?|supermarkets?|supermarkt|supermarche|gym|library|park|petrol station|tankstelle|beach|playa|school|friseur|coiffeur|arzt|dentist\\S*|doctor's|kneipe|bar|parking|train|bus|taxi|cab|uber|plane|tram|metro|subway|airport|restaurant|cafe|pub|hotel|zug|bahn|s-bahn|u-bahn|ice|avion|tren|tranvia|autobus|gare|aeropuerto)";

/** A secret that lets somebody in. */
export const secret =
  "(?:passwords?|passwort|kennwort|mots? de passe|mdp|contrasenas?|pins?|codes?|codigos?|tan|logins?|log-?in (?:data|details)|credentials|(?:bank|card) (?:details|number|data|key)|card|zugangsdaten|anmeldedaten|bankdaten|kartendaten|\\w*kreditkarte\\w*|credit card\\w*|cartes? (?:bancaires?|bleues?|de credit)|tarjetas? de credito|identifiants?|claves?|credenciales|cle bancaire|datos (?:del banco|bancarios))";
export const gave =
  "(?:gave|(?<!(?:was|were|been|am|is) )given|entered|typed|filled|put (?:in|my)|told|read|submitted|eingegeben|eingetippt|eingetragen|gegeben|gesagt|verraten|genannt|durchgegeben|donne\\w*|saisi\\w*|tape\\w*|rentre\\w*|entre|mis|communique\\w*|dit|di|dado|puesto|puse|metido|meti|introducid\\w+|introduje|escrito|escribi|facilitad\\w+|dije|dicho)";

/** Something or somebody under a false name. */
export const pretended =
  "(?:fake\\w*|scam\\w*|phish\\w*|fraud\\w*|bogus|spoof\\w*|looked like|sah (?:\\w+ )?aus wie|ressemblait|parecia|not (?:real|genuine)|wasn't (?:real|genuine)|nicht echt|gefalscht\\w*|betrug\\w*|betruger\\w*|faux|fausse|frauduleu\\w*|arnaqu\\w*|hameconnage|fals[oa]s?|estafa\\w*|fraudulent\\w*|engano|timo|no existe|pretend\\w*|claim\\w*|disait etre|se faisait passer|decia ser)";

/** Somebody unknown who called, wrote or came. */
export const outsider =
  "(?:caller|(?:guy|bloke|man|woman|lady|person) (?:on the phone|from|who)|(?:guy|bloke|man|someone|somebody|they|he|she) (?:rang|called|phoned)|some(?:one|body) (?:on the phone|from)|stranger\\w*|on the phone|anrufer\\w*|am telefon|fremde\\w*|jemand\\w* am|angerufen|quelqu'un qui|inconnu\\w*|au telephone|un (?:type|homme|monsieur|mec)|une dame|desconocid\\w*|uno que|alguien que|un (?:senor|tio|hombre|tecnico)|por telefono|me (?:llamo|llamaron|ha llamado|han llamado)|techniker am)";

/** What asked for the secret: a mail, a call, a code to scan. */
export const prompted =
  "(?:mail|e-?mail|sms|text message|qr(?:[ -]?code)?|bank|sparkasse|correo|banco|banque|courriel|qr-code|codigo qr|parcel|paket\\w*)";

/** What happens where a secret was entered for its purpose. */
export const inVain =
  "(?:invalid|incorrect|wrong|expired|(?:doesn't|does not|didn't|won't) (?:work|let|arrive|accept)|nothing happens|not accepted|falsch\\w*|ungultig|geht nicht|funktioniert nicht|ne (?:marche|fonctionne)|invalide|no (?:funciona|vale)|invalid[oa]|error)";

export const strange =
  "(?:strange|weird|odd|dodgy|suspicious|sketchy|fishy|phishing|scam|spam|unknown|bizarre\\w*|komisch\\w*|seltsam\\w*|merkwurdig\\w*|dubios\\w*|verdachtig\\w*|fremd\\w*|unbekannt\\w*|louches?|chelous?|etranges?|suspect\\w*|douteu\\w*|inconnu\\w*|frauduleu\\w*|rar[oa]s?|extran[oa]s?|sospechos[oa]s?|malicios[oa]s?|desconocid[oa]s?|fake|gefalscht\\w*|malicious|infected)";
const baitObject =
  "(?:links?|attachments?|files?|mails?|e-?mails?|messages?|websites?|pages?|qr[ -]?codes?|apps?|programs?|anhang|anhange|datei\\w*|nachricht|seite|programm|liens?|pieces? jointes?|pj|fichiers?|courriels?|sms|enlaces?|adjuntos?|archivos?|correos?|mensajes?|paginas?|codigos? qr)";

/** A strange link, attachment or file. */
export const bait = `(?:${strange} (?:\\w+ )?${baitObject}|${baitObject} (?:\\w+ )?${strange}|${baitObject} (?:from|von|de) (?:(?:an? )?unknown|(?:someone|somebody|people) (?:i|we) (?:don't|do not)|jemand\\w*,? (?:den|die)|quelqu'un que|alguien que)|(?:link|lien|enlace) (?:in|from|dans|en|im|aus) (?:(?:the|that|a|an|un|une|le|el|einer|der|dem) )?(?:sms|text|parcel\\w*|paket\\w*|colis|paquete))`;
export const opened =
  "(?:click(?:ed)?|tapped|opened|scanned|downloaded|installed|followed|ran|geklickt|angeklickt|draufgeklickt|geoffnet|aufgemacht|gescannt|\\w*geladen|installiert|clique\\w*|ouvert\\w*|scanne\\w*|telecharge\\w*|installe|pinchad\\w*|pinche|picado|clic|abiert\\w*|abri|escanead\\w*|escanee|descargad\\w*|instalad\\w*)";

/** Somebody who did something, not somebody who is asked to. */
export const somebody =
  "(?<!(?:can|could|would|please|if|kann|konnte|peut|pourrait|puede|podria) )(?:someone|somebody|some stranger|a stranger|hacker\\w*|jemand|irgendwer|irgendjemand|quelqu'un|un inconnu|alguien)(?! (?:can|could|please|kann|konnte|peut|pourrait|puede|podria))";
export const mine =
  "(?:as me|my (?:user|account|login|mailbox|inbox|e-?mails?|computer|pc|laptop|machine)|(?:mein\\w*) (?:konto|account|postfach|rechner|pc|computer|laptop|kennung|login)|mon (?:compte|ordi|ordinateur|poste|pc|identifiant)|ma (?:boite|session)|mi (?:cuenta|usuario|ordenador|pc|buzon|correo))";
export const uses =
  "(?:logs?|logged|logging|signs?|signed|signing|uses?|used|using|got into|broke into|was (?:at|on|in)|has been (?:at|on|in)|eingeloggt|angemeldet|benutzt|genutzt|nutzt|war (?:an|auf|in)|connecte\\w*|utilise\\w*|servi|entre|entro|entrado|usa|usado|usando|accedido|connexion)";
export const notMe =
  "(?:(?:wasn't|was not|isn't|is not|not) me|(?:war|bin|war das) (?:gar )?(?:nicht ich|ich (?:gar )?nicht)|ich war(?:'?s| es| das) (?:\\w+ )?nicht|pas moi|no (?:soy|fui|he sido|era) yo)";
export const signIn =
  "(?:log-?ins?|sign-?ins?|logged in|signed in|password|anmeldung\\w*|passwort|konto|connexions?|connecte|mot de passe|inicios? de sesion|acceso|cuenta|contrasena|mails?|correos?)";
export const unasked =
  "(?:(?:never|didn't|did not|haven't|not) (?:ask\\w*|request\\w*|start\\w*)|nicht (?:angefordert|bestellt|verlangt|ausgelost)|nie (?:angefordert|verlangt)|(?:pas|jamais) demande\\w*|no (?:he|hemos) (?:pedido|solicitado)|no (?:pedi|solicite)|sin (?:pedirlos|haberlos pedido))";
export const loginPrompt =
  "(?:codes?|\\w*codes|prompts?|mfa|2fa|anfragen?|codigos?|requests? to (?:sign|log) in)";
export const inMyName =
  "(?:in my name|in meinem namen|en mon nom|a mon nom|en mi nombre|de ma part|(?:from|von|depuis|desde) (?:me|mir|my (?:account|address|mailbox)|meine[rm] (?:konto|adresse|account|postfach)|mon (?:compte|adresse)|ma boite|mi (?:cuenta|correo|direccion)))";
export const messages = "(?:mails?|e-?mails?|messages?|nachrichten|courriels?|correos?|mensajes?)";
export const notWritten =
  "(?:(?:never|didn't|did not|haven't) (?:wrote|write|sen[dt]|written)|nie(?:mals)? (?:geschrieben|geschickt|verschickt)|nicht (?:geschrieben|geschickt|verschickt|von mir)|(?:jamais|pas) (?:ecrit|envoye)\\w*|(?:no|nunca) (?:he|yo|soy|envie|escribi)\\w*)";

/** Messages that their alleged author has never written. */
export const neverWritten = `${messages} (?:\\w+ ){0,3}(?:never (?:wrote|sent|written)|nie(?:mals)? (?:geschrieben|geschickt|verschickt)|jamais (?:ecrit|envoye)\\w*|(?:yo )?(?:nunca|no) (?:escribi|envie|mande|he (?:escrito|enviado|mandado)))`;

/** Somebody who got into a mailbox or an account. */
export const entered =
  "(?:(?:me|nos) (?:han? entrado|entraron) en (?:el|la|mi) (?:correo|cuenta|buzon)|(?:sont entres|est entre) dans (?:ma|mon|notre) (?:boite|compte|messagerie))";
/** An account that sends messages, and what tells that its owner does not. */
export const accountSends = `${mine} (?:(?:is|has been|keeps|hat|esta|ha) )?(?:(?:just|constantly|lauter|dauernd) )?(?:sends?|sent|sending|verschickt|sendet|schickt|envoie|envoyait|envia|enviando|enviado|manda|mandando|mandado)`;
export const unwilled =
  "(?:spam|(?:by|all by) itself|on its own|von (?:selbst|allein\\w*)|tou(?:te?|s) seule?s?|sol[oa]s?|without me|ohne mich|sans moi|sin mi|all (?:of )?my contacts|(?:alle )?meine kontakte|(?:tous )?mes contacts|(?:todos )?mis contactos)";

export const files =
  "(?:files?|folders?|documents?|docs|everything|dateien|dokumente|ordner|alles|fichiers?|dossiers?|archivos?|documentos?|carpetas?|todo|tout)";
export const isEncrypted =
  "(?:(?:are|is|were|got|been|sind|ist|wurden?|sont|est|ete|estan?|han sido) (?:\\w+ )?(?:encrypted|verschlusselt|chiffres?|cryptes?|cifrad[oa]s?|encriptad[oa]s?)|(?:encrypted|verschlusselt|cifrado|encriptado|chiffre|crypte) (?:all|my|our|alle|mein\\w*|unser\\w*|todos?|mis|tous|mes)|\\w+ ?\\.\\w{0,8}(?:lock|crypt|encrypt)\\w*)";
const ending =
  "(?:endings?|extensions?|suffix\\w*|names?|endung\\w*|namen|noms|terminacion\\w*|extension\\w*|nombres?)";
export const oddEnding = `(?:${strange} (?:\\w+ )?${ending}|${ending} (?:\\w+ )?${strange})`;
export const demands =
  "(?:asks?|asking|demands?|demanding|wants?|pay|note|verlang\\w*|forder\\w*|zahl\\w*|bezahl\\w*|soll|demande\\w*|reclame\\w*|payer|paie|pide\\w*|piden|exig\\w*|pague\\w*|pagar)";
export const ransom =
  "(?:ransom|losegeld|rancon|rescate|bitcoins?|btc|crypto ?(?:currency)?|kryptowahrung)";

/** Words of a note on the screen, and of the money that it demands. */
export const note =
  "(?:note|message|window|pop-?up|screen|nachricht|meldung|fenster|zettel|message|fenetre|ecran|nota|mensaje|ventana|pantalla)";
export const money = "(?:money|geld|argent|dinero|euros?|dollars?)";

/** Goods, whose wrong recipient is no incident. */
export const goods =
  "(?:parcels?|packages?|goods|pallets?|lorr(?:y|ies)|trucks?|deliver(?:y|ies)|shipments?|letters?|pakete?\\w*|\\w*sendungen|waren?|paletten?|lieferung\\w*|briefe|colis|palettes?|livraisons?|paquetes?|palets?|entregas?|envios)";

export const malware =
  "(?:virus(?! ?-?scan)|viruses|viren|trojan\\w*|trojaner|troyano|cheval de troie|malware|spyware|infected|infiziert|infecte\\w*|infectad[oa]s?)";
/** The program that looks for malware, and what it does when it finds some. */
export const virusScanner =
  "(?:(?:anti-?)?(?:virus|viren|malware)[ -]?(?:scann?er|programm?|schutz|protection|software|guard|pop-?up|warning)|anti-?virus|defender)";
export const alarm =
  "(?:(?:went|goes|going|gone) off|screamed|screaming|alarm\\w*|beep\\w*|warn\\w*|gewarnt|geschrien|schreit|angeschlagen|schlagt an|gemeldet|a (?:sonne|hurle|crie)|s'affole|alerte|ha saltado|salto|saltado|pita|avisa)";
export const saidYes =
  "(?:(?:clicked|pressed|tapped|hit|said) (?:on )?(?:yes|ok|allow|accept|install)|(?:ja|ok|zulassen|installieren) (?:geklickt|gedruckt|gesagt)|clique sur (?:oui|ok|accepter)|(?:le di|le he dado|he dado|di|pulse|pinche) (?:a|en|al)? ?(?:si|ok|aceptar|instalar))";

export const reported =
  "(?:got|have|has|caught|found|detect\\w*|reports?|reported|says?|warn\\w*|alerts?|pop\\w*|hat|habe|hab|gemeldet|meldet|gefunden|sagt|dit|trouve\\w*|detecte\\w*|alerte|signale|dice|avisa|aviso|detectad\\w*|encontrad\\w*|tengo|tiene|hay|sale|windows?|screen|fenster|bildschirm|ecran|pantalla|ventana)";

export const sent =
  "(?:sent|mailed|e-?mailed|forwarded|faxed|shared|posted|attached|uploaded|published|pasted|went (?:out )?to|geschickt|gesendet|verschickt|gefaxt|gemailt|weitergeleitet|hochgeladen|ging\\w*|envoye\\w*|transmis\\w*|transfere\\w*|partage\\w*|envie|enviado|mande|mandado|compartid\\w+|reenvi\\w+)";
const notRecipient =
  "(?!(?:folder|printer|file|version|format|queue|tab|column|field|place|drive|ordner|drucker\\w*|datei|format|laufwerk|dossier|imprimante|fichier|carpeta|impresora|archivo)\\b)";
export const wrongRecipient = `(?:(?:to|at) (?:the |an? )?(?:wrong|incorrect) ${notRecipient}\\w+|wrong (?:person|people|address|recipient|customer|client|supplier|group|channel)|an (?:den|die|das|eine?n?) falsche\\w* ${notRecipient}\\w+|falsche\\w* (?:empfanger\\w*|kund\\w*|verteiler|leute)|(?:a la|au|aux) mauvais\\w* ${notRecipient}\\w+|mauvais\\w* (?:personne|adresse|destinataire|client\\w*|liste)|(?:persona|direccion|destinatario|cliente|lista|correo) (?:equivocad|incorrect|erroneo|que no)\\w*|a quien(?:es)? no (?:era|debia|tocaba)\\w*|to another (?:customer|client|patient)|an einen anderen (?:kunden|patienten)|a (?:un autre (?:client|patient)|otro (?:cliente|paciente)))`;
export const accident =
  "(?:accidentally|by accident|by mistake|mistakenly|in error|versehentlich|aus versehen|irrtumlich|par erreur|por error|sin querer|wrong (?:attachment|file)|falsche\\w* anhang)";

/** What only few may read. */
export const personal =
  "(?:payslips?|salar\\w+|gehalt\\w*|gehalter|lohn\\w*|patient\\w*|pacient\\w*|medical|befunde?|krankenakte\\w*|akten?|personal\\w*daten|personal data|kundendaten|nominas?|expedientes?|salaires?|fiches? de paie|bulletins? de (?:paie|salaire)|notes des eleves|dossiers? medica\\w*)";
export const wideAudience =
  "(?:all (?:the )?(?:parents|customers|clients|patients|staff|pupils)|everyone|everybody|whole \\w+|alle|allen|ganze[nr]? \\w+|\\w*eltern\\w*|gesamte\\w*|tous|toutes|todos|todas|los padres|(?:mailing|distribution) list|reply[- ]all|\\w*verteiler|liste de diffusion|lista de (?:distribucion|correo))";
/** Who is outside, or what is only for those inside. */
export const outside =
  "(?:extern\\w*|outside|customer\\w*|client\\w*|kund\\w*|supplier\\w*|lieferant\\w*|stranger\\w*|fremd\\w*|private (?:mail|email|address)|everyone|all \\w+|whole company|proveedor\\w*|exterieur|fournisseur\\w*|chatgpt)";
export const strangers =
  "(?:strangers?|visitors?|outsiders?|fremde\\w*|unbefugte\\w*|besucher\\w*|inconnus?|des gens|visiteurs?|extranos?|desconocidos?|visitantes)";
export const seen = "(?:saw|seen|read|gesehen|gelesen|offen|vus?|lus?|visto|leido)";

export const paid =
  "(?:paid|transferred|wired|uberwiesen|bezahlt|gezahlt|paye\\w*|virement|vire|pagado|pagamos|pague|transferid\\w*|transferimos)";
export const boss =
  "(?:boss\\w*|ceo|director|manager|invoice|chef\\w*|chefin|rechnung|patron\\w*|directeur|directrice|facture|jef[ea]|director[a]?|factura)";
export const notTheirs =
  "(?:(?:he|she|they) (?:never|didn't|did not)|wasn't (?:him|her|them)|not from (?:him|her|them)|(?:war|ist) (?:\\w+ ){0,2}nicht (?:er|sie|von)|n'etait pas (?:lui|elle)|pas (?:lui|elle)|no era (?:el|ella)|nunca (?:lo|la))";
export const giftCards =
  "(?:gift cards?|geschenkkarten?|gutscheinkarten?|cartes? cadeaux?|tarjetas? regalo)";

/** Somebody who is said to be from a company or its help desk. */
const helper =
  "(?:microsoft|windows|apple|google|amazon|paypal|bank|it|support|help ?desk|service|technicians?|technikers?|technicien\\w*|tecnic[oa]s?|banque|banco|soporte|informatic[oa]s?|informaticien\\w*)";
const allegedly =
  "(?:so-?called|alleged\\w*|supposedly|self-styled|(?:claim|pretend)\\w* to be|angeblich\\w*|vermeintlich\\w*|soi-disant|pretendus?|supuest[oa]s?|presunt[oa]s?|falsos?|faux|fake|(?:saying|said|diciendo|dicen|dijeron|dijo) (?:que )?(?:he|she|they|was|were|is|are|eran?|son|es)(?: (?:was|were|is|are|de|del|from))*)";
export const allegedHelper = `(?:${allegedly} (?:\\w+ ){0,2}${helper}|${helper} ${allegedly})`;
/** A device is let to somebody: "hab ihn auf den Rechner gelassen", "les he dejado entrar al pc". */
const letIn =
  "(?:(?:ihn|sie|den|die|jemand\\w*) (?:dann |halt |leider )?(?:auf|an|in) (?:den|dem|das|mein\\w*|unser\\w*) \\w+ (?:drauf ?)?(?:ge)?lassen|(?:drauf|ran|rein)gelassen|(?:(?:me|te|se|le|les|lo|los|la) )+(?:he |hemos )?(?:dejad[oa]|deje|dejamos) (?:entrar|conectar\\w*|acceder|pasar)|(?:laisse|ai laisse|avons laisse) (?:entrer|(?:se )?connecter|acceder|prendre)|(?:let|letting) (?:him|her|them|someone|somebody|the (?:guy|man|caller)) (?:connect|control|access|take)|(?:gave|given) (?:him|her|them|someone|somebody|the (?:guy|man|caller)) (?:access|control)|zugriff gegeben|(?:donne|dado|di) (?:l')?(?:acces|acceso|el control|le controle))";
export const takesControl = `(?:${letIn}|(?:let (?:him|her|them) (?:on|in|into|have)|(?:was|got|is) (?:\\w+ )?(?:on|in) my (?:pc|computer|laptop|screen)|remote\\w*|took (?:over|control)|moved my mouse|anydesk|teamviewer|auf mein\\w* (?:pc|rechner|computer|laptop)|ferngesteuert|fernzugriff|zugriff auf mein\\w*|pris la main|pris le controle|acces a mon|acceder a (?:mon|mi)|entrar (?:en|a) mi|acceso a mi|tomo el control|controlo mi))`;

/** A pointer or a keyboard that nobody here moves. */
export const pointer =
  "(?:mouse|cursor|pointer|keyboard|maus\\w*|mauszeiger|tastatur|souris|curseur|clavier|raton|puntero|teclado)";
export const movesAlone =
  "(?:(?:moves?|moving|moved|types?|typing|drives?|opens? \\w+) (?:around )?(?:all )?(?:by (?:itself|themselves)|on (?:its|their) own)|(?:bewegt|fahrt|lauft|tippt|schreibt) (?:sich )?(?:\\w+ )?(?:von (?:selbst|allein\\w*)|wie von geisterhand|ganz allein\\w*)|(?:bouge|se deplace|ecrit|tape) tou(?:te?|s) seule?|(?:se mueve|escribe|teclea) (?:sol[oa]|por si sol[oa])|moves? (?:without me|and it's not me)|bewegt sich ohne mich)";
/** Somebody who works on a screen from elsewhere. */
export const actsHere =
  "(?:(?:is|was|keeps|starts?) (?:opening|closing|clicking|moving|typing|deleting|controlling)|(?:opens|closes|clicks|moves|types|controls)|(?:offnet|schliesst|klickt|bewegt|tippt|steuert)|(?:ouvre|ferme|clique|bouge|tape)|(?:esta )?(?:abr(?:e|iendo)|cierra|cerrando|mueve|moviendo|escribiendo|controlando))";
export const onScreen =
  "(?:windows|my (?:mouse|cursor|files|screen|pc|computer|laptop)|fenster|mein\\w* (?:maus|dateien|bildschirm|rechner|pc|computer|laptop)|(?:des|mes) fenetres|ma souris|mes fichiers|mon ecran|ventanas|mi (?:raton|pantalla|ordenador)|mis archivos)";

export const plugged =
  "(?:plugged|eingesteckt|steckt|branche\\w*|conectad\\w*|enchufad\\w*|pinchad\\w*)";
export const ofNobody =
  "(?:found|nobody (?:knows|owns)|unknown|lying|gefunden|lag|niemand|keiner|unbekannt\\w*|trouve\\w*|personne ne|inconnue?|encontrad\\w*|encontre|nadie|desconocid\\w*)";
export const usb = "(?:usb|sticks?|pendrive|cle usb|memoria usb)";
export const brokenInto =
  "(?:broke(?:n)? (?:in|into)|break-?in|burglar\\w*|eingebrochen|einbruch|einbrecher|cambriol\\w*|forzaron|forzad[oa])";
export const took =
  "(?:took|taken|grabbed|stole|mitgenommen|weggenommen|pris|pique\\w*|quitado|llevado)";
/** People from outside, who take a thing home or stand where they may not. */
export const visitor =
  "(?:patient(?:in)?|visitor|customer|guest|besucher(?:in)?|kund(?:e|in)|gast|paciente|visitante|cliente|visiteur|visiteuse|client(?:e)?|inconnu|desconocid[oa]|strange[rs]*)";
export const unknownPerson =
  "(?:strangers?|unknown (?:man|woman|person|guy)|(?:someone|somebody|a (?:man|woman|guy|person)) (?:i|we|nobody) (?:don't |do not )?know\\w*|fremde\\w*|unbekannte\\w*|jemand,? den (?:ich|wir|keiner|niemand)|inconnue?s?|quelqu'un que (?:je|personne)|desconocid[oa]s?|alguien que no conoc\\w+)";
export const restricted =
  "(?:server ?rooms?|data ?cent(?:er|re)s?|comms room|archive room|serverraum|rechenzentrum|technikraum|salle (?:des? )?serveurs?|local (?:technique|serveur)|sala de servidores|cuarto tecnico)";

/** Something from a mail, and a device that fails after it. */
export const fromMail =
  "(?:anhang|attachments?|pieces? jointes?|pj|adjuntos?|was in der mail|what was in the (?:e-?)?mail|(?:e-?)?mail (?:from|von) (?:the|der) (?:bank|sparkasse|post)|(?:correo|courriel|mail) (?:de|del) (?:la |le )?(?:banco|banque|poste))";
export const failsNow =
  "(?:jetzt|seitdem|danach|now|since then|maintenant|depuis|ahora|desde entonces) .{0,30}(?:(?:geht|tut|reagiert) .{0,20}nicht|schwarz|aus\\b|(?:black|dead|frozen|off|blank|gone)|(?:doesn't|won't|not) \\w+|noir|mort|bloque\\w*|(?:marche|repond) plus|negra|muert[oa]|no (?:va|responde|funciona))";
export const received = "(?:got|received|bekommen|erhalten|recu|recib\\w+|asking me|asks me)";

export const approved =
  "(?:approved|accepted|confirmed it|tapped (?:yes|approve)|pressed (?:yes|approve)|bestatigt|accepte\\w*|aceptad\\w*|acepte)";
export const fooled =
  "(?:fell for|(?:got|been|was) (?:just )?(?:phished|scammed)|(?:rein|herein|drauf ?rein)gefallen|tombe\\w* dans (?:un|le) (?:piege|panneau)|(?:caido|caigo|cai|tombe) (?:en|dans) (?:un |une |el |la )?(?:phishing|estafa|hameconnage|arnaque|trampa))";
export const hacked =
  "(?:hacked(?! (?:together|up|a|an|some|it)\\b)|(?:been|is|was|got) compromised|account (?:is |was |got )?taken over|gehackt|pirate[es]?|hackead[oa]s?|hackearon|jaqueado|(?:strange|unknown|suspicious|foreign|unbekannte|fremde|seltsame) (?:log-?ins?|sign-?ins?|anmeldung\\w*)|connexions? (?:inconnue|suspecte|etrange)s?|inicios? de sesion (?:extran|sospechos|desconocid)\\w*)";
export const breach =
  "(?:data (?:breach|leak)|datenpanne|datenleck|datenschutzvorfall|fuite de donnees|violation de donnees|fuga de datos|brecha de (?:datos|seguridad)|security (?:incident|breach)|sicherheitsvorfall|incident de securite|incidente de seguridad|ransomware)";
