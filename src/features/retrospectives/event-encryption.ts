/**
 * Conceals what must not be stored as it came, though it is stored: ballots, and words after
 * `/retro` that may be a note in another spelling. Notes are not stored at all: see
 * `note-arrivals.ts`.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { parseRetroAction, retroActions } from "./actions.ts";
import type { NoteCipher } from "./note-encryption.ts";
import { parseRetroCommand, parseRetroMessage } from "./parse-command.ts";

/** The field, and the mark of the text, under which something sealed travels. */
const field = "sealed";
const mark = "sealed:";

/** What anybody else sends under that name is left as it came. */
const isBallot = (event: InboundEvent): boolean =>
  event.kind === "submitted"
    ? retroActions.decode(event.form)?.verb === "vote"
    : (event.kind === "message" || event.kind === "command") &&
      parseRetroAction(event.text, event.kind)?.verb === "vote";

/**
 * The arrival as it may be stored. Its id can be made of the words too (a digest tells a form sent
 * again from a form delivered twice), so that another stands for it.
 */
export function encryptRetroEvent(seals: NoteCipher, event: InboundEvent): InboundEvent {
  const isOurs =
    (event.kind === "submitted" && event.form.startsWith("retro/")) ||
    (event.kind === "command" && (event.command as string) === "retro") ||
    (event.kind === "message" && event.addressed && parseRetroMessage(event.text) !== undefined);
  if (!isOurs) return event;
  if (event.kind === "command" && !parseRetroCommand(event.text))
    return { ...event, text: ["help"] };
  if (!isBallot(event)) return event;
  const id = seals.digestId(event.id);
  if (event.kind === "submitted")
    return { ...event, id, values: { [field]: seals.seal(event.values) } };
  if (event.kind === "message")
    return { ...event, id, text: [`retro vote ${mark}${seals.seal(event.text)}`] };
  if (event.kind === "command")
    return { ...event, id, text: [`vote ${mark}${seals.seal(event.text)}`] };
  return event;
}

/**
 * The same with its words again. Release 0.1.0 stored notes like this, too, and called all of them
 * `add`.
 */
export function decryptRetroEvent(seals: NoteCipher, event: InboundEvent): InboundEvent {
  if (event.kind === "submitted") {
    const sealed = event.values[field];
    const verb = retroActions.decode(event.form)?.verb;
    return sealed !== undefined && (verb === "vote" || verb === "write")
      ? { ...event, values: seals.open(sealed) }
      : event;
  }
  if (event.kind !== "command" && event.kind !== "message") return event;
  const [, sealed] = /^(?:retro )?(?:add|vote) sealed:(\S+)$/.exec(toPlainText(event.text)) ?? [];
  return sealed ? { ...event, text: seals.open<RichText>(sealed) } : event;
}
