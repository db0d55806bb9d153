/** Recognition of words that can ask for a status, although they are not always a question. */
import { foldText, stripMarkup } from "../text/normalise.ts";

const asking = new RegExp(
  [
    // a question mark or a question word at the start
    "\\?",
    "^\\W*(?:(?:and|so|hi|hello|hey|und|hallo|na|et|alors|bonjour|y|hola|oye)\\W+)*(?:where|what|how|when|who|any|is|are|has|have|did|do|does|will|can|wie|was|wo|wann|wer|gibt|ist|sind|hat|habt|kommt|ou|qu|que|quand|quoi|comment|est|ont|avez|des|donde|como|cuando|hay|en que|se sabe|sabe\\w*)\\b",
    // the object of the question
    "\\b(?:news|updates?|status|progress|eta|requests?|tickets?|waiting|heard back|stand|neues|neuigkeit\\w*|anfragen?|warte\\w*|nouvelles?|avancement|demandes?|attend\\w*|novedad\\w*|noticias?|estado|solicitud\\w*|peticion\\w*|esper\\w+)\\b|\\br-\\d",
  ].join("|"),
);

/** Returns whether words may ask for a status. */
export const mayAskForState = (text: string): boolean => asking.test(foldText(stripMarkup(text)));
