/**
 * A failure's short name: Node's code, that of what caused it, or the kind of error. Never its
 * message, which may quote a secret.
 */
export function nodeErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error instanceof AggregateError && error.errors.length > 0)
    return nodeErrorCode(error.errors[0]);
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && /^\w{1,64}$/.test(code)) return code;
  return error.cause === undefined ? error.name : nodeErrorCode(error.cause);
}
