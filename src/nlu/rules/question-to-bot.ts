/** Recognition of questions about what the bot asks: "who do you mean?", "¿esto para qué es?". */
import { foldText, stripMarkup } from "../text/normalise.ts";

/** Matches words around the question, such as a greeting. Folded text. */
const around =
  "(?:hi|hey|hello|sorry|um+|hm+|wait|well|and|but|ok|okay|hallo|moin|moment|sorry|ah|ach|und|aber|na|bonjour|salut|pardon|attends|attendez|euh|et|mais|hola|perdon|una cosa|una pregunta|espera|y|pero|quick question|one question|kurze frage|eine frage|une question)";

const questions = [
  "(?:what|who|whom|which(?: one)?|how) (?:exactly )?(?:do|did) you mean|what (?:does|is) (?:that|this|it) (?:supposed to )?mean|what(?:'s| is) (?:this|that|it) (?:all )?(?:for|about)|why (?:are|do|did|would|must|should) (?:you|i) (?:ask|asking|want|need|know|care|say|answer|tell)(?: to know| me| you)?|what (?:do|should|am i supposed to|shall) i (?:write|say|answer|put|enter)|who(?:'s| is) that(?: supposed to be)?",
  "(?:was|wen|wem|wer|wie|welche\\w*) (?:genau )?(?:meinst|meinen|meint) (?:du|sie|ihr)|was (?:heisst|bedeutet|soll) das|(?:wozu|warum|wieso|weshalb|wofur) (?:fragst|fragt|fragen|willst|wollen|wollt|brauchst|brauchen|braucht|muss|soll) (?:du|sie|ihr|ich)(?: das)?(?: wissen| sagen| beantworten)?|(?:wozu|wofur|fur was) (?:ist|soll|dient|braucht ihr) (?:das|es|die frage)(?: gut sein| gut)?|was (?:soll|muss|kann) ich (?:schreiben|sagen|antworten|eintragen)|wer (?:ist|soll) das(?: sein)?",
  "c'est (?:qui|quoi|pour quoi|pourquoi|pour quoi faire)|(?:que|qui|qu'est[- ]ce que) (?:vous voulez|tu veux|voulez[- ]vous|veux[- ]tu) dire|ca veut dire quoi|qu'est[- ]ce que ca veut dire|(?:vous parlez|tu parles) de (?:qui|quoi)|de (?:qui|quoi) (?:parlez[- ]vous|parles[- ]tu|vous parlez|tu parles)|pourquoi (?:vous |tu )?(?:demand|voul|veu)\\w+(?:[- ](?:vous|tu))?(?: ca| cela| savoir)*|(?:a quoi ca|ca) sert(?: a quoi)?|(?:je dois|il faut) (?:mettre|dire|repondre|ecrire) quoi|je (?:mets|reponds|dis) quoi",
  "(?:(?:y )?(?:esto|eso) )?(?:para|por) que (?:es|sirve|(?:lo )?(?:quier\\w+|pregunt\\w+|necesit\\w+))(?: saberlo| esto| eso)?|a (?:que|quien) (?:te refieres|se refiere)|(?:de )?(?:que|quien) (?:quieres|quiere) decir|de (?:que|quien) (?:hablas|habla)|(?:quien|que) es (?:ese|esa|eso|esto)|que (?:pongo|digo|contesto|tengo que (?:poner|decir|contestar))",
].join("|");

const whole = new RegExp(
  `^\\W*(?:${around}\\b\\W+)*(?:${questions})(?:\\W+(?:by|with|for|here|that|this|it|now|exactly|then|damit|da|hier|das|jetzt|genau|denn|eigentlich|ca|cela|la|ici|exactement|alors|con|eso|esto|aqui|exactamente))*\\W*$`,
);

/** Returns whether the whole message asks what the bot's question means or is for. */
export const asksAboutQuestion = (text: string): boolean =>
  whole.test(foldText(stripMarkup(text)).replaceAll("’", "'"));
