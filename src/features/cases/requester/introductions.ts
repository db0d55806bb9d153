/**
 * Introductions of two requesters with a similar need: one is offered it, the other is asked, and
 * only if both agree does either learn more than everybody can see.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { Feature, TurnContext } from "../../../core/feature.ts";
import type { Words } from "../../../lib/i18n.ts";
import { type Button, buttonRow, type Card, textElement } from "../../../platform/card.ts";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { readPersonNames } from "../../../storage/directory.ts";
import { and, eq } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import { shownTitle } from "../brief/request-title.ts";
import type { SimilarRequest } from "../similar/similar-requests.ts";

const actions = defineActions("meet", {
  /** Own request and the similar one, by the person who was offered it. */
  ask: { args: [z.string(), z.string()] },
  no: { args: [z.string(), z.string()] },
  /** Introduction, by the person who was asked. */
  yes: { args: [z.string()] },
  decline: { args: [z.string()] },
  /** Asks the other requester about the introduction that is the job's subject. */
  asked: { jobOnly: true },
});
type IntroductionAction = ActionIn<typeof actions>;

/** Side of an introduction. */
interface Introduced {
  request: string;
  number: number;
  title: string;
  requester: Person;
  place: ConversationRef;
  isPrivate: boolean;
  /** Requests found to be similar. */
  alike: readonly string[];
}

interface Found {
  own?: Introduced;
  other?: Introduced;
  state?: string;
}

async function side(
  on: Reader,
  workspace: string,
  request: string,
): Promise<Introduced | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      requester: t.requests.requester,
      place: t.requests.place,
      isPrivate: t.requests.isPrivate,
      interview: t.requests.interview,
    })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request)));
  if (!row) return undefined;
  const person = await readPersonNames(on, workspace, [row.requester]);
  const { interview, ...kept } = row;
  return {
    ...kept,
    title: row.title ?? "",
    requester: person(row.requester),
    alike: (interview as Interview | null)?.alike ?? [],
  };
}

async function introduction({ db, t }: Reader, workspace: string, id: string) {
  const [row] = await db
    .select()
    .from(t.introductions)
    .where(and(eq(t.introductions.workspace, workspace), eq(t.introductions.id, id)));
  return row;
}

/**
 * Returns the offer, shown once a request is with the team. `group` is the other requester's
 * business group, if known.
 */
export function introductionOfferCard(
  request: string,
  other: Pick<SimilarRequest, "request" | "number" | "title" | "createdAt">,
  group: string | undefined,
  words: Words,
): Card {
  const { number, title, createdAt } = other;
  const button = (key: string, verb: "ask" | "no"): Button => ({
    label: words.plain(`requests.button.${key}`),
    press: actions.encode(verb, request, other.request),
  });
  return [
    textElement(
      words(group ? "requests.company.group" : "requests.company", {
        group: group ?? "",
        number,
        title: shownTitle(title, words),
        when: createdAt,
      }),
    ),
    buttonRow(button("meet", "ask"), button("no_thanks", "no")),
  ];
}

/** Creates the feature that introduces requesters of similar requests to each other. */
export const createIntroductions = (): Feature<undefined, Found, IntroductionAction> => ({
  name: actions.feature,
  actions,

  async prepare({ read }, { event: { workspace }, action }) {
    if (!action) return {};
    const made =
      action.verb === "ask" || action.verb === "no"
        ? { request: action.args[0], other: action.args[1], state: "offered" }
        : await introduction(read, workspace, action.args[0] ?? action.subject ?? "");
    if (!made) return {};
    const [own, other] = await Promise.all([
      side(read, workspace, made.request),
      side(read, workspace, made.other),
    ]);
    return { own, other, state: made.state };
  },

  async turn(ctx, { event, action }, _, { own, other }) {
    if (action?.verb === "asked" && own && other)
      ctx.post({ card: ask(action.subject ?? "", own, other, ctx.words) });
    if (event.kind !== "press") return undefined;
    const verb = action?.verb;
    const begins = verb === "ask" || verb === "no";
    if (
      !own ||
      !other ||
      !(begins ? mayBegin(own, other, event.by) : event.by.id === other.requester.id)
    ) {
      ctx.post({ card: [textElement(ctx.words("keep.gone"))] });
      return undefined;
    }
    const says = (key: string, values = {}): void =>
      void ctx.post({
        card: [textElement(ctx.words(`requests.company.${key}`, values))],
      });
    await ctx.resolveCard(event);
    if (begins) {
      const id = ctx.newId();
      const fresh = await begin(ctx, id, own, other, verb === "ask" ? "asked" : "declined");
      if (fresh && verb === "ask")
        await ctx.enqueueEvent({
          id: `meet:${id}`,
          place: other.place,
          job: actions.encode("asked"),
          subject: id,
        });
      says(verb === "ask" ? "asking" : "left");
    } else if (await settle(ctx, action?.args[0] ?? "", verb === "yes" ? "made" : "declined")) {
      if (verb !== "yes") {
        says("left");
        return undefined;
      }
      says("made", {
        who: personMention(own.requester),
        number: own.number,
        title: shownTitle(own.title, ctx.words),
      });
      const words = await ctx.wordsAt(own.place);
      ctx.post({
        place: own.place,
        card: [
          textElement(
            words("requests.company.made", {
              who: personMention(other.requester),
              number: other.number,
              title: shownTitle(other.title, words),
            }),
          ),
        ],
      });
    }
    return undefined;
  },
});

/** Returns whether an introduction may start: with a similar request that is not private. */
const mayBegin = (own: Introduced, other: Introduced, by: Person): boolean =>
  by.id === own.requester.id &&
  own.alike.includes(other.request) &&
  other.requester.id !== by.id &&
  !other.isPrivate;

function ask(id: string, own: Introduced, other: Introduced, words: Words): Card {
  const button = (key: string, verb: "yes" | "decline"): Button => ({
    label: words.plain(`requests.button.${key}`),
    press: actions.encode(verb, id),
  });
  const values = {
    who: personMention(own.requester),
    number: other.number,
    own: own.number,
    title: shownTitle(own.title, words),
  };
  return [
    textElement(words("requests.company.ask", values)),
    buttonRow(button("meet", "yes"), button("no_thanks", "decline")),
  ];
}

/** Starts an introduction; returns false if these two had one before. */
async function begin(
  { w: { db, t }, workspace, at }: TurnContext,
  id: string,
  own: Introduced,
  other: Introduced,
  state: "asked" | "declined",
): Promise<boolean> {
  const rows = await db
    .insert(t.introductions)
    .values({ id, workspace, request: own.request, other: other.request, state, at })
    .onConflictDoNothing()
    .returning({ id: t.introductions.id });
  return rows.length > 0;
}

/** Settles an introduction; returns false if it was settled before. */
async function settle(
  { w: { db, t }, workspace, at }: TurnContext,
  id: string,
  state: "made" | "declined",
): Promise<boolean> {
  const rows = await db
    .update(t.introductions)
    .set({ state, at })
    .where(
      and(
        eq(t.introductions.workspace, workspace),
        eq(t.introductions.id, id),
        eq(t.introductions.state, "asked"),
      ),
    )
    .returning({ id: t.introductions.id });
  return rows.length > 0;
}
