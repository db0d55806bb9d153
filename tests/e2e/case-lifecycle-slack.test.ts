/** Life of a request on Slack, with a process that is killed and restarted months later. */
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { renderMessage } from "../harness/slack/screen.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { sentence, words } from "../harness/words.ts";
import { exportLines, serveEntwine } from "./entwine-process.ts";
import { messagesHeard, replyTo, wishOf } from "./slack-colleague.ts";

const [maria, lea, tom] = ["U0MARIA", "U0LEA", "U0TOM"] as const;

it("goes from brief to outcome although processes are killed", async () => {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const env = {
    ...{
      DATABASE_URL: await freshSqlite(),
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
    },
    ...{ ENTWINE_INTAKE_CHANNEL: "C0INTAKE", LOG_LEVEL: "warn" },
  };
  const from = (now: string) => serveEntwine(port, env, { args: ["--now", now, "--speed", "1"] });
  const hears = (words: string) => slack.posted(words, `D${maria}`);

  /** Submits the form behind a button; returns the errors under its fields if it stays open. */
  async function fillsIn(
    person: string,
    ts: string,
    label: string,
    values: Record<string, string>,
  ): Promise<string[]> {
    await slack.press(person, ts, label);
    await eventually(() => expect(slack.modal()).toBeDefined());
    await slack.submit(person, values);
    return Object.values(slack.modal()?.errors ?? {});
  }

  const first = await from("2027-03-02T10:00:00Z");
  const said: string[] = [];
  for (
    let next: string | undefined = wishOf("maria");
    next;
    next = replyTo(messagesHeard(slack, maria).at(-1)!, "maria")
  ) {
    await slack.dm(maria, next);
    said.push(next);
    await eventually(() => expect(messagesHeard(slack, maria)).toHaveLength(said.length));
  }
  const card = (await slack.posted("R-1", "C0INTAKE")).ts;
  await Promise.all([
    slack.press(lea, card, words.plain("life.button.take")),
    slack.press(tom, card, words.plain("life.button.take")),
  ]);
  const { words: noted } = renderMessage(
    await slack.posted("was first and has had R-1", "C0INTAKE"),
  );
  const [owner, other] = noted.includes(lea) ? [lea, tom] : [tom, lea];
  expect(slack.show(card).words).toContain(
    sentence("life.card.owner", { owner: `@${owner}`, since: new Date("2027-03-02") }),
  );
  await fillsIn(other, card, "Ask", { [words.plain("life.form.ask.text")]: "Which dealers?" });
  await hears("Which dealers?");
  first.kill("SIGKILL");
  await first.ended;

  const second = await from("2027-03-03T10:00:00Z");
  await slack.dm(maria, "Those in the north");
  await slack.posted(`answers @${other}: Those in the north`, "C0INTAKE");
  expect(
    await fillsIn(owner, card, words.plain("life.button.decline"), {
      [words.plain("life.form.decline.text")]: "No time",
      [words.plain("life.form.decline.alternative")]: "none",
    }),
  ).toEqual([words.plain("life.mistake.no_alternative")]);
  slack.modals.length = 0;
  await fillsIn(owner, card, words.plain("life.button.propose"), {
    [words.plain("life.form.propose.alternative")]: "The portal shows it",
  });
  await slack.press(
    maria,
    (await hears("suggests another way")).ts,
    words.plain("life.button.accept"),
  );
  await slack.posted("accepts the alternative", "C0INTAKE");
  await eventually(() =>
    expect(slack.show(card).words).toContain(
      sentence("life.card.owner", { owner: `@${owner}`, since: new Date("2027-03-03") }),
    ),
  );
  await fillsIn(owner, card, words.plain("life.button.deliver"), {});
  await hears("is delivered");
  second.kill("SIGKILL");
  await second.ended;

  const question = sentence("life.outcome.ask.measure", {
    number: 1,
    hoped: "a date in the same call for maria, by the end of March",
  });
  const third = await from("2027-04-02T12:00:00Z");
  const asked = await hears(question);
  await slack.press(maria, asked.ts, words.plain("life.verdict.partly"));
  await hears(sentence("life.outcome.partly"));
  await slack.dm(maria, "The price is not there yet");
  await slack.posted("adds: The price is not there yet", "C0INTAKE");
  third.kill("SIGTERM");
  await third.ended;

  expect(
    (await exportLines(env.DATABASE_URL)).find(({ type }) => type === "request"),
  ).toMatchObject({ request: "R-1", status: "outcome_known" });
  expect(slack.show(card).words).toContain(words.plain("life.verdict.partly"));
  expect(messagesHeard(slack, maria).filter((each) => each.includes(question))).toHaveLength(1);
  // the month's report is posted there, too
  const cards = slack.said("C0INTAKE").filter(({ text }) => `${text}`.startsWith("R-1 "));
  expect(cards).toHaveLength(1);
});
