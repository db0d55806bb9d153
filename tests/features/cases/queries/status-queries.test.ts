/**
 * Answers to "Where is my request?" wherever people ask it: lists, one request's history, the
 * backlog, and who may see what.
 */
import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import type { Judge } from "../../../../src/nlu/judge.ts";
import { deriveRequestTitle } from "../../../../src/nlu/rules/requests/request-title.ts";
import type { Button, Card } from "../../../../src/platform/card.ts";
import type { ConversationRef } from "../../../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import {
  renderSlackBlocks,
  viewMaxBlocks,
} from "../../../../src/platforms/slack/outbound/blocks.ts";
import { renderTeamsCardMessage } from "../../../../src/platforms/teams/outbound/adaptive-card.ts";
import {
  manualClock,
  messageEvent,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  testWorkspace,
  untilIdle,
  wishMessages,
} from "../../../harness/core-harness.ts";
import { createMemoryPlatform, type PostedMessage } from "../../../harness/memory-platform.ts";
import { requestHeading, sentence } from "../../../harness/words.ts";
import { requestReading, smallTalkReading } from "../../interview/interview-driver.ts";

const dm = (person: string): ConversationRef => ({
  platform: "slack",
  kind: "personal",
  id: person,
});
const briefChannel: ConversationRef = { platform: "slack", kind: "channel", id: "CINTAKE" };
const broken = "We need the CRM mended";

/** Returns a judge that also recognises status questions and faults. */
const judge = (): Judge => {
  const plain = scriptedJudge();
  return {
    async read(ask) {
      const readings = await plain.read(ask);
      if (/^(?:where|any news)/i.test(ask.text)) readings.request = smallTalkReading("status");
      else if (ask.text === broken)
        readings.request = requestReading("factory_issue", {
          said: { symptom: "it freezes", since: "Monday", affected: "support" },
        });
      return readings;
    },
  };
};

const buttonsOf = (card: Card): Button[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons
      : element.kind === "item" && element.button
        ? [element.button]
        : [],
  );

onBothEngines("status of a request", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const platform = createMemoryPlatform();
    const clock = manualClock();
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: platform.adapter(),
      clock,
      judge: judge(),
    });
    onTestFinished(() => harness.close());
    const { core, store } = harness;
    const accept = async (event: InboundEvent): Promise<PostedMessage> => {
      const before = platform.tries.length;
      await core.ingest([event]);
      await untilIdle(store);
      return platform.tries
        .slice(before)
        .findLast(({ place }) => place.startsWith(placeOf(event)))!;
    };
    const placeOf = ({ place }: InboundEvent): string =>
      `slack/${place.kind === "personal" ? "dm" : place.kind}/${place.id}`;
    const common = (person: string, place: ConversationRef) => ({
      id: randomUUID(),
      workspace: testWorkspace,
      at: clock.now().getTime(),
      by: { id: person },
      place,
    });
    const idOf = async (number: number): Promise<string> =>
      (await store.read.db.select().from(store.read.t.requests)).find(
        (row) => row.number === number,
      )!.id;
    return {
      ...{ platform, clock, idOf, accept },
      /** Raises a request and answers all questions, until the team has it. */
      async wishes(person: string, first = wishMessages[0]!, place = dm(person)): Promise<void> {
        for (const text of [first, ...wishMessages.slice(1)])
          await accept(messageEvent(person, text, randomUUID(), { place, by: { id: person } }));
      },
      writes: (person: string, text: string, place = dm(person)) =>
        accept(messageEvent(person, text, randomUUID(), { place })),
      commands: (person: string, text: string, place = dm(person)) =>
        accept({ ...common(person, place), kind: "command", command: "request", text: [text] }),
      opensHome: (person: string) =>
        accept({ ...common(person, dm(person)), kind: "opened", tab: "home" }),
      /**
       * Presses the newest button with that label, in one message or in any that the person sees.
       */
      presses(person: string, label: string, place = dm(person)): Promise<PostedMessage> {
        const where = placeOf({ place } as InboundEvent);
        const under = platform.said.findLast(
          (each) =>
            each.place.startsWith(where) &&
            buttonsOf(each.card).some((button) => button.label === label),
        );
        const button = under && buttonsOf(under.card).find((each) => each.label === label);
        if (!button || !("press" in button)) throw new Error(`there is no button "${label}"`);
        return accept({
          ...common(person, place),
          kind: "press",
          press: button.press,
          card: under.message,
        });
      },
      /** Does an action of the team on the card in its channel. */
      does: async (
        person: string,
        number: number,
        act: string,
        values?: Record<string, string>,
      ) => {
        const form = `act/${await idOf(number)}/${act}`;
        const at = common(person, briefChannel);
        return accept(
          values
            ? { ...at, kind: "submitted", form, values }
            : { ...at, kind: "press", press: form },
        );
      },
      form: async (person: string, number: number, act: string) =>
        core.buildForm({
          workspace: testWorkspace,
          by: { id: person },
          place: dm(person),
          press: `act/${await idOf(number)}/${act}`,
        }),
      answers: async (
        person: string,
        number: number,
        act: string,
        values: Record<string, string>,
      ) =>
        accept({
          ...common(person, dm(person)),
          kind: "submitted",
          form: `act/${await idOf(number)}/${act}`,
          values,
        }),
    };
  }

  it("is listed with owner and waiting time, the team's open questions first", async (context) => {
    const { wishes, does, clock, commands, writes, answers } = await open(context);
    await wishes("maria");
    await wishes("maria", "We need a dashboard for sales");
    clock.move("2027-03-02T14:30:00Z");
    await does("lea", 1, "take");
    clock.move("2027-03-03T11:00:00Z");
    const { card, words } = await writes("maria", "where are they?");
    expect(words).toMatch(
      /^You have 2 open requests\.\nR-2 .* · with the IT team for one working day · \[Show R-2\]\nR-1 .* · with @lea since/,
    );
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(["Show R-2", "Show R-1"]);

    await does("lea", 1, "ask", { text: "Which dealers?" });
    clock.move("2027-03-03T14:00:00Z");
    const page = await commands("maria", "mine");
    expect(page.words).toMatch(
      /Waiting for you\nR-1 .* · The team has a question for you · with @lea since Mar 2, 2027 · waiting for you for 3 working hours · \[Answer R-1\]\nIn progress\nR-2/,
    );
    expect(page.words).toMatch(/· \[Show R-2\]\n\[Ask for something\]( \[[^\]]+\])+$/);

    await answers("maria", 1, "answer", { text: "All of them" });
    expect((await commands("maria", "mine")).words).not.toContain(sentence("where.asks.question"));
  });

  it("is shown with its history by number, by button, or by the best matching words", async (context) => {
    const { wishes, does, clock, commands, writes, presses } = await open(context);
    await wishes("maria");
    await wishes("maria", "We need a dashboard for sales");
    clock.move("2027-03-02T12:00:00Z");
    await does("lea", 2, "propose", { alternative: "The one that finance has" });
    clock.move("2027-03-02T15:00:00Z");
    const stories = [
      await commands("maria", "R-2"),
      await commands("maria", "2"),
      await writes("maria", "any news on the dashboard?"),
      await writes("maria", "where is R-2?"),
    ];
    expect(new Set(stories.map(({ words }) => words)).size).toBe(1);
    const { words } = stories[0]!;
    expect(words).toContain(
      `${sentence("where.detail.standing")}: ${sentence("requests.status.alternative_proposed")}, since Mar 2, 2027\n${sentence("where.detail.waited.team")}: 2 working hours\n${sentence("where.detail.waited.you")}: 3 working hours so far`,
    );
    expect(words).toContain(
      `@lea suggests:\n> The one that finance has\n[That works] [${sentence("life.button.object")}]`,
    );
    expect(words).toContain(
      `Mar 2, 2027: ${sentence("where.step.propose", { who: "@lea", alternative: "The one that finance has" })}\nMar 2, 2027: ${sentence("where.step.status.new")}\nMar 2, 2027: ${sentence("where.step.opened", { who: "@maria" })}`,
    );
    expect(words).toMatch(
      /\[Change something\] \[Withdraw\] \[A person, please\] \[Keep this private\]$/,
    );
    expect((await writes("maria", "where is it?")).words).toContain("You have 2 open requests.");
    await presses("maria", "That works");
    expect((await commands("maria", "2")).words).toContain("Status: with @lea since");
    expect((await presses("maria", "Withdraw")).words).toContain(
      "R-2 is cancelled.\n[Bring it back]",
    );
    expect((await presses("maria", "Bring it back")).words).toBe("R-2 is open again.");
    await commands("maria", "mine");
    expect((await presses("maria", sentence("where.button.show", { number: 2 }))).words).toContain(
      "R-2 · ",
    );
  });

  it("is shown during the interview, which can be continued from there", async (context) => {
    const { writes, commands, presses } = await open(context);
    for (const text of wishMessages.slice(0, 2)) await writes("maria", text);
    expect((await commands("maria", "mine")).words).toContain(
      `${sentence("requests.status.asking")}, since Mar 2, 2027 · waiting for you for ${sentence("where.time.short")} · [${sentence("where.button.resume", { number: 1 })}]`,
    );
    expect((await commands("maria", "1")).words).toContain("Need: They stand at the dealer");
    const resume = sentence("requests.button.resume");
    expect((await presses("maria", resume)).words).toMatch(/^Back to R-1\. Which paying customers/);
  });

  it("is shown to all members, with buttons only for the requester and the team", async (context) => {
    const { wishes, commands, writes } = await open(context);
    await wishes("maria");
    const { card, words } = await commands("tom", "R-1");
    expect(words).toContain(
      `For: @maria\n${sentence("where.detail.waited.team")}: ${sentence("where.time.short")} so far`,
    );
    expect(buttonsOf(card)).toEqual([]);
    expect(
      buttonsOf((await writes("lea", "where is R-1?", briefChannel)).card).map(
        ({ label }) => label,
      ),
    ).toContain("I’ll take it");
    expect((await commands("tom", "17")).words).toBe(sentence("where.none", { number: 17 }));
  });

  it("can be made private by its requester, and public again", async (context) => {
    const { wishes, writes, commands, presses, platform } = await open(context);
    await wishes("maria");
    await commands("maria", "1");
    expect((await presses("maria", "Keep this private")).words).toBe(
      sentence("where.made_private", { number: 1 }),
    );
    const card = () => platform.words("slack/channel/CINTAKE")[0];
    expect(card()).toContain(sentence("where.private"));
    expect((await commands("tom", "1")).words).toBe(sentence("where.none", { number: 1 }));
    expect((await commands("tom", "find Salesforce")).words).toContain("I found no requests");
    expect((await commands("tom", "team")).words).toBe(
      `${sentence("where.team", { count: 0 })}\n${sentence("where.backlog", { count: 0 })}`,
    );
    const elsewhere: ConversationRef = {
      platform: "slack",
      kind: "channel",
      id: "CALL",
      thread: "t1",
    };
    expect((await writes("maria", "where is my request?", elsewhere)).words).toContain(
      sentence("where.mine", { count: 0 }),
    );
    expect((await writes("maria", "where is R-1?", elsewhere)).words).toBe(
      sentence("where.none", { number: 1 }),
    );
    expect((await commands("maria", "find Salesforce")).words).toContain("R-1");
    expect((await commands("maria", "find field salesforce")).words).toContain("R-1");
    expect((await commands("maria", "find salesforce turbine")).words).not.toContain("R-1");
    expect((await writes("lea", "where is R-1?", briefChannel)).words).toContain("Private: only");
    expect((await presses("maria", sentence("where.button.disclose"))).words).toBe(
      "Everyone here can find R-1 again.",
    );
    expect(card()).not.toContain("Private");
    expect((await commands("tom", "1")).words).toContain("R-1 · ");
  });

  it("can be made private before the team has it, only by its requester", async (context) => {
    const { writes, presses, platform, idOf, accept } = await open(context);
    for (const text of wishMessages.slice(0, 5)) await writes("maria", text);
    await presses("maria", "Keep this private");
    expect(platform.words("slack/dm/maria").at(-2)).toMatch(
      /\[That’s right\] \[Change something\] \[Show it to everyone\]$/,
    );
    await writes("maria", "yes");
    expect(platform.words("slack/channel/CINTAKE")[0]).toContain("Private: only");
    const said = await accept({
      ...{ id: "p", workspace: testWorkspace, at: 0, by: { id: "tom" }, place: dm("tom") },
      kind: "press",
      press: `disclose/${await idOf(1)}`,
    });
    expect(said.words).toBe(sentence("requests.plain.not_yours"));
    expect(platform.words("slack/channel/CINTAKE")[0]).toContain("Private: only");
  });

  it("is listed after faults, in every list of the team", async (context) => {
    const { wishes, writes, commands, presses, clock } = await open(context);
    await wishes("maria");
    clock.move("2027-03-02T11:00:00Z");
    await wishes("ines", "We need a dashboard for sales");
    clock.move("2027-03-02T12:00:00Z");
    await writes("tom", broken);
    clock.move("2027-03-03T12:00:00Z");
    const { words } = await commands("lea", "team");
    expect(words.match(/^R-\d/gm)).toEqual(["R-3", "R-1", "R-2"]);
    expect(words).toMatch(
      /^The team has 3 open requests\.[\s\S]*One thing is broken, since Mar 2, 2027\. · \[Show what is broken\]$/,
    );
    expect(words).toMatch(/R-1 .* · from @maria · with us for one working day · \[Show R-1\]/);
    const backlog = await presses("lea", sentence("where.button.backlog"));
    expect(backlog.words).toMatch(
      new RegExp(
        `^One thing is broken, since Mar 2, 2027\\.\nR-3 ${deriveRequestTitle(broken, true)} · from @tom`,
      ),
    );
    expect((await commands("lea", "backlog")).words).toBe(backlog.words);
    expect((await commands("maria", "mine")).words).toContain("One thing is broken");
  });

  it("fits on Slack, in a message and on the Home tab, for any number of requests", async (context) => {
    const { writes, opensHome, commands } = await open(context);
    for (let count = 0; count < 25; count++) await writes("maria", broken);
    const home = await opensHome("maria");
    expect(renderSlackBlocks(home.card, viewMaxBlocks).length).toBeLessThan(viewMaxBlocks);
    for (const { card, words } of [
      home,
      await commands("maria", "mine"),
      await commands("maria", "team"),
      await commands("maria", "backlog"),
    ]) {
      expect(renderSlackBlocks(card).length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(renderSlackBlocks(card))).not.toContain('"…"');
      expect(words.match(/^R-\d+/gm)).toHaveLength(20);
      expect(words).toContain("And 5 more.");
      expect(JSON.stringify(renderTeamsCardMessage(card))).toContain("And 5 more.");
    }
  });

  it("follows the request that it was merged into", async (context) => {
    const { wishes, does, idOf, commands, presses, answers } = await open(context);
    await wishes("maria");
    await wishes("ines", "We need a dashboard for sales");
    await does("lea", 2, "merge", { into: await idOf(1) });
    await does("lea", 1, "take");
    expect((await commands("ines", "mine")).words).toMatch(
      /R-2 .* · part of R-1 · with @lea since Mar 2, 2027 · with the IT team for less than a working hour · \[Show R-2\]/,
    );
    expect((await commands("ines", "2")).words).toMatch(/\[Show what it is part of\]/);
    expect((await presses("ines", sentence("where.button.lead"))).words).toContain("For: @maria");
    await does("lea", 1, "ask", { text: "Which dealers?" });
    expect((await commands("ines", "mine")).words).toMatch(
      /R-2 .* · part of R-1 · The team has a question for you · .* · \[Answer R-2\]/,
    );
    await answers("ines", 2, "answer", { text: "All of them" });
    expect((await commands("maria", "1")).words).toContain("@ines answered: All of them");
  });

  it("is shown in its own thread when the question names none", async (context) => {
    const { wishes, writes } = await open(context);
    const thread: ConversationRef = {
      platform: "slack",
      kind: "channel",
      id: "CFIELD",
      thread: "t1",
    };
    await wishes("maria");
    await wishes("maria", "We need a dashboard for sales", thread);
    expect((await writes("maria", "where is it?", thread)).words).toMatch(
      new RegExp(`^${requestHeading(2, "We need a dashboard for sales")}\n`),
    );
    expect((await writes("maria", "where is it?")).words).toContain("You have 2 open requests.");
  });

  it("can be answered on the Home tab, which closes the question in its place", async (context) => {
    const { wishes, does, writes, answers, platform } = await open(context);
    const thread: ConversationRef = {
      platform: "slack",
      kind: "channel",
      id: "CFIELD",
      thread: "t1",
    };
    await wishes("maria", wishMessages[0], thread);
    await does("lea", 1, "ask", { text: "Which dealers?" });
    expect(platform.words("slack/channel/CFIELD/t1").at(-1)).toContain("Which dealers?");
    await answers("maria", 1, "answer", { text: "All of them" });
    const before = platform.words("slack/channel/CINTAKE/").length;
    await writes("maria", "lunch at one, everybody", thread);
    expect(platform.words().filter((words) => words.includes("lunch"))).toEqual([]);
    expect(platform.words("slack/channel/CINTAKE/").length).toBe(before);
  });

  it("stays current on a Home tab that was opened once", async (context) => {
    const { wishes, does, opensHome, answers, platform } = await open(context);
    const home = (): string =>
      platform.words("slack/dm/maria").findLast((words) => words.includes("[Ask for something]")) ??
      "";
    await wishes("maria");
    expect(home()).toBe("");
    expect((await opensHome("maria")).words).toContain("R-1");
    await does("lea", 1, "ask", { text: "Which dealers?" });
    expect(home()).toContain(sentence("where.asks.question"));
    await answers("maria", 1, "answer", { text: "All of them" });
    expect(home()).not.toContain(sentence("where.asks.question"));
  });

  it("is listed as solved once its requester says so", async (context) => {
    const { wishes, writes, commands } = await open(context);
    await wishes("maria");
    const listed = async () => (await commands("maria", "mine")).words;
    expect(await listed()).not.toContain(sentence("where.solved"));
    await writes("maria", "it works again, thanks");
    expect(await listed()).toContain(sentence("where.solved"));
  });

  it("shows the open question in the form that answers it", async (context) => {
    const { wishes, does, form } = await open(context);
    await wishes("maria");
    await does("lea", 1, "ask", { text: "Which dealers?" });
    expect(await form("maria", 1, "answer")).toMatchObject({
      intro: ["Which dealers?"],
      fields: [{ name: "text" }],
    });
  });
});
