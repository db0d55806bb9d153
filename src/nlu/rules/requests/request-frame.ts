/**
 * Recognition of the frame of a request: the words of asking before the thing asked for, however
 * many clauses they take ("I wonder whether it might be at all possible to have a …"). A frame has
 * only function words and words of asking, so that any other word ends it. Pure.
 */
import { foldInPlace } from "../../text/normalise.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Words that ask or wish; a frame has one of them. */
const asking = new Set(
  list(`
    wonder wondering hope hoping like love appreciate grateful glad happy possible would could might
    can may want need ask kind
    freuen dankbar moglich denkbar wunschen wunsche fragen gern gerne schon toll super nett lieb bitten
    bitte konnte konnten konntet konntest wurde wurden ware waren brauche brauchen brauchten braucht
    hatte hatten mochte mochten wollte wollten
    permets permettons serait possible envisageable reconnaissant reconnaissante reconnaissants
    aimerais aimerions aimerait voudrais voudrions voudrait souhaite souhaitons souhaiterais
    souhaiterions faudrait faut besoin demander plait pourriez pourrait pouvez
    agradeceria agradeceriamos agradecemos gustaria encantaria seria posible queria queriamos querria
    quisiera quisieramos podria podriais podrian podriamos preguntar necesito necesitamos vendria
    falta genial estupendo
  `),
);

/** Words that join others and carry nothing of the thing. */
const joining = new Set(
  list(`
    i we you it he she they there me us my our boss manager if whether that to be is was were am are
    been had have get getting so as very really just at all perhaps maybe please also still even
    be able somehow some sort one day ever asked ask know of writing because for way any chance
    will give grant d ll m ve re s 's
    ich wir ihr sie du er es man mir uns mich euch ihnen mia i a mal mir ob dass wenn da sehr noch
    auch ganz einfach vielleicht eventuell irgendwie irgendwann eigentlich mal doch halt nur sich um
    euch zu ja so am wollte chef chefin meine mein unsere unser jemand
    je nous on vous il elle ils tu j l c n s d me se vous ce de que qu si est etait ecrire car afin
    ai avons avions aurions aurais aurait avoir bien tres beaucoup aussi peut etre un peu svp madame
    monsieur s'il
    yo nosotros me nos os le les lo se si que a de por favor con mucho muy bien tal vez quiza quizas
    ver tener poder saber ustedes usted
  `),
);

/** Minimum words of a frame. */
const minFrameWords = 2;

/** Matches an article, with which the thing begins. Folded text. */
const thing =
  /^(?:an?|the|some|un|une|des|du|le|la|les|l'|el|los|las|una|unos|unas|eine?n?|der|die|das|den)$/;

const word = /[\p{L}\p{N}]+(?=['’])['’]|[\p{L}\p{N}]+/gu;

/** Returns the text behind its frame; the whole text if it has none, or nothing else. */
export function withoutFrame(text: string): string {
  const plain = foldInPlace(text).replaceAll("ß", "s");
  let end = 0;
  let [count, asks] = [0, false];
  for (const { 0: match, index } of plain.matchAll(word)) {
    const key = match.replace(/['’]$/, "");
    const isBreak = /[.!?;:(]/.test(plain.slice(end, index));
    if (isBreak || (!asking.has(key) && !joining.has(key))) {
      return asks && count >= minFrameWords && !isBreak ? text.slice(index) : text;
    }
    if (thing.test(key) && asks && count >= minFrameWords) return text.slice(index);
    asks ||= asking.has(key);
    count += 1;
    end = index + match.length;
  }
  return text;
}
