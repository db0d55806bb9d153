/**
 * From what share on a yes is a yes. Each border is where five folds of the training rows gave the
 * best macro-F1: what is rare is missed where it has to be likelier than not.
 */

/**
 * Two models are asked whether a message is a request, the one that knows kinds and the one that
 * knows nothing but this; each errs where the other does not; how likely it is none, of 1.
 */
export const noRequestProbability = (byKind: number, byRequest: number): number =>
  (byKind + byRequest) / 2;

/** `none` is how likely it is no request, of 1. */
export const isRequestByThreshold = (none: number): boolean => none < 0.4;

/** A priority that is claimed, a supplier that is spoken of. */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.35;
