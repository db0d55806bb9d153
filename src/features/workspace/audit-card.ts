/** What was done with rights that not everybody has: the last of it, for admins to read. */

import type { Words } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import type { readRecentAuditEntries } from "./audit-log.ts";

type Done = Awaited<ReturnType<typeof readRecentAuditEntries>>[number];

/** Not people: the bot by itself, as the platform told it; and whoever runs it, at its commands. */
const nobodys = ["entwine", "operator"] as const;

const isPlain = (value: Json): value is string | number | boolean | null =>
  value === null || typeof value !== "object";

function shown(value: string | number | boolean | null, words: Words): string {
  if (value === null) return words.plain("organisation.audit.nothing");
  return typeof value === "boolean"
    ? words.plain(value ? "organisation.audit.on" : "organisation.audit.off")
    : `${value}`;
}

/** `model`, `group Field sales`: the first word says what kind of thing it is. */
function named(what: string, words: Words): RichText {
  const [kind = "", ...rest] = what.split(" ");
  const key = `organisation.audit.what.${kind}`;
  const of =
    kind === "approval" ? words.plain(`requests.choice.${rest.join(" ")}`) : rest.join(" ");
  return words.keys().includes(key) ? words(key, { of }) : [what];
}

function became({ before, after }: Done, words: Words): RichText {
  if (before === null && typeof after === "string") return [after];
  if (isPlain(before) && isPlain(after))
    return words("organisation.audit.from_to", {
      before: shown(before, words),
      after: shown(after, words),
    });
  const gone = after === null || (typeof after === "object" && "code" in after);
  return words(
    before === null
      ? "organisation.audit.made"
      : gone
        ? "organisation.audit.gone"
        : "organisation.audit.changed",
  );
}

function line(done: Done, words: Words): CardElement {
  const own = nobodys.find((name) => name === done.by.id);
  const by = own ? words(`organisation.audit.by.${own}`) : personMention(done.by);
  return {
    kind: "item",
    text: [...named(done.what, words), " ", ...became(done, words)],
    note: [
      ...words("organisation.audit.who", { by, at: done.at }),
      ...(done.why ? [" ", ...done.why] : []),
    ],
  };
}

export const auditCard = (done: readonly Done[], words: Words): Card => [
  headingElement(words("organisation.audit")),
  ...(done.length === 0
    ? [textElement(words("organisation.audit.none"))]
    : done.map((one) => line(one, words))),
  noteElement(words("organisation.audit.all")),
];
