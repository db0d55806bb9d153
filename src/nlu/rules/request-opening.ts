/** Recognises texts that begin like a request. */

const requestOpening =
  /^\W*(?:and |also,? |oh,? |by the way,? )*(?:(?:i|we) (?:also |urgently |really )*(?:need|want|would like)|i'd like|we'd like|(?:can|could) (?:you|we|i)|please|wir brauchen|ich brauche|il nous faut|necesitamos)\b/i;

/**
 * Tells whether text begins like a request ("We also need …"). Short answers read like requests, so
 * that the classifier alone would find too many.
 */
export const beginsLikeRequest = (text: string): boolean => requestOpening.test(text);
