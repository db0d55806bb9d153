/**
 * Recognition of what people say became of something that was delivered: that it helped, partly or
 * not at all. Pure.
 */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

type Verdict = "yes" | "partly" | "no";

/** Words before the verdict, which do not change it. */
const lead =
  "^\\W*(?:(?:well|so|hm+|oh|ok|okay|hi|hey|sorry|thanks|thank you|great|super|no|nope|nah|yes|yeah|yep|it|that|this|everything|all|is|it's|that's|was|has|has been|sadly|unfortunately|na|naja|also|hallo|danke|toll|nein|nee|ja|es|das|sie|er|alles|leider|ist|hat|ben|bon|alors|euh|merci|oui|non|ca|cela|c'est|il|elle|tout|malheureusement|pues|bueno|hola|gracias|no|si|eso|esto|todo|me|nos|esta|lamentablemente)\\b\\W*)*?";

const patterns: readonly [Verdict, string][] = [
  [
    "partly",
    "(?:partly|partially|sort of|kind of|kinda|sorta|somewhat|half(?:way)?|to some extent|yes and no|a (?:little|bit)|mostly|jein|teilweise|teils|zum teil|halbwegs|ein (?:bisschen|wenig)|ja und nein|einigermassen|en partie|plus ou moins|a moitie|oui et non|un peu|en parte|a medias|mas o menos|si y no|un poco)",
  ],
  [
    "no",
    "(?:not really|not much|not at all|(?:did|does|has)(?:n't| not|nt) (?:really )?(?:help(?:ed)?|work(?:ed)?|change\\w*|do anything)|same (?:problem|issue|error) (?:again|as before)|not (?:fixed|solved|working|better)|no (?:change|better|difference)|(?:again broken|broken again)|(?:the )?wrong one|(?:i )?(?:haven't|have not|never) (?:got|gotten|received) (?:it|anything|one)|nicht wirklich|nicht so richtig|kaum|(?:hat |hilft )?(?:leider |uns |mir )*(?:gar |uberhaupt )?(?:nicht geholfen|nichts? gebracht|nichts geholfen)|(?:geht|lauft|funktioniert|klappt|druckt|hilft) (?:leider |immer |noch )*(?:nicht|nix)\\b|wieder kaputt|(?:der|die|das) falsche\\W*$|pas vraiment|pas du tout|(?:n'a |ne m'a |a )?(?:pas|rien) (?:aide|change|resolu)|(?:ne )?(?:marche|fonctionne) (?:toujours )?(?:pas|plus)|(?:je n'ai|j'ai) rien recu|no (?:mucho|del todo|realmente|nos ha|me ha|ha|sirvio|funciona|va|ayudo)(?! a)|(?:no )?(?:he|hemos) recibido nada)",
  ],
  [
    "yes",
    "(?:helped|(?:really |did )+help(?:ed|s)?|helps|works?(?: now| again)? (?:perfectly|great|fine|well|nicely|like a charm|a treat)|(?:super |sehr |wirklich |viel |total |uns |mir )*geholfen|(?:geht|lauft|funktioniert|klappt) (?:jetzt |nun |wieder )*(?:super|perfekt|einwandfrei|bestens|prima|tadellos|wunderbar|gut)|carrement|(?:m'a |nous a |a )?(?:bien |beaucoup |vraiment |tres )+aide|a aide|(?:marche|fonctionne) (?:tres bien|parfaitement|nickel|impeccable|super)|plus (?:aucun\\w*|d')\\s?(?:erreurs?|problemes?)|(?:ha |nos ha |me ha )+ayudado|ayudo|(?:funciona|va) (?:ahora |ya )?(?:perfect\\w*|muy bien|genial|de maravilla|estupend\\w*))",
  ],
];

const verdicts = patterns.map(
  ([verdict, words]) => [verdict, new RegExp(`${lead}${words}(?!\\w)`)] as const,
);

/** Words that something lasts, and those that say that it is bad. */
const lasts =
  /\b(?:still|(?:immer |bis jetzt )?noch(?: immer)?|toujours|encore (?:pas|rien|en|casse\w*|le meme|la meme)|pas encore|sig(?:o|ue|uen|ues|uimos)|aun|todavia)\b/;
const bad =
  /\b(?:not?|never|nothing|cannot|\w+n't|\w+nt\b(?<=\b(?:do|does|did|is|wo|ca|has|have)nt)|broken|down|dead|slow|stuck|failing|happening|same|wrong|errors?|problems?|nicht|nichts?|nix|kein\w*|kaputt|defekt|langsam|gleiche|dasselbe|\w*fehler\w*|probleme?|ne|n|pas|rien|panne|casse\w*|pareil|meme|bloque\w*|lente?|erreurs?|sin|nada|no|ningun\w*|igual|mal|rot[oa]|fallando|estropead[oa]|fallos?)\b/;
const nothingBad =
  /\b(?:no|without|keine?|ohne|pas d[e'] ?|sans|sin|ningun) ?(?:more |other |neuen? |autres? |mas )?(?:problem\w*|issues?|errors?|complaints|\w*fehler\w*|erreurs?|soucis?|fallos?)\b/;

/** Matches a reservation about what helped, or a part of it. */
const reservation = /\b(?:but|except|aber|ausser|mais|sauf|pero|salvo)\b/;

/** Returns whether words say that a fault lasts: "seh den Ordner immer noch nicht". */
const tellsThatItLasts = (plain: string): boolean =>
  lasts.test(plain) && bad.test(plain) && !nothingBad.test(plain) && !reservation.test(plain);

/** Returns the verdict that words begin with: "sort of, nights still use paper". */
export function readVerdict(text: string): Verdict | undefined {
  const plain = foldText(stripMarkup(text));
  if (plain.includes("?")) return undefined;
  const found =
    verdicts.find(([, pattern]) => pattern.test(plain))?.[0] ??
    (tellsThatItLasts(plain) ? "no" : undefined);
  return found === "yes" && reservation.test(plain) ? "partly" : found;
}

/** Maximum words of a verdict that nobody asked for. */
const maxUnaskedWords = 10;

/** Matches a thing after words of failure, which it names: "no funciona la impresora". */
const namesThing =
  /\b(?:(?:no|not) (?:funciona|va|working)|(?:marche|fonctionne) (?:toujours )?(?:pas|plus)|(?:geht|lauft|funktioniert|klappt|druckt) \w*n?i(?:cht|x)|still not|still no)\W+(?:the|la|el|los|las|le|les|l|der|die|das|mein\w*|my|our|mi|mon|ma)\b/;

/** Returns the verdict of a short message that says hardly anything else. */
export const readUnaskedVerdict = (text: string): Verdict | undefined =>
  tokenizeWords(text).length <= maxUnaskedWords && !namesThing.test(foldText(stripMarkup(text)))
    ? readVerdict(text)
    : undefined;
