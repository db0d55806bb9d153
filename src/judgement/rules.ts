/** The judge that is always there: no network, deterministic, the same text always read the same. */
import { readControl } from "./controls.ts";
import { readDate } from "./dates.ts";
import type { Ask, CustomerReading, Judge, Kind, NeedReading, Read, Readings, RequestReading, SmallTalk } from "./judge.ts";
import { splitRequests } from "./parts.ts";
import { readSaid } from "./said.ts";
import { clip, folded, unmarked, words } from "./text.ts";

const has = (pattern: RegExp) => (text: string) => pattern.test(text);

const talk: [SmallTalk, (text: string) => boolean][] = [
  ["thanks", has(/^(?:many |ok |great )?(?:thanks|thank you|thx|cheers|danke|vielen dank|merci|gracias)\b(?!.*\b(?:need|please|can you)\b)/)],
  ["greeting", has(/^(?:well )?(?:hi|hello|hey|hallo|moin|guten (?:tag|morgen)|bonjour|salut|hola|buenos dias|good (?:morning|afternoon))\b.{0,20}$/)],
  ["acknowledgement", has(/^(?:ok|okay|got it|understood|noted|alright|fine|sure|perfect|no thanks|no|yes|ja|nein|oui|non|si|vale|alles klar|d'accord)\W*$|\bnever ?mind\b|^please ignore|no need for you|you can close/)],
  ["status", has(/\b(?:any (?:news|update)|where are we|status of|how far|what's the state|gibt es schon|was neues|wie ist der stand|des nouvelles|ou en est|en que va|alguna novedad|open (?:incidents|tickets|requests))\b/)],
  ["about_bot", has(/\b(?:are|aren't) you (?:a |an )?(?:bot|human|real|robot)|who (?:made|built|wrote) you|your (?:code|name|prompt)|bist du ein/)],
  ["feedback", has(/\b(?:feedback|just saying|rant over|rock solid|went down since|not asking for anything)\b/)],
  ["other", has(/^(?:heads up|fyi|zur info|pour info|para tu informacion)|ignore (?:all )?(?:previous|prior) instructions(?!.*\bneed\b)|\[autoreply\]/)],
  ["not_for_it", has(/\b(?:pizza|toilet|holiday|birthday|gift|recipe|party|weather|football)\b/)],
];

const kindSigns: [Kind, RegExp][] = [
  ["factory_issue", /\b(?:not work\w*|doesn't|does not|don't come|can't (?:open|log|connect|print|access|upload)|error|crash\w*|broken|fails?|failing|failed|freez\w*|frozen|slow|down|blank|black|stuck|hangs?|empty file|unavailable|unreliable|wrong|weird|disappeared|cut off|lose the connection|timeout|bug|outage|50\d|again|geht nicht|funktioniert nicht|kaputt|absturz\w*|sturzt|fehler|langsam|hangt|ne (?:fonctionne|marche)|panne|plante|erreur|lent|no funciona|no llegan|falla|error|bloquea|colgado|lento)\b/g],
  ["standard_service", /\b(?:password|passwort|mot de passe|contrasena|unlock|locked out|access|zugriff|acces|acceso|laptop|notebook|portatil|monitor|headset|phone|iphone|adapter|keyboard|mouse|mouse|licen[cs]es?|lizenz|licence|account|konto|compte|cuenta|onboarding|starter|new colleague|badge|vpn|install|instalen|admin rights|permission|replacement|projector|token|alta de usuario|charger|docking)\b/g],
  ["advice", /\b(?:how (?:do|can|to|does|should)|what(?:'s| is) the (?:best|difference)|which (?:tool|of)|recommend\w*|advice|advise|should (?:we|i|my)|what do you (?:guys )?think|can i use|may (?:we|i)|is it (?:ok|allowed|possible to use)|wie kann ich|welche[srmn]?|empfehl\w*|raten|comment (?:puis|faire)|quel(?:le)?s?|conseil\w*|recomiend\w*|vale la pena|como puedo|que opin\w*|what would you|risks?)\b/g],
  ["change", /\b(?:add|change|changed|rename|remove|hide|raise|move|adapt|extend the|field|feld|button|column|filter|template|layout|instead of|switch|migrate|merge|connect|integrat\w*|pflichtfeld|umbenennen|andern|anpassen|hinzufug\w*|modifier|ajouter|changer|renommer|cambiar|anadir|agregar|modificar|should (?:no longer|be|stop|also|show|go)|could it also|as well)\b/g],
  ["new_solution", /\b(?:new (?:tool|system|app|crm|software|dashboard|platform)|tool|app|system|software|platform|portal|dashboard|chatbot|bot|automat\w*|something (?:like|that)|solution|salesforce|power bi|tableau|neues?|losung|outil|logiciel|plateforme|sistema|herramienta|aplicacion|would like|want|brauchen|need)\b/g],
];

function readKind(text: string): Read<Kind> {
  const [first, second] = kindSigns
    .map(([label, pattern], index) => ({ label, score: (text.match(pattern)?.length ?? 0) * (index === 4 ? 0.8 : 1) }))
    .sort((a, b) => b.score - a.score);
  if (!first || first.score === 0) return { label: "new_solution", confidence: 0.3 };
  return { label: first.label, confidence: Math.min(0.95, 0.5 + 0.2 * (first.score - (second?.score ?? 0))) };
}

const priority =
  /\b(?:urgent(?:ly)?|asap|immediately|critical|p0|p1|sev ?1|top prio\w*|high prio\w*|number one|priority (?:one|1)|prio(?:rity)? ?1|can't wait|cannot wait|right now|ahead of|before noon|dringend|sofort|eilig|hochste prio\w*|pressee?|priorite|urgente|prioridad|someone now)\b/;
const calm = /\b(?:not urgent|no (?:rush|stress|hurry)|can wait|low prio\w*|whenever|nicht dringend|eilt nicht|pas urgent|no es urgente|kein stress)\b/;
const provider = /\b(?:(?:as|are|like) (?:your|our|the|an?) (?:internal )?(?:customers?|clients?|provider|supplier)|(?:our|as) (?:it )?(?:service )?(?:provider|supplier)|internal (?:customers?|clients?)|interner? kunden?|dienstleister|vip client|client to provider|clients internes|prestataire|proveedor de servicio|clientes? intern[oa]s?)\b/;

const flag = (label: boolean, confidence = 0.7): Read<boolean> => ({ label, confidence });

function readRequest(text: string): RequestReading {
  const plain = folded(unmarked(text)).trim();
  const smallTalk = words(text).length === 0 ? "other" : talk.find(([, test]) => test(plain))?.[0];
  const kind = readKind(plain);
  return {
    isRequest: flag(!smallTalk),
    smallTalk: { label: smallTalk ?? "other", confidence: 0.6 },
    kind,
    priorityClaim: flag(!smallTalk && priority.test(plain) && !calm.test(plain)),
    providerLanguage: flag(provider.test(plain)),
    parts: splitRequests(text),
    said: readSaid(text, kind.label),
  };
}

const refusal = /^\W*$|\b(?:no idea|don't know|do not know|not sure|can't (?:share|tell|say)|confidential|no comment|tbd|n\/a|ask (?:him|her|them|my)|messenger|forward it|keine ahnung|weiss (?:ich )?nicht|je ne sais|aucune idee|ni idea|no se|no lo se|haven't thought|not to talk|hard to say|to be defined)\b/;
const broken = /\b(?:crash\w*|broken|error|fails?|stopped|down|empty|wrong|garbled|timeout|freez\w*|slow|corrupt|lost|gone|black|sturzt|kaputt|fehler|plante|panne|bloquea|falla|no longer starts|since the update)\b/;
const slogan = /\b(?:efficien\w*|modern\w*|productiv\w*|future|digital\w*|everyone else|competit\w*|strateg\w*|best practice|transparency|improve|easier|professional\w*|effizien\w*|moderni\w*|mejorar|cool|standard|compliance|governance)\b/;

function readNeed(answer: string, request = ""): NeedReading {
  const text = folded(unmarked(answer)).trim();
  if (refusal.test(text)) return { label: "refusal_unknown", confidence: 0.7 };
  const asked = new Set(words(request).filter((word) => word.length > 3));
  const said = words(answer).filter((word) => word.length > 3);
  const shared = said.filter((word) => asked.has(word)).length / Math.max(1, said.length);
  if (shared >= 0.5) return { label: "solution_restated", confidence: 0.6 };
  if (broken.test(text)) return { label: "breakage", confidence: 0.6 };
  if (slogan.test(text) && !/\d/.test(text)) return { label: "vague", confidence: 0.6 };
  return said.length <= 2 ? { label: "vague", confidence: 0.5 } : { label: "need", confidence: 0.5 };
}

const outside = /\b(?:customers?|clients?|guests?|patients?|dealers?|subscribers?|tenants?|shoppers?|buyers?|visitors?|passengers?|kunden?|clientes?)\b/;
const colleagues = /\b(?:sales|support|service desk|reps?|agents?|engineers?|managers?|consultants?|reception|colleagues|quality|innendienst|vertrieb|companeros|equipe|drivers?|nurses?|staff|team)\b/;
const inside = /\b(?:internal|audit|compliance|legal|law|policy|cost|costs|save[sd]?|saves us|iso|less work|our own|for me|departments?|employees|controlling|finance|obligation|nobody outside|no customer)\b/;

function readCustomer(answer: string): CustomerReading {
  const text = folded(unmarked(answer)).trim();
  if (refusal.test(text)) return { label: "unknown", confidence: 0.7 };
  const [toOutside, viaColleagues] = [outside.test(text), colleagues.test(text)];
  if (toOutside && viaColleagues) return { label: "indirect", confidence: 0.6 };
  if (toOutside) return { label: /are (?:our |the )?(?:other )?departments|internal/.test(text) ? "internal_only" : "direct", confidence: 0.6 };
  if (inside.test(text)) return { label: "internal_only", confidence: 0.6 };
  return viaColleagues ? { label: "indirect", confidence: 0.4 } : { label: words(text).length < 4 ? "unknown" : "internal_only", confidence: 0.4 };
}

const version = "rules@1";

/** Reads with rules alone: pure, and never throws. */
export function rulesJudge(): Judge {
  return { read: async (ask) => readByRules(ask) };
}

/** The same at once, for whoever cannot wait (a form's preview, a command). */
export function readByRules({ text, wants, request, today }: Ask): Readings {
  const readings: Readings = { by: version };
  const read = clip(text);
  for (const want of wants) {
    if (want === "control") {
      const control = readControl(text);
      if (control) readings.control = { label: control, confidence: 0.95 };
    } else if (want === "request") readings.request = readRequest(read);
    else if (want === "need") readings.need = readNeed(read, request);
    else if (want === "customer") readings.customer = readCustomer(read);
    else {
      const date = today ? readDate(read, today) : undefined;
      readings.measure = date ? { date } : {};
    }
  }
  return readings;
}
