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
    "(?:not really|not much|not at all|(?:did|does|has)(?:n't| not|nt) (?:really )?(?:help(?:ed)?|work(?:ed)?|change\\w*|do anything)|still (?:broken|down|dead|slow|stuck|failing|happening|the same|not\\b|no\\b|does(?:n't| not)|is(?:n't| not)|won't|can't)|same (?:problem|issue|error) (?:again|as before)|not (?:fixed|solved|working|better)|no (?:change|better|difference)|(?:again broken|broken again)|(?:the )?wrong one|(?:i )?(?:haven't|have not|never) (?:got|gotten|received) (?:it|anything|one)|nicht wirklich|nicht so richtig|kaum|(?:hat |hilft )?(?:leider |uns |mir )*(?:gar |uberhaupt )?(?:nicht geholfen|nichts? gebracht|nichts geholfen)|(?:geht|lauft|funktioniert|klappt|druckt|hilft) (?:leider |immer |noch )*(?:nicht|nix)\\b|immer noch (?:kaputt|nicht|das gleiche|dasselbe|langsam|defekt)|noch immer (?:kaputt|nicht)|wieder kaputt|(?:ich )?(?:hab|habe|haben) (?:wir |immer )?noch (?:nix|nichts) (?:bekommen|erhalten)|(?:der|die|das) falsche\\W*$|pas vraiment|pas du tout|(?:n'a |ne m'a |a )?(?:pas|rien) (?:aide|change|resolu)|toujours (?:en panne|pareil|pas|casse|la meme chose|le meme probleme|bloque)|(?:ne )?(?:marche|fonctionne) (?:toujours )?(?:pas|plus)|(?:je n'ai|j'ai) (?:toujours )?rien recu|sigue (?:igual|rot[oa]|sin|mal|fallando|estropead[oa])|no (?:mucho|del todo|realmente|nos ha|me ha|ha|sirvio|funciona|va|ayudo)(?! a)|todavia no|(?:no )?(?:he|hemos) recibido nada)",
  ],
  [
    "yes",
    "(?:helped|(?:really |did )+help(?:ed|s)?|helps|works?(?: now| again)? (?:perfectly|great|fine|well|nicely|like a charm|a treat)|(?:super |sehr |wirklich |viel |total |uns |mir )*geholfen|(?:geht|lauft|funktioniert|klappt) (?:jetzt |nun |wieder )*(?:super|perfekt|einwandfrei|bestens|prima|tadellos|wunderbar|gut)|carrement|(?:m'a |nous a |a )?(?:bien |beaucoup |vraiment |tres )+aide|a aide|(?:marche|fonctionne) (?:tres bien|parfaitement|nickel|impeccable|super)|plus (?:aucun\\w*|d')\\s?(?:erreurs?|problemes?)|(?:ha |nos ha |me ha )+ayudado|ayudo|(?:funciona|va) (?:ahora |ya )?(?:perfect\\w*|muy bien|genial|de maravilla|estupend\\w*))",
  ],
];

const verdicts = patterns.map(
  ([verdict, words]) => [verdict, new RegExp(`${lead}${words}(?!\\w)`)] as const,
);

/** Matches a reservation about what helped, or a part of it. */
const reservation = /\b(?:but|except|aber|ausser|mais|sauf|pero|salvo)\b/;

/** Returns the verdict that words begin with: "sort of, nights still use paper". */
export function readVerdict(text: string): Verdict | undefined {
  const plain = foldText(stripMarkup(text));
  if (plain.includes("?")) return undefined;
  const found = verdicts.find(([, pattern]) => pattern.test(plain))?.[0];
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
