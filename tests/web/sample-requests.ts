/** Requests whose figures are known, written to the database of a test. */
import type { RequestKind } from "../../src/nlu/judge.ts";
import type { Store } from "../../src/storage/store.ts";
import { testWorkspace } from "../harness/core-harness.ts";

type Row = Store["read"]["t"]["requests"]["$inferInsert"];

const person = { id: "maria" };
const words = {
  new_solution: "We need a way to see a dealer's orders while standing there",
  change: "Could the order form keep the last address?",
  factory_issue: "The order list freezes three times a day",
  standard_service: "I need a key to the workshop",
  advice: "Which scanner should we buy for the warehouse?",
} satisfies Record<RequestKind, string>;

/** Returns an interview with answers about the need, the customer and the measure. */
const interview = (kind: RequestKind, id: string) => ({
  request: id,
  requester: person,
  text: [words[kind]],
  phase: "done",
  ended: "new",
  filed: true,
  asked: [],
  claimed: false,
  reminded: false,
  kind,
  answers:
    kind === "new_solution" || kind === "change"
      ? {
          need: { text: ["see at the dealer what was ordered last month"], by: person },
          customer: {
            text: ["The dealers get a delivery date on the spot"],
            by: person,
            label: "direct",
            lens: "experience",
          },
          measure: { text: ["a date in the same call"], by: person, date: "2027-03-31" },
        }
      : {},
});

interface Sample extends Partial<Row> {
  kind: RequestKind;
  /** What the requester said about the outcome. */
  said?: string;
}

/** Inserts requests, numbered from 1, with a history that fits their state. */
export async function insertSampleRequests(store: Store, samples: readonly Sample[]) {
  await store.write(async ({ db, t }) => {
    for (const [index, { said, ...sample }] of samples.entries()) {
      const id = `sample-${index + 1}`;
      const createdAt = sample.createdAt ?? new Date("2027-02-10T09:00:00Z");
      const status = sample.status ?? "new";
      const row: Row = {
        id,
        workspace: testWorkspace,
        number: index + 1,
        conversation: `slack/dm/${sample.requester ?? person.id}`,
        place: { platform: "slack", kind: "personal", id: sample.requester ?? person.id },
        requester: person.id,
        raisedBy: sample.requester ?? person.id,
        status,
        text: [words[sample.kind]],
        title: words[sample.kind],
        createdAt,
        updatedAt: createdAt,
        loggedAt: createdAt,
        interview: interview(sample.kind, id),
        ...sample,
      };
      await db.insert(t.requests).values(row);
      const steps = [
        { status: "new" as const, act: null, by: person.id, at: createdAt },
        ...(row.owner
          ? [{ status: "accepted" as const, act: "take", by: row.owner, at: createdAt }]
          : []),
        ...(row.deliveredAt
          ? [{ status: "delivered" as const, act: "deliver", by: "lea", at: row.deliveredAt }]
          : []),
        ...(row.outcome && row.deliveredAt
          ? [
              {
                status: "outcome_known" as const,
                act: "outcome",
                by: person.id,
                at: new Date(row.deliveredAt.getTime() + 3_600_000),
                why: said ? [said] : null,
                details: { verdict: row.outcome },
              },
            ]
          : []),
      ];
      for (const [nth, step] of steps.entries())
        await db
          .insert(t.historyEntries)
          .values({ id: `${id}/${nth}`, workspace: testWorkspace, request: id, ...step });
    }
  });
}

const february = (day: number) => new Date(`2027-02-${String(day).padStart(2, "0")}T10:00:00Z`);
const delivered = { status: "delivered", owner: "lea", isAboutConfirmed: true } as const;

/** One of each sort: open, put off, delivered with each outcome, a repair, and a private one. */
export const everySort: readonly Sample[] = [
  { kind: "new_solution", service: "CRM", customer: "dealers" },
  { kind: "change", status: "accepted", owner: "lea", customer: "nobody_outside" },
  { kind: "factory_issue", service: "CRM", status: "accepted", owner: "lea" },
  { kind: "advice", status: "postponed" },
  {
    ...{ ...delivered, kind: "new_solution", status: "outcome_known", outcome: "yes" },
    ...{ service: "CRM", customer: "dealers", effort: "days", times: { lead: 960, hand: 480 } },
    ...{ deliveredAt: february(22), said: "Dealers get their date at once" },
  },
  {
    ...{ ...delivered, kind: "change", status: "outcome_known", outcome: "no" },
    ...{ service: "Shop", customer: "in_words", effort: "half_day" },
    ...{ times: { lead: 1_920, hand: 480 }, deliveredAt: february(23), said: "Nobody uses it" },
  },
  {
    ...{ ...delivered, kind: "factory_issue", service: "CRM" },
    ...{ times: { lead: 240, hand: 120 }, deliveredAt: february(24) },
  },
  {
    ...{ ...delivered, kind: "standard_service", status: "outcome_known" },
    ...{ outcome: "not_answered", deliveredAt: february(25), times: { lead: 60 } },
  },
  { kind: "new_solution", isPrivate: true, requester: "ben", title: "Quiet matter of Ben" },
];
