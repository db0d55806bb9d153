/**
 * Filter of requests: the parameters of an address, and the same as a condition of the database.
 * Figures and lists use the same conditions, so that a number agrees with the rows that it links to.
 */
import { requestKinds } from "../../nlu/judge.ts";
import {
  type AnyColumn,
  and,
  eq,
  exists,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  not,
  notInArray,
  or,
  type SQL,
  sql,
} from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { caseOutcomes } from "../cases/lifecycle/case.ts";
import { effortBands } from "../cases/lifecycle/effort.ts";
import { matchesWords } from "../cases/queries/case-lists.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { type Period, parsePeriod } from "./periods.ts";
import { ledgerStates, stateCondition, verdicts } from "./request-states.ts";

/** Parameters of an address, by name. */
const filterNames = [
  "q",
  "state",
  "kind",
  "group",
  "service",
  "stream",
  "customer",
  "brought",
  "outcome",
  "effort",
  "lacks",
  "created",
  "delivered",
  "answered",
  "back",
  "first",
] as const;

/** Name of a filter, as in the address of a list. */
export type FilterName = (typeof filterNames)[number];

/** Values of filters by name, as in the address. */
export type RequestFilter = Partial<Record<FilterName, string>>;

/** Kinds of requests whose need and paying customer are asked for. */
export const wishKinds = ["new_solution", "change"] as const;

/** Kinds of work: of requests, and security incidents, which are of no other kind. */
export const workKinds = [...requestKinds, "incident"] as const;

/** Facts that a request can lack. */
const lackable = ["measure", "customer", "service", "effort"] as const;

/** Outcomes by the value of their filter; `open` is none of them yet. */
const outcomesOf = {
  answered: verdicts,
  helped: ["yes", "partly"],
  failed: ["no", "not_needed"],
  yes: ["yes"],
  partly: ["partly"],
  no: ["no"],
  not_needed: ["not_needed"],
  not_answered: ["not_answered"],
} as const satisfies Record<string, readonly (typeof caseOutcomes)[number][]>;

/** Acts by which a request went back, by the value of the filter `back`. */
const backActs = {
  asked: ["ask", "please_change"],
  question: ["ask"],
  change: ["please_change"],
  reopened: ["reopen"],
  refused: ["object"],
} as const;

/** Value of a filter for requests without one. */
export const none = "-";

/** Returns whether a request is shown on the web: private ones to their people and the team only. */
export function isShown({ t: { requests } }: Reader, viewer: LedgerViewer): SQL | undefined {
  const { person, isTeam, isGuest, isShared } = viewer;
  if (isShared) return and(eq(requests.isPrivate, false), eq(requests.security, false));
  const own = or(eq(requests.requester, person), eq(requests.raisedBy, person));
  if (isGuest) return own;
  return isTeam ? undefined : or(eq(requests.isPrivate, false), own, eq(requests.owner, person));
}

/**
 * Returns the condition of a filter within a workspace, which each query names itself; what a
 * parameter does not allow is ignored.
 */
export function filterCondition(on: Reader, viewer: LedgerViewer, filter: RequestFilter): SQL {
  const conditions = conditionsOf(on, viewer);
  return and(
    ne(on.t.requests.status, "not_a_request"),
    ...filterNames.map((name) => (filter[name] ? conditions[name](filter[name]) : undefined)),
  )!;
}

/** Lists the parameters of a filter whose values are not allowed. */
export function listIgnored(on: Reader, viewer: LedgerViewer, filter: RequestFilter): FilterName[] {
  const conditions = conditionsOf(on, viewer);
  return filterNames.filter((name) => filter[name] && !conditions[name](filter[name]));
}

/** Returns the conditions of the parameters by their values; `undefined` for one not allowed. */
function conditionsOf(
  on: Reader,
  viewer: LedgerViewer,
): Record<FilterName, (text: string) => SQL | undefined> {
  const { requests, answers, groups, tradeOffs } = on.t;
  const measured = exists(
    on.db
      .select({ one: sql`1` })
      .from(answers)
      .where(
        and(
          eq(answers.workspace, viewer.workspace),
          eq(answers.request, requests.id),
          eq(answers.question, "measure"),
          isNull(answers.retiredAt),
          isNotNull(answers.text),
        ),
      ),
  );
  const lacking = {
    measure: () => and(inArray(requests.kind, [...wishKinds]), not(measured)),
    customer: () =>
      and(
        inArray(requests.kind, [...wishKinds]),
        or(isNull(requests.customer), eq(requests.customer, "not_known_yet")),
      ),
    service: () => isNull(requests.service),
    effort: () => isNull(requests.effort),
  };
  const during = (column: AnyColumn, text: string): SQL | undefined => {
    const period = parsePeriod(text, viewer.zone);
    return period && and(gte(column, period.from), period.until && lt(column, period.until));
  };
  const named = (column: AnyColumn, name: string) =>
    name === none ? isNull(column) : eq(column, name);
  const oneOf = <T extends string>(values: readonly T[], text: string): T[] => {
    const given = text.split(",");
    return values.filter((value) => given.includes(value));
  };
  return {
    q: (text) => matchesWords(on, viewer.workspace, text),
    state: (text) => {
      const states = oneOf(ledgerStates, text);
      return states.length > 0
        ? or(...states.map((state) => stateCondition(on, viewer, state)))
        : undefined;
    },
    kind(text) {
      const kinds = oneOf(workKinds, text);
      const kind = sql`case when ${requests.security} then 'incident' else ${requests.kind} end`;
      return kinds.length > 0 ? inArray(kind, kinds) : undefined;
    },
    group: (text) =>
      text === none
        ? isNull(requests.group)
        : inArray(
            requests.group,
            on.db
              .select({ id: groups.id })
              .from(groups)
              .where(and(eq(groups.workspace, viewer.workspace), eq(groups.name, text))),
          ),
    service: (text) => named(requests.service, text),
    stream: (text) => named(requests.stream, text),
    brought: (text) =>
      text === "team" || text === "requested" ? eq(requests.brought, text) : undefined,
    customer: (text) =>
      text === "known"
        ? notInArray(requests.customer, ["nobody_outside", "not_known_yet"])
        : named(requests.customer, text),
    outcome: (text) =>
      text === "open"
        ? and(isNotNull(requests.deliveredAt), isNull(requests.outcome))
        : Object.hasOwn(outcomesOf, text)
          ? inArray(requests.outcome, [...outcomesOf[text as keyof typeof outcomesOf]])
          : undefined,
    effort: (text) => {
      const bands = oneOf(effortBands, text);
      return bands.length > 0 ? inArray(requests.effort, bands) : undefined;
    },
    lacks: (text) =>
      lackable.find((fact) => fact === text) && lacking[text as keyof typeof lacking](),
    created: (text) => during(requests.createdAt, text),
    delivered: (text) => during(requests.deliveredAt, text),
    back: (text) =>
      Object.hasOwn(backActs, text)
        ? happened(on, viewer, backActs[text as keyof typeof backActs])
        : undefined,
    first: (text) =>
      text === "claimed"
        ? eq(requests.priority, true)
        : text === "traded"
          ? inArray(
              requests.id,
              on.db
                .select({ id: tradeOffs.first })
                .from(tradeOffs)
                .where(eq(tradeOffs.workspace, viewer.workspace)),
            )
          : undefined,
    answered: (text) => {
      const period = parsePeriod(text, viewer.zone);
      return (
        period && and(inArray(requests.outcome, [...verdicts]), answeredDuring(on, viewer, period))
      );
    },
  };
}

/** Returns the condition that one of some acts was done on a request. */
function happened(
  { db, t: { requests, historyEntries: steps } }: Reader,
  { workspace }: LedgerViewer,
  acts: readonly string[],
): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(steps)
      .where(
        and(
          eq(steps.workspace, workspace),
          eq(steps.request, requests.id),
          inArray(steps.act, [...acts]),
        ),
      ),
  );
}

/** Returns the condition that a verdict on the outcome was given in a period. */
function answeredDuring(
  { db, t: { requests, historyEntries: steps } }: Reader,
  { workspace }: LedgerViewer,
  { from, until }: Period,
): SQL {
  return inArray(
    requests.id,
    db
      .select({ request: steps.request })
      .from(steps)
      .where(
        and(
          eq(steps.workspace, workspace),
          sql`${steps.act} = 'outcome'`, // as in the partial index
          sql`${steps.details} ->> 'verdict' in ('yes', 'partly', 'no', 'not_needed')`,
          gte(steps.at, from),
          until && lt(steps.at, until),
        ),
      ),
  );
}

/** Reads the filter of an address. */
export const filterFromQuery = (query: URLSearchParams): RequestFilter =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = query.get(name)?.trim().slice(0, maxValueCharacters);
      return value ? [[name, value]] : [];
    }),
  );

const maxValueCharacters = 200;

/** Returns the address of the list with a filter. */
export function filterHref(filter: RequestFilter, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...filter, ...more }).toString();
  return query ? `/ledger/requests?${query}` : "/ledger/requests";
}
