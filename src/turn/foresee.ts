/** What only a turn's outcome tells that it needs. Since the dialogue is pure, the turn can be tried out beforehand. */
import { groupsOf } from "../organisation/groups.ts";
import { converse } from "../requests/dialogue.ts";
import { needOf } from "../requests/meaning.ts";
import { isConfirmed, remaining } from "../requests/plan.ts";
import { similarTo } from "../requests/similar.ts";
import { type Conversation, current, type Talk } from "../requests/talk.ts";
import { guestsAmong } from "../storage/places.ts";
import type { Arrival } from "../surface/arrival.ts";
import { plain } from "../surface/prose.ts";
import type { Knowledge, Sources } from "./prepare.ts";

/** So many similar requests are kept with a brief. */
const mostSimilar = 3;

/** Whether the talk in the room may come to its end with the next word, or to a brief that a model words. */
function nearlyThrough(conversation: Conversation, worded: boolean): boolean {
  const talk = current(conversation);
  if (!talk || talk.phase === "confirming") return talk !== undefined;
  return (worded || !isConfirmed(talk)) && remaining(talk).length <= 2;
}

/** A model's words for the brief that the turn comes to, and the requests with a similar need when it ends. */
export async function foresee(
  { read, judge, now }: Sources,
  arrival: Arrival,
  conversation: Conversation,
  known: Knowledge,
): Promise<Pick<Knowledge, "worded" | "similar" | "guests" | "groups">> {
  if (!nearlyThrough(conversation, judge.draft !== undefined)) return {};
  const { says, conversation: after } = converse(conversation, arrival, { ...known, now: now().getTime() });
  const talkOf = (kind: "brief" | "logged"): Talk | undefined => {
    const said = says.find(({ say }) => say === kind);
    return after.talks.find(({ request }) => said && "request" in said && request === said.request);
  };
  const [brief, logged] = [talkOf("brief"), talkOf("logged")];
  const answers = Object.entries(brief?.answers ?? {}).flatMap(([question, { text }]) => (text ? [[question, plain(text)]] : []));
  const worded = brief && !brief.worded ? await judge.draft?.(plain(brief.text), Object.fromEntries(answers)) : undefined;
  const similar = logged ? await similarTo(read, arrival.workspace, { request: logged.request, ...needOf(logged) }, { limit: mostSimilar }) : undefined;
  const groups = similar?.some(({ group }) => group) && Object.fromEntries((await groupsOf(read, arrival.workspace)).map(({ id, name }) => [id, name]));
  const guests = logged && similar && (await guestsAmong(read, arrival.workspace, [logged.requester.id, ...similar.map(({ requester }) => requester)]));
  return {
    ...(worded && { worded }),
    ...(similar && { similar }),
    ...(guests && { guests: arrival.guest ? [...guests, arrival.by.id] : guests }),
    ...(groups && { groups }),
  };
}
