/** Permissions on requests, by person, place and stored facts. Pure. */
import { type ConversationRef, conversationKey } from "../../../platform/conversation-ref.ts";
import type { InterviewAction } from "../../interview/model/actions.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import type { CaseActionType } from "./case.ts";

/** Person who acts or reads, and the place. */
export interface CaseActor {
  person: string;
  place: ConversationRef;
  /** Whether the place is the brief channel. */
  team: boolean;
  /** Whether the person is a guest, who sees only their own requests. */
  guest?: boolean | undefined;
}

/** Requester of a request, the colleague who raised it for them, and its conversation. */
interface Side {
  requester: string;
  raisedBy: string;
  conversation: string;
}

/** People of a request, and whether it is private. */
export interface CaseParties {
  own: Side;
  /** Merged requests. */
  joined: readonly Side[];
  owner?: string | undefined;
  /** Approvers of its kind. */
  approvers: readonly string[];
  /** Visible only to its requesters and the team. */
  isPrivate: boolean;
}

/**
 * `joined` are requesters of merged requests, `colleague` is anybody in the thread of a request
 * that is not private.
 */
type Role = "team" | "requester" | "joined" | "owner" | "approver" | "colleague";

/**
 * Operations on one request by buttons, forms or text. `tell` is an answer as text, `priority` one
 * that names what waits. Only the author decides on kept text.
 */
export type RequestOperation =
  | CaseActionType
  | "more"
  | "less"
  | "hide"
  | Exclude<
      InterviewAction["verb"],
      | "waits"
      | "is_request"
      | "ask"
      | "help"
      | "silence"
      | "another"
      | "as_new"
      | "held"
      | "not_meant"
      | "settle_held"
    >
  | "tell"
  | "priority";

const team: readonly Role[] = ["team"];
const requester: readonly Role[] = ["requester"];
const requesters: readonly Role[] = ["requester", "joined"];
/** Several people may answer in a thread; only the requester decides there. */
const answering: readonly Role[] = ["requester", "colleague"];
const approver: readonly Role[] = ["approver"];

const doers: Record<RequestOperation, readonly Role[]> = {
  take: team,
  release: team,
  assign: team,
  ask: team,
  propose: team,
  decline: team,
  postpone: team,
  reactivate: team,
  merge: team,
  unmerge: team,
  set_service: team,
  confirm_service: team,
  set_stream: team,
  mark_as_fault: team,
  wait_for: team,
  deliver: team,
  reopen: team,
  close: team,
  more: team,
  less: team,
  approve: approver,
  please_change: approver,
  accept: requester,
  object: requester,
  withdraw: requester,
  dismiss: requester,
  restore: requester,
  ask_for_person: requesters,
  person: requesters,
  outcome: requesters,
  evidence: requesters,
  add: [...requesters, "colleague"],
  solve: requesters,
  answer: [...requesters, "colleague"],
  /** Jobs only. */
  stop_waiting: [],
  tell: answering,
  choose: answering,
  why: answering,
  priority: requester,
  skip: requester,
  back: requester,
  later: requester,
  resume: requester,
  remind: requester,
  cancel: requester,
  no_request: requester,
  broken: requester,
  solved: requester,
  own_way: requester,
  form: requester,
  answers: requester,
  heard: requester,
  again: requester,
  replace: requester,
  right: requester,
  change: requester,
  hide: requester,
};

/** Returns whether an action belongs to the requester. */
export const isRequesterAction = (act: CaseActionType): boolean => doers[act].includes("requester");

/** People of a request, and whether it is private. */
export type RequestPeople = Pick<Interview, "requester" | "raisedBy" | "isPrivate">;

/** Returns the people of an interview's request, at a place of its conversation. */
export const interviewParties = (
  { requester, raisedBy = requester, isPrivate = false }: RequestPeople,
  place: ConversationRef,
): CaseParties => ({
  own: { requester: requester.id, raisedBy: raisedBy.id, conversation: conversationKey(place) },
  joined: [],
  approvers: [],
  isPrivate,
});

/** Reason for a denial. `unknown`: the request does not exist for them. */
export type AccessDenial = "unknown" | "not_team" | "not_requester" | "not_approver";

function rolesOf(
  { own, joined, owner, approvers, isPrivate }: CaseParties,
  { person, place, team: inTeam, guest = false }: CaseActor,
): Role[] {
  const here = (side: Side): boolean => conversationKey(place) === side.conversation;
  const isTheirs = (side: Side): boolean => side.requester === person || side.raisedBy === person;
  /** Private requests are discussed only where no others read, or in their own thread. */
  const near = (side: Side): boolean =>
    !isPrivate || inTeam || place.kind === "personal" || here(side);
  const held: Record<Role, boolean> = {
    team: inTeam && !guest,
    requester: isTheirs(own) && near(own),
    joined: joined.some((side) => isTheirs(side) && near(side)),
    owner: !guest && owner === person && near(own),
    approver: !guest && approvers.includes(person) && near(own),
    colleague: !isPrivate && !guest && place.kind !== "personal" && here(own),
  };
  return (Object.keys(held) as Role[]).filter((role) => held[role]);
}

/**
 * Returns whether a person may see a request in this place. An approver sees a private one only in
 * the message that asks them.
 */
export const canSeeCase = (parties: CaseParties, actor: CaseActor): boolean =>
  (!parties.isPrivate && !actor.guest) ||
  rolesOf(parties, actor).some((role) => role !== "approver");

/** Returns the reason why a person may not do this with a request here; `undefined` if they may. */
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
