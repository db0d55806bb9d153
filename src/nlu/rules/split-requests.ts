/**
 * One message, several requests: where one ends and the next begins. Splitting what is one is worse
 * than missing a second, so each cut needs a sign: a list, an announcement ("two wishes: …"), or an
 * ask that adds itself ("also, please …").
 */
import { foldText, splitSentences, stripMarkup } from "../text/normalise.ts";

/**
 * A bare command, which may as well go on with what was asked before: "rename it and add Lea".
 * Folded text, as everywhere here.
 */
const commands =
  /^(?:add|remove|rename|change|move|create|set|give|reset|unlock|install|order|update|fix|repair|replace|migrate|delete|disable|enable|extend|connect|integrate|build|grant|increase|raise|hide|show|switch|swap|automate|provide|send|book|check|make|put|open|translate|adapt|renew|prepare) (?!to\b)/;

/** The beginning of a clause that asks for something. */
const asks =
  /^(?:(?:i|we|she|he|they|[a-z]+) (?:also |really |urgently |still )?(?:need|needs|want|wants|would like|require|request|would love)\b|(?:i|we)'d (?:also )?(?:like|love|need)|(?:can|could|would|may|shall) (?:you|i|we|somebody|someone|the)\b|do you know|who can|how (?:do|can) |is it possible|need |a new |access |is there (?:an?|any) |are there any |gibt es |y a-t-il |hay (?:alg\w+|una?) |(?:wir|ich) (?:brauch|benotig|mocht|hatte|wunsch|will|wollen)|(?:konnt|kannst|konnen|kann) (?:ihr|du|sie|ich|wir|jemand)|(?:nous|on|j)\W?(?:avons besoin|aurions besoin|voudri|souhait|aimeri|ai besoin)|il (?:nous|me) fau(?:t|drait)|pou(?:vez|rriez)|je (?:voudrai|souhait)|(?:necesit|quier|quisier|queremos|nos gustaria|me gustaria|pued|podri|hace falta|hay que))/;

const polite = /\b(?:please|pls|plz|kindly|bitte|svp|s'il vous plait|merci de|por favor)\b/;

/** What adds a request to another. */
const adding =
  /^oh,? (?:and|und|et|y) |^(?:and |und |et |y |e |oh |p\.?s\.?:? )?(?:also|additionally|in addition|besides|plus|by the way|btw|another (?:thing|wish|request)|one more (?:thing|wish|request)|second(?:ly)?|while (?:you're|you are|we're) at it|on top of that|ausserdem|ubrigens|zusatzlich|zweitens|des weiteren|noch etwas|aussi|au fait|en plus|par ailleurs|deuxiemement|tambien|ademas|por cierto|por otra parte|en segundo lugar)\b[\s,:]*|^(?:and|und|et|y)\s+/;

/** Words that go back to what was asked before: the same request goes on. */
const goingOn =
  /\b(?:it|this|that|them|these|those|such|him|her|ihm|ihnen|lui|es|dies\w*|davon|damit|dafur|ca|cela|celui|eso|esto|ello)\b/;

const announced =
  /\b(?:two|three|four|several|some|a few|a couple of|zwei|drei|mehrere|ein paar|deux|trois|quelques|dos|tres|varias|varios) (?:\w+ )?(?:wishes|things|requests|points|tweaks|changes|items|anliegen|wunsche|dinge|sachen|punkte|demandes|choses|points|souhaits|cosas|peticiones|solicitudes)\b[^:]{0,40}:\s*/;

const plainly = (text: string) => foldText(stripMarkup(text)).trim();

const isAsk = (text: string) =>
  asks.test(plainly(text)) || commands.test(plainly(text)) || polite.test(plainly(text));

const fault =
  "(?:broken|down|dead|slow|crash\\w*|freez\\w*|hangs|jams|drops|not working|stopped working|(?:doesn't|does not|don't|won't) \\w+|cannot|can't|kaputt|defekt|langsam|funktioniert nicht|geht nicht|bricht|hangt|sturzt|en panne|plante|lente?|ne marche (?:plus|pas)|ne fonctionne (?:plus|pas)|rot[oa]|averiad[oa]|lent[oa]|falla|no funciona|no va|se (?:cae|cuelga))";
const faulty = new RegExp(`\\b${fault}\\b`);
/** Something said to be broken. */
const isFault = new RegExp(
  `^(?:the|our|my|der|die|das|meine?|unsere?|le|la|les|mon|notre|el|los|las|mi|nuestr[oa])\\b.{2,60}\\b${fault}\\b`,
);

/**
 * Whether a clause adds a request or a fault to what was said before. A mere "and" needs a plainer
 * sign than "also".
 */
function addsAsk(text: string): boolean {
  const plain = plainly(text);
  const rest = plain.replace(adding, "");
  if (rest === plain || goingOn.test(rest)) return false;
  const merely = /^(?:and|und|et|y)\s+$/.test(plain.slice(0, plain.length - rest.length));
  return (
    asks.test(rest) ||
    polite.test(rest) ||
    isFault.test(rest) ||
    (!merely && (commands.test(rest) || faulty.test(rest)))
  );
}

/**
 * Items of a list, in lines or in a row, of which most ask on their own, or are faults and things
 * of more than one kind.
 */
function listed(text: string, isRoutine: (part: string) => boolean): string[] {
  const lines = [...text.matchAll(/^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+(.+)$/gmu)].map(
    ([, item = ""]) => item.trim(),
  );
  const inARow = text
    .split(/(?:^|\s)\(?[1-9]\)\s+(?=\S)/u)
    .slice(1)
    .map((item) => item.trim().replace(/[,;]$/, ""));
  const most = (items: string[], test: (item: string) => boolean) =>
    items.length > 1 && items.filter(test).length * 2 > items.length;
  const alone = (item: string) =>
    isAsk(item) || isFault.test(plainly(item)) || namesThing.test(plainly(item));
  return (
    [lines, inARow].find(
      (items) => most(items, isAsk) || (most(items, alone) && !items.every(isRoutine)),
    ) ?? []
  );
}

/** What follows "two wishes:", cut at its commas and its "and". */
function announcedParts(text: string): string[] {
  const found = announced.exec(foldText(text));
  if (!found || foldText(text).length !== text.length) return [];
  const parts = text
    .slice(found.index + found[0].length)
    .split(/[,;]?\s+(?:and|und|et|y)(?:,[^,]{1,30},)?\s+(?:also\s+)?|[,;]\s+/u)
    .map((part) => part.trim().replace(/[.]$/, ""));
  return parts.length > 1 && parts.length < 6 && parts.every((part) => /\s/.test(part))
    ? parts
    : [];
}

/**
 * What leads a series of wishes: "we need a laptop, access to the share and a dashboard". Reads
 * folded text.
 */
const leadsSeries =
  /^(?:[^,.!?]{1,20}[,!] )?(?:(?:i|we) (?:also |would |really )?(?:need|want|like|require)|(?:i|we)'d like|(?:can|could|may) (?:i|we|you) (?:please )?(?:have|get|order|give us|set up)|please (?:order|set up|provide|give us)|(?:wir|ich) (?:brauchen?|benotigen?|mochten?|hatten? gerne?)|(?:nous avons|j'ai|on a) besoin d[e'] ?|il (?:nous|me) (?:faut|faudrait)|(?:nous voudrions|je voudrais)|necesit\w+|queremos|quisieramos) (?=\S)/;

/** A wish in a series names its thing anew. */
const namesThing =
  /^(?:an?|another|some|new|access|(?:two|three|\d+) \w+|licen[cs]es?|permissions?|eine?n?|neue?n?|zugang|zugriff|lizenzen|d'une?|une?|d'acces|l'acces|(?:de )?l'acces|acces|una?|otr[oa]|acceso|licencias?) \S/;

/** "A tool with a calendar, a chat and a map": the last two may belong to the first. */
const holdsOthers =
  /\b(?:with|including|like|of|on|for|to|in|between|from|per|mit|fur|von|zu|avec|pour|entre|con|entre|para) (?:an?|one|some|eine?[nmr]?|une?|una?)\b|\b(?:with|including|like|mit|avec|con|that|which|where)\b/;

/**
 * Three wishes or more in one sentence, each a thing of its own or a clause of its own; a bare list
 * of words belongs to one wish.
 */
function series(text: string, isRoutine: (part: string) => boolean): string[] {
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
  const alone = (clause: string) =>
    (asks.test(plainly(clause)) ||
      commands.test(plainly(clause)) ||
      isFault.test(plainly(clause))) &&
    !goingOn.test(plainly(clause));
  return clauses.length > 2 && clauses.length < 7 && clauses.every(alone) ? clauses : [];
}

/** The "and" before a part is the sentence's, not the request's. */
const unjoined = (part: string) => part.replace(/^(?:and|und|et|y|e)\s+/iu, "");

/**
 * The requests in a message, each a verbatim part of it; the whole message where it is one. A
 * series of routine things ("a desk, a chair and a laptop") is one order: `isRoutine` tells.
 */
export function splitRequests(
  text: string,
  isRoutine: (part: string) => boolean = () => false,
): string[] {
  const found = [listed(text, isRoutine), announcedParts(text), series(text, isRoutine)].find(
    (parts) => parts.length > 1,
  );
  if (found) return found;
  const clauses = splitSentences(text).flatMap((sentence) =>
    sentence.split(
      /[,;:]?\s+(?=(?:and|und|et|y)\s)|,\s+(?=(?:also|plus|außerdem|aussi|también)\s)/iu,
    ),
  );
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  let asked = false;
  for (const clause of clauses) {
    const start = text.indexOf(clause, at);
    if (asked && addsAsk(clause)) {
      parts.push(
        text
          .slice(from, start)
          .trim()
          .replace(/[,;:]$/, ""),
      );
      from = start;
    }
    asked ||= isAsk(clause) || clause.length > 20;
    at = start + clause.length;
  }
  return [...parts, text.slice(from).trim()].map((part, index) =>
    index === 0 ? part : unjoined(part),
  );
}
