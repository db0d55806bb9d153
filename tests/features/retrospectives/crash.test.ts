/**
 * Crashes at any write or send, and concurrent presses on two replicas: the board is as without
 * them, and nothing is sent twice.
 */
import { afterEach, expect, it } from "vitest";
import type { InboundEvent } from "../../../src/platform/event.ts";
import { onBothEngines, untilIdle } from "../../harness/core-harness.ts";
import { openRetroTeam, type RetroTeam } from "./retro-team.ts";

onBothEngines("retrospective whose process crashes", (newUrl) => {
  let team: RetroTeam;
  afterEach(() => team?.close());

  /** Returns a person's act on the current board, as an event that can be delivered again. */
  async function doing(label: string, values?: Record<string, string>): Promise<InboundEvent> {
    const { message, button } = team.find(label, team.channel);
    if (!values)
      return {
        ...team.event("U0"),
        place: team.channel,
        kind: "press",
        press: button.press,
        card: message,
      };
    const form = (await team.open("U0", label))!;
    const standing = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? ""]));
    return {
      ...team.event("U0"),
      place: team.channel,
      kind: "submitted",
      form: form.id,
      values: { ...standing, ...values },
    };
  }

  it.each([
    ["write", "before"],
    ["write", "after"],
    ["send", "before"],
    ["send", "after"],
  ] as const)("continues after a crash: %s a %s", async (step, when) => {
    team = await openRetroTeam(await newUrl(), { mortal: true });
    await team.types("U0", "start sailboat");
    const acts: [string, Record<string, string>?][] = [
      ["Write", { "column.wind": "fast builds\ngood talk", "column.anchor": "slow review" }],
      ["Reveal"],
      ["Go on to voting"],
      ["Place my dots", { "topic.1": "2" }],
      ["Count, and talk"],
      ["Go on to actions"],
      ["Propose an action", { text: "split it", owner: "U1", due: "2027-03-20" }],
      ["Keep this"],
      ["Close"],
    ];
    for (const [index, [label, values]] of acts.entries()) {
      const event = await doing(label, values);
      if (step === "send" && index % 4 !== 0) {
        await team.accept(event);
        continue; // checking whether a message arrived takes its time
      }
      team.coreHarness.endAt({ step, nth: 1 + (index % 2), when });
      const accepted = team.coreHarness.core.ingest([event]).then(
        () => true,
        () => false,
      );
      await Promise.race([
        team.coreHarness.dead,
        accepted.then(() => untilIdle(team.coreHarness.store).catch(() => {})),
      ]);
      await team.crash();
      await team.accept(event); // the platform redelivers what was not acknowledged
    }
    expect(team.board()).toContain("3 notes, 3 topics, one person");
    expect(team.board()).toContain("2 dots");
    expect(team.board()).toContain("split it");
    expect(
      team.platform.said.filter(({ words }) => words.startsWith("Retrospective: ")),
    ).toHaveLength(2); // the board, and the summary
  });

  it("handles presses that reach two replicas at once", async () => {
    team = await openRetroTeam(await newUrl());
    const other = await team.beside();
    await team.types("U0", "start sailboat");
    const people = ["U1", "U2", "U3", "U4", "U5", "U6"];
    const writes = (person: string, index: number): InboundEvent => ({
      ...{ ...team.event(person), place: team.direct(person), here: team.channel },
      ...{ kind: "command", command: "retro", text: [`add wind: thought ${index}`] },
    });
    await Promise.all(
      people.map((person, index) =>
        (index % 2 ? other : team.coreHarness).core.ingest([writes(person, index)]),
      ),
    );
    await team.settle();
    expect(team.board()).toContain("6 people have written");
    const reveal = await doing("Reveal");
    await Promise.all([
      team.coreHarness.core.ingest([reveal]),
      other.core.ingest([{ ...reveal, id: "again" }]),
    ]);
    await team.settle();
    for (const index of people.keys()) expect(team.board()).toContain(`thought ${index}`);
    expect(team.numbers()).toEqual([1, 2, 3, 4, 5, 6]);
    await other.close();
  });
});
