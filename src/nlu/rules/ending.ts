/** Recognition of words that say explicitly that a request is over, and of the thing they name. */
import { normaliseText, tokenizeWords } from "../text/normalise.ts";
import { findAct, tellsFound } from "./message-acts.ts";
import { tellsOfRelapse } from "./reply-phrases.ts";

/** What words say about the end of a request. */
export interface Ending {
  act: "resolved" | "withdrawn";
  /** Whether something lost is there again. */
  isFound?: boolean;
  /** Name of what works again, folded: "beamer im saal". Missing if the words name nothing. */
  matter?: string;
}

/** Longer messages contain more than the end of a request. */
const maxWords = 25;

/** Matches an article and the words after it at the end of folded text. */
const named =
  /(?:^|[\s,.!(])(?:the|our|my|der|die|das|den|unser\w*|mein\w*|le|la|les|l|mon|ma|mes|notre|nos|el|los|las|mi|mis|nuestr\w+)[\s'](?!.*[,.;:!])(.+)$/;

/** Words that stand for any request. */
const general = new Set(
  "thing things issue issues problem problems error errors fault request ticket case matter whole other last same sache problem fehler storung anfrage ganze andere letzte alte probleme panne demande erreur souci chose autre derniere problema error fallo solicitud peticion averia cosa otro otra ultima todo already meanwhile also just since inzwischen mittlerweile schon jetzt wohl auch einfach hat haben sich has have been est sont deja maintenant ahora".split(
    " ",
  ),
);

/** Returns the thing that the words before an end name. */
function matterOf(before: string): string | undefined {
  const words = tokenizeWords(named.exec(before.trim())?.[1] ?? "");
  return words.some((word) => word.length >= 4 && !general.has(word)) ? words.join(" ") : undefined;
}

/** Returns the end that a short message tells of; `undefined` if it asks, or tells of a relapse. */
export function readEnding(text: string): Ending | undefined {
  if (text.includes("?") || tellsOfRelapse(text)) return undefined;
  const { line, words } = normaliseText(text);
  if (words.length > maxWords) return undefined;
  if (findAct("withdrawn", text)) return { act: "withdrawn" };
  const isFound = tellsFound(text) || undefined;
  const resolved = findAct("resolved", text);
  if (!resolved) return isFound ? { act: "resolved", isFound } : undefined;
  const matter = matterOf(line.slice(0, resolved.index));
  return { act: "resolved", isFound, matter };
}
