/**
 * Extraction of a fault's facts from a first message, verbatim: what happens, since when or how
 * often, and who is affected. Patterns match folded text.
 */
import type { StatedAnswers } from "../../judge.ts";
import { foldInPlace, foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";
import { createPatternSet } from "../../text/pattern-set.ts";

/**
 * Excludes a sentence of its own ("this is the third time today"), which leaves open since when.
 */
const beside = "(?<!\\b(?:is|it's|that's|c'est|es) (?:now |already |ya |deja )?(?:the |la )?)";

/**
 * Matches a part of a day, or an hour, after the day: "Monday morning", "hier soir", "ayer por la
 * tarde".
 */
const partOfDay =
  "(?: (?:early |late |at |around |about |um |gegen |vers |a )?(?:morning|afternoon|evening|night|noon|midnight|lunch|early|late|morgen|vormittag|mittag|nachmittag|abend|nacht|fruh|matin|midi|apres-midi|soir|nuit|(?:por|de) la (?:manana|tarde|noche)|mediodia|\\d{1,2}(?:[:.h]\\d\\d)?(?: ?(?:[ap]m|uhr|h|heures|horas|o'clock))?|\\w+ (?:heures?|uhr|o'clock)))*";
/** Matches adjectives before a time or event: "last", "the new", "letzter", "dernière". */
const ordinal =
  "(?:early|late|last|latest|new|recent|beginning of|start of|end of|past|letzte[nrms]?|neue[nrms]?|anfang|ende|mitte|der|dieser|dernier|derniere|nouvelle|debut de|ultima|ultimo|nueva|pasad[oa]|principios de)";
/**
 * Matches a time after a noun: "the update last week", "la semaine dernière", "la actualización del
 * lunes".
 */
const afterNoun =
  "(?: (?:derniere?|passee?|pasad[oa]|anterior|ago|(?:last|letzten?|vorige) (?:week|month|night|woche|nacht|monat|\\w+day|\\w+tag)|(?:on|of|vom|am|de|du|del) (?:\\w+day|\\w+tag|mittwoch|\\w+di|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo)))?";
const number =
  "(?:\\d+|an?|half an|one|two|three|four|five|six|seven|eight|nine|ten|several|some|a few|a couple of|about \\w+|zwei|drei|vier|funf|sechs|einer|einem|einigen|ein paar|mehreren|etwa \\w+|deux|trois|quatre|cinq|six|dix|une?|quelques|plusieurs|un par de|dos|tres|cuatro|cinco|seis|un|una|unos|unas|varios|varias)";
const unit =
  "(?:minutes?|hours?|days?|weeks?|months?|years?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|heures?|jours?|semaines?|mois|ans?|minutos?|horas?|dias?|semanas?|mes(?:es)?|anos?)";

/** Matches a time of day in words: "half past six this morning", "kurz nach acht", "seis y media". */
const clock =
  "(?:(?:about |around |just |shortly |kurz |circa |etwa |vers |environ )*(?:(?:half|quarter|viertel|halb)(?: (?:past|to|after|before|nach|vor))?|after|before|nach|vor) \\w+(?: (?:this|yesterday|last|heute|gestern) (?:morning|afternoon|evening|night|morgen|fruh|nachmittag|abend|nacht))?|(?:las? )\\w+ y (?:media|cuarto|pico)|\\w+ heures? (?:et demie|et quart|moins le quart))";

/**
 * Times by language. `often` matches a repetition or frequency beside the fault ("third time this
 * week", "jedes Mal, wenn …", "cada hora"), `since` when it began.
 */
const times: Record<"en" | "de" | "fr" | "es", { often: string[]; since: string[] }> = {
  en: {
    often: [
      `${beside}(?:the |for the )?(?:second|third|(?!last)\\w+th|\\d(?:nd|rd)) time(?: already)? (?:today|this (?:week|month|shift|morning|year)|in (?:a|one|two|three|\\d+) \\w+)`,
      "(?:once|twice|(?:about |a )?\\w+ times|\\d+ ?x) (?:an?|per|every|each) (?:day|week|hour|month|shift)",
      "every (?:few \\w+|\\w+ (?:minutes|hours|days)|day|night|morning|evening|afternoon|hour|week|minute|shift|\\w+day)(?: at \\d[\\d:]*(?: ?[ap]m)?)?",
      "(?:every|each) time(?: (?:i|we|you|they|she|he|somebody|someone) [^,.;!?]{2,60})?",
      "all the time|all day(?: long)?",
    ],
    since: [
      `(?:ever )?since ${clock}|` +
        "(?:ever )?since (?:(?:we|they|you|i|it) [^,.;!?]{2,60}|(?:about |around )?(?:(?:the|this|last|our|yesterday) )?(?:(?:day before|start of|beginning of|end of) (?:the )?)?" +
        `(?:${ordinal} |\\w+ (?=update|upgrade|migration|release|move|restart|maintenance|change|shift|handover|round)|\\w+'s )?\\w+)${afterNoun}${partOfDay}`,
      "for (?:the )?(?:last |past )?(?:about |around |over |more than |almost )?(?:\\w+ )?(?:minutes|hours|days|weeks|months|an hour|a day|a week)",
      "after (?:the|our|last|an?) (?:\\w+ )?(?:update|upgrade|migration|restart|change|move|release|patch|storm|power cut)",
      `this (?:morning|afternoon|week)|(?:(?:since|from) )?yesterday${partOfDay}`,
      `(?:it )?(?:started|began) (?:on |this |last |after )?(?:the )?\\w+${partOfDay}`,
    ],
  },
  de: {
    often: [
      `${beside}zum (?:zweiten|dritten|vierten|funften|sechsten|\\w-ten) mal(?: schon)? (?:heute|diese \\w+|diesen \\w+|in \\w+ \\w+)`,
      "(?:mehrmals|einmal|zweimal|dreimal|\\d+ ?mal|\\w+ mal) (?:am tag|taglich|die stunde|in der stunde|pro \\w+)|taglich|stundlich|standig|dauernd",
      "jedes mal(?:,? wenn [^,.;!?]{2,60})?|jede[nrs]? (?:tag|morgen|abend|nacht|stunde|woche|minute|schicht)|alle (?:paar|\\w+) (?:minuten|stunden|tage)",
    ],
    since: [
      `seit ${clock}|seit (?:gestern|vorgestern|heute|kurzem|stunden|tagen|wochen|${number} ${unit}|(?:(?:dem|der|heute|gestern|etwa|ungefahr|ca\\.?) )?(?:${ordinal} )?\\w+)${afterNoun}${partOfDay}(?: um \\d[\\d:.]*(?: uhr)?)?`,
      `heute (?:morgen|fruh|nacht)|gestern${partOfDay}|nach dem (?:letzten |neuen )?\\w*update`,
    ],
  },
  fr: {
    often: [
      `${beside}(?:la |pour la )?(?:deuxieme|seconde|troisieme|quatrieme|cinquieme|\\d+e(?:me)?) fois (?:aujourd'hui|cette \\w+|ce \\w+|en \\w+ \\w+)`,
      "(?:\\w+ )?fois par (?:jour|heure|semaine)|chaque (?:fois|jour|matin|soir|heure|semaine|minute)",
      "tous les (?:jours|matins|soirs|\\w+ jours)|toutes les (?:\\w+ )?(?:minutes|heures|semaines)",
    ],
    since: [
      `depuis (?:hier|avant-hier|aujourd'hui|ce (?:matin|midi|soir)|cette nuit|${number} ${unit}|(?:la |le |les |ce |cette |l')?(?:${ordinal} )?(?:mise a jour|debut de \\w+|\\w+(?: d(?:e |'|u |es )(?:la |l')?(?!l'|ce |cet)\\w+)?))${afterNoun}${partOfDay}(?: (?:ce|cet) (?:matin|apres-midi))?`,
      // "hier am Tresen" is German
      `hier(?! (?:am|an|auf|bei|beim|im|in|vor|geht|ist|sind)\\b)${partOfDay}|ce matin|cette nuit`,
    ],
  },
  es: {
    often: [
      `${beside}(?:la |por )?(?:segunda|tercera|cuarta|quinta) vez (?:hoy|esta \\w+|este \\w+|en \\w+ \\w+)`,
      "(?:\\w+ )?veces (?:al|por|a la) (?:dia|hora|semana)|cada (?:vez que [^,.;!?]{2,60}|(?:\\w+ )?(?:vez|dia|hora|horas|rato|minutos|semana|manana|tarde|noche))",
      "tod[oa]s l[oa]s (?:dias|mananas|tardes|noches)|a todas horas|todo el (?:rato|dia)",
    ],
    since: [
      `desde ${clock}|desde (?:ayer|anteayer|anoche|hoy|hace (?:mas de |unos |unas )?(?:${number} )?\\w+|(?:el |la |las |los |esta |este )?(?:${ordinal} )?(?:\\d+|\\w+(?: de (?:la )?\\w+)?))${afterNoun}${partOfDay}`,
      `ayer${partOfDay}|anoche|esta manana`,
    ],
  },
};

/** One pattern per language, because V8 needs 6 MB to compile one for all. */
const timePatterns = Object.values(times).map(({ often, since }) => {
  const frequency = `(?:${often.join("|")})`;
  const sinceWhen = `(?:${since.join("|")})`;
  return new RegExp(`\\b(?:(?:${frequency},? (?:and )?)?${sinceWhen}|${frequency})(?![\\w'])`);
});

const findTimePatterns = createPatternSet(timePatterns);

/** Finds the first time in a folded text, the longest of several at one place. */
const findTime = (plain: string): RegExpExecArray | undefined =>
  findTimePatterns(plain)
    .map((index) => timePatterns[index]!.exec(plain)!)
    .sort((one, other) => one.index - other.index || other[0].length - one[0].length)[0];

/** Matches groups of people with a number, a team or a word for all. */
const group =
  /\b(?:(?:about |some |around |all )?\d+ (?:people|colleagues|users|agents|of us|clients|customers|stores|drivers|leute|kollegen|personnes|personas)|everyone|everybody|(?:the|our) (?:whole|entire|complete) \w+|our (?:\w+ )?(?:team|office|department|store|warehouse)|all (?:our|of us|of the)|(?:customers|callers|guests|patients) (?:are|can't|cannot|wait)|das ganze (?:\w+ )?team|die ganze (?:abteilung|schicht)|alle kollegen|toute l'equipe|todo el (?:equipo|departamento)|trucks are)\b/;
const affectedFor = new RegExp(`(?<=\\b(?:for|fur|pour|para) )${group.source}.*`, "s");

/** Matches people, by their role or by the plural ending of an occupation. */
const people =
  /\b(?:nobody|no one|none of us|half (?:of )?(?:the|our)|people|lads|blokes|guys|fellas|folks|mates|staff|team|crew|shift|(?:night|late|early) shift|patients?|customers?|clients?|guests?|citizens|residents|visitors|pupils|students|parents|nurses|women|men|guards|apprentices|trainees|colleagues|relatives|growers|farmers|dealers|niemand|keiner?|leute|jungs|madels|schicht|\w+schicht|\w*team|kund(?:en?|innen)|gaste|burger\w*|kolleg\w+|besucher\w*|patient\w*|handler\w*|landwirte|bauern|monteure|die \w+innen|die \w+leute|personnes?|gens|agents|agentes|gars|mecs|equipes?|habitants|usagers|eleves|familles|collegues|infirmieres|agriculteurs|les \w{3,}(?:iers|ieres|eurs|euses|istes|iens|iennes)|nadie|gente|chicos|chavales|turno|equipo|compan\w+|vecinos|alumnos|familias|clientes|pacientes|enfermer[oa]s|los \w{3,}(?:eros|ores|istas|antes|entes)|las \w{3,}(?:eras|oras))\b/;
const occupation =
  /\b(?!printers?\b|scanners?\b|computers?\b|routers?\b|servers?\b|monitors?\b|meters?\b|chargers?\b|speakers?\b|sensors?\b|motors?\b|doors?\b|errors?\b|numbers?\b|letters?\b|folders?\b|timers?\b|projectors?\b|trailers?\b|containers?\b|colou?rs?\b|others?\b|papers?\b|orders?\b)\w{3,}(?:ers|ors|ists|ians)\b/;
const firstPerson = /^(?:and |so |und |et |y )?(?:we|i|wir|ich|on|nous|je|nosotr\w+)\b/;

/** Matches work that stops, waits, is late, is lost or is done by hand. */
const impact =
  /\b(?:wait\w*|queu\w+|queue|stand\w* (?:idle|around|still|in line|there|outside|in the)|stuck|idle|held up|standstill|late|delay\w*|los(?:e|es|ing|t)|miss(?:es|ing|ed)?|leav(?:e|es|ing)|walk\w* (?:away|out)|turn\w* away|send\w* \w+ (?:home|away)|by hand|manually|on paper|pen and paper|can(?:'t|not)|can not|could ?n[o']t|unable|ha(?:ve|s|ving) to|must|complain\w*|overtime|behind|pil(?:e|es|ing) up|back(?:s|ed|ing)? up|without|(?:call|ring|phone|email)(?:s|ing)? us|wart\w+|steh\w+(?: sich)?|schlange\w*|stau\w*|still|verspat\w+|zu spat|verlier\w+|verpass\w+|von hand|handisch|manuell|auf papier|zettel|konn(?:en|t) (?:\\w+ )?(?:nicht|nichts|keine?\w*)|kann (?:\\w+ )?(?:nicht|nichts|keine?\w*)|komm\w+ nicht|muss(?:en)?|beschwer\w+|rufen|uberstunden|ohne|bleib\w+ liegen|attend\w*|font la queue|la queue|file d'attente|a l'arret|retard|perd\w*|rat(?:e|ent)|a la main|manuellement|sur papier|peu\w+ (?:pas|plus|rien)|pouvons (?:pas|plus|rien)|doi(?:t|vent)|devons|part\w*|repart\w*|s'en vont|plaign\w+|appellent|telephonent|sans|esper\w+|cola|parad[oa]s?|tarde|retras\w+|pierd\w+|perdemos|a mano|en papel|no pued\w+|no podemos|tien\w+ que|tenemos que|nos llaman|se (?:van|marchan|quejan|retras\w+)|sin)\b/;

/** Matches clauses that continue the symptom: "it beeps", "the screen stays black", "error 12". */
const ofThing =
  /^(?:and |but |und |aber |et |mais |y |pero )?(?:it|this|that|es|das|dies\w*|il|elle|ca|cela|eso|esto|ello)\b|^(?:and |und |et |y )?(?:the|our|its|my|der|die|das|dem|ihr|sein|le|la|l'|son|sa|el|su)\s?(?:\w+ )?(?:screen|display|app|program|system|window|page|cursor|button|light|led|lamp|fan|error|message|bildschirm|anzeige|programm|fenster|seite|meldung|fehler\w*|lampe|licht|ecran|voyant|programme|fenetre|page|erreur|message|bouton|pantalla|programa|ventana|pagina|luz|mensaje|boton)\b/;
/** Returns whether folded words are about a part of the thing, or the thing itself: "the screen". */
export const isAboutPart = (plain: string): boolean => ofThing.test(plain);

/** Matches clauses about what the reporter tried or asks for. */
const ofReporter =
  /\b(?:(?:re)?start(?:ed|ing)|rebooted|tried|already|neu gestartet|neugestartet|versucht|schon|redemarre|essaye|deja|reiniciad\w*|reinicie|probad\w*|please|pls|thanks|thank you|bitte|danke|svp|merci|por favor|gracias|can (?:you|somebody|someone)|could (?:you|somebody|someone)|konnt(?:e|en|et)? (?:ihr|sie|jemand)|kann jemand|kannst du|pouvez-vous|pourriez-vous|peux-tu|quelqu'un peut|podeis|puede\w* (?:alguien|venir|mirar)|alguien)\b|\?\s*$/;

/** Matches customers as the subject of the message: "customers can't pay since noon". */
const outsiders =
  /^(?:(?:the|our|some|all|many|die|unsere|alle|les|nos|los|las|nuestr[oa]s)\s(?:\w+\s)?)?(?:customers|clients|guests|patients|dealers|subscribers|tenants|shoppers|buyers|visitors|passengers|citizens|callers|kund(?:en|innen)|gaste|patienten|besucher|clientes|pacientes|usagers|habitants)\b/;

/** Matches a group as the subject, or after "for", of the clause that states the fault. */
const groupFirst = new RegExp(`^${group.source}|${affectedFor.source}`);

/** Returns whether a clause says who is affected; the first clause states the fault. */
function tellsEffect(clause: string, isFirst: boolean): boolean {
  const plain = foldInPlace(clause).replaceAll("ß", "s");
  if (group.test(plain) && (!isFirst || groupFirst.test(plain))) return true;
  const hasImpact = impact.test(plain);
  const hasPeople = people.test(plain) || occupation.test(plain);
  if (isFirst) return hasImpact && outsiders.test(plain);
  if (ofThing.test(plain) || ofReporter.test(plain)) return false;
  return hasPeople || hasImpact || (firstPerson.test(plain) && /\b(?:not|n't)\b/.test(plain));
}

const subject =
  /^\W*(?:(?:and|und|et|y) )?(?:(?:there(?:'s| are| is)|we (?:have|'ve got)|il y a|y a|y'a|on a|hay|tenemos|wir haben|da (?:stehen|warten|sitzen)) (?:now |deja |ya |schon )?)?(?:(?:\d+|the|our|my|all|some|many|most|half|die|der|das|unsere?|meine|alle|viele|les|nos|mes|tous|l'|los|las|nuestr[oa]s|mis|tod[oa]s)\s?)*(?:\w+ )?$/;

/** Returns whether words begin with people: "the night nurses cannot print". */
export function beginsWithPeople(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return [people, occupation].some((pattern) => {
    const found = pattern.exec(plain);
    return found !== null && subject.test(plain.slice(0, found.index));
  });
}

/** Matches a time that tells when something began, and no frequency. */
const beginning =
  /^(?:(?:ever )?since|for|after|this|yesterday|from|(?:it )?(?:started|began)|seit|heute|gestern|nach|depuis|hier|ce|cette|desde|ayer|anoche|esta)\b/;

const sinceWord = /(?<!\w)(?:since|seit|depuis|desde)(?!\w)/;

/** Returns a sentence without the words that tell when something began, if others remain. */
export function withoutBeginning(sentence: string): string {
  const found = findTime(foldInPlace(sentence));
  if (!found || !beginning.test(found[0])) return sentence;
  const [before, after] = [
    sentence.slice(0, found.index),
    sentence.slice(found.index + found[0].length),
  ];
  const rest = `${before.trimEnd()} ${after.replace(/^[\s,;–—-]+/u, "")}`.trim();
  return tokenizeWords(rest).length >= minTold ? rest.replace(/[\s,;–—-]+$/u, "") : sentence;
}

/** Minimum words of a fault without its time. */
const minTold = 3;

/** Returns whether text begins with a time or a frequency: "since noon, …", "jeden Morgen …". */
export const beginsWithTime = (text: string): boolean => {
  const plain = foldText(stripMarkup(text));
  const found = findTime(plain);
  return found !== undefined && !/\w/.test(plain.slice(0, found.index));
};

/** Words that tell when, without a time: "whenever it rains", "solo cuando hay oleaje". */
const conditional =
  /\b(?:when\w*|while|if|once|after|before|during|as soon as|always|never|sometimes|often|mostly|only|rarely|random\w*|on and off|every now and then|(?:first|last) time|ago|nights?|weeks?|just now|recently|lately|ages|start\w*|began|today|yesterday|tonight|\w+days?|wenn|sobald|nachdem|nach|beim|wahrend|immer|manchmal|oft|meist\w*|nur|selten|ab und zu|neulich|kurzlich|eben|ewig\w*|vor \w+ \w+n|heute|gestern|vorhin|erst\w*|angefangen|\w+tags?|il y a|quand|lorsque|des que|apres|pendant|toujours|parfois|souvent|rarement|jamais|seulement|aujourd'hui|hier|tout a l'heure|recemment|commence\w*|hace \w+|cuando|tras|despues|durante|siempre|a veces|a menudo|nunca|solo|hoy|ayer|recien\w*|empez\w+|al \w+r)\b/;

/** Returns whether words tell when something happens, in any form. */
export const tellsWhen = (text: string): boolean => conditional.test(foldText(stripMarkup(text)));

/** Matches doubt about a time: "I think", "or Sunday". */
const hedges =
  /\b(?:i (?:think|guess|believe)|maybe|perhaps|probably|or (?:so|\w+day)|ish|hm+|well|oder so|oder \w+tag|glaub\w*(?: ich)?|ich glaub\w*|vielleicht|wohl|je crois|je pense|peut-etre|ou (?:\w+di|dimanche)|ben|euh|creo|quizas?|o (?:el )?\w+|pues|moin|also|ungefahr|etwa|environ|mas o menos)\b/g;

/** Returns the time and the people in an answer about a fault, and whether it is only a time. */
export function readFactsOfAnswer(text: string): {
  since?: string | undefined;
  affected?: string | undefined;
  isOnlyTime: boolean;
} {
  const since = quoteSince([text]);
  const rest = since === undefined ? text : text.replace(since, " ");
  const clauses = (since === undefined ? [text] : text.split(since)).flatMap(clausesOf);
  const first = clauses.find((clause) => beginsWithPeople(clause) || tellsEffect(clause, false));
  const affected = first && withoutTimeAtEnd(text.slice(text.indexOf(first)));
  return {
    since,
    affected:
      affected && tokenizeWords(affected).length > 1 ? trimConjunctions(affected) : undefined,
    isOnlyTime:
      since !== undefined && tokenizeWords(foldText(rest).replaceAll(hedges, " ")).length === 0,
  };
}

/** Maximum length (characters) of a quote that counts as an answer. */
const maxQuoteLength = 400;

/** Splits sentences where another statement begins. */
const clausesOf = (sentence: string): string[] =>
  sentence.split(
    /,\s+|\s+[–—-]\s+|:\s+|\s+(?=(?:and|so|while|because|und|sodass|weil|während|et|donc|parce|y|porque|mientras)\s)/u,
  );

/**
 * Matches a verb before a time that makes it part of the statement: "SAP ist seit gestern langsam".
 */
const copula = /\b(?:is|are|ist|sind|est|sont|esta|estan|es)\W*$/;

/** Matches a greeting before the statement. */
const greeting =
  /^(?:(?:hi|hello|hey|hallo|moin|servus|bonjour|salut|hola)\b[^,.!:]{0,20}|(?:good |guten? )?(?:morning|morgen|afternoon|evening|tag|abend)|buen[oa]s(?: \p{L}+)?)[,.!:]\s+/iu;

/** Matches for whom the reporter speaks: "on behalf of Dr. Lee:", "de parte de la dra. Ruiz:". */
const onBehalf =
  /^(?:(?:i'm )?(?:asking|writing|calling|here) (?:for|on behalf of)|on behalf of|(?:ich (?:schreibe|frage) )?(?:im (?:auftrag|namen) (?:von|des|der)|fur)|(?:je demande |j'ecris )?(?:de la part d\S+|au nom d\S+|pour)|(?:escribo |pregunto )?(?:de parte de|en nombre de|para))\s[^:!?]{2,60}:\s+/;

const withoutLead = (sentence: string): string => {
  const told = sentence.replace(greeting, "");
  return told.slice(onBehalf.exec(foldInPlace(told))?.[0].length);
};

/**
 * Removes the end of a first statement that only introduced the time: "… has been" of "since noon".
 */
const withoutAuxiliary = (symptom: string): string =>
  symptom
    .replace(/^[\s,:]+|[\s–—-]+$/gu, "")
    .replace(/,?\s(?:and )?(?:(?:it|this|that) )?(?:has|have) been$/u, "");

/** Returns since when the fault exists, from the first sentence that says so. */
function quoteSince(sentences: readonly string[]): string | undefined {
  for (const sentence of sentences) {
    const plain = foldInPlace(sentence);
    const first = findTime(plain);
    if (!first) continue;
    // the clause after a frequency may tell when it began: "each time I sign … since nine"
    const tellsBoth = beginning.test(first[0]) || sinceWord.test(first[0]);
    const began = tellsBoth ? -1 : plain.search(sinceWord);
    const found = (began > first.index && findTime(plain.slice(began))) || first;
    const at = found === first ? first.index : began + found.index;
    return sentence.slice(at, at + found[0].length);
  }
  return undefined;
}

/** Removes a time at the end of a quote. */
function withoutTimeAtEnd(quote: string): string {
  const plain = foldInPlace(quote);
  for (let from = 0; ; ) {
    const found = findTime(plain.slice(from));
    if (!found) return quote;
    const at = from + found.index;
    from = at + found[0].length;
    if (!/\w/.test(plain.slice(from))) return quote.slice(0, at).trimEnd();
  }
}

/** Returns who is affected, up to the end of the sentence. */
function quoteAffected(sentences: readonly string[]): string | undefined {
  let isFirst = true;
  for (const sentence of sentences)
    for (const clause of clausesOf(withoutLead(sentence))) {
      if (tellsEffect(clause, isFirst)) return sentence.slice(sentence.indexOf(clause));
      isFirst &&= tokenizeWords(clause).length < 2;
    }
  return undefined;
}

/** Extracts symptom, time and affected people of a fault, as far as they are separate. */
export function readFaultFacts(sentences: readonly string[]): StatedAnswers {
  const first = withoutLead(
    sentences.find((sentence) => sentence.length > 15) ?? sentences[0] ?? "",
  );
  const time = quoteSince(sentences);
  const rest = quoteAffected(sentences);
  const named = affectedFor.exec(foldInPlace(rest ?? ""));
  const affected = rest && withoutTimeAtEnd(rest.slice(named?.index ?? 0));
  const beforeAffected =
    rest && first.indexOf(rest) > 15 ? first.slice(0, first.indexOf(rest)) : first;
  const [before = "", after = ""] = time ? beforeAffected.split(time) : [beforeAffected];
  const symptom = withoutAuxiliary(
    trimConjunctions(
      tokenizeWords(before).length === 0
        ? after
        : tokenizeWords(after).length === 0 && !copula.test(foldText(before))
          ? before
          : beforeAffected,
    ),
  );
  const ifShort = (value: string | undefined) =>
    value && value.length <= maxQuoteLength ? value : undefined;
  return Object.fromEntries(
    Object.entries({
      symptom: ifShort(tokenizeWords(symptom).length > 1 ? symptom : first),
      since: ifShort(time),
      affected: ifShort(affected && trimConjunctions(affected)),
    }).filter(([, value]) => value),
  );
}

/**
 * Returns the verbatim match of a pattern written for folded text; the whole sentence if only the
 * folded text matches because folding made it longer ("weiss").
 */
export function verbatim(sentence: string, pattern: RegExp): string | undefined {
  if (!pattern.test(foldText(sentence))) return undefined;
  const found = pattern.exec(foldInPlace(sentence));
  return found ? sentence.slice(found.index, found.index + found[0].length) : sentence;
}

/** Removes leading conjunctions and a final question mark from a quote. */
export const trimConjunctions = (part: string): string =>
  part
    .replace(
      /^(?:(?:so that|so(?= \p{L}+ \p{L}+)|in order to|because|since(?= (?:we|our|the)\b)|as(?= we\b)|and|but|damit|weil|denn|und|pour qu(?:e|'(?=\p{L}))|afin (?:de|que?)|parce qu(?:e|'(?=\p{L}))|car|et|para que|porque|ya que|y|pero)(?:\s+|(?<=')))+/iu,
      "",
    )
    .replace(/[\s?,;:]+$/u, "");
