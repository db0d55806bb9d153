/**
 * Parts of a request that an answer speaks of, whatever was asked: the effect on customers, and how
 * and when the result will show. Patterns match folded text.
 */
import { foldInPlace, foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";
import { formsOf } from "./answer-forms.ts";

const customers =
  "(?:(?:paying )?(?:customers?|clients?|guests?|patients?|dealers?|subscribers?|tenants?|shoppers?|buyers|visitors?|passengers?|citizens?|residents?|applicants?|callers?|farmers?|growers?|members?)|kund(?:en?|in|innen)|gast|gaste|patient(?:en?|in|innen)|handler\\w*|mieter\\w*|besucher\\w*|burger\\w*|anrufer\\w*|mitglieder|landwirte|bauern|clients?|patients?|usagers|habitants|locataires|visiteurs|abonnes|adherents|agriculteurs|clientes?|pacientes?|vecinos|ciudadan[oa]s|inquilinos|visitantes|soci[oa]s|agricultores)";

/** What customers do or experience. */
const notice =
  "(?:gets?|got|receives?|sees?|knows?|hears?|learns?|finds?|pays?|books?|orders?|waits?|calls?|comes?|saves?|stops?|no longer|needn't|don't|doesn't|won't|has to|have to|is served|are served|would|will|can|could|'d|'ll|bekommen?|bekommt|erhalten?|erhalt|sehen?|sieht|wissen|weiss|warten?|wartet|erfahren?|erfahrt|merken?|mussen?|muss|konnen|kann|konnten?|wurden?|waren?|brauchen|finden|rufen|kommen|hatten?|recoivent|recoit|recevr\\w+|voient|voit|verr\\w+|savent|sait|saur\\w+|attend\\w*|trouv\\w+|appell\\w+|peuvent|peut|pourr\\w+|puissent|n'ont|n'a|n'aient|aur\\w+|recib[ea]n?|recibir\\w+|ven|ve|vean|ver\\w+|sab[ei]n?|sepan|sabr\\w+|esper[ae]n?|esperar\\w+|encuentr[ae]n?|llam[ae]n?|pued[ae]n?|podr\\w+|teng?an?|tien\\w+|tendr\\w+|dej[ae]n de)";

const leadIn =
  "(?:(?:and|so(?: that)?|that|then|because|und|damit|dass|dann|weil|et|pour que|que|alors|parce que|y|para que|porque)\\s+)*";
const determiner =
  "(?:(?:our|the|all|my|every|each|unsere?|die|der|alle|jeder?|nos|les|le|la|mes|chaque|nuestr\\w+|los|las|el|mis|cada)\\s+)?";
const between =
  "(?:(?:who|then|also|dann|auch|qui|ne|n'|no|se|lo|les|me|nicht|mehr|not|longer|simply|einfach)\\s+){0,2}";

/** Matches a clause whose subject are the customers. */
const effect = new RegExp(
  `^\\W*${leadIn}${determiner}(?:(?!(?:which|welche\\w?|quels|que)\\b)\\w+\\s+)??${customers},?\\s+${between}${notice}(?!\\w)`,
);

/** Separates clauses. */
const clauses = /\s*[,;]\s+|\.\s+|\s+(?=(?:and|und|et|y)\s)|\s+[–-]\s+/u;

/**
 * Returns the clause of an answer that tells what customers notice, verbatim, with what follows it;
 * `undefined` if there is none.
 */
export function quoteCustomerEffect(text: string): string | undefined {
  const parts = text.split(clauses);
  const at = parts.findIndex((part) => effect.test(foldInPlace(stripMarkup(part))));
  const first = parts[at];
  if (first === undefined || text.includes("?")) return undefined;
  return text
    .slice(text.indexOf(first))
    .replace(/^(?:and|und|et|y|so|damit|pour que|para que)\s+/iu, "")
    .replace(/[\s.;,!]+$/, "");
}

/** Share of an answer from which a part of it is the whole. */
const wholeShare = 0.8;

const anyCustomer = new RegExp(`\\b${customers}(?!\\w)`);

/** Returns whether a text speaks of customers. */
export const namesCustomers = (text: string): boolean =>
  anyCustomer.test(foldText(stripMarkup(text)));

/** Returns whether an answer tells only what customers notice. */
export const isCustomerEffect = (text: string): boolean =>
  (quoteCustomerEffect(text)?.length ?? 0) >= text.trim().length * wholeShare;

/** Words of a comparison, or of how something will show. */
const comparison =
  /\b(?:less|fewer|half (?:of )?(?:the|as)|halve[ds]?|twice|\d+ ?%|weniger|halb so|halbiert|die halfte|mehr als|moins de|la moitie|deux fois|menos|la mitad|el doble)\b|\b(?:we(?:'ll|'d| will| would) (?:see|notice|know) (?:it )?(?:when|by|if|in)|(?:daran|das) (?:sehen|merken) wir|on (?:le )?verra|lo notaremos|se notara)\b/;

/** Number of words from which a date alone is no name ("Mai", "April"). */
const minWords = 3;

/** Returns whether an answer tells how, or by when, the result will show, and names nobody. */
export function tellsMeasure(text: string): boolean {
  const forms = formsOf(text);
  const plain = foldText(stripMarkup(text));
  if (forms.includes("people") || role.test(plain)) return false;
  if (isDeadline(text)) return true;
  return (
    tokenizeWords(text).length >= minWords &&
    (comparison.test(plain) || forms.includes("date") || forms.includes("number"))
  );
}

/** People by what they do in a company. */
const role =
  /\b(?:lead|leads|manager|head|boss|director|supervisor|foreman|owner|rep|reps|team|crew|desk|office|department|sales|marketing|support|reception|purchasing|accounts|hr|chef\w*|leiter\w*|\w*leitung|\w*abteilung|\w*team|vertrieb\w*|einkauf|meister\w*|verkauf|empfang|innendienst|aussendienst|buchhaltung|responsables?|directeur|directrice|equipe|service|commercia\w+|ventes|accueil|achats|jef[ea]s?|encargad[oa]s?|director[a]?|equipo|departamento|comercial\w*|ventas|recepcion|compras)\b/;

/** Determiner before a role. */
const ofRole =
  /^\W*(?:(?:it's|it is|that's|das ist|c'est|es) )?(?:(?:our|my|the|unser\w*|mein\w*|der|die|das|notre|nos|mon|ma|le|la|l'|les|nuestr\w+|mi|el|los|las)\s?)/;

/** Matches a first and a last name. */
const fullName = /^\W*\p{Lu}[\p{L}'’-]+(?: (?:van|von|de|da|di|del|der))* \p{Lu}[\p{L}'’-]+\W*$/u;

/** Maximum words that only name somebody by a role. */
const maxRoleWords = 5;

/** Returns whether an answer is only a person or a group: "Petra Klein", "our depot lead". */
export function namesOwner(text: string): boolean {
  const forms = formsOf(text);
  const plain = foldText(stripMarkup(text));
  const others = forms.filter((form) => form !== "people" && form !== "name");
  if (forms.includes("people")) return true;
  if (others.length > 0 || comparison.test(plain) || text.includes("?")) return false;
  const words = tokenizeWords(text).length;
  const isRole = role.test(plain) && words <= maxRoleWords && (words === 1 || ofRole.test(plain));
  return isRole || (forms.includes("name") && fullName.test(text));
}

/** A verb of looking after somebody, after who does it. */
const looksAfter =
  /^\W*(?:(?:it's|it is|that's|das ist|das macht|c'est|es|son) )?(?:\w+ ){1,3}?(?:(?:who |qui |la que |el que |quien )?(?:has|handles|manages|owns|runs|looks after|takes care of|is responsible for|is in charge of|gere|s'occupe|suit|a en charge|lleva|gestiona|atiende|se encarga|se ocupa) (?:the |our |their |les? |la |des |du |de |los |las |el |a )*(?:\w+ ){0,2}(?:accounts?|customers?|clients?|guests?|patients?|members?|dealers?|fleets?|tenants?|comptes?|flottes?|clientele|cuentas?|clientes?|socios?|pacientes?|them|those|these|eux|ellos)|(?:kummert sich um|betreut|verantwortet|ist zustandig fur|hat) (?:die |den |unsere?n? |das |alle )*(?:\w*kund\w*|gaste|mitglieder|patient\w*|\w*handler\w*|konten|flotten?|sie))\b/;

/** Returns whether words tell who looks after customers: "Linda has the accounts". */
export const tellsOwner = (text: string): boolean =>
  tokenizeWords(text).length <= maxOwnerWords && looksAfter.test(foldText(stripMarkup(text)));

/** Maximum words of such a sentence. */
const maxOwnerWords = 12;

/** What is to end: how the result shows, said beside the brief. */
const noLonger =
  /^\W*(?:(?:that|when|if) (?:there are |there's |we have |nobody |no \w+ ).{3,}|no more \w+|(?:dass|wenn) (?:es )?(?:keine?\w*|niemand|nichts?) .{3,}|qu'?(?:e |il )(?:n'y ait plus|personne ne|plus (?:personne|aucun)) ?.{3,}|que (?:no|nadie|nunca) (?:haya|hagan?|se|tenga\w*|\w+[ae]n?) .{3,})/;

/** Returns whether words tell what will be over when it works: "no more double bookings". */
export const tellsWhatEnds = (text: string): boolean =>
  !text.includes("?") && noLonger.test(foldText(stripMarkup(text)));

const until =
  /^\W*(?:by|before|until|till|(?:not|no) later than|bis|vor|spatestens|d'ici|avant|au plus tard|antes del?|para el|hasta|a mas tardar)\b/;

/** Maximum words of a deadline; more words say more. */
const maxDeadlineWords = 6;

/** Returns whether an answer is only a deadline: "by Friday". */
export const isDeadline = (text: string): boolean =>
  tokenizeWords(text).length <= maxDeadlineWords &&
  until.test(foldText(stripMarkup(text))) &&
  formsOf(text).includes("date");
