/**
 * Recognition of messages of an explicit kind: something is broken, a new colleague starts, or
 * costly things are needed for many people.
 */
import type { RequestKind, RequestReading } from "../../judge.ts";
import { readDateExpression } from "../../text/date-expressions.ts";
import { type NormalisedText, tokenizeWords } from "../../text/normalise.ts";
import { type Chances, chanceOf } from "../classifier/classifier.ts";

/** Maximum length; longer messages contain more than a fault. */
const maxLength = 160;

const fault =
  /\b(?:(?:is|are|seems?|looks?) (?:completely |totally |all )?(?:broken|down|dead|kaput|stuck|jammed|frozen|offline|out of order|not working)\b|(?:does ?n'?t|do ?n'?t|does not|do not|wo ?n'?t) (?:work|start|turn on|open|print|respond)\b|(?:has |have )?stopped working\b|(?:ist|sind) (?:total |komplett |vollig |wieder |mal wieder )?(?:kaputt|defekt|ausgefallen|tot|eingefroren|offline)\b|(?:funktioniert|funktionieren|geht|gehen|startet|druckt) (?:heute |leider |wieder |seit \w+ )*nicht\b|(?:est|sont) (?:encore |toujours )?(?:en panne|casse\w*|hors service|bloque\w*|coince\w*|fige\w*)|ne (?:marche|fonctionne|demarre|repond)\w* (?:pas|plus)|(?:esta|estan|se ha|se han) (?:roto|rota|rotos|rotas|averiad\w+|estropead\w+|caid\w+|atascad\w+|bloquead\w+|congelad\w+)|no (?:funciona|arranca|abre|imprime|va)\b)/;

const adverbs = "(?:\\w+ ){0,4}";

/** Matches verbs of failing, without "not working" of `fault`. */
const failing = new RegExp(
  `\\b(?:${[
    "keeps? (?:crashing|freezing|dropping|disconnecting|restarting|rebooting|jamming|failing|hanging|cutting out)",
    "crash(?:es|ed)|freezes|froze|hangs|jams|jammed|(?:cuts|drops|cut|dropped) out|(?:goes|went|gone) (?:offline|down|black|dark|dead)",
    "(?:shows|displays|prints|does) nothing|(?:stays|remains) (?:black|blank|dark|blank|frozen)",
    "(?:does ?n'?t|does not|wo ?n'?t) (?:charge|connect|load|scan|boot|switch on|come on|react)",
    `fall(?:t|en) ${adverbs}aus|sturz(?:t|en) ${adverbs}ab|hang(?:t|en) ${adverbs}(?:sich )?(?:auf|fest)|hang(?:t|en) sich ${adverbs}auf|frier(?:t|en) ${adverbs}ein|brich(?:t|en) ${adverbs}(?:ab|zusammen)`,
    `bleib(?:t|en) ${adverbs}(?:schwarz|dunkel|hangen|leer)|(?:zeigt|druckt|macht|tut|meldet) (?:\\w+ )?nichts|springt nicht an|streikt|spinnt`,
    "(?:ladt|scannt|bootet|reagiert|verbindet|liest|tut) (?:\\w+ ){0,2}nicht",
    "(?:affiche|imprime|scanne|lit|fait|repond)\\w* (?:plus )?rien|(?:marche|fonctionne|demarre|imprime|s'allume|repond)\\w* (?:plus|pas)|(?:plante|planter|plantent|bourre)|se (?:fige|bloque|coupe|deconnecte)\\w*|reste\\w* (?:noir|bloque|fige)\\w*",
    "(?:works?|runs?|geht|gehen|lauft|funktioniert|marche\\w*|fonctionne\\w*|funciona\\w*|va|anda) (?:only |just |nur |que |solo )?(?:sometimes|now and then|on and off|half the time|every other time|manchmal|ab und zu|zeitweise|une fois sur \\w+|par moments|parfois|a ratos|a veces|una de cada \\w+)",
    "se (?:cae|caen|cuelga|bloquea|congela|apaga|reinicia|desconecta|atasca)n?|no (?:se )?(?:enciende|responde|carga|conecta|lee|escanea|muestra|suena)n?|da error",
    // what worked before: "doesn't sync any more", "zeichnet nicht mehr auf", "ne sonne plus", "ya no lee"
    "(?:does ?n'?t|do ?n'?t|did ?n'?t|wo ?n'?t|is ?n'?t|are ?n'?t|can ?not|can ?'?t) (?:\\w+ ){1,4}any ?more|no longer (?!need|want|require|use|employ|work)\\w+s?|(?:is ?n'?t|are ?n'?t|is not|are not) (?!need|want|requir|us|look|go|sure|coming)\\w+ing",
    "(?!brauch|benotig|will|woll|mocht|nutz|arbeit)\\w+(?:t|en) (?:\\w+ ){0,3}nicht mehr(?! (?:gebraucht|benotigt|notig))|(?:lasst|lassen) sich (?:\\w+ ){0,3}nicht (?:mehr )?\\w+en",
    "n(?:e |')(?!ai|avons|a |ont|utilis|veu|voul|est)(?:s'|se )?\\w+ plus(?! (?:besoin|que|de \\w+))",
    "ya no (?:se )?(?!necesit|quier|quer|hace|us|trabaj|me|nos|lo|la)\\w+|ha(?:n)? dejado de \\w+r",
    "(?:dead|broken|tot|kaputt|defekt|ausgefallen|abgesturzt|hs|en rade|en panne|muert[oa]|averiad[oa]|rot[oa]|caid[oa])\\W*$",
  ].join("|")})(?!\\w)`,
);

/** Matches a wish beside the fault. */
const wish =
  /\b(?:need|needs|want|would like|new one|replace|brauche\w*|hatten? gern|neue[nrs]?|besoin|voudr\w+|nouve\w+|necesit\w+|quer\w+|nuev\w+)\b|\?/;

/** Returns whether a short message says that something is broken, and asks for nothing else. */
export const saysPlainFault = ({ plain }: NormalisedText): boolean =>
  plain.length <= maxLength && (fault.test(plain) || failing.test(plain)) && !wish.test(plain);

/** Matches a question for a thing: "could we have a weather station?". Folded text. */
const mayHave =
  /^\W*(?:(?:hi|hello|hallo|bonjour|hola|please|bitte)\W+)*(?:(?:could|can|may|might) (?:we|i) (?:please |also |maybe )?(?:have|get) (?!(?:a |some |your )?(?:help|advice|information|info|idea)\b)(?:an?|some|another|\d+|two|three)\b|(?:konnten|kann|durften?) (?:wir|ich) (?:bitte |auch |vielleicht )?(?:noch )?(?:eine?n?|mehr|zwei|drei)\b(?! (?:rat|tipp|info)).*\b(?:haben|bekommen|kriegen)\W*$|(?:pourrait|pourrions|peut|puis)-(?:on|nous|je) avoir (?:une?|des|deux)\b|(?:podriamos|podemos|puedo|podria) (?:tener|conseguir) (?:una?|unos|unas|dos)\b)/;

/** Returns whether a message asks for a thing, in the form of a question. */
export const asksToHave = ({ plain }: NormalisedText): boolean => mayHave.test(plain);

/** Probability of a fault from which a statement about a thing may report one. */
const possibleFaultChance = 0.1;
const minReportWords = 4;
const maxReportWords = 16;

/**
 * Returns whether a statement may report a fault, although it is likelier none: "the ticket scanner
 * eats tickets". Praise and thanks do not.
 */
export const mayReportFault = (text: string, reading: RequestReading | undefined): boolean => {
  const words = tokenizeWords(text).length;
  return (
    reading?.isRequest.label === false &&
    reading.kind.label === "factory_issue" &&
    reading.kind.confidence >= possibleFaultChance &&
    ["status", "other", "not_for_it"].includes(reading.smallTalk.label) &&
    words >= minReportWords &&
    words <= maxReportWords &&
    !text.includes("?")
  );
};

// Recognises costly things for many people (licences for a department, a device for everybody),
// which are never routine. Patterns match folded text.

const costly =
  /\b(?:licen[cs]es?|lizenz\w*|licences?|licencias?|subscriptions?|abos?|abonn?ements?|suscripci\w+|seats|accounts? for (?:everybody|everyone|all)|laptops?|notebooks?|pcs?|computers?|macbooks?|ipads?|tablets?|tablettes?|tabletas?|phones?|smartphones?|handys|iphones?|headsets?|monitors?|monitore|bildschirme|screens?|webcams?|docking stations?|printers?|drucker|devices?|gerate?|ordinateurs?|portables?|ecrans?|casques?|telephones?|imprimantes?|portatil\w*|ordenador\w*|moviles?|auriculares|pantallas?|impresoras?|copilot|chatgpt|adobe|miro|notion|zoom|tableau|power ?bi|salesforce|office|figma|canva|jira)\b/;

const many =
  /\b(?:(?:whole|entire|complete|full) (?:\w+ )?(?:department|team|company|office|division|group|staff|school|faculty|firm|site|branch|crew|workforce|organi[sz]ation)|everybody|everyone|every (?:employee|colleague|member|nurse|teacher|driver|engineer|developer|manager|foreman|agent|team|department|branch|shop|store)|each (?:of (?:us|our|the)|employee|team|department|driver|nurse|teacher)|all (?:of us|employees|staff|colleagues|teams|departments|teachers|nurses|drivers|developers|managers|users|branches|shops|stores|our \w+|(?:\d{2,} )(?:people|users|of us|\w+ers))|(?:[2-9]\d|\d{3,}) (?:\w+ )?(?:people|users|seats|licen[cs]es|employees|colleagues|laptops|tablets|phones|devices)|(?:fur|furs) (?:die )?(?:alle|ganze|gesamte|komplette|jede[nrms]?|das ganze|das gesamte)\b.{0,40}|die (?:ganze|gesamte|komplette) (?:abteilung|firma|belegschaft|mannschaft|schule)|alle (?:mitarbeit\w+|kollegen|angestellten|\w+er sollen)|jede[nrms]? (?:mitarbeiter\w*|kolleg\w+)|(?:[2-9]\d|\d{3,}) (?:leute|personen|mitarbeit\w+|lizenzen|benutzer|plätze)|tout(?:e|es|s)? (?:le|la|l'|les|notre|nos) ?(?:service|equipe|entreprise|direction|agents|employes|collegues|societe|ecole|personnel)|tous les (?:agents|employes|collegues|utilisateurs|enseignants)|l'ensemble d\w+|(?:pour )?chaque (?:agent|employe|collegue|service|equipe|contremaitre|chauffeur)|chacun de nos|(?:[2-9]\d|\d{3,}) (?:personnes|licences|utilisateurs|postes)|tod[oa]s? (?:el|la|los|las) (?:departamento|equipo|empresa|division|empleados|companeros|plantilla|personal|usuarios|oficina)|cada (?:uno|empleado|encargado|companero|departamento)|(?:[2-9]\d|\d{3,}) (?:personas|licencias|usuarios))\b/;

/** Matches faults, questions and changes that concern everybody and are no order. */
const noOrder =
  /\b(?:not work\w*|broken|down|error|crash\w*|slow|locked|funktioniert nicht|geht nicht|kaputt|langsam|panne|ne (?:marche|fonctionne)|no funciona|how (?:do|can)|wie (?:kann|geht)|comment|como (?:se|puedo))\b/;

/** Matches a number of costly things from 20: "25 portátiles". */
const manyCostly = new RegExp(`\\b(?:[2-9]\\d|\\d{3,}) (?:\\w+ )?${costly.source}`);

/** Returns whether a message, folded and on one line, orders a costly thing for many people. */
export const isBulkOrder = (line: string): boolean =>
  ((costly.test(line) && many.test(line)) || manyCostly.test(line)) && !noOrder.test(line);

/** Moves the probability of another kind to "something new". */
export const countAsNew = (chances: Chances, from: RequestKind): Chances => ({
  ...chances,
  values: chances.values.map((value, index) =>
    chances.labels[index] === from
      ? 0
      : chances.labels[index] === "new_solution"
        ? value + chanceOf(chances, from)
        : value,
  ),
});

/** Matches a title with a name, a mention, or a first and a last name. */
const personName =
  /(?:^|[^\p{L}])(?:Mr|Mrs|Ms|Dr|Prof|Frau|Herrn?|Mme|Mlle|M|Monsieur|Madame|Sra?|Srta|Señora?)\.? \p{Lu}\p{L}+|<@[^>]+>|@\p{L}+|(?<=[\p{Ll},:]\s)\p{Lu}\p{Ll}+ (?:(?:van|von|de|da|di|bin|al) )?\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(?= (?:starts?|joins?|begins?|is|will|fängt|beginnt|startet|kommt|ist|tritt|commence|arrive|rejoint|débute|empieza|comienza|entra|llega|se)\b)|\b(?:named|called|namens|nommée?|llamad[oa]) \p{Lu}\p{L}+/u;

/** Returns whether a message names a person. */
export const namesPerson = (text: string): boolean => personName.test(text);

/** Any date works, because only the existence of a result matters. */
const someDay = "2026-01-05";

/** Returns whether a message names a day. */
export const namesDay = (text: string): boolean => readDateExpression(text, someDay) !== undefined;

const newcomer =
  /\b(?:new (?:\w+ )?(?:colleague|starter|hire|joiner|employee|team ?mate|member|intern|trainee|apprentice|nurse|driver|clerk|assistant|manager)|neue[nrms]? (?:\w+ )?(?:kolleg\w+|mitarbeit\w+|azubi\w*|praktikant\w*|auszubildende\w*|angestellte\w*)|nouve(?:au|l|lle) (?:\w+ )?(?:collegue|arrivante?|employee?|recrue|stagiaire|apprentie?|salariee?)|nuev[oa] (?:\w+ )?(?:companer[oa]|emplead[oa]|incorporacion|becari[oa]|trabajador[a]?|tecnic[oa])|(?:companer[oa]|emplead[oa]) nuev[oa])\b/;
const starts =
  /\b(?:start(?:s|ing)?|starter|join(?:s|ing|er)?|beg[ai]n(?:s|ning)?|first day|fangt\b.*\ban|anfang\w*|beginnt|startet|kommt|tritt|erste[rn]? (?:arbeits)?tag|commenc\w*|arriv\w*|rejoin\w*|debut\w*|prend\w* (?:son|ses)|premier jour|empie[zc]\w*|comien[zc]\w*|se incorpora|entra|llega|se une|primer dia)\b/;
const equipment =
  /\b(?:kit|equipment|laptop|notebook|account|access|phone|usual|standard|set ?up|everything|starter ?paket|\w*paket|ausstattung|ausrustung|konto|zugang|zugange|rechner|telefon|ubliche\w*|ordinateur|compte|acces|portable|habituel\w*|materiel|equipo|cuenta|acceso|portatil|habitual\w*|de siempre|ordenador)\b/;
const anyFault =
  /\b(?:can(?:'t|not)|not work\w*|broken|error|locked|nicht|kaputt|fehler|ne \w+ pas|panne|erreur|no (?:funciona|puede)|rot[oa])\b/;

/** Returns whether a message announces a colleague who starts on a day and needs equipment. */
export const announcesColleague = ({ text, plain }: NormalisedText): boolean =>
  starts.test(plain) &&
  !anyFault.test(plain) &&
  (newcomer.test(plain) || (equipment.test(plain) && namesPerson(text))) &&
  namesDay(text);
