/** Random actions of random people on random requests, in any order. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type ApprovalRule,
  type Case,
  type CaseAction,
  type CaseActionType,
  type CaseStatus,
  caseActionTypes,
  caseSystemActor,
  listMissingApprovers,
  outcomeVerdicts,
} from "../../../../src/features/cases/lifecycle/case.ts";
import {
  type CaseParties,
  checkCaseAccess,
} from "../../../../src/features/cases/lifecycle/permissions.ts";
import {
  decideCaseAction,
  isCaseRefusal,
} from "../../../../src/features/cases/lifecycle/transitions.ts";
import type { Person } from "../../../../src/platform/conversation-ref.ts";

const [lea, tom, maria, petra, ann, ben] = ["lea", "tom", "maria", "petra", "ann", "ben"].map(
  (id) => ({ id }),
) as [Person, ...Person[]];
const requesters = [maria, petra, maria] as Person[];

const aCase = (request: string, requester: Person): Case => ({
  ...{
    request,
    number: Number(request),
    title: "",
    status: "new" as const,
    requester,
    isPrivate: false,
    conversation: `dm/${requester.id}`,
  },
  place: { platform: "slack", kind: "personal", id: requester.id },
  history: [{ id: "filed", status: "new", by: requester, at: new Date(0) }],
  interview: {
    request,
    requester,
    text: ["words"],
    phase: "done",
    asked: [],
    answers: {},
    claimed: false,
    reminded: false,
    filed: true,
  },
});

/**
 * States that each action may lead to from each state; an action that is not listed changes none.
 */
const moves: Partial<Record<CaseActionType, Partial<Record<CaseStatus, CaseStatus>>>> = {
  take: {
    new: "accepted",
    handed_over: "accepted",
    alternative_proposed: "accepted",
    postponed: "accepted",
    declined: "accepted",
  },
  assign: { new: "accepted", handed_over: "accepted", accepted: "accepted" },
  release: { accepted: "new" },
  propose: {
    new: "alternative_proposed",
    handed_over: "alternative_proposed",
    accepted: "alternative_proposed",
    postponed: "alternative_proposed",
  },
  decline: {
    new: "declined",
    handed_over: "declined",
    accepted: "declined",
    alternative_proposed: "declined",
    postponed: "declined",
  },
  postpone: {
    new: "postponed",
    handed_over: "postponed",
    accepted: "postponed",
    alternative_proposed: "postponed",
  },
  reactivate: { postponed: "new" },
  accept: { alternative_proposed: "accepted", declined: "declined", postponed: "postponed" },
  object: { alternative_proposed: "new", declined: "new", postponed: "new" },
  withdraw: {
    new: "cancelled",
    handed_over: "cancelled",
    accepted: "cancelled",
    alternative_proposed: "cancelled",
    postponed: "cancelled",
  },
  dismiss: {
    new: "not_a_request",
    handed_over: "not_a_request",
    accepted: "not_a_request",
    alternative_proposed: "not_a_request",
    postponed: "not_a_request",
  },
  restore: { cancelled: "new", not_a_request: "new" },
  close: {
    new: "cancelled",
    handed_over: "cancelled",
    accepted: "cancelled",
    alternative_proposed: "cancelled",
    postponed: "cancelled",
  },
  merge: {
    new: "merged",
    handed_over: "merged",
    accepted: "merged",
    alternative_proposed: "merged",
    postponed: "merged",
  },
  unmerge: { merged: "new" },
  deliver: { accepted: "delivered" },
  reopen: { delivered: "accepted", outcome_known: "accepted" },
  outcome: { delivered: "outcome_known", outcome_known: "outcome_known" },
};

const some = fc.constantFrom(["some words"], ["some words"], undefined, [" "]);
const anybody = fc.constantFrom(
  lea,
  tom,
  maria,
  petra,
  ann,
  ben,
  caseSystemActor,
) as fc.Arbitrary<Person>;
/**
 * Some actions are drawn more often: those that end a request end the run, and those that lead to a
 * second objection are rare.
 */
const someAct = fc.constantFrom<CaseActionType[]>(
  ...caseActionTypes,
  "propose",
  "propose",
  "propose",
  "object",
  "object",
  "object",
  "take",
  "restore",
  "unmerge",
  "unmerge",
);
const ofClock: readonly CaseActionType[] = ["reactivate", "stop_waiting", "outcome"];
const ofRequester: readonly CaseActionType[] = [
  "accept",
  "object",
  "withdraw",
  "dismiss",
  "restore",
];
const randomAction = fc.record({
  ...{
    request: fc.constantFrom("1", "2", "3"),
    act: someAct,
    by: anybody,
    why: some,
    alternative: some,
    to: fc.constantFrom(tom, undefined),
  },
  ...{
    until: fc.constantFrom("2027-03-31", undefined),
    into: fc.constantFrom("1", "2", "3", undefined),
    stream: fc.constantFrom("Orders", undefined),
  },
  ...{
    verdict: fc.constantFrom(...outcomeVerdicts),
    waits: fc.constantFrom({}, { request: "2" }, undefined, undefined, undefined),
  },
});
const terms = fc.record({
  approval: fc.constantFrom<(ApprovalRule | undefined)[]>(
    undefined,
    { people: ["ann"], all: true },
    { people: ["ann", "ben"], all: false },
    { people: ["ann", "ben"], all: true },
  ),
  capacity: fc.constantFrom(undefined, 1, 2),
});

it("allows only listed transitions, and tells the second of two who was first", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(randomAction, { minLength: 10, maxLength: 100, size: "max" }),
      terms,
      (actions, { approval, capacity }) => {
        const cases = new Map(
          requesters.map((requester, index) => [`${index + 1}`, aCase(`${index + 1}`, requester)]),
        );
        for (const [index, raw] of actions.entries()) {
          const action = JSON.parse(JSON.stringify(raw)) as CaseAction;
          const one = cases.get(action.request)!;
          // in most cases; otherwise one objection is rare, and two never occur
          if (index % 4 > 0 && ofRequester.includes(action.act)) action.by = one.requester;
          const { act, by } = action;
          const inHand = [...cases.values()].filter(({ status }) => status === "accepted").length;
          const full = capacity !== undefined && inHand >= capacity ? capacity : undefined;
          const other = cases.get(action.into ?? action.waits?.request ?? "");
          const before = structuredClone(one);
          const parties: CaseParties = {
            own: {
              requester: one.requester.id,
              raisedBy: one.requester.id,
              conversation: one.conversation,
            },
            ...{ joined: [], approvers: approval?.people ?? [], isPrivate: false },
          };
          const isTeams =
            checkCaseAccess(act, parties, { person: "anybody", place: one.place, team: true }) ===
            undefined;
          const asker = {
            person: by.id,
            place: { platform: "slack" as const, kind: "personal" as const, id: by.id },
            team: isTeams,
          };
          if (
            by.id === caseSystemActor.id
              ? !ofClock.includes(act)
              : checkCaseAccess(act, parties, asker)
          )
            continue;
          const decision = decideCaseAction(one, action, { approval, full, other });
          expect(one, "to decide changes nothing").toEqual(before);
          seen.add(isCaseRefusal(decision) ? `refused ${decision.why}` : act);

          if (isCaseRefusal(decision)) {
            if (decision.why === "taken")
              expect([act, one.status, decision.who]).toEqual(["take", "accepted", one.owner]);
            if (decision.why === "stale" && decision.who) {
              const moved = one.history.findLast(
                (step, at) => step.status !== one.history[at - 1]?.status,
              );
              expect([decision.who, decision.at]).toEqual([moved!.by, moved!.at]);
              expect(decision.who.id).not.toBe(by.id);
            }
            if (decision.why === "full") expect(inHand).toBeGreaterThanOrEqual(decision.capacity);
            continue;
          }

          const unagreed =
            act === "accept" &&
            one.status === "alternative_proposed" &&
            listMissingApprovers(one, approval).length > 0;
          expect(decision.status, `${act} from ${one.status}`).toBe(
            unagreed
              ? "new"
              : act === "outcome" && action.verdict === "too_early"
                ? one.status
                : moves[act]
                  ? moves[act][one.status]
                  : one.status,
          );
          if (act === "decline" || act === "postpone" || act === "propose")
            expect(action.alternative, `no ${act} without an alternative`).toEqual(["some words"]);
          if (act === "object")
            expect(
              one.history.filter((step) => step.act === "object" && step.status === "new"),
              "one objection",
            ).toHaveLength(0);
          if (act === "take" || act === "assign") {
            expect(listMissingApprovers(one, approval)).toEqual([]);
            const since = one.history.findLastIndex((step) => step.act === "please_change");
            const agreed = new Set(
              one.history
                .slice(since + 1)
                .flatMap((step) => (step.act === "approve" ? [step.by.id] : [])),
            );
            if (approval)
              expect(
                approval.people[approval.all ? "every" : "some"]((person) => agreed.has(person)),
                "agreed",
              ).toBe(true);
            expect(
              full === undefined || one.status === "accepted" || action.waits,
              "beyond capacity something waits",
            ).toBeTruthy();
          }
          if (act === "close")
            expect(
              one.history.some((step) => step.act === "solve" && step.by !== caseSystemActor),
              "closed after the requester said that it is solved",
            ).toBe(true);
          if (act === "take") expect(one.status, "taken once").not.toBe("accepted");
          if (ofRequester.includes(act)) expect(by).toEqual(one.requester);
          if (act === "approve" || act === "please_change")
            expect(approval?.people).toContain(by.id);

          const { owner, kind, status } = decision;
          const { why, alternative, until, to, into, verdict } = action;
          const step = {
            id: `s${index}`,
            act,
            status,
            by,
            at: new Date(index + 1),
            ...JSON.parse(JSON.stringify({ why, alternative, until, to, into, verdict })),
          };
          Object.assign(one, { status, history: [...one.history, step], ...(kind && { kind }) });
          if (owner === null) delete one.owner;
          else if (owner) one.owner = owner;
          if (act === "merge") one.mergedInto = into!;
          if (act === "unmerge") delete one.mergedInto;

          expect(one.status === "accepted", `${act}: who has it in hand is known`).toBe(
            one.status === "accepted" && one.owner !== undefined,
          );
          expect(
            one.status === "new" && one.owner !== undefined,
            "nobody has what is on the table",
          ).toBe(false);
          for (
            let at: Case | undefined = one, hops = 0;
            at?.mergedInto;
            at = cases.get(at.mergedInto)
          )
            expect(++hops, "merges end somewhere").toBeLessThanOrEqual(cases.size);
        }
      },
    ),
    { numRuns: 250 },
  );
  expect(seen.size, "much of it came up").toBeGreaterThan(20);
});
