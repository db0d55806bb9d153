/**
 * Recognition of words that only refer to the message above them: "can you take this up?", "^^",
 * "look at what she wrote". They consist of function words, politeness and verbs of handling, so
 * that no word names a matter of its own. Patterns match folded text.
 */
import { normaliseText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/**
 * How words refer to the message above: `surely`, `perhaps` (another word may be a matter of its
 * own), or `no`.
 */
export type PointingReading = "surely" | "perhaps" | "no";

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Matches text of signs only, such as arrows and pointing hands. */
const sign = /^(?::point_up(?:_2)?:|:arrow_up:|\p{M}|[^\p{L}\p{N}])*$/u;

/** Words that refer to something said before, whatever else is said. */
const demonstratives = wordSet(
  `this that it these those them one ones him her he she they above same dies diese dieses diesem
  darum drum dazu davon damit daran dafur darauf drauf dran darin drin daruber druber dabei oben
  ihm obige obiges ca cela ceci ci celui celle dessus elle esto eso ello ella arriba`,
);

/** Words that refer to something said before, if no other word names a matter. */
const references = wordSet(
  `info information informacion fyi here too also da his hers their theirs das es dieser diesen
  hier ihr ihn er sowas auch gleiche selbe zk il lui leur en y le la voila pareil pareille idem
  meme este esta ese esa lo el aqui mismo misma igual tambien ici`,
);

/** Stems of verbs and nouns of handling, which name no matter. */
const handling =
  /^(?:tak(?:e|es|ing)|pick|look|see|handle|log|note|record|do|help|read|check|deal|care|sort|fix|track|raise|open|add|tell|have|register|capture|own|grab|mind|job|yours|deine?s?|eures?|euch|dir|nimm\w*|nehmt|nehmen|aufnehm\w*|ubern\w+|erfass\w*|eintrag\w*|kummer\w*|notier\w*|ansehen|anschau\w*|schau\w*|guck\w*|sieh\w*|lies|lest|helf\w*|hilf|hilfst|hilfe|mach(?:e|st|t|en)?|erledig\w*|pruf\w*|leg(?:e|st|t|en)|anleg\w*|prend(?:re|s)?|prenez|pren(?:ds|ez)|occup(?:e|es|er|ez)|charge[sz]?|not(?:e|er|es|ez)|regard\w*|vo(?:ir|is|yez)|aid(?:e|es|er|ez)|gere\w*|gerer|enregistr\w*|trait(?:e|es|er|ez)|lis|lire|jette\w*|oeil|œil|encarg\w*|apunt\w*|tom(?:a|ar|as|ais|arlo|alo|ad)|registr(?:a|ar|as|ais|arlo|alo)|mir(?:a|as|ais|ar|arlo|alo|ad|adlo)|ver|veis|ves|ayud\w+|hac(?:e|er|es|eis|erlo|edlo)|haz|gestion(?:a|ar|as|ais|arlo)|ocup(?:a|as|ais|ar|arte|aros)|anot\w*|lee|leed|toca|ech(?:a|as|ais|ar|arle|ale|ad|adle)|vistazo|ojo|jou(?:er|ez|es)|vuestro|vuestra|tuyo|tuya)$/;

/** Words that neither name a matter nor refer to one, and names of the message itself. */
const empty = wordSet(
  `as als comme message post request ticket case issue problem question nachricht anfrage frage
  sache fall probleme demande mensaje solicitud problema pregunta caso a an the and or but so
  then hi hey hello please pls plz thanks thank thx cheers morning folks team guys bot it's
  that's this's is are was be been can could would will may might shall should must you your u
  we us our i me my to for of on at in into with about from by up over out off after what who
  how if not any some something anything also just maybe perhaps kindly quickly quick now today
  soon need needs want wants like wrote write writes said says say saying asked asks ask posted
  think guess believe reckon opinion thoughts right yes ok okay know does did has go there let
  get got make sure list let's i'd you'd he's she's they're possible able everyone someone
  somebody der die den dem des ein eine einen einem einer eines und oder aber auch hallo moin
  servus guten morgen tag bitte danke mal doch schon noch denn ja nein ist sind war kann kannst
  konnt konnen konnte konntest konntet wurdest wurdet wird du ihr sie wir ich uns mir mich dich
  sich am auf fur von vom mit zu zur zum bei um im wer wie wenn ob geschrieben schreibt schrieb
  gesagt sagt meint meinst ihr's gefragt denkst denkt haltst hier eben kurz vielleicht bestimmt
  eigentlich etwas haben hat habt brauch brauche brauchen brauchts gerne gern lieber leute
  kollege kollegin gehort ware war's passt ihrs un une de d l les et ou mais bonjour salut svp
  stp merci s te t vous tu nous je moi toi eux j m c ce qu que qui quoi est sont peux peut
  pouvez pourrais pourriez au aux pour par sur avec dans si plait plus peu petit deja ecrit
  ecrivait dit dis penses pensez avis oui non besoin ai avons faut faudrait aussi jeter coup
  fait vu dites n pas una unos unas los las del al y o pero hola buenas buenos dias por favor
  gracias porfa os nos se vosotros ustedes usted yo nosotros puedes puede podeis pueden podrias
  podriais es son ser para con en quien como no vale ya mas hay ha he han escrito escribio
  escribe dice dijo dicho pide pidio opinas opinais piensas creo creemos crees parece tema cosa
  algo necesito necesitamos hace falta ti su sus`,
);

/** Words that hand something over: "over to you", "one for you", "c'est pour vous". */
const handover =
  /\b(?:(?:for|to|with) (?:you|u)|your (?:turn|job|court|area)|yours|(?:fur|an|bei|zu) (?:euch|dich|dir)|(?:euer|dein)\w*|(?:pour|a|chez|de) (?:vous|toi)|(?:para|a|con|de) (?:vosotros|ti|ustedes|usted)|(?:os|te|les) toca|en charger)\b/;

/** Asks about something in general: "what can you do?". */
const asksInGeneral =
  /^(?:who|what|where|when|why|how|whose|which|wer|was|wo|wann|warum|wie|qui|qu'?|que|quoi|ou|quand|pourquoi|comment|quien|donde|cuando|como|cual)\b/;

/** Words with which a person asks for an opinion on the message above. */
const opinion =
  /\b(?:think|say|make of|opinion|thoughts|meinst|meint|sagst|sagt|haltst|haltet|denkst|denkt|penses|pensez|dis|dites|opinas|opinais|piensas|pensais|dices|decis|parece|about|with this|with that)\b/;

/** Rejects the message above instead of bringing it. */
const rejects =
  /\b(?:not|don't|dont|never|ignore|forget|nicht|kein\w*|vergiss|pas|jamais|oublie\w*|nunca|olvida\w*|no (?!\W*$)(?:es|lo|hace|hagas|te|os|para|apuntes|tomes|hay))\b/;

const tagQuestion =
  /[\s,]+(?:no|non|nicht|oder|oder nicht|ne|gell|right|verdad|n'est-ce pas|isn't it|is it not|doch)\W*$/;

const thanks =
  /^\W*(?:thanks|thank you|thx|cheers|danke|vielen dank|merci|gracias|muchas gracias)\b/;
const request = /\br-?\s?\d+\b/;

/** Most words without a known role with which a message may still refer to the one above. */
const mostDoubtful = 1;

/** Returns how a message refers to the one above it. */
export function readPointing(text: string): PointingReading {
  const { plain, line } = normaliseText(text);
  if (sign.test(stripMarkup(text).trim())) return "surely";
  if (request.test(plain)) return "no";
  const said = line
    .split(/[,.;!?¿¡]+\s*/)
    .filter((clause) => !thanks.test(clause))
    .join(" ")
    .trim();
  const bare = said.replace(tagQuestion, "");
  if (rejects.test(bare)) return "no";
  const words = tokenizeWords(bare);
  const pointsBack = words.some((word) => demonstratives.has(word)) || handover.test(bare);
  const refers = pointsBack || words.some((word) => references.has(word));
  const handles = words.some((word) => handling.test(word));
  if (asksInGeneral.test(bare) && !(refers && (handles || opinion.test(bare)))) return "no";
  if (!refers && !handles) return "no";
  const own = words.filter(
    (word) =>
      ![demonstratives, references, empty].some((known) => known.has(word)) && !handling.test(word),
  ).length;
  if (own === 0 && (refers || words.length > 1)) return "surely";
  return own <= mostDoubtful && pointsBack ? "perhaps" : "no";
}
