/** Texts without content: of apologies, refusals and placeholders only, in four languages, or of signs. Pure. */

const emptyWords = new Set(
  `a about and anything at be but can cannot can't could do for from have here i i'm idea is it just
  me moment much no none nope not nothing now of on one only or other our please really say so sorry
  thank thanks that the there this to unfortunately us very we with yet you your n/a na tbd x xx xxx
  afraid alternative alternatives available impossible option options possible regret applicable
  aber auch da danke das den der die dir du eine einen ein es euch fällt gar geht gerade gibt haben
  ich ist kann kein keine keinen keiner keines können leid leider mir möglich nein nicht nichts nix
  noch nur sorry tut uns und weiss weiß wir zurzeit momentan alternative
  aucun aucune avons ça c'est ce de des désolé désolée désolés en et hélas il je l le la les
  malheureusement moi n'y nous non pardon pas pour possible que rien un une vous y a désolées
  ahora algo con de desgracia desgraciadamente disculpa disculpad disculpas el es esto hay la las lo
  lamentablemente lamento lamentamos los momento nada ni ninguna ninguno no nos perdón por siento
  sentimos se su tenemos te tengo un una y ya posible`.split(/\s+/),
);

/** Returns whether a text has no content: it only apologises, refuses or fills the field. */
export const saysNothing = (text: string): boolean =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’/]*/gu) ?? []).every((word) =>
    emptyWords.has(word.replaceAll("’", "'")),
  );

const emojiCode = /:[\p{L}\p{N}_+-]+:/gu;
const trial = /^\W*(?:test(?:ing)?|tests?|prueba|essai|ok(?:ay)?|k)\W*$/iu;

/** Returns whether a text is only emoji or marks, or a word that tries the chat: "test", "ok". */
export function isMereSign(text: string): boolean {
  const words = text.replace(emojiCode, " ");
  return !/[\p{L}\p{N}]/u.test(words) || trial.test(words);
}
