/**
 * Recognition of security incidents in four languages: losses, thefts, phishing, malware, data
 * leaks.
 */
import type { LabelReading } from "../judge.ts";
import type { NormalisedText } from "../text/normalise.ts";
import { createPatternSet } from "../text/pattern-set.ts";

const device =
  "(?:laptop|notebook|computer|pc|phone|mobile|smartphone|iphone|handy|diensthandy|tablet|ipad|usb[ -]?(?:stick|key|drive)?|stick|hard (?:drive|disk)|festplatte|badge|(?:access|key|company|id) ?card|keycard|chip|token|yubikey|master key|work bag|bag with \\w+ laptop|rucksack|ordinateur|portable|telephone|cle usb|disque dur|carte d'acces|pc portable|ordenador|portatil|movil|telefono|memoria usb|pendrive|tarjeta (?:de acceso|de la empresa)|zugangskarte|ausweis|dienstausweis|firmenausweis|transponder)s?";
const stolen =
  "(?:stolen|nicked|snatched|robbed|pinched|gestohlen|geklaut|entwendet|vole[es]*|derobe[es]*|robad[oa]s?|robaron|hurtad[oa]s?)";
const lost =
  "(?:lost|left (?:behind )?(?:my|the|our|a) \\w+(?: \\w+)? (?:on|in|at) (?:the|a) (?:train|bus|taxi|cab|plane|tram|metro|airport|restaurant|cafe|pub|hotel)|verloren|verlegt|liegen (?:ge)?lassen|vergessen im (?:zug|bus|taxi)|perdu\\w*|oublie\\w* dans (?:le|la|un|une) (?:train|bus|taxi|metro)|perdid[oa]|perdi|deje (?:olvidad\\w+ )?en (?:el|la|un|una) (?:tren|bus|taxi|metro))";

const accident =
  "(?:accidentally|by accident|by mistake|mistakenly|in error|versehentlich|aus versehen|irrtumlich|par erreur|por error|sin querer|wrong (?:attachment|file)|falsche\\w* anhang)";
const sent =
  "(?:sent|mailed|e-?mailed|forwarded|shared|posted|attached|uploaded|published|put|pasted|went (?:out )?to|geschickt|gesendet|verschickt|weitergeleitet|hochgeladen|ging\\w*|envoye\\w*|transmis\\w*|transfere\\w*|partage\\w*|envie|enviado|mande|mandado|compartid\\w+|reenvi\\w+)";
const sensitive =
  "(?:payslips?|salar\\w+|gehalt\\w*|patient\\w*|customer (?:list|data|file)|kundendaten|kundenliste|personal\\w*daten|personal data|extern\\w*|outside|customer|client\\w*|kund\\w*|supplier|lieferant\\w*|stranger|fremd\\w*|private (?:mail|email|address)|everyone|all staff|whole company|nominas?|proveedor|exterieur|fournisseur|salaires?|chatgpt)";
const ownAccount =
  "(?:my|mein\\w*|unser\\w*|our|mon|notre|mi|nuestra) (?:account|konto|login|compte|cuenta|mailbox|postfach)";

const findIncidents = createPatternSet([
  new RegExp(`\\b${device}\\b.{0,60}\\b${stolen}\\b`),
  new RegExp(`\\b${stolen}\\b.{0,50}\\b${device}\\b`),
  new RegExp(
    `\\b(?:my|our|the|a|mein\\w*|unser\\w*|das|der|die|den|mon|ma|notre|le|la|mi|el|nuestr\\w+)\\b(?: \\w+){0,3} ${device}\\b.{0,40}\\b${lost}\\b`,
  ),
  new RegExp(`\\b${lost}\\b(?: \\w+){0,4} ${device}\\b`),
  new RegExp(
    `\\b(?:gone|missing|verschwunden|weg|disparu\\w*|desaparecid\\w*)\\b.{0,30}\\b(?:car|auto|voiture|coche|break-?in|einbruch|cambriol\\w*)\\b|\\b(?:broke|broken|break-?in|eingebrochen|einbruch|cambriol\\w*|forzaron)\\b.{0,60}\\b${device}\\b`,
  ),
  // Phishing and passwords given away.
  /\b(?:clicked|opened|tapped|fell for|entered|typed|gave|filled|geklickt|angeklickt|geoffnet|eingegeben|reingefallen|hereingefallen|clique|ouvert|saisi|donne|tombe dans|rentre|hecho clic|hice clic|pinche|pinchado|abri|abierto|introduje|puse|cai en|picado|pinchado)\b.{0,90}\b(?:phish\w*|scam|fake|suspicious|dodgy|strange (?:link|mail|email|attachment)|weird (?:link|mail|email|attachment)|fraud\w*|virus|malware|verdachtig\w*|gefalscht\w*|komisch\w* (?:link|mail|anhang)|betrug\w*|hameconnage|frauduleu\w*|suspect\w*|sospechos\w*|falsa?|estafa|fraudulent\w*)\b/,
  /\b(?:phish\w*|scam|fake|suspicious|dodgy|gefalscht\w*|verdachtig\w*|hameconnage|frauduleu\w*|suspect\w*|sospechos\w*|fals[oa])\b.{0,80}\b(?:clicked|opened|entered|typed in|gave|fell for|geklickt|angeklickt|geoffnet|eingegeben|clique|ouvert|saisi|donne|hice clic|hecho clic|pinche|abri|introduje|puse)\b/,
  /\b(?:gave|entered|typed|told|sent)\b.{0,30}\b(?:my |our |the )?(?:password|credentials|pin)\b.{0,60}\b(?:caller|stranger|someone|somebody|fake|site|website|page|link|by mail|on the phone)\b/,
  // Ransom and malware.
  /\b(?:ransom\w*|erpress\w*|rancon\w*|rescate)\b|\b(?:files?|folders?|dateien|ordner|fichiers|archivos|everything|alles)\b.{0,40}\b(?:encrypted|verschlusselt|chiffres?|cryptes?|cifrad\w+|encriptad\w+)\b.{0,80}\b(?:pay|bitcoin\w*|btc|crypto|zahl\w*|payer|pagar|message|note|nachricht)\b|\bpay (?:\w+ ){0,4}(?:in )?(?:bitcoin|btc|crypto)\b|\b(?:got|have|caught|there is|found|habe|hat|haben|hab|a|ai|tengo|tiene|hay) (?:\w+ ){0,3}(?:virus|malware|trojan\w*|trojaner)\b(?! scan)|\b(?:screen|popup|pop-up|fenster|bildschirm|ecran|pantalla)\b.{0,60}\b(?:virus|infected|infiziert|infecte|infectad\w)\b/,
  // Accounts taken over.
  /\b(?:hacked|been compromised|account (?:is |was |got )?(?:compromised|taken over)|gehackt|gehackt worden|pirate[es]?|hackead[oa]|hackearon|jaqueado)\b|\b(?:someone|somebody|jemand|quelqu'un|alguien)\b.{0,30}\b(?:logged in|signed in|is using|uses|using|eingeloggt|angemeldet|nutzt|connecte|utilise|entro|ha entrado|usa)\b.{0,20}\b(?:as me|with my|my (?:account|password|login)|mein\w*|mon compte|mi cuenta)\b|\b(?:mails?|emails?|messages|nachrichten)\b.{0,30}\b(?:from my (?:account|address|mailbox)|in my name|in meinem namen|von meinem konto|en mon nom|en mi nombre)\b.{0,50}\b(?:didn't|did not|never|nicht|nie|pas|jamais|no)\b/,
  // Data sent to the wrong people.
  /\b(?:sent|mailed|e-?mailed|forwarded|shared|posted|attached|uploaded|published|geschickt|gesendet|verschickt|weitergeleitet|hochgeladen|envoye\w*|transmis\w*|transfere\w*|partage\w*|envie|enviado|mande|mandado|compartid\w+|reenvi\w+)\b.{0,90}\b(?:wrong (?:person|people|address|recipient|customer|client|company|patient|list|mail|email|supplier|group|channel)|to (?:the|a) stranger|falsche\w* (?:person|adress\w*|empfanger\w*|kund\w*|verteiler|leute)|mauvais\w* (?:personne|adresse|destinataire|client\w*|liste)|(?:persona|direccion|destinatario|cliente|lista) (?:equivocad|incorrect|erroneo)\w*)\b/,
  /\b(?:falsche\w* (?:person|adress\w*|empfanger\w*|kund\w*|verteiler|leute)|mauvais\w* (?:personne|adresse|destinataire))\b.{0,40}\b(?:geschickt|gesendet|verschickt|weitergeleitet|envoye\w*)\b/,
  /\b(?:wrong (?:person|people|recipient|address|customer|client)|falschen? (?:empfanger|adresse|kunden)|mauvais destinataire|destinatario equivocado)\b.{0,60}\b(?:got|received|has|have|bekommen|erhalten|hat|recu|recibio)\b.{0,50}\b(?:data|list|file|salar\w*|payslip\w*|contract\w*|record\w*|personal|details|daten|liste|gehalt\w*|vertrag\w*|donnees|salaires|datos|nominas?)\b/,
  /\b(?:data (?:breach|leak)|datenpanne|datenleck|datenschutzvorfall|fuite de donnees|violation de donnees|fuga de datos|brecha de (?:datos|seguridad)|security (?:incident|breach)|sicherheitsvorfall|incident de securite|incidente de seguridad)\b/,
  // Stolen or left behind.
  new RegExp(
    `\\b(?:someone|somebody|some guy|a man|thie(?:f|ves)|jemand|quelqu'un|on m'a|alguien|me han|me)\\b.{0,30}\\b(?:took|taken|grabbed|stole|mitgenommen|pris|pique|quitado|llevado)\\b.{0,30}\\b${device}\\b`,
  ),
  new RegExp(
    `\\b(?:left|forgot|liegen gelassen|stehen lassen|vergessen|oublie|olvid\\w+|deje)\\b(?: \\w+){0,4} ${device}\\b.{0,20}\\b(?:on|in|at|im|dans|en|el) .{0,8}(?:train|bus|taxi|cab|plane|tram|metro|airport|restaurant|cafe|pub|hotel|zug|avion|tren)\\b`,
  ),
  /\b(?:note|message|screen|page|window|popup|nachricht|fenster|bildschirm|ecran|pantalla|they|we|wir|on nous)\b.{0,60}\b(?:asks?|asking|demand\w*|wants?|verlang\w*|forder\w*|zahlen|demande\w*|reclame\w*|pide\w*|exig\w*|pay)\b.{0,40}\b(?:bitcoins?|btc|crypto|losegeld|ransom)\b/,
  /\b(?:everything|all (?:the |our |my )?files|alles|alle (?:daten|dateien)|tout|todo)\b.{0,40}\b(?:encrypted|verschlusselt|chiffres?|crypte|cifrad\w+|locked up)\b.{0,50}\b(?:money|pay|zahlen|geld|argent|payer|dinero|pagar)\b/,
  /\b(?:virus|trojan\w*|malware)\b.{0,30}\b(?:has|hat|a|ha|found|gefunden|trouve|encontrad\w|detected)\b.{0,20}\b(?:on (?:my|the|our)|my|the|encrypted|cifrado|chiffre|verschlusselt)\b/,
  // Deceived by a mail, a page or a caller.
  /\b(?:got|been|was|have been) (?:just )?(?:phished|scammed)\b|\b(?:auf|in|en|dans) (?:einen? |un |une )?(?:phish\w*|hameconnage|fake-?mail|betrug\w*)(?: \w+)? (?:rein|herein)?gefallen\b|\b(?:caido|caigo|cai|tombe) (?:en|dans) (?:un |une |el )?(?:phishing|estafa|hameconnage|arnaque)\b/,
  /\b(?:komisch\w*|seltsam\w*|verdachtig\w*|dubios\w*) (?:link|anhang|mail)\b.{0,30}\b(?:geklickt|angeklickt|geoffnet)\b/,
  /\b(?:replied|answered|responded|paid|gave|bought|geantwortet|uberwiesen|repondu|respondi)\b.{0,40}\b(?:scam|phishing|fake|gift cards?)\b|\bgift cards?\b.{0,40}\b(?:bought|paid|sent)\b/,
  /\b(?:page|site|website|seite)\b.{0,25}\blooked like\b.{0,30}\b(?:wasn't|was not|isn't|is not)\b/,
  /\b(?:on the phone|caller|called me|rang me|am telefon|au telephone|por telefono)\b.{0,60}\b(?:let (?:him|her|them) (?:on|in|into)|remote|(?:gave|given|told) (?:him|her|them))\b/,
  /\b(?:donne|dit|communique|di|dado|gegeben|verraten|gesagt)\b.{0,15}\b(?:mot de passe|contrasena|passwort|kennwort)\b.{0,40}\b(?:inconnu\w*|telephone|telefono|telefon|desconocid\w*|fremd\w*|anrufer\w*)\b/,
  /\b(?:found|plugged in|plugged)\b.{0,60}\busb\b.{0,60}\bplugged (?:it )?in\b/,
  /\b(?:mfa|2fa|authenticator|login|sign-?in) (?:prompt|request|code)s?\b.{0,50}\b(?:approved|accepted|tapped yes|pressed (?:yes|approve))\b/,
  /\b(?:strange|unknown|suspicious|foreign|unbekannte|fremde|seltsame|inconnues?|extran\w+) (?:logins?|sign-?ins?|anmeldung\w*|connexions?|inicios?)\b/,
  new RegExp(
    `\\b(?:someone|somebody|jemand|quelqu'un|alguien)\\b.{0,40}\\b(?:sending|sends|sent|logged|signed|angemeldet|verschickt|connecte|entro|entrado|mit)\\b.{0,25}\\b${ownAccount}\\b`,
  ),
  // Sent or shown to others by accident.
  new RegExp(`^(?=.*\\b${accident}\\b)(?=.*\\b${sent}\\b)(?=.*\\b${sensitive}\\b)`),
  /\b(?:data|daten|kundendaten|patientendaten|liste|mail)\b.{0,40}\b(?:ging\w*|went)\b.{0,20}\b(?:falschen?|wrong) (?:empfanger\w*|kund\w*|adress\w*|person|address|recipient)\b/,
]);

/** Matches general questions about security: training, advice, a report. */
const general =
  /\b(?:training|awareness|course|schulung|kurs|formation|curso|policy|richtlinie|poster|how (?:do|can|would|should) (?:i|we) (?:recognise|recognize|spot|know|prevent|protect)|what (?:happens|do i do|should i do|to do) if|was (?:mache ich|tun),? wenn|que faire si|que (?:hago|hacer) si|woran erkenn\w+|comment reconnaitre|como reconoc\w+|in case (?:of|a|my|it)|tool (?:to|for|against)|scanner|protection|simulation|drill|lost (?:my |the )?(?:password|connection|data|track|time|changes)|would like (?:a|to)|we need (?:a|an)|replace\w* the stolen)\b/;

/** Reads whether a message reports a security incident. */
export function readSecurityIncident({ line }: NormalisedText): LabelReading<boolean> {
  if (findIncidents(line).length === 0) return { label: false, confidence: 0.97 };
  return general.test(line)
    ? { label: false, confidence: 0.5 }
    : { label: true, confidence: 0.9, sure: true };
}
