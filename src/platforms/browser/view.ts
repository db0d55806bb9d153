/** View of a page of the browser workspace: person, place and thread, as its address has them. */
import { z } from "zod";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { type BrowserCompany, browserChannel, directMessagesOf } from "./company.ts";

/** Names of the two places that are no channels: the direct messages and the home page. */
export const directPlace = "entwine";

/** Name of the place of the home tab. */
export const homePlace = "home";
/** Name of the IT team’s own channel. */
export const teamPlace = "it-team";

/** A view: the person, the place, and what is open in it. */
export interface View {
  you: string;
  /** `directPlace`, `homePlace` or a channel's name. */
  in: string;
  /** Id of the message whose thread the message box answers. */
  thread?: string | undefined;
  /** Id of the message that is being edited. */
  edit?: string | undefined;
  /** Path of the open form, and the message with its button. */
  open?: string | undefined;
  card?: string | undefined;
  /** Whether old messages are shown too. */
  all?: string | undefined;
  /**
   * Name of a text to show once, `browser.notice.<name>`. `moved-<ms>-<count>`: the instant to which
   * the clock was wound, and the number of messages that arrived on the way.
   */
  notice?: string | undefined;
}

const id = z.string().max(2_000).optional().catch(undefined);
const Query = z.object({
  you: id,
  in: id,
  thread: id,
  edit: id,
  open: id,
  card: id,
  all: z.literal("yes").optional().catch(undefined),
  notice: z
    .stringFormat("notice", /^(?:direct|unknown|too_late|moved-\d{1,15}-\d{1,6})$/)
    .optional()
    .catch(undefined),
});

/** Reads a view from an address or a posted form; unknown people and places become the first. */
export function readView(query: Readonly<Record<string, string>>, company: BrowserCompany): View {
  const { you, in: place, ...rest } = Query.parse(query);
  const known = company.people.find((person) => person.id === you) ?? company.people[0]!;
  const isPlace = place === homePlace || company.channels.some((name) => name === place);
  return { you: known.id, in: place !== undefined && isPlace ? place : directPlace, ...rest };
}

/** Returns the address of a view. */
export function addressOf(view: View): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) if (value) query.set(name, value);
  return `/?${query}`;
}

/** Returns the conversation of a view, without its thread; the home page has the person's own. */
export const conversationOfView = ({ you, in: place }: View): ConversationRef =>
  place === directPlace || place === homePlace ? directMessagesOf(you) : browserChannel(place);
