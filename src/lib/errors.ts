/** Expected errors with a stable code that operators can act on, search and alert for. */

/** What an error tells besides its code and message. */
export interface EntwineErrorOptions {
  /** Advice to the reader. */
  hint?: string;
  cause?: unknown;
}

/**
 * Expected failure that reaches the operator. `code` is `lower_snake_case`; code and message never
 * contain people's words. Bugs are plain `Error`s.
 */
export class EntwineError extends Error {
  override readonly name = "EntwineError";
  readonly code: string;
  readonly hint?: string;

  constructor(code: string, message: string, { hint, cause }: EntwineErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (hint !== undefined) this.hint = hint;
  }
}

/** Matches commands, which are printed unchanged. */
const isCommand = /^(?:npm|npx|chmod|timedatectl)\b/;

/** Capitalises a hint, for a line of its own. */
export const capitaliseSentence = (sentence: string): string =>
  isCommand.test(sentence) ? sentence : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** Error codes of connections that never opened, so that nothing was sent. */
export const unsentErrorCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
