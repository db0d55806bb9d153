/** The life of a request once its brief is with the team: where it can stand, what people do with it, and what its story tells. `decide.ts` says what of it is done. Pure. */
import type { Kind } from "../judgement/judge.ts";
import type { statuses } from "../storage/tables/requests.ts";
import type { Person, Place } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Talk } from "./talk.ts";

/** Where a request stands. */
export type Standing = (typeof statuses)[number];

export const acts = [
  "take",
  "release",
  "hand",
  "ask",
  "answer",
  "propose",
  "decline",
  "postpone",
  "wake",
  "accept",
  "object",
  "withdraw",
  "disown",
  "restore",
  "merge",
  "part",
  "person",
  "stream",
  "factory",
  "yield",
  "free",
  "deliver",
  "reopen",
  "outcome",
  "evidence",
  "approve",
  "please_change",
] as const;
export type Act = (typeof acts)[number];

export const verdicts = ["yes", "partly", "no", "too_early", "not_needed", "not_answered"] as const;
/** What the requester says of the outcome; "too early" puts the question off. */
export type Verdict = (typeof verdicts)[number];

/** Who does what comes due by itself. */
export const clock: Person = { id: "entwine" };

/** Something done with a request. Each key but the first three belongs to some acts only. */
export interface Deed {
  request: string;
  act: Act;
  by: Person;
  /** The reason, the question, the answer: whatever was written. */
  why?: Prose;
  alternative?: Prose;
  /** ISO date. */
  until?: string;
  to?: Person;
  /** The request that it is merged into. */
  into?: string;
  stream?: string;
  verdict?: Verdict;
  brought?: "team" | "requested";
  /** The step that it answers. */
  answers?: string;
  /** The requests, or the words, that wait for this one. */
  waits?: { request?: string; words?: Prose };
  message?: string;
}

/** A deed as the ledger keeps it. */
export interface Step {
  id: string;
  act?: Act;
  status: Standing;
  by: Person;
  at: Date;
  why?: Prose;
  alternative?: Prose;
  until?: string;
  to?: Person;
  into?: string;
  stream?: string;
  answers?: string;
  verdict?: Verdict;
}

/** A request as the team deals with it. */
export interface Case {
  request: string;
  number: number;
  title: string;
  status: Standing;
  kind?: Kind;
  requester: Person;
  owner?: Person;
  stream?: string;
  mergedInto?: string;
  secluded: boolean;
  /** True where the words are of a person outside the workspace, brought by the requester. */
  outside?: true;
  group?: string;
  deliveredAt?: Date;
  place: Place;
  conversation: string;
  /** Oldest first. */
  steps: Step[];
  /** The brief, as it was filed. */
  talk: Talk;
}

/** Who has to agree before the team may take it on: one of them, or all. */
export interface Approval {
  people: readonly string[];
  all: boolean;
}

/** Whom an approval still waits for; nobody where none is needed. What was asked to be changed counts anew. */
export function awaited({ steps }: Pick<Case, "steps">, approval: Approval | undefined): readonly string[] {
  if (!approval || approval.people.length === 0) return [];
  const since = steps.findLastIndex(({ act }) => act === "please_change");
  const given = new Set(steps.slice(since + 1).flatMap(({ act, by }) => (act === "approve" ? [by.id] : [])));
  const missing = approval.people.filter((person) => !given.has(person));
  return approval.all || missing.length === approval.people.length ? missing : [];
}

/** The alternative that stands: the newest that was offered. */
export const offer = ({ steps }: Pick<Case, "steps">): Step | undefined => steps.findLast(({ alternative }) => alternative !== undefined);

/** The request that it waits for, as the team chose. */
export function heldUpBy({ steps }: Pick<Case, "steps">): string | undefined {
  const last = steps.findLast(({ act }) => act === "yield" || act === "free");
  return last?.act === "yield" ? last.into : undefined;
}

/** Questions of the team that nothing was said to since. */
export const unanswered = ({ steps }: Pick<Case, "steps">): Step[] =>
  steps.slice(steps.findLastIndex(({ act }) => act === "answer") + 1).filter(({ act }) => act === "ask" || act === "please_change");

/** What a requester whose request became part of another does with that other one. */
export const carried: ReadonlySet<Act> = new Set<Act>(["answer", "person", "outcome", "evidence"]);

/** What was said of the outcome since it was delivered. */
export const verdictsOn = ({ steps }: Pick<Case, "steps">): Step[] =>
  steps
    .slice(steps.findLastIndex(({ act }) => act === "deliver") + 1)
    .filter(({ act, verdict }) => act === "outcome" && verdict !== "too_early" && verdict !== "not_answered");

/** Where an alternative stands. */
export const offered: readonly Standing[] = ["alternative_proposed", "declined", "postponed"];

/** What the requester may do where an offer stands. */
export const isOffered = (status: Standing): boolean => offered.includes(status);
