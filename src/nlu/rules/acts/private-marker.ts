/**
 * Recognition of a sender's wish to keep a message private, in four languages, and its position.
 */
import { foldText, stripMarkup, toOneLine } from "../../text/normalise.ts";
import { createPatternSet } from "../../text/pattern-set.ts";

const marker =
  /\b(?:(?:something|sth|a (?:question|request|thing)|one thing) (?:that's |that is )?(?:\w+ )?(?:confidential|private|in (?:private|confidence))|(?:et)?was (?:ganz |streng )?(?:vertraulich(?:es)?|privates|im vertrauen)(?: (?:melden|sagen|fragen|schreiben))?|(?:quelque chose|une (?:question|demande)|un truc) (?:de |d'|en )?(?:confidentiel\w*|prive\w*)|(?:algo|una (?:pregunta|consulta|cosa)) (?:muy |en )?(?:confidencial|privad[oa])|(?:can|could|may|should) (?:this|it|that) (?:please )?(?:stay|remain|be(?: kept)?|be treated as) (?:private|confidential|between us|secret)|personne (?:d'autre )?(?:ne )?(?:doit|peut|puisse) (?:voir|lire|savoir)(?: (?:cette demande|ca|cela))?|nadie (?:mas )?(?:debe|puede|tiene que) (?:ver|leer|saber)(?:lo|la)?|(?:kann|konnte|darf) (?:das|dies|es) (?:bitte )?(?:vertraulich|unter uns|privat) bleiben|(?:est-ce que )?(?:ca|cela) peut rester (?:entre nous|confidentiel)|puede (?:esto )?quedar entre nosotros|(?:keep|make|mark|set) (?:this|it|that|r-?\d+)(?: one| request| ticket)?(?: as| to)? (?:private|confidential|quiet|secret|(?:just |only )?between us(?: and (?:it(?![\w'])|you|the it|the (?:it )?(?:team|desk|department)))?|to yourselves?|among us)|(?:please )?(?:treat|handle) (?:this|it) (?:as )?(?:confidential\w*|discreetly|privately)|(?:this|it|that|r-?\d+) (?:is|stays|has to stay|must stay|should stay) (?:strictly |between |just )?(?:private|confidential|secret|between us|between you and me)|between (?:us|you and me)(?: and (?:it\b|the (?:it )?team))?(?= only|[:,.!]|\W*$)|(?<=^\W*)(?:between us|unter uns|entre nous|entre nosotros)(?! (?:and|und|et|y)\b)(?: \w+){0,4}(?=\s*[,:;.!–-])|(?:that )?(?:esto |eso )?(?:que )?no (?:debe |puede |tiene que )?sal(?:ga|ir) de (?:aqui|nosotros|informatica)|(?:que )?(?:ca|cela) (?:ne )?(?:sorte|doit) pas (?:sortir )?d'ici|(?:this|it|that) (?:must not|mustn'?t|should not|shouldn'?t|can'?t) (?:leave (?:this|the) \w+|go any further)|(?:darf|soll|sollte) (?:bitte )?nicht nach (?:au(?:ss|ß)en|draussen)|just between us|in (?:strict )?confidence|(?:don'?t|do not) (?:tell (?:(?:anyone|anybody)(?: else)?|my \w+|the others)|share (?:this|it)|post (?:this|it)|pass (?:this|it) on)|not for (?:the (?:channel|others|public|team channel)|everyone|everybody|other eyes)|(?:nobody|no one|only (?:you|it|the it team)) (?:else )?(?:should|may|must|can) (?:know|see|read)|for your eyes only|nur fur (?:euch|dich|sie|die it)|(?:mach|macht|stell|stellt|halt|haltet|behandel\w*) (?:das|es|die anfrage|diese anfrage|r-?\d+)(?: bitte)? (?:auf )?(?:privat|vertraulich|geheim)|(?:mets|mettez|garde[zr]?|rends|rendez)[ -](?:ca|cela|la|le|r-?\d+) (?:bien )?(?:en )?(?:prive\w*|confidentiel\w*)|(?:pon|haz|manten|poned|mantened|marca)(?:lo|la)?(?: eso| esto| r-?\d+)?(?: como| en| que sea)? (?:privad[oa]|confidencial)|(?:bitte |streng )?vertraulich(?: behandeln)?(?=[:,.!]|\W*$| bitte| behandeln)|(?:(?:das|dies|es) )?(?:bleibt|bleibe|muss|soll) (?:(?:das|es|hier|alles|bitte|wirklich) )*(?:unter uns|zwischen uns)(?: und der it(?:-abteilung)?)?|unter uns(?= gesagt|[:,.!]|\W*$)|nicht weiter(?:sagen|geben|erzahlen|leiten)|(?:soll|darf|sollte) (?:bitte )?(?:sonst )?(?:keiner|niemand) (?:wissen|sehen|lesen|erfahren)|(?:bitte )?diskret|behaltet? (?:das|es) (?:bitte )?fur (?:euch|dich)|(?:a garder |reste[rz]? |que ca reste |c'est )?(?:strictement )?confidentiel(?:le)?(?=\s?[:,.!]|\W*$| svp| merci)|(?:ca |cela |que ca )?(?:reste|restera)(?:[- ]t[- ]il)? (?:bien )?entre nous(?: et (?:l'informatique|le service informatique|l'equipe))?|entre nous(?=\s?[:,.!]|\W*$| svp)|garde[zr]? (?:ca|cela|ceci) (?:pour vous|pour toi|secret|confidentiel)|(?:a |de maniere )?ne pas (?:divulguer|diffuser|partager|ebruiter)|(?:ne |n')?(?:en )?(?:dites|parlez|dis|parle)(?: rien)?(?: pas)? a personne|pour vos yeux seulement|(?:es |esto es )?(?:estrictamente )?confidencial(?=[:,.!]|\W*$| por favor)|que (?:esto |eso )?quede entre (?:nosotros|tu y yo|nos)(?: y (?:informatica|el equipo))?|queda (?:esto |eso )?entre nosotros|entre nosotros(?=\s?[:,.!]|\W*$)|no (?:se lo |lo )?(?:digais|digas|diga|cont\w+|compart\w+)(?: a nadie| con nadie)?|solo para (?:vosotros|ustedes|ti|el equipo de it)|que no (?:se entere|lo sepa|lo vea) nadie|que no (?:se enteren?|lo sepan?|lo vean?) (?:mis?|el|la|los|las|nuestr\w+) \w+|que (?:sea|quede) confidencial|(?:a garder|a conserver) (?:entre nous|pour vous|pour toi)|keep (?:quiet|silent) about (?:this|it)|(?:im|in) vertrauen(?=[:,.!]|\W*$)|(?:make|keep) (?:my|the) (?:last )?(?:request|ticket) (?:private|confidential)|que (?:esto|eso) quede entre nosotros|en confianza(?=[:,.!]|\W*$)|mantened?(?:lo)? (?:esto )?en (?:privado|secreto)|(?:don'?t|do not) (?:show|let) (?:this|it|that|r-?\d+)(?: one| request)? (?:be (?:seen|read) by|to) (?:every(?:body|one)|any(?:body|one)(?: else)?|(?:the )?(?:others|whole \w+)|all)|not every(?:body|one) (?:should|needs to|has to|must) (?:see|read|know)(?: (?:this|it|that))?(?: one)?|zeig\w* (?:das|es|die|r-?\d+) (?:bitte )?nicht (?:allen|jedem|den anderen|uberall)|(?:das |es )?(?:muss|soll|darf|braucht|sollte) (?:(?:ja|bitte|aber|hier|auch|bloss) )*nicht (?:(?:gleich|unbedingt) )?(?:jeder|alle|die ganze \w+|das ganze \w+) (?:zu )?(?:sehen|lesen|wissen|mitlesen)|(?:ne )?(?:le |la )?montre[rz]? (?:pas )?(?:ca |cela )?(?:pas )?a (?:tout le monde|tous|n'importe qui|personne)|(?:que )?(?:tout le monde|les autres) (?:ne )?(?:doit|doivent|voie|voient|lise|lisent|sache|sachent) pas(?: (?:le |la )?(?:voir|lire|savoir))?|no (?:se )?(?:lo|la) (?:ensen|muestr|mostr)\w+ a (?:todos|todo el mundo|nadie|los demas)|que no (?:lo|la) ve(?:a|an) (?:todos|todo el mundo|los demas))/;
const label =
  /^\W*(?:(?:hi|hello|hallo|hola|bonjour|team|all)\W+){0,2}(?:(?:in |en )?private(?:ly)?|(?:strictly )?confidential|just for you|nicht offentlich|privat|vertraulich|confidentiel|confidencial|(?:en )?privado|(?:en )?prive)\s*(?:[\]):!–-]|,? please\b|,? bitte\b|,? svp\b|,? por favor\b|\.)/;

const findMarkers = createPatternSet([label, marker]);

/** Words that may precede a marker at the start of a message. */
const opening =
  /^\W*(?:(?:hi|hello|hey|hallo|hola|bonjour|team|all|please|pls|bitte|merci|por favor|s'il vous plait|svp|can you|could you|kannst du|konnt ihr)\W+)*$/;
/** Who in particular must not know: "especially not Nina". */
const particularly =
  /^(?: else)?,? (?:esp(?:ecially)?|particularly|above all|vor allem|besonders|schon gar|surtout|sobre todo|y menos)\.? (?:(?:not|nicht|pas|no|a|an|my|meine?r?|mon|ma|mi) )*\p{L}[\p{L}'-]*/u;
/** Words that may follow a marker. */
const closing =
  /^(?:,? (?:please|bitte|svp|stp|s'il (?:vous|te) plait|por favor|merci|thanks|danke|gracias|only|behandeln|gesagt))*[\s:;,.!?)–-]*/;
/** Words of a message about an earlier request, besides the marker. */
const reference =
  /^\W*(?:(?:r-?\d+|zur info|fyi|please|pls|bitte|the last one|that one|my request|that one|die letzte|meine anfrage|das|la derniere|ma demande|la ultima|mi solicitud|svp|por favor|and|und|et|y|can you|could you)\W*)*$/;

const fold = (text: string) =>
  foldText(text)
    .replace(/[’‘`´]/g, "'")
    .replace(/[^\S ]/g, " ");

/** Returns the original position of each character of folded text. */
const foldedOffsets = (text: string): number[] => [
  ...text.split("").flatMap((letter, at) => Array<number>(fold(letter).length).fill(at)),
  text.length,
];

/** Returns whether a message says that others must not read it. */
export const isMarkedPrivate = (text: string): boolean =>
  findMarkers(toOneLine(foldText(stripMarkup(text)))).length > 0;

/** Returns a message without a marker at its start or end; empty if nothing else is left. */
export function withoutPrivateMarker(text: string): string {
  const plain = fold(text);
  if (findMarkers(plain).length === 0) return text;
  const found = (label.exec(plain) ?? marker.exec(plain))!;
  const offsets = foldedOffsets(text);
  const from = found.index;
  const marked = from + found[0].length;
  const end = marked + (particularly.exec(plain.slice(marked))?.[0].length ?? 0);
  const to = end + closing.exec(plain.slice(end))![0].length;
  if (opening.test(plain.slice(0, from))) return text.slice(offsets[to]).trim();
  return to === plain.length ? text.slice(0, offsets[from]).replace(/[\s:;,.(–-]+$/u, "") : text;
}

/** Returns whether a message only asks to keep an earlier request private. */
export const isPrivacyWish = (text: string): boolean =>
  isMarkedPrivate(text) && reference.test(foldText(withoutPrivateMarker(text)));

/** What stands in the place of a password. */
export const secretMask = "••••";

const named =
  "(?:pass(?:word|code|phrase|wort)s?|pwd?|kenn(?:wort|ung)|mot de passe|mdp|contrase(?:ñ|n)a|clave)";
const said =
  "(?:\\s*[:=]\\s*|\\s+(?:is|was|ist|war|lautet|est|était|es|era)\\s*:?\\s+(?:now |jetzt |maintenant |ahora )?)";

/** A word after it that mixes letters with digits or signs, as words of a language do not. */
const secret = "(?=\\S*\\p{L})(?=\\S*[\\d@#$%^&*+=_]|\\S*[!?]\\S)[^\\s<>]{5,64}";

const typed = new RegExp(`(\\b${named}${said}["'„“«]?)(${secret})`, "giu");

/** Returns a text with each password that it states masked: "my password is ••••". */
export const maskTypedSecrets = (text: string): string =>
  text.replace(typed, (_, before: string) => `${before}${secretMask}`);
