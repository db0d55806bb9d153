/** An archived team channel, seen by the requester, an admin, the doctor and the metrics. */
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { sentence } from "../harness/words.ts";
import { serveEntwine, startEntwine } from "./entwine-process.ts";
import { messagesHeard, replyTo, wishOf } from "./slack-colleague.ts";

const [requester, admin, channel] = ["U0MARIA", "U0ADMIN", "C0INTAKE"];

it("an archived channel is told to an admin who never used a command, and reported", async () => {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  slack.admins.add(admin);
  slack.channels.set(channel, { name: "intake", is_archived: true });
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const env = {
    DATABASE_URL: await freshSqlite(),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    ENTWINE_INTAKE_CHANNEL: channel,
    LOG_LEVEL: "warn",
  };
  const entwine = await serveEntwine(port, env);
  onTestFinished(() => void entwine.kill("SIGTERM"));
  const heard = (who: string) => messagesHeard(slack, who).join("\n");
  await slack.dm(admin, "hello");
  await eventually(() => expect(heard(admin)).not.toBe(""));
  let count = 0;
  for (
    let next: string | undefined = wishOf(requester);
    next && count < 12;
    next = replyTo(messagesHeard(slack, requester).at(-1)!, requester)
  ) {
    await slack.dm(requester, next);
    count++;
    await eventually(() =>
      expect(messagesHeard(slack, requester).length).toBeGreaterThan(count - 1),
    );
  }
  await eventually(() =>
    expect(heard(admin)).toContain(sentence("organisation.blocked.archived.how")),
  );
  await eventually(() => expect(heard(requester)).toContain(`@${admin}`));
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toMatch(/^entwine_outbox\{state="blocked"\} 1$/m);
  const doctor = await startEntwine({ args: ["doctor"], env }).ended;
  expect(doctor.out).toContain(channel);
  expect(doctor.out).toContain("is_archived");
});
