/**
 * Recognition of answers that leave a question open: "no idea", "ask my boss", and promises to
 * answer later.
 */
import { foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";

const others = {
  en: "(?:(?:my|our|the) )?(?:boss(?:es)?|manager|management|supervisor|director|ceo|cfo|board|leadership|team lead|lead|head of \\w+)",
  de: "(?:(?:mein|meine|meinen|unsere?n?|der|die|den|das|dem) )?(?:chef\\w*|vorgesetzt\\w*|leitung|geschaftsfuhrung|geschaftsleitung|management|vorstand|abteilungsleit\\w*|teamleit\\w*)",
  fr: "(?:(?:mon|ma|le|la|notre) )?(?:chef\\w*|patron\\w*|responsable|direction|manager|hierarchie)",
  es: "(?:(?:mi|el|al|la|nuestr[oa]) )?(?:jef[ea]|direccion|gerente|gerencia|responsable|encargad[oa])",
};

/** Matches one clause of folded text: another person wants it or would know. */
const deferral = new RegExp(
  `^(?:${[
    `(?:because )?${others.en} (?:just )?(?:wants?|asked|said|says|told|knows?|decides?|decided|insists?|needs?)(?: me| us)?(?: to)?(?: for| on| have)?(?: it| so| that| this)?`,
    `(?:you(?:'ll| will| would)? (?:have to|need to|should|must|better|can) )?ask ${others.en}`,
    "(?:because )?(?:she|he|they) (?:just )?(?:wants?|asked for|said|says|told us|insists? on) (?:it |so|that|this)(?: so)?",
    "(?:i |we )?(?:was|were) (?:just )?told to(?: do it| ask)?",
    `(?:weil )?${others.de} (?:(?:das|es) )?(?:will|mochte|wollte|sagt|sagte|verlangt|weiss|wunscht)(?: das| es)?(?: so)?(?: haben| wissen)?`,
    `(?:da )?(?:muss\\w* (?:ihr|sie|du) )?frag\\w*(?: sie| mal| bitte| da)* ${others.de}(?: fragen)?`,
    `(?:c'est |parce que )?${others.fr} (?:qui )?(?:(?:le|la|me|nous) )?(?:l')?(?:veut|demande|a demande|a dit|sait|souhaite|decide)(?: ca| cela)?`,
    `(?:il faut )?(?:demande[rz]?|voyez|voir|vois|allez voir)(?: ca)? (?:a|avec|aupres de) ${others.fr}`,
    `(?:porque )?${others.es} (?:lo |la |me |nos )?(?:quiere|pide|dice|sabe|ha pedido|pidio|ha dicho|dijo)(?: asi)?`,
    `(?:(?:it|that)(?:'s| is| was) )?(?:just |all )?${others.en}(?:'s|s'?) (?:idea|wish|decision|call|plan)`,
    "(?:(?:it|that|this) )?(?:just )?(?:came|comes|is|was|that's|it's) (?:decided )?(?:from )?(?:above|the top|higher up|hq|head office|headquarters|management)",
    `(?:(?:das|es) )?(?:(?:war|ist) )?(?:halt |nur )?(?:(?:die|eine|so eine) )?(?:idee|wunsch|entscheidung) (?:von |vom |des |der |von der )?${others.de}s?`,
    "(?:(?:das|es) )?(?:kommt|kam|wurde) (?:halt |nur )?von (?:ganz )?oben(?: (?:entschieden|beschlossen))?",
    `(?:c'(?:est|etait) )?(?:juste )?(?:l'|une |son )?idee (?:de |du |de la )?${others.fr}`,
    "(?:ca |c'est )?(?:vient|venait|venu|decide) d'en haut",
    `(?:(?:fue|es|era) )?(?:una |la )?idea (?:de |del |de la )?${others.es}`,
    "(?:(?:esto|eso) )?(?:viene|vino) de arriba",
    `(?:hay que )?(?:pregunt\\w+|habl\\w+)(?: con)?(?: a)? ${others.es}`,
  ].join("|")})$`,
);

/** Matches one clause of folded text. */
const noIdea =
  /^(?:(?:not|nicht|pas|no) (?:mine|ours|my idea|meine|unsere|la mienne|la notre|mia|nuestra)|(?:just )?because|(?:ist )?(?:halt|einfach) so|darum|parce que|porque si|(?:i |we )?(?:really |honestly |just )*(?:don't|dont|do not|wouldn't|couldn't|can't|cannot) (?:really )?(?:know|say|tell|care|mind)(?: that| it| this| about it)?|(?:i've |i have |we have |i |we )?(?:got )?(?:no|not a|absolutely no|zero) (?:idea|clue)|dunno|idk|not (?:quite |so |really )?sure|unknown|whatever|who (?:knows|cares)|beats me|(?:it's )?hard to (?:say|tell)|good question|no opinion|doesn't matter|does not matter|n\/?a|(?:(?:das|ich|wir) )?(?:weiss|wissen) (?:(?:ich|wir|es|das) )*(?:nicht|net)|(?:habe? |hab )?keinen? (?:blassen )?(?:ahnung|plan|idee|meinung|schimmer|angaben?)|ka|(?:(?:das )?ist )?(?:(?:mir|uns) )?(?:doch )?(?:vollig )?egal|was auch immer|schwer zu sagen|(?:je n'ai )?aucune idee|(?:je |j'|on )?(?:ne |n'en |en )?(?:sais|sait) (?:pas|rien)|chais pas|peu importe|(?:je m'en|m'en) (?:fiche|fous|moque)|ca m'est egal|bof|sans avis|difficile a dire|(?:no tengo )?ni (?:la menor )?idea|(?:yo )?no (?:lo )?(?:se|sabria|sabemos)|(?:me|nos) da igual|da igual|no me importa|lo que sea|a saber|dificil de decir|(?:god|heaven|goodness|lord) knows|weiss der (?:geier|kuckuck|teufel|himmel|henker)|(?:dieu|allez) (?:seul )?(?:le )?(?:sait|savoir)|vete a saber|quien sabe|(?:that's |it's |it is |it )?(?:just |only )?(?:was |is )?on (?:my|our|the) list|(?:das )?(?:steht|stand) (?:halt |nur |so |einfach )*(?:auf|in) (?:meiner|unserer|der) liste|(?:c'est |c'etait )(?:juste )?(?:comme ca )?(?:sur|dans) (?:ma|notre|la) liste|(?:asi )?(?:esta|estaba|pone) (?:asi )?en (?:mi|nuestra|la) lista)$/;

/** Matches a short repetition of the question: "I don't know who that is". */
const askedAgain =
  /^(.{2,24}?)[\s,]+(?:since when|who|whom|what|when|how|where|which|seit wann|wer|wen|wem|was|wann|wie|wo|depuis quand|a qui|qui|quoi|quand|comment|combien|desde cuando|a quien|quien|que|cuando|como|cuantos|donde)(?: [\w']+){0,3}$/;

/** Words of agreement that answer no open question. */
const affirmation =
  /^(?:yes|yep|yeah|yup|sure|ok|okay|of course|certainly|yes please|ja|jo|jawohl|jep|klar|naturlich|ja bitte|oui|ouais|bien sur|d'accord|si|vale|claro|por supuesto|:?(?:\+1|thumbsup|thumbs_up):?|👍\S*)$/u;

/** Words around a clause that do not change it. */
const fillers =
  /^(?:(?:well|hmm*|um+|uh|eh|ah|oh|tbh|honestly|really|sorry|just|so|puh|pff|na|also|ehrlich|gesagt|leider|franchement|desolee?|alors|pues|perdon|bueno)(?:\W+|$))+|(?:\W+(?:tbh|honestly|really|sorry|yet|right now|at all|to be honest|at the moment|leider|noch|gerade|im moment|ehrlich gesagt|desolee?|franchement|encore|pour le moment|la verdad|lo siento|todavia|aun|por ahora))+$/g;

/** Matches words that may leave a question open; without one, words are an answer. */
const openWords =
  /\b(?:not|no|none|\w+n't|nobody|nothing|never|unknown|know\w*|idea|clue|sure|tell|whatever|depends|ask|boss|manager|dunno|tbd|nicht|nichts?|nix|kein\w*|weiss|wissen|ahnung|niemand|egal|frag\w*|chef\w*|unklar|pas|aucun\w*|sais|sait|rien|personne|peu importe|demand\w*|jamais|ningun\w*|nadie|nada|se|idea|igual|pregunt\w*|jef\w+)\b|\?|^[\W\d_]*$|:[a-z_+\d]+:/;

/** Returns whether words may say that something is not known; a single word may mean nothing. */
export const mayLeaveOpen = (text: string): boolean =>
  openWords.test(foldText(stripMarkup(text))) || tokenizeWords(text).length < 2;

const maxWords = 16;

/** `others_wish`: another person wants it or would know. */
export type NonAnswer = "not_known" | "others_wish";

/**
 * Returns the kind of non-answer if every clause leaves the question open, else `undefined`.
 * @param asked - Name of the question. "We don't know what …" answers the question for the need.
 */
export function readNonAnswer(text: string, asked: string): NonAnswer | undefined {
  const plain = foldText(stripMarkup(text)).replace(/’/g, "'").trim();
  if (affirmation.test(plain.replace(/[\s.!]+$/, "")))
    return asked === "item" ? undefined : "not_known";
  if (tokenizeWords(plain).length > maxWords) return undefined;
  const clauses = plain
    .split(/[,;.!?…()]+|\s[-–]\s|\s(?:and|but|und|aber|et|mais|y|pero)\s/)
    .map((clause) => clause.trim().replaceAll(fillers, "").trim())
    .filter((clause) => clause !== "");
  const mayAskAgain = !asked.startsWith("need");
  const read = clauses.map((clause): NonAnswer | undefined => {
    if (deferral.test(clause)) return "others_wish";
    const [, before = clause] = (mayAskAgain && askedAgain.exec(clause)) || [];
    return noIdea.test(before) || noIdea.test(clause) ? "not_known" : undefined;
  });
  if (clauses.length === 0) return /\?/.test(plain) ? "not_known" : undefined;
  return read.includes(undefined)
    ? undefined
    : read.includes("others_wish")
      ? "others_wish"
      : "not_known";
}

/** Words to wait, at the start of the message. */
const wait =
  "(?:(?:just )?(?:wait|hold on|hang on|bear with me)\\b|(?:just |give me )?(?:a|an|one|two|\\d+) ?(?:sec(?:ond)?s?|moments?|min(?:ute)?s?|hours?)\\b|(?:einen |kleinen )?(?:moment|augenblick|sekunde|minute)\\b|warte(?:t|n sie)?\\b|attend[sz]?\\b|attendez\\b|(?:un|une|deux|cinq|dix|\\d+) (?:instant|moment|petite? \\w+|secondes?|minutes?|minutos?|segundos?)\\b|(?:un|dos|cinco|diez) (?:momento|momentito|segundos?|minutos?)\\b|esper(?:a|ad|e|en)\\b|(?:dame|dadme) (?:un|dos|cinco|diez|\\d+)\\b)";

/** First person that comes back or answers, and when. */
const promise =
  "(?:(?:i'll|i will|ill|we'll|let me) (?:be (?:right )?back|come back|get back|answer|reply|respond|write|tell you|do (?:it|this|that)|let you know|finish (?:it|this)|think about (?:it|this))\\b|(?:be )?(?:right back|back (?:soon|later|in (?:a|an|\\d+|half)))\\b|(?:ich )?(?:meld\\w*|antwort\\w*|schreib\\w*|sag\\w*|mach\\w*) (?:ich )?(?:mich |euch |dir |das |es |dann )*(?:gleich|spater|nachher|morgen|danach|wieder|dann|abends|heute)|bin (?:gleich|sofort|bald) (?:wieder )?(?:da|zuruck|weg)|bin (?:gleich|gerade|grad) (?:in|im|beim|bei)\\b|muss (?:kurz|schnell|gleich|los|weg)|je (?:vous |te )?(?:reviens|reponds|redis|recontacte|rappelle|dis ca|fais ca)\\b|(?:ahora|luego|despues|enseguida|manana|mas tarde|en un rato) (?:(?:os|te|le|lo|la) )?(?:vuelvo|digo|contesto|respondo|cuento|escribo|hago|sigo|miro)|(?:os|te|le) (?:digo|contesto|respondo|cuento|escribo) (?:luego|despues|manana|mas tarde|ahora)|(?:vuelvo|sigo) (?:luego|enseguida|en))";

const notNow =
  /^\W*(?:(?:sorry|sry|oh|ah|uf)\W+)*(?:(?:jetzt|gerade|grad|heute|momentan) (?:leider )?nicht|not (?:right )?now|can't (?:right )?now|pas (?:maintenant|la tout de suite)|ahora (?:mismo )?no(?: puedo)?)\b/;
const waiting = new RegExp(`^\\W*(?:(?:oh|ah|ok|sorry|so|uf|uy|hm+)\\W+)*${wait}`);
const leaving =
  "(?:on (?:reprend|reprendra|en reparle|verra)\\w* (?:apres|plus tard|demain)\\b|wir (?:machen|reden) (?:spater|nachher|morgen) weiter|seguimos (?:luego|despues|manana)|(?:got to|gotta|have to|need to) (?:run|go|dash)\\b|muss (?:jetzt |dann )?los\\b|je (?:dois|file)(?: y aller| filer| partir)?\\b|(?:tengo que|debo) (?:irme|salir)\\b|me (?:voy|tengo que ir)\\b|[,;.] ?(?:later|spater|plus tard|luego|mas tarde)\\W*$)";
const promising = new RegExp(`\\b${promise}|${leaving}`);

/** Matches the measure of an effect: "30 minutes less by May". */
const measure =
  /\b(?:less|fewer|more|faster|shorter|sooner|weniger|kurzer|schneller|fruher|mehr|moins|plus (?:vite|de|tot)|menos|mas|per|pro|par|por|an?(?= (?:day|week|month))|am tag|by|within|until|bis|d'ici|antes)\b/;

/** Longer messages say more than that they come later. */
const maxDeferralWords = { waiting: 7, promising: 14 };

/** Matches words of correction: "wait, that's wrong". */
const correction =
  /\b(?:not|\w+n't|wrong|nicht|stimmt|falsch|doch|pas|faux|plutot|no|mal|equivocad\w+)\b/;

/** Returns whether a message only promises an answer later. */
export function promisesAnswer(text: string): boolean {
  if (text.includes("?")) return false;
  const plain = foldText(stripMarkup(text));
  const { length } = tokenizeWords(text);
  if (length <= maxDeferralWords.promising && (promising.test(plain) || notNow.test(plain)))
    return true;
  const isOther = correction.test(plain) || measure.test(plain);
  return length <= maxDeferralWords.waiting && waiting.test(plain) && !isOther;
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
