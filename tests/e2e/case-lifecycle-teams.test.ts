/** Life of a request in Teams: card in a channel, dialogs, answers in the requester’s chat. */
import { expect, it, onTestFinished } from "vitest";
import { caseJudge } from "../harness/case-team.ts";
import { manualClock, openCoreHarness, untilIdle, wishMessages } from "../harness/core-harness.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import {
  aadObjectId,
  type FakeTeams,
  fakeTeams,
  type TeamsPost,
} from "../harness/teams/fake-teams.ts";
import { openTeamsHarness as openDoor } from "../harness/teams/teams-harness.ts";
import { requestHeading, sentence, words } from "../harness/words.ts";

const channel = "intake";
const maria = "Maria";

it("goes from brief to outcome, by dialogs and in the thread of the channel's card", async () => {
  const door = await openDoor();
  const clock = manualClock();
  const team = { platform: "teams", kind: "channel", id: `19:${channel}@thread.tacv2` } as const;
  const here = await openCoreHarness({
    url: await freshSqlite(),
    adapter: door.teams,
    clock,
    judge: caseJudge(),
    team,
  });
  await door.teams.start(here.core);
  const people: FakeTeams = await fakeTeams(door.endpoint);
  onTestFinished(async () => {
    await door.teams.stop();
    await here.close();
    await door.close();
    await people.close();
  });

  const card = (): TeamsPost =>
    people.posts().find(({ conversation }) => conversation === team.id)!;
  const notes = (): string[] =>
    people
      .posts()
      .filter(({ conversation }) => conversation === `${team.id};messageid=${card().id}`)
      .map(({ words }) => words);
  const chat = (): TeamsPost =>
    people.posts().findLast(({ conversation }) => conversation === `a:${maria.toLowerCase()}`)!;
  const settled = () => untilIdle(here.store);
  const presses = async (by: string, on: TeamsPost, label: string): Promise<void> => {
    await people.press(on, label, by, on === card() ? { channel, thread: on.id } : {});
    await settled();
  };
  /** Submits the form behind a button; returns the errors in the dialog if it stays open. */
  const fillsIn = async (
    by: string,
    on: TeamsPost,
    label: string,
    values: Record<string, string>,
  ): Promise<string[]> => {
    await presses(by, on, label);
    await people.submit(values);
    await settled();
    return Object.values(people.dialog()?.screen.mistakes ?? {});
  };

  for (const text of wishMessages) {
    await people.dm(maria, text);
    await settled();
  }
  expect(card().words).toContain(requestHeading(1, wishMessages[0]!));
  await presses("Lea", card(), words.plain("life.button.take"));
  await presses("Tom", card(), words.plain("life.button.more"));
  expect(notes()).toEqual([]);
  expect(card().actions.map(({ title }) => title)).toContain(words.plain("life.button.release"));
  await fillsIn("Tom", card(), words.plain("life.button.assign"), {
    [words.plain("life.form.assign.to")]: aadObjectId("Tom"),
  });
  expect(card().words).toContain(
    sentence("life.card.owner", { owner: "Tom", since: new Date("2027-03-02T12:00:00.000Z") }),
  );
  expect(card().actions.map(({ title }) => title)).not.toContain(
    words.plain("life.button.release"),
  );

  await fillsIn("Tom", card(), "Ask", { [words.plain("life.form.ask.text")]: "Which dealers?" });
  expect(
    await fillsIn(maria, chat(), words.plain("life.button.answer"), {
      [words.plain("life.form.answer.text")]: "Those in the north",
    }),
  ).toEqual([]);
  expect(notes().at(-1)).toBe("Maria answers Tom: Those in the north");
  await people.says("Lea", "what do we tell her?", {
    channel,
    thread: card().id,
    mentions: ["Entwine"],
  });
  await settled();
  expect(notes().at(-1)?.replaceAll("_", "")).toContain(
    sentence("life.team_only", { requester: maria }),
  );

  expect(
    await fillsIn("Tom", card(), words.plain("life.button.decline"), {
      [words.plain("life.form.decline.text")]: "No time",
      [words.plain("life.form.decline.alternative")]: "none",
    }),
  ).toContain(words.plain("life.mistake.no_alternative"));
  await people.submit({
    [words.plain("life.form.decline.text")]: "No time",
    [words.plain("life.form.decline.alternative")]: "The portal shows it",
  });
  await settled();
  await fillsIn(maria, chat(), words.plain("life.button.object"), {
    [words.plain("life.form.object.text")]: "Not on a phone",
  });
  expect(notes().at(-1)).toContain(
    sentence("life.team.object", { by: maria, why: "Not on a phone" }),
  );
  await presses("Lea", card(), words.plain("life.button.take"));
  await fillsIn("Lea", card(), words.plain("life.button.deliver"), {
    [words.plain("life.form.deliver.brought")]: words.plain("life.form.deliver.brought.team"),
  });
  clock.move("2027-03-31T10:00:00Z");
  await here.core.poll();
  await settled();
  expect(chat().words).toContain(
    sentence("life.outcome.ask.measure", { number: 1, hoped: wishMessages[4]! }),
  );
  await presses(maria, chat(), "Yes");
  await people.dm(maria, "They have stopped calling us");
  await settled();
  expect(notes().slice(-2)).toEqual([
    sentence("life.team.outcome", { number: 1, by: "Maria", verdict: "yes" }),
    "Maria adds: They have stopped calling us",
  ]);
  const { db, t } = here.store.read;
  expect(await db.select().from(t.requests)).toMatchObject([
    { status: "outcome_known", outcome: "yes", brought: "team", owner: aadObjectId("Lea") },
  ]);
  expect(people.posts().filter(({ conversation }) => conversation === team.id)).toHaveLength(1);
});
