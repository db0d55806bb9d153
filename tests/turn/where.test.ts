/** "Where is my request?", in the places where people ask it: lists, one request's story, the backlog, and who may see what. */
import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import type { Judge } from "../../src/judgement/judge.ts";
import { blocksOf, viewBlocks } from "../../src/slack/blocks.ts";
import type { Arrival } from "../../src/surface/arrival.ts";
import type { Button, Card } from "../../src/surface/card.ts";
import type { Place } from "../../src/surface/place.ts";
import { aRequest, noRequest } from "../requests/chat.ts";
import { handClock, onBothEngines, openHouse, plainJudge, quiet, says, wish, workspace } from "./house.ts";
import { openPlatform, type Said } from "./platform.ts";

const dm = (person: string): Place => ({ surface: "slack", kind: "personal", id: person });
const intake: Place = { surface: "slack", kind: "channel", id: "CINTAKE" };
const broken = "We need the CRM mended";

/** Also hears who asks after a request, and what is broken. */
const judge = (): Judge => {
  const plain = plainJudge();
  return {
    async read(ask) {
      const readings = await plain.read(ask);
      if (/^(?:where|any news)/i.test(ask.text)) readings.request = noRequest("status");
      else if (ask.text === broken) readings.request = aRequest("factory_issue", { said: { symptom: "it freezes", since: "Monday", affected: "support" } });
      return readings;
    },
  };
};

const buttonsOf = (card: Card): Button[] =>
  card.flatMap((element) => (element.kind === "buttons" ? element.buttons : element.kind === "item" && element.button ? [element.button] : []));

onBothEngines("where a request is", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const platform = openPlatform();
    const clock = handClock();
    const house = await openHouse({ url: await newUrl(), surface: platform.surface(), clock, judge: judge() });
    onTestFinished(() => house.close());
    const { core, store } = house;
    const accept = async (arrival: Arrival): Promise<Said> => {
      const before = platform.tries.length;
      await core.accept([arrival]);
      await quiet(store);
      return platform.tries.slice(before).findLast(({ place }) => place.startsWith(placeOf(arrival)))!;
    };
    const placeOf = ({ place }: Arrival): string => `slack/${place.kind === "personal" ? "dm" : place.kind}/${place.id}`;
    const common = (person: string, place: Place) => ({ id: randomUUID(), workspace, at: clock.now().getTime(), by: { id: person }, place });
    const idOf = async (number: number): Promise<string> => (await store.read.db.select().from(store.read.t.requests)).find((row) => row.number === number)!.id;
    return {
      ...{ platform, clock, store, idOf },
      /** All of a wish, up to the team. */
      async wishes(person: string, first = wish[0]!, place = dm(person)): Promise<void> {
        for (const text of [first, ...wish.slice(1)]) await accept(says(person, text, randomUUID(), { place, by: { id: person } }));
      },
      writes: (person: string, text: string, place = dm(person)) => accept(says(person, text, randomUUID(), { place })),
      commands: (person: string, text: string, place = dm(person)) => accept({ ...common(person, place), kind: "command", command: "request", text: [text] }),
      opensHome: (person: string) => accept({ ...common(person, dm(person)), kind: "opened", tab: "home" }),
      /** The newest button of that label in a message, or in any that the person has. */
      presses(person: string, label: string, place = dm(person)): Promise<Said> {
        const where = placeOf({ place } as Arrival);
        const under = platform.said.findLast((each) => each.place.startsWith(where) && buttonsOf(each.card).some((button) => button.label === label));
        const button = under && buttonsOf(under.card).find((each) => each.label === label);
        if (!button || !("press" in button)) throw new Error(`there is no button "${label}"`);
        return accept({ ...common(person, place), kind: "press", press: button.press, card: under.message });
      },
      /** An act of the team, on the card in its channel. */
      does: async (person: string, number: number, act: string, values?: Record<string, string>) => {
        const form = `act/${await idOf(number)}/${act}`;
        const at = common(person, intake);
        return accept(values ? { ...at, kind: "submitted", form, values } : { ...at, kind: "press", press: form });
      },
      answers: async (person: string, number: number, act: string, values: Record<string, string>) =>
        accept({ ...common(person, dm(person)), kind: "submitted", form: `act/${await idOf(number)}/${act}`, values }),
    };
  }

  it("look", async (context) => {
    const { wishes, commands, does, clock, opensHome, writes, presses, platform, answers } = await open(context);
    const show = (said: Said | undefined) => console.log(`--- ${said?.place}\n${said?.words}`);
    await wishes("maria");
    await wishes("maria", "We need a dashboard for sales");
    await writes("tom", broken);
    clock.move("2027-03-02T14:30:00Z");
    show(await commands("maria", "mine"));
    await does("lea", 1, "take");
    clock.move("2027-03-03T12:00:00Z");
    await does("lea", 1, "ask", { text: "Which dealers, all of them?" });
    clock.move("2027-03-03T16:00:00Z");
    show(await opensHome("maria"));
    show(await writes("maria", "where are they?"));
    show(await commands("maria", "R-1"));
    show(await answers("maria", 1, "answer", { text: "All of them" }));
    show(await writes("maria", "any news on the dashboard?"));
    await does("lea", 2, "propose", { alternative: "The one that finance has", text: "it is there already" });
    show(await presses("maria", "Show"));
    show(await opensHome("maria"));
    show(await commands("maria", "team"));
    show(await commands("maria", "backlog"));
    show(await commands("tom", "17"));
    show(await commands("tom", "1"));
    show(await writes("lea", "where is R-1?", intake));
    show(await commands("maria", "1"));
    show(await presses("maria", "Keep this private"));
    console.log(platform.said.findLast(({ place, words }) => place === "slack/dm/maria" && words.includes("What happened"))?.words.slice(-200));
    console.log(platform.said.find(({ place, words }) => place === "slack/channel/CINTAKE" && words.includes("R-1"))?.words);
    show(await commands("tom", "1"));
    show(await writes("lea", "where is R-1?", intake));
    show(await commands("nobody", "mine"));
  });
});
