/** One message, several requests: where one ends and the next begins. */
import { folded, sentences, unmarked } from "./text.ts";

/** What asks for something to be done: imperatives and "I need" frames at the start of a clause. */
export const asks =
  /^(?:(?:and|also|then|plus|second(?:ly)?|third(?:ly)?|first(?:ly)?|finally|oh and|und|ausserdem|zweitens|erstens|et|aussi|y|tambien|ademas|please|pls|plz|bitte|kindly|por favor|hi|hello|hallo|bonjour|hola|team|all|\W)+\s*)*(?:(?:i|we|she|he|they|[a-z]+) (?:also |really |urgently |still )?(?:need|needs|want|wants|would like|require|request|would love)|(?:i|we)'d (?:also )?(?:like|love|need)|(?:can|could|would|may) (?:you|i|we|somebody|someone)\b|is it possible|need |(?:add|remove|rename|change|move|create|set|give|reset|unlock|install|order|update|fix|repair|replace|migrate|delete|disable|enable|extend|connect|integrate|build|grant|increase|raise|hide|show|switch|swap|automate|provide|send|book|check|look into|make|put|open) (?!to\b)|(?:wir|ich) (?:brauch|benotig|mocht|hatte|wunsch|will|wollen)|(?:konnt|kannst|konnen|kann) (?:ihr|du|sie|ich|wir|jemand)|(?:nous|on|j')\s?(?:avons besoin|aurions besoin|voudri|souhait|aimeri|ai besoin|a besoin)|il (?:nous|me) faut(?:drait)?|pou(?:vez|rriez|rrait|vons)|je (?:voudrai|souhait|veux)|(?:necesit|quier|quisier|queremos|nos gustaria|me gustaria|pued|podri|hace falta|hay que))/;

const isAsk = (text: string) => asks.test(folded(unmarked(text)).trim());

/** The clauses joined by "and (also)" that each ask for something of their own. */
function clauses(sentence: string): string[] {
  const cut = sentence.split(/[,;.]?\s+(?=(?:and|plus|und|et|y)\s+(?:also |ausserdem |aussi |también |please |bitte )?(?:we (?:also )?need|i (?:also )?need|can |could |reset |give |add |order |install |unlock |wir brauchen|ich brauche|necesit|il nous faut|nous avons))/iu);
  return cut.length > 1 && cut.every((clause) => isAsk(clause)) ? cut : [sentence];
}

/** The requests in a message, each a verbatim part of it. One, the whole message, unless at least two parts ask on their own: a list of items, or sentences that each ask. */
export function splitRequests(text: string): string[] {
  const items = [...text.matchAll(/^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+(.+)$/gmu)].map(([, item = ""]) => item.trim());
  if (items.length > 1 && items.filter(isAsk).length * 2 > items.length) return items;
  const inline = text.split(/(?:^|\s)(?:\(?\d\)|\d\.)\s+(?=\S)/u).map((item) => item.trim().replace(/[,;]$/, "")).filter(Boolean);
  if (inline.length > 2 && inline.slice(1).every((item) => item.split(/\s+/).length > 1) && inline.slice(1).filter(isAsk).length > 1) return inline.slice(1);

  const all = sentences(text).flatMap(clauses);
  const starts = all.flatMap((sentence, index) => (isAsk(sentence) ? [index] : []));
  if (starts.length < 2) return [text.trim()];
  return starts.map((start, index) => {
    const from = index === 0 ? 0 : text.indexOf(all[start] ?? "", text.indexOf(all[starts[index - 1] ?? 0] ?? ""));
    const following = starts[index + 1];
    const to = following === undefined ? text.length : text.indexOf(all[following] ?? "", from + (all[start] ?? "").length);
    return text.slice(from, to < from ? text.length : to).trim();
  });
}
