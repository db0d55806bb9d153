import { describe, expect, it } from "vitest";
import {
  conversationControls,
  type Readings,
  type RequestKind,
  type RequestReading,
  requestKinds,
  type SmallTalkLabel,
} from "../../../src/nlu/judge.ts";
import { reconcileReadings } from "../../../src/nlu/model/reconcile.ts";
import {
  customerReading,
  needReading,
  requestReading,
  smallTalkReading,
} from "../../features/interview/interview-driver.ts";

const rules = (more: Omit<Readings, "by"> = {}): Readings => ({ by: "rules", ...more });
const request = (model: RequestReading, byRules: RequestReading): RequestReading =>
  reconcileReadings({}, { request: model }, rules({ request: byRules })).request!;

describe("reconcileReadings of a request", () => {
  it("suggests a control that only the model reads", () => {
    for (const label of conversationControls)
      expect(
        reconcileReadings(
          {},
          { control: { label, confidence: 1 } },
          rules({ need: needReading().need }),
        ),
      ).toEqual({
        need: needReading().need,
        suggestedControl: label,
      });
    expect(
      reconcileReadings(
        {},
        { control: { label: "cancel", confidence: 1 } },
        rules({ control: { label: "skip", confidence: 1 } }),
      ).control?.label,
    ).toBe("skip");
  });

  it("adds nothing that was not wanted", () => {
    expect(
      reconcileReadings(
        { today: "2026-11-19" },
        { request: requestReading(), need: needReading().need, measure: { date: "2027-03-31" } },
        rules(),
      ),
    ).toEqual({});
  });

  it("keeps the rules' request, parts and priority claim", () => {
    const [wish, talk] = [
      requestReading("change", { parts: ["a", "b"] }),
      smallTalkReading("thanks"),
    ];
    expect(
      request(requestReading("change", { priority: true, parts: ["cancel R-1", "b", "c"] }), wish),
    ).toMatchObject({
      priorityClaim: { label: false },
      parts: ["a", "b"],
    });
    expect(request(talk, wish)).toMatchObject({
      isRequest: wish.isRequest,
      smallTalk: wish.smallTalk,
    });
    expect(request(wish, talk)).toMatchObject({
      isRequest: talk.isRequest,
      smallTalk: talk.smallTalk,
      disputed: true,
    });
  });

  it("takes the model's kind when both are confirmed later, else asks", () => {
    const wishes: RequestKind[] = ["new_solution", "change"];
    for (const model of requestKinds)
      for (const byRules of requestKinds) {
        const kind = request(
          requestReading(model, { sure: 0.8 }),
          requestReading(byRules, { sure: 0.6 }),
        ).kind;
        if (wishes.includes(model) && wishes.includes(byRules))
          expect(kind).toEqual({ label: model, confidence: 0.8 });
        else expect(kind).toEqual({ label: byRules, confidence: model === byRules ? 0.6 : 0 });
      }
  });

  it("takes the model's quotes only when the requester confirms them", () => {
    const facts = {
      symptom: "x",
      since: "x",
      affected: "x",
      decision: "x",
      deadline: "x",
      priority: "x",
    };
    const model = requestReading("change", {
      said: { need: "n", customer: "c", measure: "m", ...facts },
    });
    expect(
      request(model, requestReading("change", { said: { need: "other", since: "Monday" } })).said,
    ).toEqual({
      need: "n",
      customer: "c",
      measure: "m",
      since: "Monday",
    });
  });

  it("takes the model's small talk only between harmless replies", () => {
    const talk = (model: SmallTalkLabel, byRules: SmallTalkLabel) =>
      request(smallTalkReading(model), smallTalkReading(byRules)).smallTalk.label;
    expect([talk("not_for_it", "other"), talk("other", "not_for_it")]).toEqual([
      "not_for_it",
      "other",
    ]);
    expect([
      talk("feedback", "not_for_it"),
      talk("status", "other"),
      talk("thanks", "other"),
      talk("other", "status"),
      talk("feedback", "thanks"),
    ]).toEqual(["not_for_it", "other", "other", "status", "thanks"]);
  });

  it("reports supplier language only when both do", () => {
    const speaks = (label: boolean, confidence: number): RequestReading => ({
      ...requestReading(),
      providerLanguage: { label, confidence },
    });
    expect(request(speaks(true, 1), speaks(true, 0.6)).providerLanguage).toEqual({
      label: true,
      confidence: 0.6,
    });
    expect(request(speaks(true, 1), speaks(false, 0.9)).providerLanguage.label).toBe(false);
  });
});

describe("reconcileReadings of an answer", () => {
  it("takes breakages from the rules and other labels from the model", () => {
    const byModel = {
      ...needReading("breakage", 1).need,
      since: "x",
      affected: "x",
      restated: "It breaks.",
    };
    expect(reconcileReadings({}, { need: byModel }, rules(needReading("vague", 0.7))).need).toEqual(
      {
        label: "vague",
        confidence: 0.7,
        restated: "It breaks.",
      },
    );
    expect(
      reconcileReadings(
        {},
        needReading("need"),
        rules({ need: { ...needReading("breakage", 0.8).need, since: "Monday" } }),
      ).need,
    ).toEqual({
      label: "breakage",
      confidence: 0.8,
      since: "Monday",
    });
    expect(
      reconcileReadings({}, needReading("solution_restated", 0.9), rules(needReading("need"))).need
        ?.label,
    ).toBe("solution_restated");
    expect(
      reconcileReadings({}, customerReading("indirect", 0.8), rules(customerReading("unknown")))
        .customer?.label,
    ).toBe("indirect");
  });

  it("takes the rules' date, else a valid one within two years", () => {
    const day = (date: string, byRules?: string, today: string | undefined = "2026-11-19") =>
      reconcileReadings(
        today ? { today } : {},
        { measure: { date } },
        rules({ measure: byRules ? { date: byRules } : {} }),
      ).measure?.date;
    expect(day("2027-03-31")).toBe("2027-03-31");
    expect(day("2027-03-31", "2027-06-30")).toBe("2027-06-30");
    for (const wrong of [
      "2027-02-31",
      "2026-11-19",
      "2020-01-01",
      "2028-11-20",
      "2099-12-31",
      "soon",
    ])
      expect(day(wrong), wrong).toBeUndefined();
    expect(
      reconcileReadings({}, { measure: { date: "2027-03-31" } }, rules({ measure: {} })).measure,
    ).toEqual({});
  });
});
