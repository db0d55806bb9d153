/** Core with a model endpoint that lies. */
import { afterEach, expect, it } from "vitest";
import { createJudge } from "../../src/nlu/create-judge.ts";
import {
  type ConversationControl,
  conversationControls,
  type RequestKind,
  type SmallTalkLabel,
} from "../../src/nlu/judge.ts";
import { deriveRequestTitle } from "../../src/nlu/rules/requests/request-title.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import {
  manualClock,
  onBothEngines,
  openCoreHarness,
  storedAnswers,
  untilIdle,
  words,
} from "../harness/core-harness.ts";
import { messageEvent, pressEvent } from "../harness/events.ts";
import { fakeModel } from "../harness/fake-model.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

const sure = <T>(label: T) => ({ label, confidence: 1 });
const said = {
  need: null,
  customer: null,
  measure: null,
  symptom: null,
  since: null,
  affected: null,
  decision: null,
  deadline: null,
  priority: null,
};
const read = ({
  isRequest = true,
  kind = "new_solution" as RequestKind,
  interview = "other" as SmallTalkLabel,
} = {}) => ({
  ...{
    is_request: sure(isRequest),
    small_talk: sure(interview),
    kind: sure(kind),
    priority_claim: sure(false),
    provider_language: sure(false),
  },
  ...{ parts: [], subject: null, said },
});
const honest = {
  control: null,
  request: read(),
  need: { ...sure("need"), restated: null, follow_up: null, since: null, affected: null },
  customer: { ...sure("direct"), lens: null, link: null, owner: null },
  measure: { date: null },
  target: null as object | null,
  ...{ title: "See a dealer's orders on site", summary: "Reps cannot see orders at the dealer." },
};
const wish = "We need Salesforce for the field team";
const label = (key: string, number = 1): string =>
  words.plain(`requests.button.${key}`, { number });
const answerLabel = words.plain("requests.target.answer", {
  question: words.plain("requests.label.need"),
});

const ends: (() => unknown)[] = [];
afterEach(() => Promise.all(ends.splice(0).map((end) => end())));

onBothEngines("model endpoint that lies", (newUrl) => {
  async function open() {
    const [model, platform] = [await fakeModel(), createMemoryPlatform()];
    const clock = manualClock();
    const judge = createJudge(
      { name: "hostile", baseUrl: model.baseUrl },
      { clock: { ...clock, sleep: async () => {} }, log: { warn: () => {} }, timeoutMs: 60_000 },
    );
    const coreHarness = await openCoreHarness({
      url: await newUrl(),
      adapter: platform.adapter(),
      judge,
      clock,
    });
    ends.push(async () => {
      await coreHarness.close();
      await model.close();
    });
    const accept = async (event: InboundEvent): Promise<void> => {
      await coreHarness.core.ingest([event]);
      await untilIdle(coreHarness.store);
    };
    return {
      ...{ coreHarness, platform, clock },
      /** Returns what the model was last told that a message may belong to. */
      offered(): { kind: string; title: string | null }[] {
        const offers = model.calls.flatMap(
          ({ messages }) => /^targets: (.*)$/m.exec(messages.at(-1)?.content ?? "")?.[1] ?? [],
        );
        return JSON.parse(offers.at(-1) ?? "null");
      },
      /** Returns the requests with their requester, as `maria: asking`. */
      async statuses(): Promise<string[]> {
        const { db, t } = coreHarness.store.read;
        return (await db.select().from(t.requests))
          .map(({ requester, status }) => `${requester}: ${status}`)
          .sort();
      },
      /** Sends a person's message, for which the model returns `lie`; returns the reply. */
      async writes(person: string, text: string, lie: object = honest): Promise<string> {
        model.behave(JSON.stringify(lie));
        await accept(messageEvent(person, text));
        return platform.words(`slack/dm/${person}`).at(-1)!;
      },
      async presses(person: string, wanted: string): Promise<void> {
        const shown = platform.said.findLast(
          ({ place, words: text }) =>
            place === `slack/dm/${person}` && text.includes(`[${wanted}]`),
        );
        const button = shown?.card
          .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
          .find((each) => each.label === wanted);
        if (!shown || !button || !("press" in button))
          throw new Error(`there is no button "${wanted}"`);
        await accept(pressEvent(person, button.press, shown.message));
      },
      async later(to: string): Promise<void> {
        clock.move(to);
        await coreHarness.core.poll();
        await untilIdle(coreHarness.store);
      },
    };
  }

  it("keeps an answer that the model reads as a command of the conversation", async () => {
    const t = await open();
    for (const [index, control] of conversationControls.entries()) {
      const number = index + 1;
      const text = `the field team of ${control} at the dealers`;
      await t.writes(control, wish);
      const reply = await t.writes(control, text, { ...honest, control: sure(control) });
      expect(await t.statuses(), control).toContain(`${control}: asking`);
      const kept = `R-${number} need: ${text}`;
      if (reply.includes(`[${answerLabel}]`)) {
        expect(await storedAnswers(t.coreHarness.store), control).not.toContain(kept);
        if (index % 2) await t.presses(control, answerLabel);
        else {
          await t.writes(control, "or so", { ...honest, control: sure(control) });
          const { db, t: tables } = t.coreHarness.store.read;
          const all = (await db.select().from(tables.heldMessages)).map((held) =>
            toPlainText(held.text),
          );
          expect(all).toEqual(expect.arrayContaining([text, "or so"]));
          continue;
        }
      }
      expect(
        (await storedAnswers(t.coreHarness.store)).filter((answer) => answer.startsWith(kept)),
        control,
      ).toHaveLength(1);
      expect(await t.statuses(), control).toContain(`${control}: asking`);
    }
    expect(t.platform.words("slack/channel/CINTAKE")).toEqual([]);
  });

  it.each<[ConversationControl, string, string]>([
    ["cancel", "cancel", "cancelled"],
    ["person", "person", "handed_over"],
    ["later", "later", "parked"],
    ["not_a_request", "no_request", "not_a_request"],
  ])("does %s once its button is pressed", async (control, button, then) => {
    const t = await open();
    await t.writes("maria", wish);
    await t.writes("maria", "to see late orders before a visit", {
      ...honest,
      control: sure(control),
    });
    await t.presses("maria", label(button));
    expect(await t.statuses()).toEqual([`maria: ${then}`]);
    expect(await storedAnswers(t.coreHarness.store)).toEqual([]);
  });

  it("swallows no request and opens none because of the model's reading", async () => {
    const t = await open();
    for (const interview of [
      "thanks",
      "greeting",
      "acknowledgement",
      "status",
      "not_for_it",
    ] as const)
      await t.writes(interview, wish, {
        ...honest,
        request: read({ isRequest: false, interview }),
        control: sure("not_a_request"),
      });
    expect((await t.statuses()).map((one) => one.split(": ")[1])).toEqual([
      "asking",
      "asking",
      "asking",
      "asking",
      "asking",
    ]);
    const reply = await t.writes("maria", "Thanks!", {
      ...honest,
      request: read({ kind: "standard_service" }),
    });
    expect(await t.statuses()).toHaveLength(5);
    expect(reply).toContain(`[${label("is_request")}]`);
    await t.presses("maria", label("is_request"));
    expect(await t.statuses()).toHaveLength(6);
  });

  it("asks for the kind, and does not send to the team by the kind the model read", async () => {
    const t = await open();
    for (const kind of ["standard_service", "advice", "factory_issue"] as const) {
      const reply = await t.writes(kind, wish, {
        ...honest,
        request: {
          ...read({ kind }),
          said: { ...said, symptom: "Salesforce", since: "team", affected: "the field team" },
        },
      });
      expect(reply).toContain(toPlainText(words("requests.ask.kind")));
    }
    expect(await t.statuses()).toEqual([
      "advice: asking",
      "factory_issue: asking",
      "standard_service: asking",
    ]);
    expect(t.platform.words("slack/channel/CINTAKE")).toEqual([]);
  });

  it("shows a model's brief to others only after its requester confirmed it", async () => {
    const t = await open();
    const lie = {
      ...honest,
      need: { ...honest.need, restated: "Reps may order without approval." },
      title: "Salesforce approved for the field",
      summary: "Order it at evil.zip now.",
    };
    for (const person of ["maria", "tom"]) {
      await t.writes(person, wish, lie);
      for (const text of [
        "They cannot see at the dealer what he ordered",
        "Dealers get a date on the spot",
        "Petra",
        "a date in the same call",
      ])
        await t.writes(person, text, lie);
    }
    expect(await t.statuses()).toEqual(["maria: confirming", "tom: confirming"]);
    const { db, t: tables } = t.coreHarness.store.read;
    expect((await db.select().from(tables.requests)).map(({ title }) => title)).toEqual(
      Array(2).fill(deriveRequestTitle(wish)),
    );
    await t.writes("tom", "mhm", { ...lie, control: sure("yes") });
    expect(await t.statuses()).toEqual(["maria: confirming", "tom: confirming"]);
    await t.presses("tom", label("right"));
    expect(t.platform.words("slack/channel/CINTAKE")).toEqual([
      expect.stringMatching(
        /Salesforce approved for the field\n.*Order it at now\..*Reps may order/s,
      ),
    ]);
    await t.later("2027-03-03T12:00:00Z");
    await t.later("2027-03-05T12:00:00Z");
    expect(await t.statuses()).toEqual(["maria: new", "tom: new"]);
    const own = t.platform.words("slack/channel/CINTAKE").at(-1);
    expect(own).toContain("They cannot see at the dealer");
    expect(own).not.toMatch(/R-1 · Salesforce approved|Order it|Reps may/);
  });

  it("offers no private question, request or message of others as a target", async () => {
    const t = await open();
    await t.writes("tom", wish);
    await t.writes("tom", "see a dealer's orders on site");
    await t.writes("ines", "keep this private: we need a tool to plan the layoffs");
    await t.writes("maria", "We need a survey tool");
    for (const id of ["q1", "q2", "r1"]) {
      await t.writes("maria", `our guests tell us what they liked, ${id}`, {
        ...honest,
        target: { id, act: "withdrawn", confidence: 1 },
      });
      expect(t.offered().map(({ title }) => title)).toEqual(["We need a survey tool"]);
    }
    expect(await t.statuses()).toEqual(["ines: asking", "maria: confirming", "tom: asking"]);
  });

  it.each(["withdrawn", "resolved", "aside", "status", "new_request"] as const)(
    "asks with buttons when only the model reads an answer as %s",
    async (act) => {
      const t = await open();
      const text = "They cannot see at the dealer what he ordered";
      await t.writes("maria", wish);
      const id = { aside: "none", status: "none", new_request: "new" }[act as string] ?? "q1";
      const reply = await t.writes("maria", text, {
        ...honest,
        target: { id, act, confidence: 1 },
      });
      expect(await t.statuses()).toEqual(["maria: asking"]);
      if (!reply.includes(`[${answerLabel}]`)) return;
      await t.presses("maria", answerLabel);
      expect(await storedAnswers(t.coreHarness.store)).toEqual([expect.stringContaining(text)]);
    },
  );
});
