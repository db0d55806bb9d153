/** Turns of phrase that say more than their words: precise frames that the model weighs beside everything else. Each reads folded text (lower case, no accents). */
import { folded, unmarked } from "./text.ts";

/** What stands in quotes or is a name ("Critical Incidents") is talked about and claims nothing. */
const unquoted = (text: string) =>
  unmarked(text)
    .replace(/["“”„«][^"“”„«»]{1,60}["“”»]/g, " ")
    .replace(/(?<=\p{Ll}\s)\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)+/gu, " ");

const cues: Record<string, RegExp> = {
  priority:
    /\b(?:urgent(?:ly)?(?! (?:care|matters))|asap|immediate(?:ly)?|emergency!|p0|p1|sev ?-?[12]|(?:top|high|highest|first|no\.? ?1|number one|absolute) prio(?:rity)?\b|prio(?:rity)? ?(?:1|one)\b|prioriteit|(?:can't|cannot|can not) wait|must not slip|right (?:now|away)|ahead of (?:the|all|every)|before (?:everything|anything|all) (?:else|other)|put (?:us|me|this|it) (?:first|ahead)|(?:comes?|goes|do this|done) first|drop (?:everything|all|what|the other)|front of the (?:line|queue)|(?:has|takes|have) (?:absolute )?precedence|before (?:the rest|all (?:the )?others?|you do anything|any other)|(?:this|that) one first|(?:treat|handle|do|answer|fix|solve) (?:this|it|that|mine)(?: one)? first|first of all (?:things|projects)|all hands|within (?:the|an|one|two) hours?|within minutes|fast[- ]track|top of (?:the|your) list|vorrang|vorziehen|vor allem anderen|avant tout(?: le (?:reste|monde))?|en priorite|lo primero|time[- ]critical|burning|blocker|now[.!]|before noon|the deal is off|critical(?:!|:| that| for us| -)|need(?:s|ed)? (?:this |it )?(?:fixed )?(?:today|now|immediately|yesterday)|high prio|top prio|escalate|in (?:five|ten|\d+) minutes|jumps the queue|stands? still|(?:production|prod|everything) (?:is )?(?:down|outage)|dringend|eilt (?:sehr|!)|sehr eilig|sofort|(?:hochste|hoechste|hohe) prio\w*|oberste prio\w*|notfall|kritisch!|urgence|c est presse|priorite (?:absolue|numero|maximale)|au plus vite|tout de suite|urge\b|urgente|prioritario|prioridad (?:absoluta|maxima|alta|uno)|cuanto antes|no puede esperar|ya mismo)/,
  calm: /\b(?:not (?:that |so |really |very )?(?:urgent|pressing|critical|important)|isn't urgent|no (?:\w+ )?(?:urgency|rush|hurry|stress|drama|pressure|priority)|can wait|low prio\w*|whenever|take your time|when you (?:find|have) (?:the )?time|next (?:quarter|year|month) is|some ?(?:day|time)\b|early enough|more important things|normal release|do not move|nicht (?:dringend|eilig)|eilt nicht|keine eile|kein stress|hat zeit|pas urgent|rien ne presse|quand vous pouvez|no es urgente|sin prisa|no corre prisa)/,
  shouting: /(?<!\w)[!¡]{2,}/,
  "as customer":
    /\b(?:(?:as|we are|we're|i'm|i am|like) (?:a |an |the |your |our |any other |one of your |the paying )*(?:internal |paying |loyal |vip |biggest )*(?:customers?|clients?)\b(?! (?:service|support|portal|number|data|care))|your (?:internal |vip |best |biggest )*(?:customers?|clients?)\b|(?:internal|paying) (?:customers?|clients?)\b(?! (?:number|id))|(?:customers?|clients?) of (?:it|yours)\b|the (?:customer|client) (?:says|wants|is always|\()|business is (?:the|your) customer|als (?:interner? )?kunden?\b|interne[rn]? kunden?|kunden? der it|euer kunde|(?:en tant que|votre|vos) clients?|clients? internes?|como clientes?|clientes? intern[oa]s?|vuestros? clientes?)/,
  "as supplier":
    /\b(?:(?:you are|you're|you as|as|dear|our|it as|we have a|the it|it) (?:our |a |the |your |it |internal )*(?:service )?(?:providers?|suppliers?|vendor)\b(?!'s)|(?:service )?(?:provider|supplier) (?:does|never|should|intend)|services to the business|dienstleister|lieferant der|(?:son|notre|votre) prestataire|(?:su|nuestro) proveedor|we (?:pay|are paying) (?:for|you|2|\d)|you charge us|internal (?:allocations|charging|billing)|our sla|service level|we(?:'d like to)? (?:order|commission|ordered) (?:from|hereby)|hiermit)/,
  "starts asking":
    /^\W*(?:(?:hi|hello|hey|hallo|bonjour|hola|team|all|all,|quick one|sorry)\W+)*(?:how|what|which|who|where|when|why|is there|is it|are|can|could|do|does|did|should|may|would|has|have|any|was|will|wie|was|welche|wer|wo|wann|warum|gibt|kann|konnt|darf|durfen|soll|comment|quel|quelle|ou|quand|pourquoi|peut|est|como|que|cual|donde|cuando|por que|puede|pueden|se puede)\b/,
  "how do i": /\b(?:how (?:do|can|could|should|would|to|does)|wie (?:kann|mache|geht|stelle|bekomme)|comment|como (?:puedo|se|hago|recupero))\b/,
  "already asked":
    /\b(?:i|we|he|she|you|they) (?:\w+ )?(?:asked|ordered|requested|reported|submitted|raised|placed|mentioned|promised|discussed|told|said|wanted to)\b|\b(?:my|our|the) (?:open )?(?:ticket|request|incident|order|application)s?\b|\b(?:inc|req|r-|ticket )\d+/,
  "asks to change":
    /\b(?:please|pls|plz|could you|can you|kindly|bitte|merci de|por favor|pouvez[- ]vous)\b.{0,40}\b(?:add|remove|rename|change|adapt|adjust|extend|move|hide|switch|swap|translate|update|include|connect|merge|split|exchange|replace|set|make|turn|put)\b/,
  "it should": /\b(?:should|shall|must|has to|have to|needs? to|soll(?:te|en)?|devrait|doit|debe(?:ria)?)\b(?! (?:i|we|my|my team)\b)/,
  "have none":
    /\b(?:(?:have|there is|there's|got) (?:no|none|nothing)\b|doesn't exist|nothing like|bisher|haben keine?|n'en avons pas|n'avons pas|no tenemos|by hand|on paper|in excel|copy (?:numbers|orders|and paste))/,
  "want a thing":
    /\b(?:need|needs|want|wants|like|get|have|introduce|buy|looking for|request|brauchen|hatten? gern|suchen|souhait\w+|voudr\w+|faudrait|cherchons|necesitamos|queremos|buscamos)\b (?:\w+ ){0,4}(?:tool|app|application|system|software|platform|portal|dashboard|bot|chatbot|solution|database|program|website|shop|crm|wiki|losung|programm|plattform|outil|logiciel|application|plateforme|tableau de bord|sistema|herramienta|aplicacion|programa|plataforma|panel)\b/,
  "went wrong":
    /\b(?:since|after|every ?time|when(?:ever)? (?:i|we)|as soon as|seit|wenn ich|depuis|quand je|desde|cuando)\b.{0,60}\b(?:not|n't|error|empty|wrong|blank|crash\w*|slow|freez\w*|gone|nothing|nicht|fehler|leer|plus|erreur|vide|no|falla)\b/,
  "was mended":
    /\b(?:works? (?:again|now|fine)|is back|solved|resolved|fixed|sorted|repaired|replaced|geht wieder|lauft wieder|remarche|resolu|ya funciona|solucionado)\b/,
};

/** The cues that a text gives, by name. */
export function readCues(text: string): string[] {
  const plain = folded(unquoted(text)).replace(/\s+/g, " ").trim();
  return Object.entries(cues).flatMap(([name, pattern]) => (pattern.test(plain) ? [name] : []));
}
