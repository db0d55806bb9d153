/** Search message extension: what a person may see, to share in the message that they write. */
import { z } from "zod";
import type { FoundItem, Json } from "../../../platform/adapter.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { cardAttachment, renderTeamsCard } from "../outbound/adaptive-card.ts";
import { isColleagueChat } from "../workspace/references.ts";
import type { Activity } from "./activity.ts";

/** Id of the command in the manifest, and the name of its parameter. */
export const searchCommand = { id: "findRequests", parameter: "text" } as const;

/** Before anything is typed, the only parameter is `initialRun`. */
const Query = z.object({
  parameters: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
});

/** Returns the text that is sought; empty before anything is typed. */
export function searchText({ value }: Activity): string {
  const { parameters } = Query.safeParse(value).data ?? {};
  const text = parameters?.find(({ name }) => name === searchCommand.parameter)?.value;
  return typeof text === "string" ? text : "";
}

/**
 * Returns the place of the message in which a result will be shared. A chat between colleagues is
 * not the bot's own chat with one of them, where private things may be shown.
 */
export const searchPlace = ({ place, conversation }: Activity): ConversationRef =>
  isColleagueChat(conversation.id)
    ? { platform: "teams", kind: "group", id: conversation.id }
    : place;

/** Renders results as a list, each with the card that is shared. */
export const renderFoundItems = (items: readonly FoundItem[]): Json => ({
  composeExtension: {
    type: "result",
    attachmentLayout: "list",
    attachments: items.map(({ title, note, card }) => ({
      ...cardAttachment(renderTeamsCard(card)),
      preview: {
        contentType: "application/vnd.microsoft.card.thumbnail",
        content: { title, text: note },
      },
    })),
  },
});
