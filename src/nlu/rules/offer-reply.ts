/** Reads a reply to an offer, a brief or the question about an outcome: yes, no, yes with a condition. */
import { foldText, stripMarkup } from "../text/normalise.ts";
import { readControlPhrase } from "./control-phrases.ts";

export type OfferReply = "agreement" | "refusal" | "condition" | "later";

const condition =
  /\b(?:but|however|unless|except|only (?:if|when|with)|as long as|provided|aber|allerdings|jedoch|ausser|nur (?:wenn|mit)|sofern|solange|vorausgesetzt|mais|sauf|seulement si|a condition|tant que|pero|salvo|solo si|siempre que|a condicion)\b/;

/** Promises to look at it, and says nothing of it yet. */
const later =
  /\b(?:(?:will|i'll|we'll|let me|let us|going to|have to|need to) (?:have a |take a )?(?:check|look|read|think|see|ask|get back)|(?:schau\w*|seh\w*|les\w*|prufe?) (?:ich|wir) (?:mir |uns )?(?:das |es )?(?:\w+ )?(?:mal |noch |spater )?(?:an|durch|nach)|(?:muss|mussen) (?:ich|wir)? ?\w* ?(?:erst |noch )?(?:prufen|nachsehen|fragen|uberlegen)|(?:je|on|nous) (?:vais |va |allons )?(?:regarde\w*|verifie\w*|reflechi\w*|demande\w*)|(?:lo |la )?(?:miro|miramos|reviso|revisamos|pienso|pensamos)|(?:tengo|tenemos) que (?:mirar|revisar|pensar|preguntar)\w*)\b/;

/** The first clause, where more follows. */
const firstClause = /^([^,;.!:–—-]{1,40}?)\s*[,;.!:–—-]\s*(?=\S)/u;

/**
 * Reads a reply to something that can be agreed to: by its first clause, where the whole says more.
 * `undefined` where that tells nothing.
 */
export function readOfferReply(text: string): OfferReply | undefined {
  const plain = foldText(stripMarkup(text));
  if (later.test(plain)) return "later";
  const opening = firstClause.exec(text.trim())?.[1];
  const control = opening === undefined ? undefined : readControlPhrase(opening);
  if (control === "no") return "refusal";
  if (condition.test(plain)) return "condition";
  return control === "yes" ? "agreement" : undefined;
}
