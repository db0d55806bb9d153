/** One message, several requests: where one ends and the next begins. Splitting what is one is worse than missing a second, so each cut needs a sign: a list, an announcement ("two wishes: …"), or an ask that adds itself ("also, please …"). */
import { folded, sentences, unmarked } from "./text.ts";

/** The beginning of a clause that asks for something, in folded text. */
const asks =
  /^(?:(?:i|we|she|he|they|[a-z]+) (?:also |really |urgently |still )?(?:need|needs|want|wants|would like|require|request|would love)\b|(?:i|we)'d (?:also )?(?:like|love|need)|(?:can|could|would|may|shall) (?:you|i|we|somebody|someone|the)\b|do you know|who can|how (?:do|can) |is it possible|need |a new |access |(?:add|remove|rename|change|move|create|set|give|reset|unlock|install|order|update|fix|repair|replace|migrate|delete|disable|enable|extend|connect|integrate|build|grant|increase|raise|hide|show|switch|swap|automate|provide|send|book|check|make|put|open|translate|adapt|renew|prepare) (?!to\b)|(?:wir|ich) (?:brauch|benotig|mocht|hatte|wunsch|will|wollen)|(?:konnt|kannst|konnen|kann) (?:ihr|du|sie|ich|wir|jemand)|(?:nous|on|j)\W?(?:avons besoin|aurions besoin|voudri|souhait|aimeri|ai besoin)|il (?:nous|me) faut|pou(?:vez|rriez)|je (?:voudrai|souhait)|(?:necesit|quier|quisier|queremos|nos gustaria|me gustaria|pued|podri|hace falta|hay que))/;

const polite = /\b(?:please|pls|plz|kindly|bitte|svp|s'il vous plait|merci de|por favor)\b/;

/** What adds a request to another. */
const adding =
  /^(?:and |und |et |y |e |oh |p\.?s\.?:? )?(?:also|additionally|in addition|besides|plus|another (?:thing|wish|request)|one more (?:thing|wish|request)|second(?:ly)?|while (?:you're|you are|we're) at it|on top of that|ausserdem|zusatzlich|zweitens|des weiteren|noch etwas|aussi|en plus|par ailleurs|deuxiemement|tambien|ademas|por otra parte|en segundo lugar)\b[\s,:]*|^(?:and|und|et|y)\s+/;

/** Words that go back to what was asked before: the same request goes on. */
const goingOn = /\b(?:it|this|that|them|these|those|such|es|dies\w*|davon|damit|dafur|ca|cela|celui|eso|esto|ello)\b/;

const announced =
  /\b(?:two|three|four|several|some|a few|a couple of|zwei|drei|mehrere|ein paar|deux|trois|quelques|dos|tres|varias|varios) (?:\w+ )?(?:wishes|things|requests|points|tweaks|changes|items|anliegen|wunsche|dinge|sachen|punkte|demandes|choses|points|souhaits|cosas|peticiones|solicitudes)\b[^:]{0,40}:\s*/;

const plainly = (text: string) => folded(unmarked(text)).trim();

const isAsk = (text: string) => asks.test(plainly(text)) || polite.test(plainly(text));

function addsAsk(text: string): boolean {
  const plain = plainly(text);
  const rest = plain.replace(adding, "");
  return rest !== plain && (asks.test(rest) || polite.test(rest)) && !goingOn.test(rest);
}

/** Items of a list, in lines or in a row, of which most ask on their own. */
function listed(text: string): string[] {
  const lines = [...text.matchAll(/^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+(.+)$/gmu)].map(([, item = ""]) => item.trim());
  const inARow = text
    .split(/(?:^|\s)\(?[1-9]\)\s+(?=\S)/u)
    .slice(1)
    .map((item) => item.trim().replace(/[,;]$/, ""));
  return [lines, inARow].find((items) => items.length > 1 && items.filter(isAsk).length * 2 > items.length) ?? [];
}

/** What follows "two wishes:", cut at its commas and its "and". */
function announcedParts(text: string): string[] {
  const found = announced.exec(folded(text));
  if (!found || folded(text).length !== text.length) return [];
  const parts = text
    .slice(found.index + found[0].length)
    .split(/[,;]?\s+(?:and|und|et|y)(?:,[^,]{1,30},)?\s+(?:also\s+)?|[,;]\s+/u)
    .map((part) => part.trim().replace(/[.]$/, ""));
  return parts.length > 1 && parts.length < 6 && parts.every((part) => /\s/.test(part)) ? parts : [];
}

/** The requests in a message, each a verbatim part of it; the whole message where it is one. */
export function splitRequests(text: string): string[] {
  const found = [listed(text), announcedParts(text)].find((parts) => parts.length > 1);
  if (found) return found;
  const clauses = sentences(text).flatMap((sentence) => sentence.split(/[,;:]?\s+(?=(?:and|und|et|y)\s)|,\s+(?=(?:also|plus|außerdem|aussi|también)\s)/iu));
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
  return [...parts, text.slice(from).trim()];
}
