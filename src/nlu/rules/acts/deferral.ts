/** Recognition of promises to answer later ("one sec, phone"), and of answers that come too early. */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/** Words to wait, at the start of the message. */
const wait =
  "(?:(?:just )?(?:wait|hold on|hang on|bear with me)\\b|(?:just |give me )?(?:a|an|one|two|\\d+) ?(?:sec(?:ond)?s?|moments?|min(?:ute)?s?|hours?)\\b(?! (?:ago|each|every|per|an?|late|longer|long|am|pro|delay|behind|faster)\\b)|(?:einen |kleinen )?(?:moment|augenblick|sekunde|minute)\\b|warte(?:t|n sie)?\\b|attend[sz]?\\b|attendez\\b|(?:un|une|deux|cinq|dix|\\d+) (?:instant|moment|petite? \\w+|secondes?|minutes?|minutos?|segundos?)\\b(?! (?:par|por|de retard|de retraso|al|tarde)\\b)|(?:un|dos|cinco|diez) (?:momento|momentito|segundos?|minutos?)\\b|esper(?:a|ad|e|en)\\b|(?:dame|dadme) (?:un|dos|cinco|diez|\\d+)\\b)";

/** First person that comes back or answers, and when. */
const promise =
  "(?:(?:i'll|i will|ill|we'll|let me|^\\W*(?:ok(?:ay)? )?will) (?:(?:just |first |quickly )*(?:check|look|ask|verify|find out)(?: (?:it|this|that|around|(?:with )?\\w+))? (?:and|then) )?(?:be (?:right )?back|come back|get back|answer|reply|respond|write|tell you|do (?:it|this|that)|let you know|finish (?:it|this)|think about (?:it|this))\\b|(?:be )?(?:right back|back (?:soon|later|in (?:a|an|\\d+|half)))\\b|(?:ich )?(?:melde?|antworte?|schreibe?|sage?|mache?) (?:ich )?(?:mich |euch |dir |das |es |dann )*(?:gleich|spater|nachher|morgen|danach|wieder|dann|abends|heute)|bin (?:gleich|sofort|bald) (?:wieder )?(?:da|zuruck|weg)|bin (?:gleich|gerade|grad) (?:in|im|beim|bei)\\b|muss (?:kurz|schnell|gleich|los|weg)|je (?:vous |te )?(?:reviens|reponds|redis|recontacte|rappelle|dis ca|fais ca)\\b|(?:ahora|luego|despues|enseguida|manana|mas tarde|en un rato) (?:(?:os|te|le|lo|la) )?(?:vuelvo|digo|contesto|respondo|cuento|escribo|hago|sigo|miro)|(?:lo |la )?(?:miro|compruebo|consulto|reviso|pregunto) y (?:(?:os|te|le|lo) )?(?:digo|cuento|aviso|comento|vuelvo)|(?:os|te|le) (?:digo|contesto|respondo|cuento|escribo) (?:luego|despues|manana|mas tarde|ahora)|(?:vuelvo|sigo) (?:luego|enseguida|en))";

const notNow =
  /^\W*(?:(?:sorry|sry|oh|ah|uf)\W+)*(?:(?:jetzt|gerade|grad|heute|momentan) (?:leider )?nicht|not (?:right )?now|can't (?:right )?now|pas (?:maintenant|la tout de suite)|ahora (?:mismo )?no(?: puedo)?)\b/;
/** An interruption before the promise: "phone, one sec". */
const interrupted =
  /^\W*(?:(?:oh|sorry|mist|shit|ups|oups|uf|ay|zut|mince)\W+)*(?:phone|telefon|tel|telephone|telefono|client|kunde|chef|boss|meeting|alarm|visitors?)\b[.,!:;–-]/;
const waiting = new RegExp(`^\\W*(?:(?:oh|ah|ok|sorry|so|uf|uy|hm+)\\W+)*${wait}`);
const leaving =
  "(?:on (?:reprend|reprendra|continue|en reparle|voit ca|verra)\\w* (?:apres|plus tard|demain)\\b|(?:wir )?(?:machen|reden) (?:wir )?(?:spater|nachher|morgen) weiter|(?:seguimos|continuamos|lo vemos) (?:luego|despues|manana)|(?:let's |we'll |can we )?(?:continue|finish|do)(?: this| it| that)? (?:later|tomorrow|after)|(?:got to|gotta|have to|need to|must) (?:(?:run|go|dash|leave)(?=\\W*$|[,;.!]| now)|hop (?:on|off)|jump (?:on|off|into)|head (?:out|off|into)|take (?:a|this) call)\\b|muss (?:jetzt |dann |grad |gleich |mal )*(?:los|weg|ran|rein|auflegen|aufhoren|(?:zu|zum|zur|in|ins|nach|auf) \\w+)\\W*$|meld\\w* mich\\W*$|(?:bis gleich|bis spater|bis dann|a tout a l'heure|hasta luego|ttyl|brb|afk)\\W*$|(?:il )?faut que (?:je file|j'y aille|j'aille|je parte)\\b|j'y vais\\W*$|je (?:vous |te )?(?:reviens|rappelle)\\W*$|je (?:dois|file)(?: y aller| filer| partir)?\\b|(?:tengo que|debo) (?:irme|salir)\\b|me (?:voy|tengo que ir)\\b|[,;.] ?(?:later|spater|plus tard|luego|mas tarde)\\W*$)";
/** "Later" before its reason: "later, off to court". */
const laterFirst =
  /^\W*(?:(?:ok|oh|sorry|ah|na|so|lieber|mejor|plutot)\W+)*(?:later|tomorrow|after lunch|spater|nachher|morgen|plus tard|demain|tout a l'heure|luego|mas tarde|despues|manana)\b(?:\W*$|\W*[,;.!–-]| (?:pls|please|bitte|svp|stp|por favor)\b)/;
const promising = new RegExp(`\\b${promise}|${leaving}`);

/** Matches the measure of an effect: "30 minutes less by May". */
const measure =
  /\b(?:less|fewer|more|faster|shorter|sooner|weniger|kurzer|schneller|fruher|mehr|moins|plus (?:vite|de|tot)|menos|mas|per|pro|par|por|an?(?= (?:day|week|month))|am tag|by|within|until|bis|d'ici|antes)\b/;

/** Longer messages say more than that they come later. */
const maxWords = { waiting: 7, promising: 14 };

/** Matches words of correction: "wait, that's wrong". */
const correction =
  /\b(?:not|\w+n't|wrong|nicht|stimmt|falsch|doch|pas|faux|plutot|no|mal|equivocad\w+)\b/;

/** Returns whether a message only promises an answer later. */
export function promisesAnswer(text: string): boolean {
  if (
    text.includes("?") &&
    !/\b(?:later|tomorrow|spater|morgen|plus tard|demain|luego|manana)\W*$/.test(foldText(text))
  )
    return false;
  const plain = foldText(stripMarkup(text));
  const { length } = tokenizeWords(text);
  if (length <= maxWords.promising && (promising.test(plain) || notNow.test(plain))) return true;
  const begins = laterFirst.test(plain) || interrupted.test(plain);
  if (length <= maxWords.waiting && begins) return true;
  const isOther = correction.test(plain) || measure.test(plain);
  return length <= maxWords.waiting && waiting.test(plain) && !isOther;
}

/** Matches that it is too early to tell, or when to ask instead. Folded text. */
const early = new RegExp(
  `\\b(?:${[
    "(?:too|a bit|little|still) (?:early|soon)|early days|(?:can't|cannot|can not|couldn't) (?:really )?(?:tell|say) (?:that |it )?yet",
    "ask (?:me |us )?(?:again |about (?:it|that) )*(?:after|in|on|at|next|later|once|when|from)\\b",
    "(?:not|nothing) (?:before|until|till)\\b|(?:only|first) (?:go(?:es)? live|starts?) (?:after|in|on|next)",
    "(?:have|has|are|is)(?:n't| not) (?:\\w+ )?(?:used|tried|tested|live|started|rolled out|installed|in use)(?: \\w+){0,3} yet",
    "(?:zu|noch|bisschen zu) (?:fruh|bald)|(?:noch )?nicht (?:vor|bevor)\\b|erst (?:nach|ab|im|in|wenn|seit)\\b",
    "frag\\w* (?:mich |uns |bitte |dann |doch |noch ?mal |nochmals |wieder |das )*(?:nach|in|im|ab|wenn|am|spater|nachste\\w*)\\b",
    "noch nicht (?:benutzt|genutzt|probiert|getestet|eingefuhrt|im einsatz|live|gestartet|sagen)",
    "trop tot|pas avant\\b|(?:re)?(?:demand|pos|interrog)\\w*(?:-moi|-nous|-le-moi)?(?: \\w+){0,2} (?:apres|dans|en|plus tard|quand|a partir|au)\\b",
    "pas encore (?:utilise|essaye|teste|deploye|installe|en service|demarre)\\w*",
    "(?:demasiado|muy|aun es|todavia es) (?:pronto|temprano)|no antes de\\w*|pregunt\\w+(?: \\w+){0,2} (?:despues|dentro|en|mas tarde|cuando|tras|a partir)\\b",
    "(?:aun|todavia) no (?:lo |la |los )?(?:hemos|he|esta|estamos) (?:usad|probad|en marcha|en uso|instalad)\\w*",
  ].join("|")})`,
);

/** Returns whether an answer to how it went says that it is too early to tell. */
export function isTooEarly(text: string): boolean {
  const plain = foldText(stripMarkup(text));
  return early.test(plain) && !/^\W*(?:yes|yep|yeah|ja|oui|si)\b/.test(plain);
}
