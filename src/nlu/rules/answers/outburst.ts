/** Recognition of words of anger, which answer no question: "unbelievable!", "mir reicht's". */
import { foldText, stripMarkup } from "../../text/normalise.ts";

/** One clause of folded text each. */
const outbursts = [
  "(?:this is|that's|that is|it's|it is|how|just|so|absolutely|totally|utterly)* ?(?:unbelievable|incredible|ridiculous|insane|unacceptable|outrageous|pathetic|a joke|a disgrace|a shambles|a nightmare|beyond a joke|not funny|driving (?:me|us) (?:mad|crazy|nuts|up the wall))(?: (?:now|really|honestly))*",
  "(?:i'm|i am|we're|we are) (?:so |really |absolutely |completely )?(?:fed up|sick of (?:it|this|that)|losing it|done with (?:it|this)|at my wits'? end|furious|fuming)(?: with (?:it|this|that))?|(?:i've|we've|i have|we have) had (?:it|enough)",
  "for (?:god|heaven|goodness|pete|fuck)(?:'?s)? sake|you(?:'ve| have) got to be (?:kidding|joking)(?: me)?|are you (?:kidding|joking|serious)(?: me)?|seriously|come on|what a (?:mess|joke|nightmare|shambles|disgrace)|(?:oh )?(?:damn|bloody|fucking) (?:it|hell|thing|rubbish)|wtf|ffs|omg|ar+gh+|grr+|not again|enough is enough|same old story",
  "(?:(?:das|es|dies) ist |ist )?(?:das )?(?:ja |doch |echt |einfach |wirklich |langsam |schon )*(?:unglaublich|unfassbar|nicht zu fassen|ein witz|eine frechheit|eine zumutung|ein albtraum|eine katastrophe|zum (?:kotzen|heulen|verrucktwerden|haareraufen|davonlaufen|verzweifeln)|nicht (?:mehr )?(?:lustig|normal|wahr|auszuhalten))",
  "das (?:darf|kann) (?:doch |ja |echt )*nicht wahr sein|das gibt'?s (?:doch |ja )*nicht|ich (?:krieg|bekomm)e? (?:noch |gleich )*(?:die krise|zustande|einen anfall|zu viel)|(?:mir|uns) reicht'?s(?: (?:jetzt|langsam))?|(?:mir|uns) reicht es(?: (?:jetzt|langsam))?|(?:ich|wir) (?:hab|habe|haben) (?:so |echt |langsam )*die (?:nase|schnauze|faxen) (?:so )?(?:voll|dicke)|schon wieder|immer (?:das gleiche|dasselbe|derselbe mist)|(?:so ein|was fur ein|so'n) (?:mist|scheiss|theater|saftladen|sauladen|chaos)|verdammt(?: noch mal| nochmal)?|verflixt|(?:echt|im ernst|ernsthaft)(?: jetzt)?|(?:ist das )?euer ernst|herrgott(?: noch mal)?|menno|mann(?: mann)*",
  "(?:c'est |ca devient |mais c'est )?(?:vraiment |carrement |franchement |juste |trop )*(?:incroyable|inadmissible|insupportable|intolerable|n'importe quoi|pas (?:possible|serieux|croyable)|ridicule|une honte|une blague|lamentable|scandaleux|penible|la cata(?:strophe)?|le bordel)",
  "(?:j'en ai|on en a|(?:y )?en a|nous en avons|j'ai|on a) (?:vraiment |franchement )?(?:marre|assez|ras[ -]le[ -]bol|plein le dos|par-dessus la tete)|ras[ -]le[ -]bol|toujours (?:pareil|la meme chose)|c'est toujours (?:pareil|la meme chose)|(?:oh )?(?:merde|putain|bordel|zut|mince|punaise)(?: (?:alors|quoi|de merde))*|ca commence a bien faire|quelle (?:galere|plaie|honte|misere)|non mais(?: (?:serieux|serieusement|allo|franchement))?|serieux|serieusement|j'hallucine|c'est pas vrai|encore une fois",
  "(?:es |esto es |que |vaya )?(?:ya |de verdad )*(?:increible|inaceptable|intolerable|una verguenza|una tomadura de pelo|ridiculo|de locos|el colmo|un desastre|una pesadilla|de risa|vergonzoso)",
  "(?:estoy|estamos) (?:ya )?(?:hart[oa]s?|hasta (?:el gorro|las narices|el mono|aqui))(?: (?:de (?:esto|todo)|ya))?|ya (?:esta bien|basta|vale)|otra vez(?: (?:igual|lo mismo))?|siempre (?:igual|lo mismo)|no (?:puede ser|me lo (?:puedo )?cre(?:o|er))|(?:joder|mierda|cono|hostia|ostras|madre mia|por dios|vaya tela|que asco|menud[oa] (?:desastre|lio|chapuza)|vaya (?:desastre|lio|chapuza))|en serio|no hay derecho",
].map((each) => `(?:${each})`);

const outburst = new RegExp(`^(?:${outbursts.join("|")})$`);

/** Words around a clause that do not change it. */
const fillers =
  /^(?:(?:oh|ah|ach|ay|und|and|et|y|but|aber|mais|pero|so|also|wow|hey|puh|pff|uf|bah|man|guys|leute|people|jetzt|langsam|really|honestly|echt|franchement|de verdad)\s+)+|\s+(?:guys|people|leute|really|honestly|echt|ehrlich|franchement|hein|eh|oye|mate|man|alter)$/g;

/** Returns whether every clause of a message only vents anger. */
export function isOutburst(text: string): boolean {
  const clauses = foldText(stripMarkup(text))
    .replaceAll("’", "'")
    .split(/[,;:.!?…()¡¿]+|\s[-–—]\s/)
    .map((clause) => clause.trim().replaceAll(fillers, "").trim())
    .filter((clause) => /\p{L}/u.test(clause));
  return clauses.length > 0 && clauses.every((clause) => outburst.test(clause));
}
