/**
 * Messages whose buttons answer something open, such as a question. The buttons are removed once it
 * is answered in words, asked again or ended; a press does so itself.
 */
import type { TurnContext } from "../../../core/feature.ts";
import { settleCardAbout } from "../../../core/settled-card.ts";
import type { Card } from "../../../platform/card.ts";
import type { InboundEvent, InboundEventOf } from "../../../platform/event.ts";
import { outboxRowByMessage } from "../../../storage/queue/outbox.ts";
import type { Reader } from "../../../storage/store.ts";
import type { InterviewConversation, ShownCard } from "../../interview/model/interview-state.ts";
import type { CaseReply } from "../reply.ts";

/** What a message asks: a question about a request, or the target of a held message. */
export type Asked =
  | { of: "interview"; request: string }
  | { of: "question"; request: string; step?: string | undefined }
  | { of: "held"; held: string };

/** Lists the team's questions in a reply. */
export function questionsAsked(reply: CaseReply): Asked[] {
  switch (reply.say) {
    case "notice":
      return [{ of: "question", request: reply.request, step: reply.notice.step.id }];
    case "outcome":
    case "routine_outcome":
    case "which_verdict":
    case "which_choice":
      return [{ of: "question", request: reply.request }];
    default:
      return [];
  }
}

interface ShownCardsTurn {
  before: InterviewConversation;
  after: InterviewConversation;
  /** The message of this turn, and what it asks. */
  posted?: { message: string; card: Card; asks: readonly Asked[] } | undefined;
  /** The held message whose target was chosen. */
  chosen?: string | undefined;
  /** Whether a question of the team was not answered in time; its buttons still take an answer. */
  isLate?: boolean;
  /** Label of the button that the person's words stand for. */
  said?: string | undefined;
}

/** Returns what a card about an interview asks, while it can be answered. */
function interviewState(
  { interviews }: InterviewConversation,
  request: string,
): string | undefined {
  const interview = interviews.find((each) => each.request === request);
  return interview && interview.phase !== "done"
    ? (interview.pending ?? interview.phase)
    : undefined;
}

function toShown(conversation: InterviewConversation, message: string, asked: Asked): ShownCard[] {
  switch (asked.of) {
    case "interview": {
      const asks = interviewState(conversation, asked.request);
      return asks ? [{ message, subject: asked.request, asks }] : [];
    }
    case "question":
      return (conversation.open ?? [])
        .filter(({ request, step }) => request === asked.request && step === asked.step)
        .map(({ asks }) => ({ message, subject: asked.request, asks: `team/${asks}` }));
    case "held":
      return [{ message, subject: asked.held, asks: "target" }];
  }
}

function isOpen(
  { subject, asks }: ShownCard,
  conversation: InterviewConversation,
  chosen: string | undefined,
): boolean {
  if (asks === "target") return subject !== chosen;
  if (!asks.startsWith("team/")) return interviewState(conversation, subject) === asks;
  return (conversation.open ?? []).some(
    (each) => each.request === subject && asks === `team/${each.asks}`,
  );
}

const asksAgain = (one: ShownCard, other: ShownCard): boolean =>
  one.subject === other.subject && one.asks.startsWith("team/") === other.asks.startsWith("team/");

/**
 * Settles the cards that can no longer be answered.
 * @returns the cards that can, for the conversation's state
 */
export async function settleShownCards(
  ctx: TurnContext,
  event: InboundEvent,
  { before, after, posted, chosen, isLate, said }: ShownCardsTurn,
): Promise<Pick<InterviewConversation, "shown">> {
  const isAsking = posted?.card.some(({ kind }) => kind === "buttons");
  const fresh = isAsking
    ? posted!.asks.flatMap((asked) => toShown(after, posted!.message, asked))
    : [];
  const left: ShownCard[] = [];
  for (const each of before.shown ?? []) {
    const isStillOpen = isOpen(each, after, chosen);
    if (isStillOpen && !fresh.some((other) => asksAgain(each, other))) {
      left.push(each);
      continue;
    }
    if (!isStillOpen && isLate && each.asks.startsWith("team/")) continue;
    const choice = isStillOpen || event.kind !== "message" ? undefined : said;
    await ctx.settle(each.message, (card) =>
      settleCardAbout(
        card,
        each.subject,
        choice === undefined ? undefined : { by: event.by, choice, words: ctx.words },
      ),
    );
  }
  const shown = [...left, ...fresh];
  return shown.length > 0 ? { shown } : {};
}

/** Returns whether a pressed card asks about a request what a newer card asks. */
export async function isOldCard(
  read: Reader,
  { workspace, place, card }: InboundEventOf<"press">,
  { shown = [] }: InterviewConversation,
  request: string,
): Promise<boolean> {
  const newest = shown.find(({ subject }) => subject === request)?.message;
  if (newest === undefined || card === undefined) return false;
  const row = await outboxRowByMessage(read, workspace, place, card);
  return row !== undefined && row.question !== null && row.id !== newest;
}
