/** Decides who may do what with a request, here, from what the ledger says. Pure. */
import { type ConversationRef, conversationKey } from "../../platform/conversation-ref.ts";
import type { CaseActionType } from "./case.ts";
import type { InterviewAction } from "./interview-actions.ts";
import type { Interview } from "./interview-state.ts";

/** A person who acts or looks, and the place where they do. */
export interface CaseActor {
  person: string;
  place: ConversationRef;
  /** The place is the channel where the team reads its briefs. */
  team: boolean;
  /** Guests of the workspace know their own requests alone. */
  guest?: boolean | undefined;
}

/**
 * One request's requester, the colleague who raised it for them, and the conversation it was
 * brought in.
 */
interface Side {
  requester: string;
  raisedBy: string;
  conversation: string;
}

/** The people of a request, and whether it is private. */
export interface CaseParties {
  own: Side;
  /** The requests that were merged into it. */
  joined: readonly Side[];
  owner?: string | undefined;
  /** Those whose agreement its kind needs. */
  approvers: readonly string[];
  /** Only its requesters and the team know of it. */
  secluded: boolean;
}

/**
 * `joined` are requesters of merged requests, `colleague` is anybody in the thread of a request
 * that is not private.
 */
type Role = "team" | "requester" | "joined" | "owner" | "approver" | "colleague";

/**
 * Verbs of buttons, forms and words that are about one request. `tell` is an answer in words,
 * `priority` one that says what waits. What becomes of kept words is their author's to say.
 */
export type RequestOperation =
  | CaseActionType
  | "more"
  | "hide"
  | Exclude<
      InterviewAction["verb"],
      "waits" | "is_request" | "ask" | "help" | "silence" | "another" | "as_new"
    >
  | "tell"
  | "priority";

const team: readonly Role[] = ["team"];
const requester: readonly Role[] = ["requester"];
const requesters: readonly Role[] = ["requester", "joined"];
/** Several people may answer in a thread; nobody but the requester decides there. */
const answering: readonly Role[] = ["requester", "colleague"];
const approver: readonly Role[] = ["approver"];

const doers: Record<RequestOperation, readonly Role[]> = {
  ...{
    take: team,
    release: team,
    hand: team,
    ask: team,
    propose: team,
    decline: team,
    postpone: team,
    wake: team,
    merge: team,
    part: team,
  },
  ...{ stream: team, factory: team, yield: team, deliver: team, reopen: team, more: team },
  ...{ approve: approver, please_change: approver },
  ...{
    accept: requester,
    object: requester,
    withdraw: requester,
    disown: requester,
    restore: requester,
  },
  ...{
    person: requesters,
    outcome: requesters,
    evidence: requesters,
    add: requesters,
    answer: [...requesters, "colleague"],
  },
  /** The clock alone. */
  free: [],
  ...{ tell: answering, choose: answering, why: answering },
  ...{
    priority: requester,
    skip: requester,
    back: requester,
    later: requester,
    resume: requester,
    remind: requester,
    cancel: requester,
  },
  ...{
    no_request: requester,
    broken: requester,
    solved: requester,
    own_way: requester,
    form: requester,
  },
  ...{
    answers: requester,
    heard: requester,
    again: requester,
    replace: requester,
    right: requester,
    change: requester,
  },
  hide: requester,
};

/** Whether an act is the requester's. */
export const isRequesterAction = (act: CaseActionType): boolean => doers[act].includes("requester");

export type RequestPeople = Pick<Interview, "requester" | "raisedBy" | "secluded">;

/**
 * The people of a request that is talked about in a conversation, at a place of that conversation.
 */
export const interviewParties = (
  { requester, raisedBy = requester, secluded = false }: RequestPeople,
  place: ConversationRef,
): CaseParties => ({
  own: { requester: requester.id, raisedBy: raisedBy.id, conversation: conversationKey(place) },
  ...{ joined: [], approvers: [], secluded },
});

/** Why something may not be done. `unknown`: for them the request is not there. */
export type AccessDenial = "unknown" | "not_team" | "not_requester" | "not_approver";

function rolesOf(
  { own, joined, owner, approvers, secluded }: CaseParties,
  { person, place, team: inTeam, guest = false }: CaseActor,
): Role[] {
  const here = (side: Side): boolean => conversationKey(place) === side.conversation;
  const isTheirs = (side: Side): boolean => side.requester === person || side.raisedBy === person;
  /** What is private is not talked about where others read, except in its own thread. */
  const near = (side: Side): boolean =>
    !secluded || inTeam || place.kind === "personal" || here(side);
  const held: Record<Role, boolean> = {
    team: inTeam && !guest,
    requester: isTheirs(own) && near(own),
    joined: joined.some((side) => isTheirs(side) && near(side)),
    owner: !guest && owner === person && near(own),
    approver: !guest && approvers.includes(person) && near(own),
    colleague: !secluded && !guest && place.kind !== "personal" && here(own),
  };
  return (Object.keys(held) as Role[]).filter((role) => held[role]);
}

/**
 * Whether somebody may know of a request here. An approver reads a private one in the message that
 * asks them, and nowhere else.
 */
export const canSeeCase = (parties: CaseParties, actor: CaseActor): boolean =>
  (!parties.secluded && !actor.guest) ||
  rolesOf(parties, actor).some((role) => role !== "approver");

/** Why somebody may not do this with a request here; undefined where they may. */
export function checkCaseAccess(
  doing: RequestOperation,
  parties: CaseParties,
  actor: CaseActor,
): AccessDenial | undefined {
  if (rolesOf(parties, actor).some((role) => doers[doing].includes(role))) return undefined;
  const [first] = doers[doing];
  if (!first || !canSeeCase(parties, actor)) return "unknown";
  return first === "team" || first === "approver" ? `not_${first}` : "not_requester";
}
