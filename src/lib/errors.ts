/**
 * What can go wrong in a way that somebody can act on: each has a code that stays the same from
 * release to release, for searching and alerting.
 */

export interface EntwineErrorOptions {
  /** What the reader can do about it. */
  hint?: string;
  cause?: unknown;
}

/**
 * An expected failure that reaches whoever runs the bot. `code` is `lower_snake_case`; neither it
 * nor the message ever holds what people wrote. A bug stays a plain `Error`.
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
