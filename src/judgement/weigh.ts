/** Whether a message is a request: two models are asked, the one that knows kinds and the one that knows nothing but this; each errs where the other does not. */

/** How likely a message is no request, of 1. */
export const noRequest = (byKind: number, byRequest: number): number => (byKind + byRequest) / 2;

export const isRequest = (none: number): boolean => none < 0.5;
