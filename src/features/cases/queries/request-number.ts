/** Numbers of requests in texts: R-17, r17, #17, request 17. Pure. */

const named = /(?:\br-?|\brequest (?:number |no\.? ?)?|#)(\d{1,9})\b/i;

/** Parses the request number in a text: R-17, r17, #17, request 17. */
export function requestNumberIn(text: string): number | undefined {
  const number = named.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Parses a text that is only a number. */
export function parseRequestNumber(text: string): number | undefined {
  const number = /^\W*(?:r-?|#)?(\d{1,9})\W*$/i.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
