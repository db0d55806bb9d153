/**
 * Encrypts votes before their events are stored, and drops words after `/retro` that may be a note.
 *
 * Notes are not stored at all: see `note-events.ts`.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { parseRetroAction, retroActions } from "./actions.ts";
import type { NoteCipher } from "./note-encryption.ts";
import { parseRetroCommand, parseRetroMessage } from "./parse-command.ts";

/** Form field and text marker of encrypted content. */
const field = "sealed";
const mark = "sealed:";

const isVote = (event: InboundEvent): boolean =>
  event.kind === "submitted"
    ? retroActions.decode(event.form)?.verb === "vote"
    : (event.kind === "message" || event.kind === "command") &&
      parseRetroAction(event.text, event.kind)?.verb === "vote";

/**
 * Returns an event as it may be stored. Its id is replaced, too, since it can be a digest of the
 * words.
 */
export function encryptRetroEvent(cipher: NoteCipher, event: InboundEvent): InboundEvent {
  const isOurs =
    (event.kind === "submitted" && event.form.startsWith("retro/")) ||
    (event.kind === "command" && (event.command as string) === "retro") ||
    (event.kind === "message" && event.addressed && parseRetroMessage(event.text) !== undefined);
  if (!isOurs) return event;
  if (event.kind === "command" && !parseRetroCommand(event.text))
    return { ...event, text: ["help"] };
  if (!isVote(event)) return event;
  const id = cipher.digestId(event.id);
  if (event.kind === "submitted")
    return { ...event, id, values: { [field]: cipher.seal(event.values) } };
  if (event.kind === "message")
    return { ...event, id, text: [`retro vote ${mark}${cipher.seal(event.text)}`] };
  if (event.kind === "command")
    return { ...event, id, text: [`vote ${mark}${cipher.seal(event.text)}`] };
  return event;
}

/** Reverses `encryptRetroEvent`. Release 0.1.0 stored notes like this, too, as `add`. */
export function decryptRetroEvent(cipher: NoteCipher, event: InboundEvent): InboundEvent {
  if (event.kind === "submitted") {
    const sealed = event.values[field];
    const verb = retroActions.decode(event.form)?.verb;
    return sealed !== undefined && (verb === "vote" || verb === "write")
      ? { ...event, values: cipher.open(sealed) }
      : event;
  }
  if (event.kind !== "command" && event.kind !== "message") return event;
  const [, sealed] = /^(?:retro )?(?:add|vote) sealed:(\S+)$/.exec(toPlainText(event.text)) ?? [];
  return sealed ? { ...event, text: cipher.open<RichText>(sealed) } : event;
}
