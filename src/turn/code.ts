/** An error's code, or its name: what may be written down of it. Messages may quote people. */
export function plainCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
}
