/**
 * Delivery of the team's card. While its channel takes no messages, the requester reads that the
 * team does not have the request yet, and later that it has. A card that cannot be changed any more
 * is posted again.
 */
import type { Feature, TurnContext } from "../../core/feature.ts";
import { textElement } from "../../platform/card.ts";
import {
  briefChannelOf,
  type Person,
  parseConversationKey,
} from "../../platform/conversation-ref.ts";
import { personMentionList, type RichText } from "../../platform/rich-text.ts";
import { endBlockedMessage } from "../../storage/queue/blocked-messages.ts";
import { outboxRowById } from "../../storage/queue/outbox.ts";
import { caseActions } from "./actions.ts";
import { readCase } from "./repository.ts";
import { syncTeamCard } from "./team-channel.ts";

type CardJob = "card_waits" | "card_arrived" | "card_again";

const noticeId = (verb: CardJob, card: string): string => `${verb}/${card}`;

/** Stores an event in the requester's conversation about what became of the team's card. */
export const watchTeamCard: NonNullable<Feature["onDeliveryChange"]> = async (
  { w, workspace, briefChannels, enqueueEvent },
  { id, kind, question, request, place, target, conversation },
  change,
) => {
  if (question !== "intake" || request === null) return;
  const isTold = async (card: string) =>
    (await outboxRowById(w, workspace, noticeId("card_waits", card))) !== undefined;
  const store = (verb: CardJob, card: string) =>
    enqueueEvent({
      id: `${verb}/${card}`,
      place: parseConversationKey(conversation),
      conversation,
      job: caseActions.encode(verb),
      subject: card,
    });
  if (change.is === "gone") return void (target && (await store("card_again", target)));
  if (kind !== "post") return;
  if (change.is === "late") return void ((await isTold(id)) && (await store("card_arrived", id)));
  const channel = briefChannelOf(briefChannels, workspace, place.platform);
  if (channel && channel.id !== place.id) await store("card_again", id);
  else if (!(await isTold(id))) await store("card_waits", id);
};

/** Performs the job of such an event. */
export async function continueTeamCard(
  ctx: TurnContext,
  verb: CardJob,
  card: string,
  contacts: readonly Person[] = [],
): Promise<void> {
  const { w, workspace, words, conversation, place } = ctx;
  const row = await outboxRowById(w, workspace, card);
  const one = row?.request ? await readCase(w, workspace, row.request) : undefined;
  if (!row || !one) return;
  if (verb === "card_again") {
    await endBlockedMessage(w, workspace, card);
    return syncTeamCard(ctx, one, { again: true });
  }
  const { request, number } = one;
  const tell = (key: string, who: RichText = []) =>
    ctx.post({
      ...{ id: noticeId(verb, card), place, conversation, request },
      card: [textElement(words(`life.${key}`, { number, who }))],
    });
  if (verb === "card_arrived") return void (one.status === "new" && tell("reached"));
  if (row.message !== null) return;
  const told = contacts.filter(({ id }) => id !== one.requester.id);
  tell(told.length > 0 ? "unreached" : "unreached.nobody", personMentionList(told));
}
