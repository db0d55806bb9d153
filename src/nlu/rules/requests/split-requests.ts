/**
 * Splitting of a message into its requests. Splitting one request is worse than missing a second,
 * so each split needs evidence: a list, an announcement ("two wishes: …"), or an additional request
 * ("also, please …"). Patterns match folded text.
 */
import { foldInPlace, foldText, splitSentences, stripMarkup } from "../../text/normalise.ts";

/** Matches an imperative, which may continue the previous request: "rename it and add Lea". */
const commands =
  /^(?:add|remove|rename|change|move|create|set|give|reset|unlock|install|order|update|fix|repair|replace|migrate|delete|disable|enable|extend|connect|integrate|build|grant|increase|raise|hide|show|switch|swap|automate|provide|send|book|check|make|put|open|translate|adapt|renew|prepare) (?!to\b)/;

/** Start of a clause that asks for something. */
const startsRequest =
  /^(?:(?:i|we|she|he|they|[a-z]+) (?:also |really |urgently |still )?(?:need|needs|want|wants|would like|require|request|would love)\b|(?:i|we)'d (?:also )?(?:like|love|need)|(?:can|could|would|may|shall) (?:you|i|we|somebody|someone|the)\b|do you know|who can|how (?:do|can) |is it possible|need |a new |access |is there (?:an?|any) |are there any |gibt es |y a-t-il |hay (?:alg\w+|una?) |(?:wir|ich) (?:brauch|benotig|mocht|hatte|wunsch|will|wollen)|(?:brauch\w*|benotig\w*|hatten?|mochten?|wunsch\w*) (?:wir|ich) |(?:konnt|kannst|konnen|konnten|konntet|konntest|kann) (?:ihr|du|sie|ich|wir|jemand)|(?:nous|on|j)\W?(?:avons besoin|aurions besoin|voudri|voudrai|souhait|aimeri|aimerai|ai besoin)|il (?:nous|me) fau(?:t|drait)|pou(?:vez|rriez)|je (?:voudrai|souhait)|(?:necesit|quier|quisier|queremos|nos gustaria|me gustaria|pued|podri|hace falta|hay que))/;

const politeness = /\b(?:please|pls|plz|kindly|bitte|svp|s'il vous plait|merci de|por favor)\b/;

/** Matches politeness at the end, which says of no clause alone that it asks: "and Zoe please". */
const closingPoliteness = new RegExp(`[\\s,]+${politeness.source}\\W*$`);

/** Words that add a request to another. */
const additionPrefix =
  /^oh,? (?:and|und|et|y) |^(?:and |und |et |y |e |oh |p\.?s\.?:? )?(?:also|additionally|in addition|besides|plus|by the way|btw|another (?:thing|wish|request)|one more (?:thing|wish|request)|second(?:ly)?|while (?:you're|you are|we're) at it|on top of that|ausserdem|ubrigens|zusatzlich|zweitens|des weiteren|noch etwas|aussi|au fait|en plus|par ailleurs|deuxiemement|tambien|ademas|por cierto|por otra parte|en segundo lugar)\b[\s,:]*|^(?:and|und|et|y)\s+/;

/** Announces another matter, so that any words after it are a request: "while I'm at it, …". */
const announcesAnother =
  /^(?:(?:and|und|et|y|e|oh|ah|ach|ou|p\.?s)[,:.!]*\s+)*(?:(?:while|since|as|seeing as|now that) (?:i'm|i am|you're|you are|we're|we are|i've got you|i have you)(?: already)? (?:at it|here|there|on it|writing|asking|typing)|(?:an|one) ?(?:other|more|last) (?:thing|matter|wish|point)|something else|(?:on (?:an|a) ?(?:other|different|separate) (?:note|topic|matter))|separately|unrelated|(?:da|wenn|wo|weil) (?:ich|wir|ihr|du) (?:(?:schon|gerade|eh|grade|einmal|mal|sowieso) )*(?:dabei|dran|hier|da|schreib\w*) ?(?:bin|sind|seid|bist|sind)?|nebenbei(?: bemerkt| gesagt)?|(?:noch (?:et)?was|was anderes|etwas anderes|eine andere sache|eine weitere sache)(?: noch)?|bei der gelegenheit|(?:tant|pendant|puis)(?: |)que (?:j'y|on y|nous y|vous y|tu y|je vous) (?:suis|est|sommes|etes|es|tiens|ecris)|(?:une )?autre (?:chose|sujet|point|demande)|(?:rien a voir|dans un autre registre)|(?:y )?(?:otra|una) (?:cosa|cuestion|peticion)(?: mas)?|(?:ya|aprovechando) que (?:estoy|estamos|estas|estais|os escribo|escribo)(?: (?:en ello|aqui|en esto))?|de paso|aparte de eso|aparte)\s*[,:;.–-]+\s*(?:(?:but|aber|mais|pero)\s+)?/;

/** Matches another thing that may be wanted: "maybe a second screen too". */
const addsPerhaps =
  /^(?:and |und |et |y )?(?:maybe|perhaps|vielleicht|eventuell|peut-etre|quizas?|tal vez) (?:also |auch |noch |aussi |tambien )*(?:an? (?:second|new|further|spare|third)|another|eine?n? (?:zweite\w*|neue\w*|weitere\w*)|noch eine?n?|une? (?:deuxieme|autre|nouve\w+)|una? (?:segund[oa]|nuev[oa])|otr[oa]) \w/;

/** Words that refer to the previous request, which then continues. */
const backReference =
  /\b(?:it|this|that|them|these|those|such|him|her|ihm|ihnen|lui|es|dies\w*|davon|damit|dafur|ca|cela|celui|eso|esto|ello)\b/;

const announcement =
  /\b(?:two|three|four|several|some|a few|a couple of|zwei|drei|mehrere|ein paar|deux|trois|quelques|dos|tres|varias|varios) (?:\w+ )?(?:wishes|things|requests|points|tweaks|changes|items|anliegen|wunsche|dinge|sachen|punkte|demandes|choses|points|souhaits|cosas|cosillas|cositas|temas|problemas|problemes|probleme|problems|issues|matters|asks|themen|sujets|trucs|peticiones|solicitudes)\b[^:]{0,40}:\s*/;

const foldPlain = (text: string) => foldText(stripMarkup(text)).trim();

const isAsk = (text: string) =>
  startsRequest.test(foldPlain(text)) ||
  commands.test(foldPlain(text)) ||
  politeness.test(foldPlain(text));

const fault =
  "(?:broken|down|dead|stuck|jammed|frozen|offline|slow|crash\\w*|freez\\w*|hangs|jams|drops|not working|stopped working|(?:doesn't|does not|don't|won't) \\w+|cannot|can't|kaputt|defekt|tot|hin|streikt|spinnt|hangt|langsam|klemmt|(?:funktioniert|geht|druckt|startet|ladt|reagiert|offnet) (?:\\w+ )?nicht|bricht|hangt|sturzt|en panne|mort|morte|hs|hors service|bloque\\w*|cassee?s?|plante|lente?|coince\\w*|n(?:e |')(?:marche|fonctionne|demarre|repond|imprime|charge|ouvre|affiche|s'allume|s'ouvre) (?:plus|pas)|rot[oa]|muert[oa]|averiad[oa]|atascad[oa]|bloquead[oa]|lent[oa]|falla|no (?:funciona|va|imprime|arranca|enciende|abre|carga|responde|conecta|lee)|se (?:cae|cuelga))";
const faulty = new RegExp(`\\b${fault}\\b`);
/** A statement that something is broken. */
const isFault = new RegExp(
  `^(?:the|our|my|der|die|das|meine?|unsere?|le|la|les|l'|mon|ma|mes|notre|nos|el|los|las|mis?|nuestr[oa])\\b.{2,60}\\b${fault}\\b`,
);

/** Matches a clause that gives a purpose: "… and I need to print". */
const continuesNeed =
  /^(?:(?:i|we|they|he|she) (?:need|needs|want|have|has|would like) to|(?:ich|wir) (?:muss|mussen|brauche es|brauchen es)|(?:je dois|on doit|nous devons|il faut que)|(?:tengo|tenemos|hay) que)\b/;

/** Matches the thing that is to be replaced, whose fault is the reason: "the old one". */
const replaced =
  /^(?:\w+ )?(?:old|current|existing|one|alte\w*|jetzige\w*|bisherige\w*|ancien\w*|actuel\w*|viej\w+|actual)\b/;

/** Matches "and" before a definite thing. */
const andThing =
  /^(?:and|und|et|y)\s+(?=(?:the|our|my|der|die|das|unser\w*|le|la|les|l'|notre|el|los|las|nuestr\w+) ?\w)/;

/**
 * Returns whether a clause adds a request or fault to the previous text. "and" needs stronger
 * evidence than "also".
 */
function addsAsk(text: string): boolean {
  const plain = foldPlain(text);
  const another = plain.replace(announcesAnother, "");
  if (another !== plain) return another.split(" ").length > 2 && !backReference.test(another);
  if (another === plain && addsPerhaps.test(plain)) return true;
  const rest = plain.replace(additionPrefix, "");
  if (rest === plain || backReference.test(rest)) return false;
  const isBareAnd = /^(?:and|und|et|y)\s+$/.test(plain.slice(0, plain.length - rest.length));
  const asked = isBareAnd && !namesThing.test(rest) ? rest.replace(closingPoliteness, "") : rest;
  if (isBareAnd && continuesNeed.test(rest)) return false;
  return (
    startsRequest.test(rest) ||
    politeness.test(asked) ||
    (isFault.test(rest) && !(isBareAnd && replaced.test(rest))) ||
    (!isBareAnd && (commands.test(rest) || faulty.test(rest)))
  );
}

/** Returns whether a clause reports a fault of another thing: "… and the cab tablet is cracked". */
function addsFault(clause: string, isReported: (part: string) => boolean): boolean {
  const plain = foldPlain(clause);
  const rest = plain.replace(andThing, "");
  const isThing = rest !== plain && rest.split(" ").length > 3 && !replaced.test(rest);
  return isThing && isReported(trimConjunction(clause));
}

/**
 * Returns the items of a list, in lines or in one row, if most of them are requests, or faults and
 * things of more than one kind.
 */
function listItems(text: string, isRoutine: (part: string) => boolean): string[] {
  const lines = [...text.matchAll(/^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+(.+)$/gmu)].map(
    ([, item = ""]) => item.trim(),
  );
  const inARow = text
    .split(/(?:^|\s)\(?[1-9]\)\s+(?=\S)/u)
    .slice(1)
    .map((item) => item.trim().replace(/[,;]$/, ""));
  const most = (items: string[], test: (item: string) => boolean) =>
    items.length > 1 && items.filter(test).length * 2 > items.length;
  const standsAlone = (item: string) =>
    isAsk(item) || isFault.test(foldPlain(item)) || namesThing.test(foldPlain(item));
  return (
    [lines, inARow].find(
      (items) => most(items, isAsk) || (most(items, standsAlone) && !items.every(isRoutine)),
    ) ?? []
  );
}

/** Splits what follows "two wishes:" at commas and "and". */
function announcedParts(text: string): string[] {
  const found = announcement.exec(foldText(text));
  if (!found || foldText(text).length !== text.length) return [];
  const parts = text
    .slice(found.index + found[0].length)
    .split(/[,;]?\s+(?:and|und|et|y)(?:,[^,]{1,30},)?\s+(?:also\s+)?|[,;]\s+/u)
    .map((part) => part.trim().replace(/[.]$/, ""));
  return parts.length > 1 && parts.length < 6 && parts.every((part) => /\s/.test(part))
    ? parts
    : [];
}

/** Start of an enumeration: "we need a laptop, access to the share and a dashboard". */
const leadsSeries =
  /^(?:[^,.!?]{1,20}[,!] )?(?:(?:i|we) (?:also |would |really )?(?:need|want|like|require)|(?:i|we)'d like|(?:can|could|may) (?:i|we|you) (?:please )?(?:have|get|order|give us|set up)|please (?:order|set up|provide|give us)|(?:wir|ich) (?:brauchen?|benotigen?|mochten?|hatten? gerne?)|(?:nous avons|j'ai|on a) besoin d[e'] ?|il (?:nous|me) (?:faut|faudrait)|(?:nous voudrions|je voudrais)|necesit\w+|queremos|quisieramos) (?=\S)/;

/** Matches the determiner with which a requested thing in an enumeration starts. */
const namesThing =
  /^(?:an?|another|some|new|access|(?:two|three|\d+) \w+|licen[cs]es?|permissions?|eine?n?|neue?n?|zugang|zugriff|lizenzen|d'une?|une?|d'acces|l'acces|(?:de )?l'acces|acces|una?|otr[oa]|acceso|licencias?) \S/;

/**
 * Matches a thing with parts, to which the last two may belong: "a tool with a calendar, a chat and
 * a map".
 */
const holdsOthers =
  /\b(?:with|including|like|of|on|for|to|in|between|from|per|mit|fur|von|zu|avec|pour|entre|con|entre|para) (?:an?|one|some|eine?[nmr]?|une?|una?)\b|\b(?:with|including|like|mit|avec|con|that|which|where)\b/;

/** Matches a greeting before the requests. */
const greeting =
  /^(?:(?:good |guten |bon)?(?:morning|morgen|afternoon|jour)|hi|hello|hey|hallo|moin|servus|salut|hola|buen[oa]s \w+)\b[^,.!:\n]{0,25}[,.!:]\s+/;

/**
 * Splits an enumeration of three or more requests in one sentence, each a thing or a clause. A bare
 * list of words is one request.
 */
function enumeratedParts(message: string, isRoutine: (part: string) => boolean): string[] {
  const text = message.slice(greeting.exec(foldText(message))?.[0].length ?? 0);
  const plain = foldText(text.replaceAll("’", "'"));
  if (plain.length !== text.length || splitSentences(text).length > 1) return [];
  const cut = (from: number) =>
    text
      .slice(from)
      .replace(/[\s.?!]+$/, "")
      .split(/,\s+(?:(?:and|und|et|y)\s+)?|\s+(?:and|und|et|y)\s+/u)
      .map((part) => part.trim());
  const lead = leadsSeries.exec(plain)?.[0].length;
  const things = lead === undefined ? [] : cut(lead);
  const named =
    things.length > 2 &&
    things.length < 7 &&
    things.every((thing) => namesThing.test(foldText(thing))) &&
    !holdsOthers.test(foldText(things[0] ?? ""));
  if (named && !things.every(isRoutine)) return things;
  const clauses = cut(0);
  const standsAlone = (clause: string) =>
    (startsRequest.test(foldPlain(clause)) ||
      commands.test(foldPlain(clause)) ||
      isFault.test(foldPlain(clause))) &&
    !backReference.test(foldPlain(clause));
  return clauses.length > 2 && clauses.length < 7 && clauses.every(standsAlone) ? clauses : [];
}

/** Removes the conjunction, or the announcement of another matter, before a part. */
function trimConjunction(part: string): string {
  const announced = announcesAnother.exec(foldInPlace(part))?.[0].length;
  return announced ? part.slice(announced) : part.replace(/^(?:and|und|et|y|e)\s+/iu, "");
}

/** Splits a sentence before the announcement of another matter in its middle. */
function splitAtAnnouncement(sentence: string): string[] {
  if (announcesAnother.test(foldInPlace(sentence))) return [sentence];
  const at = [...sentence.matchAll(/,\s+/gu)]
    .map(({ index, 0: comma }) => index + comma.length)
    .find((start) => announcesAnother.test(foldInPlace(sentence.slice(start))));
  return at ? [sentence.slice(0, at).trim().replace(/,$/, ""), sentence.slice(at)] : [sentence];
}

/**
 * Returns the requests of a message, verbatim; the whole message if it is one.
 * @param isRoutine - whether a part is a routine order: several of them ("a desk, a chair and a
 * laptop") are one
 * @param isReported - whether a part reports a fault: one of another thing is no part of an order
 */
export function splitRequests(
  text: string,
  isRoutine: (part: string) => boolean = () => false,
  isReported: (part: string) => boolean = () => false,
): string[] {
  const found = [
    listItems(text, isRoutine),
    announcedParts(text),
    enumeratedParts(text, isRoutine),
  ].find((parts) => parts.length > 1);
  if (found) return found;
  const clauses = splitSentences(text)
    .flatMap(splitAtAnnouncement)
    .flatMap((sentence) =>
      sentence.split(
        /(?<!\b(?:oh|ah|ach),?)[,;:]?\s+(?=(?:and|und|et|y)\s)|,\s+(?=(?:also|plus|außerdem|aussi|también|maybe|perhaps|vielleicht|eventuell|peut-être|quizás?|tal vez)\s)/iu,
      ),
    );
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  let asked = false;
  for (const clause of clauses) {
    const start = text.indexOf(clause, at);
    const before = text.slice(from, start);
    const isFurther = isAsk(before) && isRoutine(before) && addsFault(clause, isReported);
    if (asked && (addsAsk(clause) || isFurther)) {
      parts.push(
        text
          .slice(from, start)
          .trim()
          .replace(/[,;:]$/, ""),
      );
      from = start;
    }
    asked ||= isAsk(clause) || isFault.test(foldPlain(clause)) || clause.length > 20;
    at = start + clause.length;
  }
  return [...parts, text.slice(from).trim()].map((part, index) =>
    index === 0 ? part : trimConjunction(part),
  );
}
