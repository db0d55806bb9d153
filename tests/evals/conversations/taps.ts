/**
 * Buttons with which the bot asks what a message belongs to, by what a person means by pressing
 * them. New buttons of that kind are added here.
 */
const held = (acts: string) => new RegExp(`^interview/held/[^/]+/(?:${acts})\\b`);

const targetTaps = {
  /** A new request or problem. */
  new: [
    /^interview\/(another|as_new|is_request)\b/,
    /^target\/(new|log)\b/,
    /^check\/log\b/,
    held("new_request"),
  ],
  /** The answer to the open question. */
  answer: [
    /^interview\/answers\b/,
    /^cases\/as_answer\b/,
    /^target\/answer\b/,
    held("answer|not_known"),
  ],
  /** An addition to a request. */
  add: [/^target\/add\b/, held("addition")],
  /** It is finished: solved or no longer needed. */
  close: [/^target\/(close|resolved)\b/, held("resolved|withdrawn")],
  /** Takes a colleague's words as one's own answer. */
  adopt: [/^target\/adopt\b/],
  /** Not meant for the bot. */
  nothing: [/^target\/nothing\b/, held("aside|not_for_bot")],
};

/** The kind of a request, where the bot asks for it. */
const kindTaps = {
  broken: [/^interview\/choose\/[^/]+\/kind\/factory_issue$/, /^interview\/broken\b/],
  wish: [/^interview\/choose\/[^/]+\/kind\/new_solution$/],
  change: [/^interview\/choose\/[^/]+\/kind\/change$/],
  routine: [/^interview\/choose\/[^/]+\/kind\/standard_service$/],
  advice: [/^interview\/choose\/[^/]+\/kind\/advice$/],
};

/** Reverts what the bot did. */
const undoTaps = { undo: [/^(interview|cases)\/restore\b/, /^target\/undo\b/] };

const all: Record<string, RegExp[]> = { ...targetTaps, ...kindTaps, ...undoTaps };

/** Returns whether a button belongs to the question what a message is about. */
export const isTargetTap = (press: string): boolean =>
  Object.values(targetTaps)
    .flat()
    .some((pattern) => pattern.test(press));

/**
 * Returns whether a turn means this button: by its meaning (`new`, `broken`), or by its path, where
 * `*` stands for any part and further parts may follow.
 */
export function matchesPress(press: string, named: string): boolean {
  const meant = all[named];
  if (meant) return meant.some((pattern) => pattern.test(press));
  const parts = press.split("/");
  return named.split("/").every((part, index) => part === "*" || part === parts[index]);
}
