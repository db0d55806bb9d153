/** Whole retrospective of eight people on Slack and Teams, from command to summary. */
import { expect, it, onTestFinished } from "vitest";
import { manualClock, openCoreHarness } from "../harness/core-harness.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { renderMessage } from "../harness/slack/screen.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { aadObjectId, fakeTeams } from "../harness/teams/fake-teams.ts";
import { openTeamsHarness as openDoor } from "../harness/teams/teams-harness.ts";
import { words } from "../harness/words.ts";
import { exportLines, serveEntwine } from "./entwine-process.ts";

/** Port to a platform: what people do and see there. */
interface Stage {
  types(person: string, text: string): Promise<unknown>;
  press(person: string, label: string): Promise<unknown>;
  fills(person: string, label: string, values: Record<string, string>): Promise<unknown>;
  board(): string;
  /** Returns the last message that only this person could see. */
  told(person: string): string;
  /** Returns a person's id as used in forms. */
  id(person: string): string;
}

const people = ["U0ANA", "U0BEN", "U0CAI", "U0DEA", "U0EVA", "U0FIN", "U0GUS", "U0HAN"];
const sees = (what: () => string, words: string | RegExp): Promise<void> =>
  eventually(() => expect(what()).toMatch(words), 10);

async function retrospect(stage: Stage): Promise<void> {
  const [ana, ben, cai] = people as [string, string, string];
  await stage.types(ana, "start sailboat");
  await sees(stage.board, words.plain("retro.phase.collect"));
  for (const [index, person] of people.entries()) {
    await stage.fills(person, words.plain("retro.button.write"), {
      Wind: `good thing ${index}`,
      Anchor: "Builds are slow\nReviews wait for days",
    });
    await sees(stage.board, words.plain("retro.collect.written", { written: index + 1 }));
  }
  await stage.press(ana, words.plain("retro.button.reveal"));
  await sees(stage.board, /good thing 7/);
  await stage.press(ana, words.plain("retro.button.together"));
  await sees(stage.board, /\(8 notes\)/);
  const [number] =
    /(\d+) {2}(Builds are slow|Reviews wait for days) \(8 notes\)/.exec(stage.board())?.slice(1) ??
    [];
  await stage.press(ana, words.plain("retro.button.vote.start"));
  await sees(stage.board, /Voting/);
  await stage.types(ben, `vote ${number} ${number} ${number}`);
  await sees(() => stage.told(ben), /2 of 5 left/);
  await stage.types(ben, "vote 1 1 1 1 1 1");
  await sees(() => stage.told(ben), /5 dots in all/);
  await stage.fills(cai, words.plain("retro.button.vote"), {});
  await sees(() => stage.told(cai), /5 of 5 left/);
  await stage.press(ana, words.plain("retro.button.discuss.start"));
  await sees(stage.board, /3 dots/);
  await stage.fills(cai, words.plain("retro.button.remark"), {
    [words.plain("retro.form.remark.text")]: "smaller changes",
  });
  await sees(stage.board, /smaller changes/);
  await stage.press(ana, words.plain("retro.button.decide.start"));
  await sees(stage.board, words.plain("retro.decide.how"));
  await stage.fills(cai, words.plain("retro.button.propose"), {
    [words.plain("retro.form.action.text")]: "split the build",
  });
  await sees(stage.board, /split the build/);
  await stage.fills(ana, words.plain("retro.button.keep"), {
    [words.plain("retro.form.action.owner")]: stage.id(cai),
    [words.plain("retro.form.action.due")]: "2030-03-19",
  });
  await sees(stage.board, /Not this one/);
  await stage.press(ana, words.plain("retro.button.close"));
  await sees(stage.board, words.plain("retro.closed.thanks"));
  await stage.types(ana, "summary csv");
  await sees(() => stage.told(ana), /type,topic,title,votes,column,text,person,due,state/);
}

it("runs on Slack", async () => {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const database = await freshSqlite();
  const entwine = await serveEntwine(port, {
    DATABASE_URL: database,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    LOG_LEVEL: "warn",
  });
  const channel = "C0TEAM";
  const board = () =>
    slack
      .said(channel)
      .findLast((message: Parameters<typeof renderMessage>[0]) =>
        renderMessage(message).words.includes("Retrospective"),
      );
  const stage: Stage = {
    types: (person, text) => slack.command(person, "/retro", text, channel),
    press: (person, label) => slack.press(person, board()!.ts, label),
    async fills(person, label, values) {
      await slack.press(person, board()!.ts, label);
      await eventually(() => expect(slack.modal()).toBeDefined());
      await slack.submit(person, values);
      expect(slack.modal()).toBeUndefined();
    },
    board: () => (board() ? renderMessage(board()!).words : ""),
    told: (person) => renderMessage(slack.said(`D${person}`).at(-1) ?? board()!).words,
    id: (person) => person,
  };
  await retrospect(stage);
  entwine.kill("SIGTERM");
  expect(await entwine.ended).toMatchObject({ code: 0 });
  const rows = await exportLines(database);
  expect(rows.filter(({ type }) => type === "retrospective_note")).toHaveLength(24);
  expect(rows.filter(({ type, by }) => type === "retrospective_note" && by !== null)).toEqual([]);
});

it("runs in a Teams channel and its dialogs", async () => {
  const door = await openDoor();
  const here = await openCoreHarness({
    url: await freshSqlite(),
    adapter: door.teams,
    clock: manualClock(),
  });
  await door.teams.start(here.core);
  const teams = await fakeTeams(door.endpoint);
  onTestFinished(async () => {
    await door.teams.stop();
    await here.close();
    await door.close();
    await teams.close();
  });
  const where = { channel: "team" };
  const board = () => teams.posts().findLast(({ words }) => words.startsWith("Retrospective: "));
  const stage: Stage = {
    types: (person, text) =>
      text.startsWith("start")
        ? teams.says(person, `retro ${text}`, { ...where, mentions: ["Entwine"] })
        : teams.dm(person, `retro ${text}`),
    press: (person, label) =>
      teams.press(board()!, label, person, { ...where, thread: board()!.id }),
    async fills(person, label, values) {
      await teams.press(board()!, label, person, { ...where, thread: board()!.id });
      expect(teams.dialog()?.title).toBeDefined();
      await teams.submit(values);
      expect(teams.dialog()).toBeUndefined();
    },
    board: () => board()?.words ?? "",
    told: (person) =>
      teams
        .posts()
        .findLast(({ conversation }) =>
          [person.toLowerCase(), aadObjectId(person)].some((id) => conversation === `a:${id}`),
        )?.words ?? "",
    id: aadObjectId,
  };
  await retrospect(stage);
  expect(here.troubles).toEqual([]);
});
