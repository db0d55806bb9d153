/**
 * Recognition of references to a stored request: an opening that names it ("R-8: …", "for the
 * printer thing, …"), or an addition to it ("… now too").
 */
import { foldInPlace, foldText, stripMarkup } from "../../text/normalise.ts";
import { asksOutright } from "../requests/request-opening.ts";

const number = "(?:r-?\\s?\\d{1,9}|#\\d{1,9})";
const about =
  "(?:(?:and|und|et|y)\\s+)?(?:for|about|regarding|re|concerning|as for|on|with|to|zu[mr]?|wegen|betreff(?:s|end)?|bezuglich|bei|fur|pour|concernant|a propos d\\w+|au sujet d\\w+|quant (?:a|au|aux)|sur|sobre|para|respecto a|en cuanto a|acerca de|lo de|con)";
const opening = new RegExp(
  `^\\W*(?:(?:${about}\\s+)?(?:\\w+\\s+)?${number}\\W*|${about}\\b:?\\s+([^,:;.!?\\n]{3,50})[,:;]|re:)\\s*`,
);

/** A message whose opening names a request. */
export interface ReferringText {
  /** Words of the opening that name a request by its subject. */
  matter?: string;
  /** The message without the opening. */
  rest: string;
}

/** Separates the opening that names a request from the rest of the message. */
export function splitReference(text: string): ReferringText {
  const found = opening.exec(foldInPlace(text));
  const rest = found ? text.slice(found[0].length).trim() : "";
  return !found || rest === "" ? { rest: text } : { matter: found[1], rest };
}

const more =
  /\b(?:also|too|as well|now even|even now|same(?! (?:(?:working )?day|week|time|hour|month|year|morning|evening|moment|way|person|people|place)\b)|auch|ebenfalls|ebenso|genauso|dasselbe|dieselbe\w*|aussi|egalement|pareil\w*|idem|meme (?:probleme|chose|panne)|tambien|tampoco|igual|lo mismo)\b/;
/** Matches what was tried in vain. */
const tried =
  /\b(?:already|schon|bereits|deja|ya|even) (?:\w+ ){0,3}(?:tried|replaced|restarted|rebooted|swapped|changed|checked|unplugged|(?:neu ?)?gestartet|getauscht|ausgetauscht|gewechselt|probiert|versucht|gepruft|essaye|change|remplace|redemarre|verifie|debranche|probado|cambiado|reiniciado|mirado|desenchufado)|\b(?:tried|swapped|restarted|rebooted|replaced|unplugged) (?:it|that|the|another|a|both|everything)\b|\b(?:no joy|no luck|did(?:n't| not) help|makes no difference|bringt (?:auch )?(?:nix|nichts)|hilft (?:auch )?nicht|ohne erfolg|sans (?:effet|succes)|rien n'y fait|ca ne change rien|sin exito|ni por esas|sigue igual)\b/;
/** Matches words without their own object: "And for the other floor as well, please". */
const elliptic =
  /^\W*(?:(?:oh|ah|ach|and|und|et|y)\W+)*(?:(?:please|bitte|svp|s'il vous plait|por favor)\W+)?(?:also|too|auch|aussi|egalement|tambien) (?:please |bitte )?(?:for|in|at|on|to|fur|im|in|an|am|bei|zu\w?|pour|a|au|aux|dans|sur|chez|para|en)\b/;

/** Maximum number of words of a fragment. */
const maxFragmentWords = 6;

/** Matches a fragment without a statement of its own: "also in winter", "y en invierno también". */
const continuation =
  /^\W*(?:(?:and|und|et|y|e|or|oder|ou|o) )?(?:also|auch|aussi|egalement|tambien|even|sogar|meme|incluso|especially|vor allem|surtout|sobre todo) (?:in|on|at|for|with|to|when|im|in|am|an|auf|bei|mit|fur|zu|wenn|en|dans|au|aux|a|pour|avec|quand|con|para|cuando|por)\b|^\W*(?:and|und|et|y) (?:in|on|at|im|am|bei|en|dans|au|a)\b.* (?:too|also|as well|auch|aussi|tambien)\W*$/;

/** A person or thing named before, as the subject: "she starts at two". Folded text. */
const anaphora =
  /^\W*(?:(?:and|but|und|aber|et|mais|y|pero) )?(?:(?:he|she|they)(?:'\w+)?|er|ils|elles?|el(?= \w+[ae]\b)|ella|ellos|il(?! (?:faut|faudrait|y|manque|me|nous|est possible|serait)\b))\s+\w/;

/** Returns whether words begin with a pronoun for what their author named before, and ask nothing. */
export const beginsWithPronoun = (text: string): boolean =>
  !text.includes("?") && anaphora.test(foldText(stripMarkup(text)));

/** Returns whether a message only continues what its author said before. */
export const isContinuation = (text: string): boolean => {
  const plain = foldText(stripMarkup(text)).trim();
  return plain.split(/\s+/).length <= maxFragmentWords && continuation.test(plain);
};

/** Returns whether words add to a stored request and ask for nothing else. */
export function saysMore(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return elliptic.test(plain) || ((more.test(plain) || tried.test(plain)) && !asksOutright(text));
}
