/**
 * Converts a text into features of a linear model: hashed words, word pairs, character n-grams (for
 * typos, compounds and other languages), vocabulary families and their order, phrase patterns, word
 * vectors, and the overlap of an answer with the request. Names of blocks and patterns are hashed:
 * renaming one invalidates the trained model.
 */

import {
  foldText,
  type NormalisedText,
  splitSentences,
  tokenizeWords,
  toOneLine,
} from "../../text/normalise.ts";
import { createPatternSet } from "../../text/pattern-set.ts";
import type { Vocabulary } from "../../text/vocabulary.ts";
import { fnv1a, fnvPrime, type WordVectors } from "../../text/word-vectors.ts";

/** Removes quotes and names ("Critical Incidents"), which mention something without claiming it. */
const unquoted = (bare: string) =>
  bare
    .replace(/["“”„«][^"“”„«»]{1,60}["“”»]/g, " ")
    .replace(/(?<=\p{Ll}\s)\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)+/gu, " ")
    .replace(/\bNOW\b/g, "now!");

const cues: Record<string, RegExp> = {
  "goes first":
    /^\W*(?:urgent|asap|emergency|urgence|urgente|dringend|notfall|kritisch)\b(?! (?:care|matters|requests are|tickets are))|(?:^|[.!?,;:()-]\s*|\b(?:it's|this is|this one is|that's|treat (?:this )?as|very|really|super|extremely|please|pls|c'est|es|muy|sehr|ist|hochst)\s+)(?:urgent(?:ly)?|asap|critical(?:ly)?|emergency|notfall|emergencia|urgence|urgente|dringend|kritisch|pressee?|prioritario|p[01]|sev ?-?[12]|(?:top|high|highest|first|no\.? ?1|number one|absolute) prio(?:rity)?|prio(?:rity)? ?(?:1|one|a)|time[- ]critical|quick)\b(?=\s*(?:[:!,.()-]|please|pls|one\b|for us|that|by|need|required|bitte|$))|\basap(?:!|\W*$)|\b(?:must|can't|cannot|can not|no puede) (?:not )?(?:wait|slip|esperar)\b|\bahead of (?:the|all|every)|\bbefore (?:everything|anything|all|you do anything|any) (?:else|other)|\bbefore (?:the rest|(?:all )?the others?)\b|\b(?:put|want|serve|take|move|squeeze)\w* (?:us|me|this|it|mine|the \w+ tool|this one|be served)\b.{0,12}(?:first|ahead|right at the top|in before|to the front)|\b(?:comes?|goes|do|does|done|handle|fix|solve|answer|treat)\b.{0,20}\bfirst(?: thing| please|[:!,]|$)|\b(?:first thing|first of all (?:things|projects)|this one first|mine first|that one first)\b|\bdrop (?:everything|all|what|the other)|\bstop whatever|\bfront of the (?:line|queue)|\btop of (?:the|your) list|\bjumps the queue|\bfast[- ]track|\b(?:takes|has|have) (?:absolute )?precedence|\b(?:our|my|is|the) (?:\w+ )?(?:top|number one|no\.? ?1|highest|first) priority\b|\b(?:top|highest|high|hochste|hoechste|oberste|absolute) prio\w*|\bpriority (?:one|1)(?=\W*$|[.!,:])|\btreat\w* (?:\w+ ){0,5}as (?:top |urgent|priority|p1)|\beverything else can wait|\bothers? (?:\w+ ){0,3}(?:may|can) (?:wait|slide|go to the back|follow later)|\bnothing else matters|\bbeats (?:all|everything)|\bgoes before\b|\bat once\W*$|\b(?:someone|somebody|need it|needed|needs?|change it|exchange it|now please|please,? now|act|opinion|access) now\b|\bnow(?:!|,? please)|\bplease,? now\b|\bright (?:now|away|this minute)(?=\s*(?:!|please|$))|\bneed\w*\b.{0,30}\b(?:today|immediately|yesterday|within (?:the|an|one|two) hours?|within (?:days|minutes)|in \d+ minutes)\b|\b(?:today|immediate(?:ly)?)\s*(?:please|!|attention|required|repair|needed)|\bimmediately\W*$|\bin (?:\d+|five|ten) minutes!|\bwith priority\b|\b(?:please|come|renewed)\b.{0,20}\bimmediately\b|\bimmediately please|\bplease (?:hurry|escalate|prioriti[sz]e)|\bwithin the hour\b.{0,10}:|\bbefore noon\b|\bby tonight\b|\bdeal is off|\bhigh prio\b|\ball hands\b|\bblocker!|\bdemand\w* immediate|\bcomplety? down\b|\bproduction down\b|\bbitte (?:sofort|vorziehen|vor allen)|\bsofort(?:!|\W*$| mein)|\beilt (?:sehr|!)|\bso schnell wie moglich|\bschnellstmoglich|\bvorrang\b|\bvor allem anderen|\bnoch heute\b|\bau plus vite\b|\btout de suite\b(?=\W*$)|\bavant (?:tout|midi\W*$)|\bpriorite (?:absolue|numero|maximale|n)|\ben priorite\b|\bvite\b|\burge\b|\bprioridad (?:absoluta|maxima|alta|uno)|\bcuanto antes|\blo primero|\bya mismo/,
  "before the rest":
    /\b(?:before|ahead of|in front of|prior to|trump\w*|beats?|outranks?|overtak\w*|above|sooner than) (?:\w+ ){0,3}(?:anything|everything|everyone|everybody|anybody|all(?: (?:else|that|the|other|of)\b|[.!,:]|$)|whatever|the rest|others?|any other)\b|\b(?:everything|anything|others?|the rest|all else) (?:\w+ ){0,4}(?:second|later|wait|back|pushed)\b|\b(?:head|top|front) of (?:the|your) (?:queue|list|pile|line)|\b(?:skip|jump|move (?:it|this|us|me|mine) up)\b.{0,8}(?:queue|line|list|$|[,.!])|\bbe (?:the )?next\b|\bwhatever you(?:'re| are)|\bdrop (?:it|them|that)\b|\b(?:begin|start) with (?:this|it|mine|ours|us)\b|\bthis (?:very )?(?:minute|instant|second)\b|\b(?:cannot|can't|no podemos|nicht) (?:afford to |mehr )?(?:wait|esperar|warten)\b|\bexpedite|\bvor(?:zieh|gezogen|rang)\w*|\bzieht .{0,20}\bvor\b|\bvor (?:den|allen) (?:anderen|ubrigen)|\balles (?:andere )?(?:stehen|liegen|andere)|\bals erstes\b|\btoutes affaires cessantes|\b(?:avant|devant) (?:tout|les autres|le reste)|\bpasser? (?:devant|avant|en premier)|\ben premier\b|\blaisse[zr]? tout|\bantes (?:que|de) (?:lo demas|nada|nadie|todo|los? (?:otros?|demas))|\bdejen? (?:lo que|todo)|\bpor delante de/,
  "in trade":
    /\b(?:pay|paying|pays|paid|fund\w*|booked|charged?)\b.{0,40}\b(?:levy|fee|fees|charge|service|it department|allocation|rate|budget|for (?:this|it|you))\b|\b(?:biggest|best|most \w+|loyal|good|small|paying|demanding) (?:customers?|clients?|account)\b|\b(?:in-?house|our|your|like a|as a|dear|to our) (?:\w+ )?(?:supplier|provider|vendor|contractor)\b|\b(?:customers?|clients?|buyers?|supplier|provider) (?:here|side)\b|\b(?:customers?|clients?) of (?:it|yours|the it)\b|\bit's (?:customers?|clients?)\b|\b(?:your|send us|a|an|external) (?:offer|quote|price list|portfolio|competitors?)\b|\border(?:ed)?\b.{0,30}\bfrom (?:you|it)\b|\byou (?:supply|deliver|sell)\b|\b(?:kunden?|auftraggeber) (?:der|von) (?:it|euch)|\beure[nr]? kunden?|\b(?:be)?zahlen wir|\bservicepauschale|\bdienstleist\w*|\blieferant|\bprestat\w*|\bfournisseur|\bcommande aupres|\bclients? (?:de la dsi|internes?|de l'informatique)|\b(?:como (?:cualquier )?|ser )clientes?|\bcontrato de servicio|\bproveedor de servicio|\bpagamos\b/,
  "ends on urgency":
    /(?<!\b(?:not|nothing|isn't|pas|nicht|no es|less) (?:\w+ )?)\b(?:urgent(?:ly)?\s*!+|(?:[.!?,;:(-]\s*)(?:this is |it's |it is |very |really |c'est |es |es ist |sehr )*(?:urgent(?:e|ly)?|dringend)|asap|as soon as possible|(?:top|highest|absolute|hochste|oberste|maxima) prio\w*|prio(?:rity|ritat|rite|ridad)? ?(?:1|one|eins|absolue|absoluta|maxima)|so schnell wie moglich|au plus vite|cuanto antes)(?:,? (?:please|pls|thanks|thank you|bitte|danke|svp|merci|por favor|gracias))?\W*$/,
  "speaks of urgency":
    /\b(?:urgent\w*|asap|emergency|critical|priorit\w+|prio|immediate\w*|p1|expedite|rush|dringend|eilig|kritisch|urgence|urgente|urgencia|deadline)\b/,
  calm: /\b(?:not (?:that |so |really |very )?(?:urgent|pressing|critical|important)|isn't urgent|no (?:\w+ )?(?:urgency|rush|hurry|stress|drama|pressure|priority)|(?<!(?:else|others?|rest) )can wait|low prio\w*|whenever|take your time|when you (?:find|have) (?:the )?time|next (?:quarter|year|month) is|some ?(?:day|time)\b|early enough|more important things|normal release|do not move|nicht (?:dringend|eilig)|eilt nicht|keine eile|kein stress|hat zeit|pas urgent|rien ne presse|quand vous pouvez|no es urgente|sin prisa|no corre prisa)/,
  shouting: /(?<!\w)[!¡]{2,}/,
  "as customer":
    /\b(?:(?:as|we are|we're|i'm|i am|like) (?:a |an |the |your |our |any other |one of your |the paying )*(?:internal |paying |loyal |vip |biggest )*(?:customers?|clients?)\b(?! (?:service|support|portal|number|data|care))|your (?:internal |vip |best |biggest )*(?:customers?|clients?)\b|(?:internal|paying) (?:customers?|clients?)\b(?! (?:number|id))|(?:customers?|clients?) of (?:it|yours)\b|the (?:customer|client) (?:says|wants|is always|\()|business is (?:the|your) customer|als (?:interner? )?kunden?\b|interne[rn]? kunden?|kunden? der it|euer kunde|(?:en tant que|votre|vos) clients?|clients? internes?|como clientes?|clientes? intern[oa]s?|vuestros? clientes?)/,
  "as supplier":
    /\b(?:(?:you are|you're|you as|as|dear|our|it as|we have a|the it|it) (?:our |a |the |your |it |internal )*(?:service )?(?:providers?|suppliers?|vendor)\b(?!'s)|(?:service )?(?:provider|supplier) (?:does|never|should|intend)|services to the business|dienstleister|lieferant der|(?:son|notre|votre) prestataire|(?:su|nuestro) proveedor|we (?:pay|are paying) (?:for|you|2|\d)|you charge us|internal (?:allocations|charging|billing)|our sla|service level|we(?:'d like to)? (?:order|commission|ordered) (?:from|hereby)|hiermit)/,
  "starts asking":
    /^\W*(?:(?:hi|hello|hey|hallo|bonjour|hola|team|all|all,|quick one|sorry)\W+)*(?:how|what|which|who|where|when|why|is there|is it|are|can|could|do|does|did|should|may|would|has|have|any|was|will|wie|was|welche|wer|wo|wann|warum|gibt|kann|konnt|darf|durfen|soll|comment|quel|quelle|ou|quand|pourquoi|peut|est|como|que|cual|donde|cuando|por que|puede|pueden|se puede)\b/,
  "how do i":
    /\b(?:how (?:do|can|could|should|would|to|does)|wie (?:kann|mache|geht|stelle|bekomme)|comment|como (?:puedo|se|hago|recupero))\b/,
  "already asked":
    /\b(?:i|we|he|she|you|they) (?:\w+ )?(?:asked|ordered|requested|reported|submitted|raised|placed|mentioned|promised|discussed|told|said|wanted to)\b|\b(?:my|our|the) (?:open )?(?:ticket|request|incident|order|application)s?\b|\b(?:inc|req|r-|ticket )\d+/,
  "asks to change":
    /\b(?:please|pls|plz|could you|can you|kindly|bitte|merci de|por favor|pouvez[- ]vous)\b.{0,40}\b(?:add|remove|rename|change|adapt|adjust|extend|move|hide|switch|swap|translate|update|include|connect|merge|split|exchange|replace|set|make|turn|put)\b/,
  "it should":
    /\b(?:should|shall|must|has to|have to|needs? to|soll(?:te|en)?|devrait|doit|debe(?:ria)?)\b(?! (?:i|we|my|my team)\b)/,
  "have none":
    /\b(?:(?:have|there is|there's|got) (?:no|none|nothing)\b|doesn't exist|nothing like|bisher|haben keine?|n'en avons pas|n'avons pas|no tenemos|by hand|on paper|in excel|copy (?:numbers|orders|and paste))/,
  "want a thing":
    /\b(?:need|needs|want|wants|like|get|have|introduce|buy|looking for|request|brauchen|hatten? gern|suchen|souhait\w+|voudr\w+|faudrait|cherchons|necesitamos|queremos|buscamos)\b (?:\w+ ){0,4}(?:tool|app|application|system|software|platform|portal|dashboard|bot|chatbot|solution|database|program|website|shop|crm|wiki|losung|programm|plattform|outil|logiciel|application|plateforme|tableau de bord|sistema|herramienta|aplicacion|programa|plataforma|panel)\b/,
  "went wrong":
    /\b(?:since|after|every ?time|when(?:ever)? (?:i|we)|as soon as|seit|wenn ich|depuis|quand je|desde|cuando)\b.{0,60}\b(?:not|n't|error|empty|wrong|blank|crash\w*|slow|freez\w*|gone|nothing|nicht|fehler|leer|plus|erreur|vide|no|falla)\b/,
  "weighs it":
    /\b(?:what are the risks|who (?:has to|must|should) (?:sign|agree|approve)|is (?:a|an|the|it) .{0,40}(?:right thing|good idea|worth|overkill|the right|even (?:needed|the))|pros and cons|what would you|would you (?:rather|recommend|go)|before (?:we|i) (?:buy|ask|request|sign|order|introduce)|gern wissen|was .{0,30}raten|que nous conseill|que nos recomiend|vale la pena|lohnt)/,
  "wrongly does":
    /\b(?:shows?|shown|displays?|prints?|sends?|sent|went out|gets?|opens?|returns?|says|appears?|charges?|charged|counts?|lists?|zeigt|verschickt|druckt|affiche|envoie|muestra|imprime|envia)\b.{0,30}\b(?:wrong|twice|other (?:people|customers|patients)\w*|old|empty|blank|nothing|upside|duplicate|last (?:year|month|week)\w*|previous|instead|falsche?n?|doppelt|leer\w*|nichts|mauvais\w*|double|vide|equivocad\w*|duplicad\w*|vaci\w*)\b/,
  "used to work":
    /\b(?:used to|until (?:yesterday|last|the)|any ?more\b|no longer|not .{0,20}any ?more|stopped|has(?:n't| not) .{0,20}since|nicht mehr|keine? .{0,20}mehr|ne .{0,20}plus|n'arrive plus|ya no|dejo de)\b/,
  "machine wrote":
    /\b(?:auto-?reply|automatic(?:ally)? (?:reply|generated|sent)|out of (?:the )?office|do not reply|please do not answer|confidentiality notice|generated automatically)\b/,
  "was mended":
    /\b(?:works? (?:again|now|fine)|is back|solved|resolved|fixed|sorted|repaired|replaced|geht wieder|lauft wieder|remarche|resolu|ya funciona|solucionado)\b/,
};

const names = Object.keys(cues);
const findCues = createPatternSet(Object.values(cues));

/**
 * Returns the names of the matching patterns.
 * @param bare - text without markup
 * @param line - the same, folded and on one line
 */
function matchPhrasePatterns(bare: string, line: string): string[] {
  const own = unquoted(bare);
  const plain = own === bare ? line : toOneLine(foldText(own));
  return findCues(plain).map((index) => names[index]!);
}

/** Number of hash buckets (a power of two); the vector's dimensions follow them. */
export const featureBucketCount = 2 ** 18;

/** Receiver of features as they are found: the scores of a reading, or a row for training. */
export interface FeatureSink {
  /**
   * Receives the features of a block, which have one value.
   * @param buckets - valid only during the call, up to `count`
   */
  addBlock(buckets: Int32Array, count: number, value: number): void;
  /** Receives the mean word vector. */
  addVector(values: Float64Array): void;
}

/** Adds the features of a text to a sink. */
export type FeatureExtractor = (text: NormalisedText, sink: FeatureSink) => void;

/** Weights of the blocks, found by cross-validation. */
const weights = {
  words: 1,
  pairs: 0.7,
  pieces: 0.7,
  families: 1.2,
  order: 0.7,
  cues: 1,
  start: 0.6,
  asked: 0.6,
  shape: 0.3,
  relation: 1,
  subject: 1.5,
};

/** Collects the buckets of one block at a time, each once, without creating objects. */
function createBlock() {
  const seen = new Uint32Array(featureBucketCount / 32);
  let buckets = new Int32Array(2048);
  let count = 0;
  return {
    add(hash: number): void {
      const bucket = (hash ^ (hash >>> 16)) & (featureBucketCount - 1);
      const bit = 1 << (bucket & 31);
      if (seen[bucket >>> 5]! & bit) return;
      seen[bucket >>> 5]! |= bit;
      if (count === buckets.length) {
        const longer = new Int32Array(2 * count);
        longer.set(buckets);
        buckets = longer;
      }
      buckets[count] = bucket;
      count += 1;
    },
    /**
     * Passes the block on. Its weight is divided by the number of its features to the `power`, so
     * that a long text does not outweigh a short one.
     */
    end(sink: FeatureSink, weight: number, power = 0.5): void {
      for (let at = 0; at < count; at += 1) seen[buckets[at]! >>> 5] = 0;
      if (count > 0) sink.addBlock(buckets, count, weight / count ** power);
      count = 0;
    },
  };
}

const block = createBlock();

/** Hashes the character n-grams (2 to 5) of a word, including its ends, continued from `before`. */
function addNgrams(word: string, before: number): void {
  const length = word.length + 2;
  for (let start = 0; start + 2 <= length; start += 1) {
    let hash = before;
    for (let at = start; at < start + 5 && at < length; at += 1) {
      const code = at === 0 ? 60 : at === length - 1 ? 62 : word.charCodeAt(at - 1);
      hash = Math.imul(hash ^ code, fnvPrime);
      if (at > start) block.add(hash);
    }
  }
}

/**
 * Hashes each family with those of the next two words that have any: "want" before "product"
 * differs from the reverse order.
 */
function addOrder(withFamilies: string[][]): void {
  const before = fnv1a("order");
  const names = withFamilies.map((families) => families.map((family) => fnv1a(family)));
  const add = (hash: number) => block.add(Math.imul(hash ^ before, fnvPrime));
  names.forEach((here, index) => {
    for (const family of here) {
      if (index === 0) add(family);
      for (const next of names[index + 1] ?? []) add(Math.imul(family, 31) ^ next);
      for (const next of names[index + 2] ?? []) add(Math.imul(family, 961) ^ next);
    }
  });
}

const shape = (text: string, length: number) => [
  `length ${length < 2 ? length : length < 4 ? "few" : length < 8 ? "short" : length < 15 ? "sentence" : length < 40 ? "long" : "longest"}`,
  `asks ${/\?\W*$/.test(text) ? "last" : text.includes("?")}`,
  `exclaims ${text.includes("!")}`,
  `counts ${/\d/.test(text)}`,
  `shouts ${/[A-Z]{4}/.test(text)}`,
  `code ${text.includes("```")}`,
];

/** First letters of a word, enough to match "signing" with "signed". */
const stem = (word: string) => (word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, ""));

/** Words without a topic, which do not count as repetition. */
const fillers = new Set(
  tokenizeWords(
    "the and for with that this are was were has have had not but you your our can could would should will they them their there then than from into out all any one it's its his her she him who what when where why how which also just like get got about over more most some such only very too please need want " +
      "der die das und fur mit dass den dem des ein eine einen einer ist sind war wir ihr sie ich nicht auch auf bei von zum zur wie was wenn dann noch nur aber oder werden wird haben hat damit weil " +
      "les une pour avec que qui est sont nous vous ils elle dans sur par pas plus aux cette ces son ses " +
      "los las una unos para con que por son del sus nos como mas pero",
  ),
);

function topicWords(all: readonly string[]): Set<string> {
  const topics = new Set<string>();
  for (const word of all) if (word.length > 2 && !fillers.has(word)) topics.add(stem(word));
  return topics;
}

/** Measures how much of an answer repeats the request. */
function relation(all: readonly string[], request: string): string[] {
  const [asked, said] = [topicWords(tokenizeWords(request)), topicWords(all)];
  const shared = said.intersection(asked).size;
  const fifths = (part: number, whole: number) => (whole === 0 ? 0 : Math.ceil((part / whole) * 5));
  return [
    `share ${fifths(shared, said.size)}`,
    `back ${fifths(shared, asked.size)}`,
    `both ${fifths(shared, Math.sqrt(said.size * asked.size))}`,
    `fresh ${Math.min(6, said.size - shared)}`,
    `shared ${Math.min(4, shared)}`,
  ];
}

/**
 * Adds named features of a block, normalised by their number (see `createBlock`).
 * @param name - of the block, hashed before each name; it may end in what the names share
 */
export function addFeatures(
  sink: FeatureSink,
  name: string,
  names: readonly string[],
  weight: number,
  power?: number,
): void {
  const before = fnv1a(name);
  for (const each of names) block.add(fnv1a(each, before));
  block.end(sink, weight, power);
}

/** Adds how much of the request an answer repeats. */
export function addRelation(sink: FeatureSink, words: readonly string[], request: string): void {
  addFeatures(sink, "relation", relation(words, request), weights.relation);
}

/** Creates the extraction of a message's features; training and product use the same. */
export function createFeatureExtractor(
  vocabulary: Vocabulary,
  vectors: WordVectors,
): FeatureExtractor {
  return ({ text, bare, line, words }, sink) => {
    const all = words.map((word) => (/^\d/.test(word) ? "#" : word));
    const families = vocabulary.find(all);
    const cues = matchPhrasePatterns(bare, line);
    addFeatures(sink, "word", all, weights.words);

    const pair = fnv1a("pair");
    all.forEach((word, index) => {
      block.add(fnv1a(word, fnv1a(" ", fnv1a(all[index - 1] ?? "^", pair))));
      if (index > 1) block.add(fnv1a(word, fnv1a(" _ ", fnv1a(all[index - 2]!, pair))));
    });
    block.end(sink, weights.pairs);

    const piece = fnv1a("piece");
    for (const word of all) addNgrams(word, piece);
    block.end(sink, weights.pieces);

    addFeatures(sink, "family", families.flat(), weights.families, 0.25);
    addOrder(families.filter((here) => here.length > 0));
    block.end(sink, weights.order);
    addFeatures(
      sink,
      "cue",
      cues.flatMap((cue) => [
        cue,
        ...cues.filter((other) => other > cue).map((other) => `${cue}+${other}`),
      ]),
      weights.cues,
      0,
    );
    addFeatures(
      sink,
      "start",
      all.slice(0, 3).map((word, index) => `${index} ${word}`),
      weights.start,
    );
    if (text.includes("?"))
      addFeatures(
        sink,
        "asked",
        splitSentences(text).flatMap((sentence) =>
          /\?\W*$/.test(sentence) ? tokenizeWords(sentence) : [],
        ),
        weights.asked,
      );
    addFeatures(sink, "shape", shape(text.trim(), all.length), weights.shape);
    sink.addVector(vectors.mean(words, weights.subject));
  };
}
