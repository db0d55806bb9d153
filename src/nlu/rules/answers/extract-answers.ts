/**
 * Extraction of answers that a first message already contains, verbatim, so that nobody is asked
 * twice.
 */
import type { EffectKind, RequestKind, StatedAnswers } from "../../judge.ts";
import { foldInPlace, foldText, splitSentences } from "../../text/normalise.ts";
import type { Vocabulary } from "../../text/vocabulary.ts";
import { readFaultFacts, trimConjunctions, verbatim } from "../faults/fault-facts.ts";
import { asksOutright } from "../requests/request-opening.ts";
import { courtesy, isBroken } from "../requests/title-patterns.ts";

const outsiders =
  /\b(?:customers?|clients?|guests?|patients?|dealers?|subscribers?|tenants?|shoppers?|buyers?|visitors?|passengers?|citizens?|policyholders?|applicants?|kund(?:en?|in|innen)|gaste?n?|clients?|clientes?|huespedes|pacientes)\b/;
const wantedEffect =
  /\b(?:(?<!\bcan )wait|get|gets|receive|see|keep asking|ask|complain|leave|buy|order|pay|notice|call|hang up|warten|bekommen|sehen|fragen|attendent|recoivent|voient|demandent|ne peuvent|no pueden|cannot|can't|abandon\w*|hang up|hangs up|walk away|esperan|reciben|ven|preguntan|fuera de horario)/;
const reason =
  /\b(?:so that|so (?:\w+ ){1,3}(?:can(?:'t)?|could|don't|doesn't|won't|get|know|see|no longer)\b|in order to|because|since we|as we|otherwise|damit|weil|um zu|denn|sonst|pour qu(?:e\b|')|afin de|afin qu(?:e\b|')|parce qu(?:e\b|')|car (?=(?:nous|on|le|la|les|l'|il|elle|ils|elles|je|j'|c'|ca|des|nos|notre|personne|tout)\b|l'|j'|c')|sinon|para que|para poder|porque|ya que|si no)\b/;
const trouble =
  /\b(?:cannot|can't|could not|nobody (?:can|knows)|we forget|we lose|we lost|takes (?:us )?(?:hours|days|weeks|forever|ages|\d+)|too late|(?:only|always) (?:notice|find out|hear|learn|see)\b|keep (?:forgetting|losing|missing)|by hand|manually|every (?:friday|monday|week|month)|verlieren|zu spat|merken (?:wir )?(?:das |es )?(?:immer |oft )?erst|erfahren (?:wir )?(?:das |es )?(?:immer |oft )?erst|vergessen (?:das|es|wir)|dauert (?:ewig|stunden|tage|wochen|\d+)|von hand|niemand (?:weiss|kann)|perdons|trop tard|(?:on|nous) (?:l'|les? )?oubli\w+|(?:prend|met) (?:des heures|des jours|une eternite|\d+)|a la main|perdemos|se pierde|demasiado tarde|nos enteramos (?:tarde|cuando)|se nos olvida|tarda(?:mos)? (?:horas|dias|semanas|una eternidad|\d+)|a mano)\b/;
const deadline =
  /\b(?:(?:by|until|before|till|not later than|no later than|deadline (?:is )?)\s+(?:the )?(?:end of |mid |next |this |start of |\d{1,2}(?:st|nd|rd|th)?\s?)*(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|quarter|year|q[1-4]|noon|midnight|tomorrow|tonight|summer|autumn|spring|christmas|\d{1,2} ?[ap]m)\b(?: \d{1,2}(?:st|nd|rd|th)?)?|bis (?:zum |ende |mitte |anfang )*(?:januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember|montag|dienstag|mittwoch|donnerstag|freitag|monatsende|jahresende|\d{1,2}\.(?:\d{1,2}\.)?)|(?:avant|d'ici) (?:le |la |fin |l')*(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|lundi|mardi|mercredi|jeudi|vendredi|midi|ete|\d{1,2}\b)|(?:antes de|para|hasta) (?:el |la |finales de |final de )*(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|lunes|martes|miercoles|jueves|viernes|verano|\d{1,2} de [a-z]+))/;
const metric =
  /\b(?:we(?:'ll| will) know (?:it )?(?:by|when|if)|success (?:is|means|would be|[=:])|measured by|target|goal is|from \d+\S* (?:to|down to|\w+ to) \d+|reduce .* (?:by|to|from) \d+|at least \d+ ?%|\d+ ?% (?:fewer|less|more|faster|moins|menos|weniger)|ziel ist|messen wir|de \d+\S* a \d+|objetivo|objectif|we(?:'d| would|'ll| will) (?:see|notice|measure|tell) (?:it|that|this) (?:in|from|by|when|if|at)|(?:das |daran )?(?:sehen|merken|wurden|sahen|merkten) wir (?:es |das )?(?:dann )?(?:daran|an|am|bei|wenn|ob)|(?:on|nous) (?:le |la |l')?(?:verr|constater|mesurer)\w+ (?:a|au|aux|dans|sur|quand|si|par)|(?:se |lo )?(?:notar|ver|medir)(?:a|an|ia|ian|emos|iamos) (?:en|cuando|si|por))\b/;
const decision =
  /\b(?:i want to|we want to|we have to decide|to decide|deciding|for (?:a|our|the|an|my) [a-z]+|because|so that|before (?:i|we)|um zu|damit|pour|para)\b/;

/** Matches a question that names what is to be chosen: "which of the two should we take?". */
const choice =
  /\b(?:which (?:one |of |\w+ )(?:[^?]* )?(?:should|shall|would|do you|is better|to (?:take|buy|use|pick|choose))|(?:should|shall) (?:we|i) (?:rather )?(?:take|buy|use|get|go|pick|choose|switch|stay|keep|move|lease|rent)\b|(?:is it|are we) better (?:off )?(?:to|with)|welche[rsnm]? (?:von |der |dieser |\w+ )?[^?]*(?:sollen|sollten|soll|sollte|nehmen|besser|kaufen|empfehl\w+)|(?:sollen|sollten|soll|sollte) (?:wir|ich) (?:lieber |besser |eher )?[^?]*(?:nehmen|kaufen|wechseln|bleiben|mieten|oder)\b|(?:lequel|laquelle|lesquel\w+|quel(?:le)?s? \w+) [^?]*(?:choisir|prendre|acheter|mieux|conseill\w+|recommand\w+|convient)|(?:vaut-il|vaut il|est-il|il vaut) mieux|(?:cual|cuales|que \w+) [^?]*(?:convien\w+|mejor|elegi\w+|compr\w+|recomend\w+|cog\w+|deberiamos)|(?:es mejor|nos conviene|deberiamos (?:coger|comprar|elegir|cambiar)))/;

const quote = (sentences: string[], test: (sentence: string) => boolean) =>
  sentences.find((sentence) => test(foldText(sentence)));

/** Returns the reason in a sentence ("… so that dealers see it") without the request itself. */
function reasonIn(sentence: string): string | undefined {
  if (!reason.test(foldText(sentence))) return undefined;
  const from = reason.exec(foldInPlace(sentence))?.index ?? 0;
  return sentence.length - from > 12 ? sentence.slice(from).trim() : sentence;
}

/** Matches something that may wait: "the relaunch can wait". */
const mayWait =
  /(?:^|[,.;:!?]\s*|\b(?:and|but|so)\s+)([^,.;:!?]{4,60}? (?:can|may|could) (?:all )?wait)\b|\b((?:das|der|die) [^,.;:!?]{3,50} kann warten)|((?:le|la|les|el|los|las) [^,.;:!?]{3,50} (?:peu(?:t|vent) attendre|puede[n]? esperar))/i;

/** Matches a deadline at the end of a quote, which is quoted separately. */
const deadlineAtEnd = new RegExp(`[\\s,]*${deadline.source}\\W*$`, "i");

/** Splits a sentence where a reason or another statement begins, as one about customers does. */
const clausesOf = (sentence: string): string[] =>
  sentence
    .split(
      /,\s+(?=(?:and|und|et|y)\s)|\s+(?=(?:so that|because|damit|weil|pour que?|parce que?|para que|porque)\b)/iu,
    )
    .flatMap((clause) => {
      const parts = clause.split(/,?\s+(?=(?:and|und|et|y)\s)/iu);
      const at = parts.findIndex((part, index) => index > 0 && beginsWithOutsiders.test(part));
      return at < 0 ? [clause] : [parts.slice(0, at).join(" "), parts.slice(at).join(" ")];
    });

/** Matches another statement, about customers: "and our clients complain". */
const beginsWithOutsiders = new RegExp(
  `^(?:and|und|et|y)\\s+(?:the |our |some |many |die |unsere |viele |les |nos |los |las |nuestr\\w+ )*${outsiders.source}`,
  "i",
);

/** Returns a quote without the part at its end that is quoted elsewhere. */
const withoutEnd = (quote: string, end: string | undefined): string => {
  const at = end === undefined ? -1 : quote.indexOf(end);
  return at > 20 ? quote.slice(0, at).trim() : quote;
};

const maxQuoteLength = 400;

/** Classifiers for needs and effects on customers that no phrase reveals. */
export interface SentenceClassifiers {
  isFault(sentence: string): boolean;
  isNeed(sentence: string): boolean;
  isCustomerEffect(sentence: string): boolean;
}

const noClassifiers: SentenceClassifiers = {
  isFault: () => true,
  isNeed: () => false,
  isCustomerEffect: () => true,
};

/** Maximum number of sentences of a message that are classified one by one. */
const maxClassifiedSentences = 3;

/** Minimum length of a sentence that may report a fault alone. */
const faultMinLength = 15;

/** Matches a sentence that only counts: "third time this week", "schon zum zweiten Mal heute". */
const onlyCounts =
  /^\W*(?:(?:and|und|et|y|this|that|it|das|ce|c|esta|is|s|ist|est|es|now|already|schon|jetzt|deja|ya|the|zum|la|pour|por)\W+)*(?:second|third|fourth|fifth|\d+\w*|(?:zwei|drit|vier|funf)ten?|(?:deux|trois|quatr)ieme|segunda|tercera|cuarta)\W+(?:time|mal|fois|vez)(?:\W+(?:already|schon|this|today|in|diese\w?|heute|de|la|cette|aujourd|hui|esta|en|hoy|week|day|month|woche|tag|monat|semaine|mois|semana|mes|dia))*\W*$/;

/**
 * Moves the sentence that reports the fault to the front: before it people greet, complain, count
 * or say who they are.
 */
function fromFault(all: string[], { isFault }: SentenceClassifiers): string[] {
  const counts = all.filter((sentence) => onlyCounts.test(foldText(sentence)));
  const sentences = [...all.filter((sentence) => !counts.includes(sentence)), ...counts];
  const telling = sentences.filter((sentence) => sentence.length > faultMinLength);
  const [first] = telling;
  if (first === undefined || telling.length === 1 || isBroken.test(foldText(first)))
    return sentences;
  const fault = telling.slice(0, maxClassifiedSentences).find(isFault);
  if (fault === undefined || fault === first) return sentences;
  return [fault, ...sentences.filter((sentence) => sentence !== fault)];
}

/** Answers that keep their date; from others it is cut, and quoted separately. */
const datedAnswers: ReadonlySet<keyof StatedAnswers> = new Set(["deadline", "measure"]);

/** Extracts answers that are clearly stated; the bot asks for doubtful ones. */
export function extractStatedAnswers(
  text: string,
  kind: RequestKind,
  classifiers: SentenceClassifiers = noClassifiers,
): StatedAnswers {
  const sentences = splitSentences(text);
  const said: StatedAnswers = {};
  const put = (key: keyof StatedAnswers, value: string | undefined) => {
    const withoutDeadline =
      value && !datedAnswers.has(key) && foldText(value).length === value.length
        ? value.slice(0, deadlineAtEnd.exec(foldText(value))?.index)
        : value;
    const quoted = withoutDeadline && trimConjunctions(withoutDeadline);
    if (quoted && quoted.length <= maxQuoteLength) said[key] = quoted;
  };
  const firstOf = (pattern: RegExp) =>
    sentences.map((sentence) => verbatim(sentence, pattern)).find(Boolean);
  put("deadline", firstOf(deadline));
  if (kind === "factory_issue") {
    Object.assign(said, readFaultFacts(fromFault(sentences, classifiers)));
  } else if (kind === "advice") {
    put(
      "decision",
      quote(
        sentences,
        (sentence) => (decision.test(sentence) && sentence.length > 30) || choice.test(sentence),
      ),
    );
  } else if (kind !== "standard_service") {
    const clauses = sentences.flatMap(clausesOf);
    const customer = clauses.find(
      (clause) =>
        outsiders.test(foldText(clause)) &&
        !asksOutright(clause) &&
        wantedEffect.test(foldText(clause)) &&
        classifiers.isCustomerEffect(clause),
    );
    const reasons = sentences
      .map((sentence) => reasonIn(sentence))
      .filter((part) => part !== undefined)
      .map((part) => withoutEnd(part, customer));
    put(
      "need",
      reasons.find((part) => part.length > 20) ??
        quote(sentences, (sentence) => trouble.test(sentence) && sentence.length > 25) ??
        sentences
          .slice(0, maxClassifiedSentences)
          .find(
            (sentence) =>
              sentence.length > 25 &&
              !/[?!]$/.test(sentence) &&
              !courtesy.test(foldText(sentence)) &&
              !asksOutright(sentence) &&
              classifiers.isNeed(sentence),
          ),
    );
    put("priority", mayWait.exec(text)?.slice(1).find(Boolean));
    put("customer", customer);
    put(
      "measure",
      quote(sentences, (sentence) => metric.test(sentence)),
    );
  }
  return said;
}

const things =
  /(?<![\p{L}\p{N}-])(?:(?:an?|the|our own|our|own|new|some|another|access to|licen[cs]es? for|eine?n?|das|die|der|den|une?|le|la|un|una|el)\s+)?(?:(?!(?:need|needs|want|wants|have|get|add|use|the|an?|which|what|whole|welche[nsr]?|was|quel(?:le)?|que|cual|brauchen?|benotigen?|benötigen?|wollen|necesit\p{L}+|queremos|faut)\b)[\p{L}\p{N}-]+\s+){0,2}?(?:[\p{L}]*(?:tool|app|system|software|platform|portal|dashboard|chatbot|bot|database|website|shop|crm|wiki|form|report|field|export|import|printer|laptop|monitor|headset|phone|licen[cs]e|password|vpn|wifi|scanner|drive|mailbox|invoice|template|formular|bericht|drucker|plattform|lösung|programm|logiciel|outil|plateforme|imprimante|formulaire|sistema|herramienta|aplicación|impresora|informe)s?)(?![\p{L}])/iu;

/**
 * Matches capitalised names such as "Salesforce", "Power BI" or "SAP Ariba", except at the start of
 * a sentence.
 */
const names = /(?<=[\p{Ll}\p{N},:'"]\s["']?)\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*){0,2}/u;

const notNames =
  /^(?:I|I'm|I'd|IT|HR|CEO|CFO|OK|ASAP|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Thanks|Kind|Q[1-4])\b/;

/** German capitalises every noun, so only a directly requested one counts as a name. */
const german = /\b(?:wir|ich|bitte|der|die|das|und|ist|seit|nicht|den|dem|eine?|für|mit|alle)\b/i;
const wantedNoun =
  /(?<=\b(?:brauchen?|benötigen?|möchten?|wollen|bitte) )\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*)?(?=\s*(?:$|[.,!?]|für|bitte))/u;

/** Returns the name of the requested thing, verbatim: a proper name, or the thing itself. */
export function extractSubject(text: string): string | undefined {
  const plain = text.replace(/<@[^>]*>/g, "");
  const named = (german.test(plain) ? wantedNoun : names).exec(plain)?.[0].replace(/[.,]$/, "");
  if (named && !notNames.test(named)) return named;
  const thing = things.exec(plain)?.[0].trim();
  return thing && thing.length <= 60 ? thing : undefined;
}

/** Determiners that belong to a group of people ("our night nurses"). */
const determiner =
  /^(?:our|the|my|all|unsere?n?|die|der|das|meine|nos|notre|les|la|le|mes|nuestr[oa]s?|los|las|el|mis)$/;

const connectives = new Set(["and", "or", "und", "et", "y", "e", "in", "of", "from", "at"]);

/**
 * Returns the first words that belong to a vocabulary family, with a preceding determiner,
 * verbatim.
 */
export function quoteVocabularyFamily(
  text: string,
  family: string,
  vocabulary: Vocabulary,
): string | undefined {
  const parts = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
  const words = parts.map(([word]) => foldText(word));
  const found = vocabulary.find(words).findIndex((families) => families.includes(family));
  if (found < 0) return undefined;
  const first = determiner.test(words[found - 1] ?? "")
    ? found - 1
    : determiner.test(words[found - 2] ?? "") && !connectives.has(words[found - 1] ?? "")
      ? found - 2
      : found;
  /**
   * Counts the phrases of the family that begin here, so that the match can be extended: "call
   * centre" instead of "call".
   */
  const phrasesOfLength = (length: number) =>
    vocabulary.find(words.slice(found, found + length))[0]?.filter((name) => name === family)
      .length ?? 0;
  let last =
    found +
    ([3, 2].find((length) => phrasesOfLength(length) > phrasesOfLength(length - 1)) ?? 1) -
    1;
  while (
    last + 1 < words.length &&
    vocabulary.find(words.slice(last + 1, last + 3))[0]?.includes(family)
  )
    last += 1;
  const end = parts[last];
  return end && text.slice(parts[first]?.index, end.index + end[0].length);
}

const owners = [
  /<@[A-Z0-9]+(?:\|[^>]+)?>/,
  /@\p{Lu}[\p{L}.-]+(?: \p{Lu}[\p{L}.-]+)?/u,
  /\b\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)? (?:from|in|of|aus dem|aus der|aus|vom|du|de la|del?) (?:the |our )?\p{L}+(?: (?:\p{Lu}\p{L}+|team|department|account management|success|care))?/u,
  /(?<=\b(?:looked after by|owned by|managed by|handled by|betreut von|suivis? par|gestionad[oa]s? por) )[\p{L}\s]{2,40}/iu,
  /(?<![\p{L}'’])[\p{L}\s'’]{2,40}(?= (?:looks? after|takes? care of|owns? the (?:relationship|account)|kümmer[nt] sich um|betreu(?:en|t)|s'occupent? d|se ocupan?|lleva) )/iu,
];

/** Returns who looks after the customer, verbatim. */
export function quoteCustomerOwner(text: string): string | undefined {
  for (const pattern of owners) {
    const found = pattern.exec(text)?.[0].trim();
    if (found) return found;
  }
  return undefined;
}

const signs: Record<EffectKind, RegExp> = {
  value_creation:
    /\b(?:receives?|gets? (?:the|their|his|her|a|an|what|money|it)|correct|right (?:part|size|amount|article|valve)|fits?|safe\w*|repaired|works|delivered|price|cheaper|pay|fresh|in stock|quality|result|treated|saved?|bekomm\w+|erhalt\w+|richtig\w*|preis|recoi\w+|obtien\w+|prix|correct\w*|recib\w+|precio|encuentr\w+)\b/g,
  experience:
    /\b(?:wait\w*|queue\w*|lines?|quick\w*|fast\w*|sooner|earlier|at once|same day|straight|online|app|see[ns]?|tracks?|call\w*|phone|answer\w*|reply|on time|late|minutes?|hours?|days|weeks|time|easier|without|book\w*|find|warten|wartet|schnell\w*|am selben tag|sofort|uhrzeit|attend\w*|vite|tout de suite|jours|esper\w+|rapido|a tiempo|mismo dia|dias)\b/g,
  satisfaction:
    /\b(?:satisf\w*|happ\w+|pleased|complain\w*|complaints?|trust\w*|loyal\w*|feels?|angry|annoy\w*|disappoint\w*|sleep better|come back|recommend\w*|rating|score|reviews?|walks? (?:away|out)|leave us|zufrieden\w*|beschwer\w*|vertrau\w*|content\w*|confiance|plaign\w*|satisfech\w*|quej\w*|confianza)\b/g,
};

/**
 * Returns the kind of effect with the most matches; satisfaction takes precedence if feelings are
 * named. Undefined without a match.
 */
export function readEffectKind(text: string): EffectKind | undefined {
  const plain = foldText(text);
  const count = (kind: EffectKind) => plain.match(signs[kind])?.length ?? 0;
  if (count("satisfaction") > 0) return "satisfaction";
  const [valueSigns, experienceSigns] = [count("value_creation"), count("experience")];
  if (valueSigns === 0 && experienceSigns === 0) return undefined;
  return valueSigns > experienceSigns ? "value_creation" : "experience";
}
