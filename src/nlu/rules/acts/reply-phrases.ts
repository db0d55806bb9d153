/**
 * Recognition of what a short message says of something that is open: an answer to an offer, a
 * fault that is back, a question about its state.
 */
import { foldText, normaliseText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";
import { formsOf } from "../answers/answer-forms.ts";
import { readControlPhrase } from "./control-phrases.ts";
import { findAct, hasActPhrase, tellsFound } from "./message-acts.ts";

/** Reply to an offer that a phrase alone gives. */
export type OfferReply = "agreement" | "refusal" | "condition" | "later";

const condition =
  /\b(?:(?:ok|okay|fine|yes|yeah|sure|good|works?)\W+(?:\w+\W+)?if|wenn|falls|si (?:on|c'est|ca|je|nous|vous|ils?|elles?|l[ae]s?|se|es|funciona|puede|podemos|hay|no)|but|however|unless|except|only (?:if|when|with)|as long as|provided|aber|allerdings|jedoch|ausser|nur (?:wenn|mit)|sofern|solange|vorausgesetzt|mais|sauf|seulement si|a condition|tant que|pero|salvo|solo si|siempre que|a condicion)\b/;

/** Promises to look at it, and says nothing of it yet. */
const later =
  /\b(?:(?:will|i'll|we'll|let me|let us|going to|have to|need to) (?:have a |take a )?(?:check|look|read|think|see|ask|get back)|(?:schau\w*|seh\w*|les\w*|prufe?) (?:ich|wir) (?:mir |uns )?(?:das |es )?(?:\w+ )?(?:mal |noch |spater )?(?:an|durch|nach)|(?:muss|mussen) (?:ich|wir)? ?\w* ?(?:erst |noch )?(?:prufen|nachsehen|fragen|uberlegen)|(?:je|on|nous) (?:vais |va |allons )?(?:regarde\w*|verifie\w*|reflechi\w*|demande\w*)|(?:lo |la )?(?:miro|miramos|reviso|revisamos|pienso|pensamos)|(?:tengo|tenemos) que (?:mirar|revisar|pensar|preguntar)\w*)\b/;

/** Matches agreement after a doubt: "who prints them? but ok, let's try". */
const atLast =
  /\b(?:but|aber|mais|pero)\W+(?:ok|okay|fine|yes|sure|gut|na gut|ja|einverstanden|bon|d'accord|oui|vale|bueno|de acuerdo)\b[^.!?]{0,40}[.!]?\s*$/;
/** Matches the readiness to try it, not that it was tried. */
const triesIt =
  /\b(?:(?:let's|we'll|we will|we can|i'll|happy to|willing to) (?:just |also )?(?:try|give (?:it|that) a (?:go|try|shot))|(?:probieren|versuchen|testen) wir|(?:wir|ich) (?:probieren?|versuchen?|testen?) (?:es|das|mal)|on (?:essaie|tente|va (?:essayer|tenter))|essayons|(?:lo )?(?:probamos|intentamos)|probemos(?:lo)?|vamos a probar)\b/;
const agreesAtLast = (plain: string): boolean =>
  atLast.test(plain) && !/\bif|wenn|si\b/.test(plain);

/** The first clause, where more follows. */
const firstClause = /^([^,;.!:–—-]{1,40}?)\s*[,;.!:–—-]\s*(?=\S)/u;

/**
 * Reads a reply to something that can be agreed to: by its first clause, where the whole says more.
 * `undefined` where that tells nothing.
 */
export function readOfferReply(text: string): OfferReply | undefined {
  const plain = foldText(stripMarkup(text));
  if (later.test(plain)) return "later";
  if (irony.test(plain)) return "condition";
  const opening = firstClause.exec(text.trim())?.[1];
  const control = opening === undefined ? undefined : readControlPhrase(opening);
  if (control === "no") return "refusal";
  if (agreesAtLast(plain)) return "agreement";
  if (condition.test(plain)) return "condition";
  if (triesIt.test(plain)) return "agreement";
  return control === "yes" ? "agreement" : undefined;
}

/** Praise, which agrees only before words of agreement, of thanks or of what is done next. */
const praise =
  /^\W*(?:oh |na |wow |so )?(?:great|super|top|perfect|perfekt|wonderful|wunderbar|toll|prima|spitze|parfait|genial|bravo|perfecto|estupendo|fantastic\w*|fantastisch|brilliant|lovely|nice)\b/;
const doing =
  /\b(?:let's|we|i|we'll|i'll|go|send|start|do|wir|ich|genau|schick\w*|los|macht?|je|on|nous|envoy\w*|allons|allez|envi\w+|vamos|probamos|hacemos|adelante)\b/;

/** Matches "ok" alone or with thanks, and words that begin with yes. */
const saysYes =
  /^\W*(?:(?:ok|okay|okey|oki|k)\b\W*(?:(?:then|dann|alors|entonces|thanks?|thank you|danke|merci|gracias)\b\W*)*$|(?:(?:ah|oh|ach|hm+|na)\b\W*)*(?:yes|yep|yeah|ja|oui|si)\b(?!\W*$)|(?:exactly|spot on|absolutely|genau|stimmt(?: so)?|richtig|so ist es|tout a fait|exactement|c'est (?:exactement )?ca|exacto|eso es|tal cual|asi es)\b(?!\W*(?:not|nicht|pas|no|but|aber|mais|pero)\b))/;

/** Matches a complaint that begins like an agreement: "yes great, another form". Folded text. */
const irony =
  /\b(?:(?:just|exactly) what (?:i|we) (?:needed|wanted)|(?:yet |oh )?(?:another|one more) (?:\w+ )?(?:form|questionnaire|survey|tool|ticket|question|meeting|app|system|login|password|week|month|delay)\w*|as (?:always|usual)|for the \w+ time|thanks for nothing|as if|(?:nur|noch (?:so |mehr )?(?:ein\w*|mehr)) ?(?:formular|fragebogen|fragen|tool|ticket|umfrage|passwort|system|app)\w*|(?:genau )?das (?:hat (?:mir|uns) )?(?:gerade )?noch gefehlt|schon wieder|(?:so )?wie immer|zum \w+ mal|wer'?s glaubt|encore (?:une?|des) (?:\w+ )?(?:formulaire|questionnaire|question|outil|ticket|reunion|application|mot de passe)\w*|(?:juste|exactement) ce qu'il (?:nous|me) (?:fallait|manquait)|comme (?:d'habitude|toujours)|manquait plus que|otr[oa] (?:\w+ )?(?:formulario|cuestionario|pregunta|encuesta|herramienta|reunion|contrasena|ticket)\w*( mas)?|lo que (?:nos |me )?faltaba|como siempre)\b/;

/** Maximum words of a complaint that says nothing else. */
const maxIronyWords = 8;

/** Returns whether a message is only a complaint that begins like an agreement. */
export const isIrony = (text: string): boolean =>
  tokenizeWords(text).length <= maxIronyWords && irony.test(foldText(stripMarkup(text)));

/** Returns whether words agree plainly: without a question, a doubt or a mood in its place. */
export function isPlainAssent(text: string): boolean {
  const plain = foldText(stripMarkup(text)).trim();
  if (agreesAtLast(plain)) return true;
  if (plain.includes("?") || irony.test(plain)) return false;
  if (readControlPhrase(text) === "yes") return true;
  if (/^\W*na ?ja\b/.test(plain)) return false;
  const clauses = text.split(/[,;.!:–—]\s+/u);
  const agrees = (clause: string) =>
    readControlPhrase(clause) === "yes" || hasActPhrase("agreement", clause);
  if (!praise.test(plain)) return saysYes.test(plain) || clauses.some(agrees);
  return clauses.length === 1
    ? agrees(text)
    : clauses
        .slice(1)
        .some(
          (clause) =>
            agrees(clause) || hasActPhrase("aside", clause) || doing.test(foldText(clause)),
        );
}

const reply =
  /^\W*(?:yes|yeah|yep|yup|no|nope|nah|sure|ok|okay|haha|lol|ja|jo|jep|nein|ne|nee|klar|gern|oui|ouais|non|si|claro|vale|sip|jaja)\b/;

/** Returns whether words begin like a reply to a question that can be answered by yes or no. */
export const beginsLikeReply = (text: string): boolean => reply.test(foldText(stripMarkup(text)));

const turn = [
  "but|however|except|until|(?:and|but|only to) then|now and then|for (?:a|an|some|\\w+) (?:few )?(?:seconds?|minutes?|moment|while|bit)",
  "aber|allerdings|jedoch|ausser|(?:und|um) (?:dann|danach|gleich)|(?:\\w+) (?:sekunden|minuten) (?:lang|spater)?|kurz und|ab und zu",
  "mais|sauf|(?:et )?puis|(?:et )?ensuite|jusqu'a|(?:quelques|\\w+) (?:secondes|minutes)|un moment",
  "pero|salvo|excepto|y (?:luego|despues)|hasta que|(?:unos|\\w+) (?:segundos|minutos)|un rato",
].join("|");

/** Matches a word of contrast followed by more than thanks. */
const relapse = new RegExp(
  `\\b(?:${turn})\\b\\W+(?!(?:many |vielen |muchas )?(?:thank|danke|dank|merci|gracias)|(?:jetzt |nun )?wieder\\W*$)(?:\\w+\\W+)*\\w+`,
);

/** Matches that something works only now and then, or fails again. */
const unsteady =
  /\b(?:sometimes|on and off|off and on|at times|every other time|half the time|(?:again|now) not|manchmal|mal (?:ja )?mal|hin und wieder|zeitweise|teilweise|wieder (?:nicht|kaputt|weg|aus)|nur kurz|parfois|par moments|une fois sur deux|de temps en temps|(?:de|a) nouveau (?:plus|pas|en panne)|a ratos|a veces|de vez en cuando|otra vez no|una de cada dos)\b/;

/** Returns whether words revoke or limit that something works again. */
export function tellsOfRelapse(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return relapse.test(plain) || unsteady.test(plain);
}

const asking = new RegExp(
  [
    // a question mark or a question word at the start
    "\\?",
    "^\\W*(?:(?:and|so|hi|hello|hey|und|hallo|na|et|alors|bonjour|y|hola|oye)\\W+)*(?:where|what|how|when|who|any(?= (?:news|idea|update|progress|eta|word|luck|chance)s?\\b)|any(?:one|body|thing)|is|are|has|have|did|do|does|will|can|wie|was|wo|wann|wer|gibt|ist|sind|hat|habt|kommt|ou|qu|que|quand|quoi|comment|est|ont|avez|des|donde|como|cuando|hay|en que|se sabe|sabe\\w*)\\b",
    // the object of the question
    "\\b(?:news|updates?|status|progress|eta|requests?|tickets?|waiting|heard back|stand|neues|neuigkeit\\w*|anfragen?|warte\\w*|nouvelles?|avancement|demandes?|attend\\w*|novedad\\w*|noticias?|estado|solicitud\\w*|peticion\\w*|esper\\w+)\\b|\\br-\\d",
  ].join("|"),
);

/** Returns whether words may ask for a status. */
export const mayAskForState = (text: string): boolean => asking.test(foldText(stripMarkup(text)));

/** Minimum number of words of a statement. */
const minToldWords = 4;

/** Returns whether a statement with a time precedes a question: "it's needed on Monday, any news?". */
export const tellsBeforeAsking = (text: string): boolean => {
  const told = /^(.+?)[,.;!:–-]\s+[^.!?;]*\?\s*$/su.exec(text)?.[1] ?? "";
  return (
    tokenizeWords(told).length >= minToldWords &&
    !mayAskForState(told) &&
    formsOf(told).includes("date")
  );
};

/** What words say about the end of a request. */
export interface Ending {
  act: "resolved" | "withdrawn";
  /** Whether something lost is there again. */
  isFound?: boolean;
  /** Name of what works again or is wanted no more, folded: "beamer im saal"; missing without. */
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

/** Matches "about the till" after the words of a withdrawal. */
const forgotten = /\bforget about (?:the|our|my) ([^,.;:!]+)/;

/** Returns the thing that the words before an end, or those of a withdrawal, name. */
function matterOf(before: string, name = named): string | undefined {
  const words = tokenizeWords(name.exec(before.trim())?.[1] ?? "");
  return words.some((word) => word.length >= 4 && !general.has(word)) ? words.join(" ") : undefined;
}

/** Returns the end that a short message tells of; `undefined` if it asks, or tells of a relapse. */
export function readEnding(text: string): Ending | undefined {
  if (text.includes("?") || tellsOfRelapse(text)) return undefined;
  const { line, words } = normaliseText(text);
  if (words.length > maxWords) return undefined;
  if (findAct("withdrawn", text)) return { act: "withdrawn", matter: matterOf(line, forgotten) };
  const isFound = tellsFound(text) || undefined;
  const resolved = findAct("resolved", text);
  if (!resolved) return isFound ? { act: "resolved", isFound } : undefined;
  const matter = matterOf(line.slice(0, resolved.index));
  return { act: "resolved", isFound, matter };
}
