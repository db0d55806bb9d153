import fc from "fast-check";
import { expect, it } from "vitest";
import { maxQuestionCount } from "../../../../src/features/interview/questions/next-question.ts";
import {
  conversationControls,
  customerLabels,
  needLabels,
  requestKinds,
  smallTalkLabels,
} from "../../../../src/nlu/judge.ts";
import {
  createInterviewDriver,
  customerReading,
  maria,
  needReading,
  requestReading,
  smallTalkReading,
  tom,
} from "../interview-driver.ts";

const control = fc.constantFrom(...conversationControls);
const reading = fc.record(
  {
    control: fc.record({ label: control, confidence: fc.constant(1) }),
    request: fc.oneof(
      fc
        .record({
          kind: fc.constantFrom(...requestKinds),
          sure: fc.constantFrom(0.2, 0.9),
          priority: fc.boolean(),
          parts: fc.constantFrom<string[]>([], ["one", "two"]),
        })
        .map(({ kind, ...more }) => requestReading(kind, more)),
      fc.constantFrom(...smallTalkLabels).map((label) => smallTalkReading(label)),
    ),
    need: fc.constantFrom(...needLabels).map((label) => needReading(label).need),
    customer: fc.constantFrom(...customerLabels).map((label) => customerReading(label).customer),
  },
  { requiredKeys: ["request", "need", "customer"] },
);
const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("hears" as const),
      reading,
      by: fc.constantFrom(maria, tom),
      addressed: fc.boolean(),
      message: fc.nat(5),
    }),
  },
  { weight: 5, arbitrary: fc.record({ what: fc.constant("presses" as const), nth: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("silence" as const), nth: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom("edits" as const, "deletes" as const),
      message: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("submits" as const),
      nth: fc.nat(5),
      text: fc.constantFrom("", "words"),
    }),
  },
);

/** Statuses that a request can move to from each; those without an entry are final here. */
const allowed: Record<string, string[]> = {
  waiting: ["asking", "confirming", "parked", "new", "cancelled", "not_a_request", "handed_over"],
  asking: ["waiting", "confirming", "parked", "new", "cancelled", "not_a_request", "handed_over"],
  confirming: ["waiting", "asking", "parked", "new", "cancelled", "not_a_request", "handed_over"],
  parked: ["asking", "confirming", "waiting", "cancelled", "not_a_request", "handed_over", "new"],
  new: ["asking", "confirming", "new", "not_a_request"],
  cancelled: ["waiting", "asking", "confirming", "new"],
  not_a_request: ["waiting", "asking", "confirming", "new"],
  handed_over: ["waiting", "asking", "confirming", "new"],
};

it("keeps a conversation consistent, whatever happens in any order", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40, size: "max" }),
      fc.constantFrom("personal" as const, "channel" as const, "group" as const),
      (events, kind) => {
        const c = createInterviewDriver({
          platform: "slack",
          kind,
          id: "P",
          thread: kind === "channel" ? "1" : undefined,
        });
        const statuses = new Map<string, string>();
        let seen = 0;
        for (const one of events) {
          const interviews = c.conversation.interviews;
          const buttons = c.cards
            .flat()
            .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
            .flatMap((button) => ("press" in button ? [button.press] : []));
          if (one.what === "hears")
            c.hears("words", one.reading, {
              by: one.by,
              addressed: one.addressed,
              message: `m${one.message}`,
            });
          else if (one.what === "presses" && buttons.length > 0)
            c.pressesRaw(buttons[one.nth % buttons.length]!);
          else if (one.what === "silence" && interviews.length > 0)
            c.silence(interviews[one.nth % interviews.length]!.request);
          else if (one.what === "edits") c.edits(`m${one.message}`, "other words");
          else if (one.what === "deletes") c.deletes(`m${one.message}`);
          else if (one.what === "submits" && interviews.length > 0)
            c.submits(`all/${interviews[one.nth % interviews.length]!.request}`, {
              need: one.text,
              customer: one.text,
            });

          for (const effect of c.effects.slice(seen)) {
            if (effect.do === "open") statuses.set(effect.interview.request, "waiting");
            if (effect.do !== "status") continue;
            const from = statuses.get(effect.request);
            expect(from, "a status for a request that was never opened").toBeDefined();
            expect(allowed[from!], `${from} to ${effect.status}`).toContain(effect.status);
            statuses.set(effect.request, effect.status);
          }
          seen = c.effects.length;
          // Once the team has a request, the interview changes its status only if the requester
          // withdraws it, restores it or asks for a person. Words that were held for a question of
          // an ended request are added to it.
          for (const { act } of c.caseActions)
            expect(["withdraw", "dismiss", "restore", "ask_for_person", "add"]).toContain(act);
          const open = c.conversation.interviews.filter(
            ({ phase }) => phase === "asking" || phase === "confirming",
          );
          expect(open.length, "one request at a time").toBeLessThanOrEqual(1);
          for (const interview of c.conversation.interviews) {
            expect(interview.asked.length).toBeLessThanOrEqual(maxQuestionCount);
            expect(
              new Set(interview.asked).size,
              "no question is put twice unless its answer was taken back",
            ).toBe(interview.asked.length);
            if (interview.phase === "asking") expect(interview.pending).toBeDefined();
            if (interview.phase !== "done" && !interview.filed)
              expect(statuses.get(interview.request)).toBe(interview.phase);
          }
          for (const say of c.said.last)
            if (say.say === "ask")
              expect(
                c.conversation.interviews.find(({ request }) => request === say.request)?.pending,
              ).toBe(say.question);
        }
        for (const [request, status] of statuses) {
          const interview = c.conversation.interviews.find((each) => each.request === request);
          expect(
            interview || !["waiting", "asking", "confirming", "parked"].includes(status),
            "no request is lost",
          ).toBeTruthy();
        }
      },
    ),
    { numRuns: 1500 },
  );
});
