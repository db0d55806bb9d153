/** Recognition of answers that leave a question open: "no idea", "ask my boss", "I won't say". */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

const others = {
  en: "(?:(?:my|our|the) )?(?:boss(?:es)?|manager|management|supervisor|director|ceo|cfo|board|leadership|team lead|lead|head of \\w+)",
  de: "(?:(?:mein|meine|meinen|unsere?n?|der|die|den|das|dem) )?(?:chef\\w*|vorgesetzt\\w*|\\w*leitung|geschaftsfuhrung|geschaftsleitung|management|vorstand|abteilungsleit\\w*|teamleit\\w*)",
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
    `cosas de(?:l| la)? ${others.es}`,
    "(?:i |we )?(?:just |only )?(?:(?:do|doing) (?:as|what) (?:i'm|i am|we're|we are|i was|we were) told|follow(?:ing)? orders)|(?:ich |wir )?(?:mache?n?|tue?n?) (?:ich |wir )?(?:nur |bloss )?(?:das )?,? ?was (?:man )?(?:mir|uns) (?:gesagt wird|sagt|aufgetragen wurde)|(?:ich |wir )?fuhre?n? (?:das )?nur aus|j'execute|j'obeis|je fais ce qu'on me dit|(?:yo )?(?:solo )?(?:obedezco|cumplo(?: ordenes)?|hago lo que me (?:dicen|mandan))",
    `(?:hay que )?(?:pregunt\\w+|habl\\w+)(?: con)?(?: a)? ${others.es}`,
  ].join("|")})$`,
);

/** Matches one clause of folded text. */
const noIdea =
  /^(?:(?:not|nicht|pas|no) (?:mine|ours|my idea|meine|unsere|la mienne|la notre|mia|nuestra)|(?:just )?because|(?:ist )?(?:halt|einfach) so|darum|parce que|porque si|(?:i |we )?(?:really |honestly |just )*(?:don't|dont|do not|wouldn't|couldn't|can't|cannot) (?:really )?(?:know|say|tell|care|mind)(?: that| it| this| about it)?|(?:i've |i have |we have |i |we )?(?:got )?(?:no|not a|absolutely no|zero) (?:idea|clue)|dunno|idk|not (?:quite |so |really )?sure|unknown|whatever|who (?:knows|cares)|beats me|(?:it's )?hard to (?:say|tell)|good question|no opinion|doesn't matter|does not matter|n\/?a|(?:(?:das|ich|wir) )?(?:weiss|wissen) (?:(?:ich|wir|es|das) )*(?:nicht|net)|(?:habe? |hab )?keinen? (?:blassen )?(?:ahnung|plan|idee|meinung|schimmer|angaben?)|ka|(?:(?:das )?ist )?(?:(?:mir|uns) )?(?:doch )?(?:vollig )?egal|was auch immer|schwer zu sagen|(?:je n'ai )?aucune idee|(?:je |j'|on )?(?:ne |n'en |en )?(?:sais|sait) (?:pas|rien)|chais pas|peu importe|(?:je m'en|m'en) (?:fiche|fous|moque)|ca m'est egal|bof|sans avis|difficile a dire|(?:no tengo )?ni (?:la menor )?idea|(?:yo )?no (?:lo )?(?:se|sabria|sabemos)|(?:me|nos) da igual|da igual|no me importa|lo que sea|a saber|dificil de decir|(?:god|heaven|goodness|lord) knows|weiss der (?:geier|kuckuck|teufel|himmel|henker)|(?:dieu|allez) (?:seul )?(?:le )?(?:sait|savoir)|vete a saber|quien sabe|(?:that's |it's |it is |it )?(?:just |only )?(?:was |is )?on (?:my|our|the) list|(?:das )?(?:steht|stand) (?:halt |nur |so |einfach )*(?:auf|in) (?:meiner|unserer|der) liste|(?:c'est |c'etait )(?:juste )?(?:comme ca )?(?:sur|dans) (?:ma|notre|la) liste|(?:asi )?(?:esta|estaba|pone) (?:asi )?en (?:mi|nuestra|la) lista)$/;

/** Matches one clause of folded text that declines to answer: "I won't explain that to a bot". */
const declines = new RegExp(
  `^(?:${[
    "(?:i |we )?(?:have|got|'ve got|i've|have got) (?:really )?no time(?: for (?:this|that|it|\\w+ like this))?(?: (?:now|today|right now))?|(?:i |we )?(?:don't|do not|haven't) (?:have|got) (?:any |the )?time(?: for (?:this|that|it))?",
    "(?:i'm|i am|we're|we are|i) (?:really |just )?(?:not going to|not gonna|won't|will not|refuse to|don't want to|do not want to|don't have to|shouldn't have to|would rather not|'d rather not) (?:justify|explain|discuss|answer|say|tell|go into|talk about|do)\\b[^,;.]*|rather not say|no comment|(?:that's |that is )?none of (?:your|its|it's) business|(?:that's )?(?:between me and|confidential\\b)[^,;.]*",
    "(?:das |dazu )?(?:sag\\w*|erklar\\w*|beantwort\\w*|begrund\\w*|verrat\\w*) (?:ich|wir) (?:das |dir |euch |ihnen |einem \\w+ |dazu |jetzt |hier )*(?:nicht|nichts)|(?:das )?geht (?:dich|euch|sie|keinen|niemanden) nichts an|(?:(?:ich|wir) )?(?:hab\\w*|haben) (?:ich |wir )?(?:echt |wirklich |jetzt |grad |gerade )*(?:keine|ka) zeit(?: (?:fur|dafur|dazu)(?: \\w+)?)?|kein kommentar|(?:das )?(?:muss|werde|will|mochte) (?:ich|wir) (?:\\w+ ){0,3}(?:nicht|nichts) (?:erklaren|begrunden|sagen|beantworten|rechtfertigen)",
    "(?:je |on |nous )?(?:n'ai |n'a |ai |a )?(?:vraiment )?(?:pas|pas le|pas de) temps(?: (?:pour|a perdre|de)\\b[^,;.]*)?|(?:je |on )?(?:ne |n')?(?:veux|vais|veut|va|peux|ai) pas (?:a )?(?:vous |te |le |l'|me )?(?:expliquer|justifier|repondre|dire|discuter)\\b[^,;.]*|(?:je )?(?:ne )?(?:dirai|repondrai) (?:pas|rien)|ca (?:ne )?(?:vous|te) regarde pas|sans commentaire",
    "(?:no tengo|no tenemos|no hay) tiempo(?: (?:para|de) [^,;.]*)?|no (?:(?:te|se|os|le) )?(?:lo )?(?:voy|vamos|quiero|pienso|tengo que|tengo por que) (?:a )?(?:explicar|justificar|contestar|decir|discutir|dar explicaciones)\\w*[^,;.]*|no (?:lo|te lo|os lo) (?:digo|explico)|(?:eso )?no (?:te|le|os) (?:importa|incumbe)|sin comentarios",
  ].join("|")})$`,
);

/** Matches a short repetition of the question: "I don't know who that is". */
const askedAgain =
  /^(.{2,24}?)[\s,]+(?:since when|who|whom|what|when|how|where|which|seit wann|wer|wen|wem|was|wann|wie|wo|depuis quand|a qui|qui|quoi|quand|comment|combien|desde cuando|a quien|quien|que|cuando|como|cuantos|donde)(?: [\w']+){0,8}$/;

/** Words of agreement or refusal that answer no open question. */
const affirmation =
  /^(?:yes|yep|yeah|yup|sure|ok|okay|of course|certainly|yes please|ja|jo|jawohl|jep|klar|naturlich|ja bitte|oui|ouais|bien sur|d'accord|si|vale|claro|por supuesto|no|nope|nah|nein|noe?|nee|ne|non|nan|:?(?:\+1|thumbsup|thumbs_up):?|👍\S*)$/u;

/** Words around a clause that do not change it. */
const fillers =
  /^(?:(?:well|hmm*|um+|uh|eh|ah|oh|tbh|honestly|really|sorry|just|so|puh|pff|na|also|ehrlich|gesagt|leider|franchement|desolee?|alors|pues|perdon|bueno)(?:\W+|$))+|(?:\W+(?:tbh|honestly|really|sorry|yet|right now|at all|to be honest|at the moment|leider|noch|gerade|im moment|ehrlich gesagt|desolee?|franchement|encore|pour le moment|la verdad|lo siento|todavia|aun|por ahora))+$/g;

/** Matches words that may leave a question open; without one, words are an answer. */
const openWords =
  /\b(?:not|no|none|\w+n't|nobody|nothing|never|unknown|know\w*|idea|clue|sure|tell|whatever|depends|ask (?:my|our|the|him|her|them|some\w+)|time|zeit|temps|tiempo|boss|manager|dunno|tbd|nicht|nichts?|nix|kein\w*|weiss|wissen|ahnung|niemand|egal|frag(?:t|en sie)?(?: \w+)? (?:mein\w*|unser\w*|die|den|das|der|ihn|sie|bitte)|chef\w*|unklar|pas|aucun\w*|sais|sait|rien|personne|peu importe|demande[rz]?(?: \w+)? a|jamais|ningun\w*|nadie|nada|se|idea|igual|pregunt(?:a|ad|e|en)\w* a|jef\w+)\b|\?|^(?:[\W\d_]|:[a-z_+\d]+:)*$/;

/** Matches that an answer is obvious: "the members, who else". */
const rhetorical =
  /[,;]?\s*(?:who else|what else|wer (?:denn )?sonst|was sonst|qui d'autre|quoi d'autre|quien si no|quien mas|que si no)\W*$/;

/** Returns whether words may say that something is not known; a single word may mean nothing. */
export const mayLeaveOpen = (text: string): boolean =>
  openWords.test(foldText(stripMarkup(text)).replace(rhetorical, "")) ||
  tokenizeWords(text).length < 2;

const maxWords = 16;

/** Words after "no idea" that say no more: "keine Ahnung, ihr halt". */
const maxWordsBeside = 2;

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
    return declines.test(clause) || noIdea.test(before) || noIdea.test(clause)
      ? "not_known"
      : undefined;
  });
  const [first] = read;
  const rest = tokenizeWords(clauses.slice(1).join(" ")).length;
  if (first === "not_known" && rest <= maxWordsBeside) return first;
  if (clauses.length === 0) return /\?/.test(plain) ? "not_known" : undefined;
  return read.includes(undefined)
    ? undefined
    : read.includes("others_wish")
      ? "others_wish"
      : "not_known";
}
