/**
 * Every button and form on cards of release 0.1.0, through the real adapters and the core. The
 * paths were recorded from the tests of 0.1.0, with ids replaced by `{…}`.
 */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { featureCommands, openFeatures } from "../../src/app/registry.ts";
import { routeEvent } from "../../src/core/route.ts";
import { openLog } from "../../src/lib/log.ts";
import type { PlatformAdapter } from "../../src/platform/adapter.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { openSlack } from "../../src/platforms/slack/adapter.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  untilIdle,
  wishMessages,
} from "../harness/core-harness.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { fakeTeams } from "../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../harness/teams/teams-harness.ts";

interface Recorded {
  buttons: string[];
  forms: { form: string; values: Record<string, string> }[];
  jobs: { duty: string; subject: string }[];
}
const recorded: Recorded = JSON.parse(
  readFileSync(new URL("release-0.1.0/actions.json", import.meta.url), "utf8"),
);

describe("paths of release 0.1.0", () => {
  const features = openFeatures({ secrets: ["a secret of the tests"] });
  const event = (more: object): InboundEvent =>
    ({
      id: "e",
      workspace: "slack:T1",
      at: 0,
      by: { id: "u" },
      place: { platform: "slack", kind: "personal", id: "u" },
      ...more,
    }) as InboundEvent;
  const isDecoded = (more: object): boolean =>
    routeEvent(event(more), features).input.action !== undefined;

  it("are decoded for buttons", () => {
    const unknown = recorded.buttons.filter((press) => !isDecoded({ kind: "press", press }));
    expect(unknown).toEqual([]);
  });

  it("are decoded for forms", () => {
    const unknown = recorded.forms.filter((form) => !isDecoded({ kind: "submitted", ...form }));
    expect(unknown).toEqual([]);
  });

  it("are decoded for jobs", () => {
    const unknown = recorded.jobs.filter(
      ({ duty, subject }) => !isDecoded({ kind: "due", job: duty, subject }),
    );
    expect(unknown).toEqual([]);
  });
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function behind(adapter: PlatformAdapter, channel: string): Promise<CoreHarness> {
  const opened = await openCoreHarness({
    url: await freshSqlite(),
    adapter,
    clock: manualClock(),
    team: { platform: adapter.name, kind: "channel", id: channel },
  });
  await adapter.start(opened.core);
  closing.push(async () => {
    await adapter.stop();
    await opened.close();
  });
  return opened;
}

/**
 * Presses and submits everything recorded: the team's actions in the team's channel, all else as
 * the requester.
 */
async function replay(
  { store, troubles }: CoreHarness,
  say: (text: string) => Promise<unknown>,
  press: (path: string, isTeams: boolean) => Promise<unknown>,
  submit: (form: string, values: Record<string, string>, isTeams: boolean) => Promise<unknown>,
): Promise<void> {
  const { db, t } = store.read;
  for (const text of wishMessages) {
    await say(text);
    await untilIdle(store);
  }
  const [request] = await db.select({ id: t.requests.id }).from(t.requests);
  const filled = (path: string): string => path.replaceAll("{request}", request!.id);
  const isTeams = (path: string): boolean => path.startsWith("act/");
  for (const { form, values } of recorded.forms) await submit(filled(form), values, isTeams(form));
  for (const each of recorded.buttons) await press(filled(each), isTeams(each));
  await untilIdle(store);
  expect(troubles).toEqual([]);
  const kinds = await db.select({ kind: t.inbox.kind }).from(t.inbox);
  const count = (kind: string): number => kinds.filter((each) => each.kind === kind).length;
  expect(count("press")).toBeGreaterThanOrEqual(200);
  expect(count("submitted")).toBeGreaterThanOrEqual(15);
  expect(await db.select().from(t.checks)).not.toEqual([]);
  const acts = await db.select({ act: t.historyEntries.act }).from(t.historyEntries);
  expect(acts.map(({ act }) => act)).toContain("take");
}

it("answers buttons and forms of release 0.1.0 on Slack", async () => {
  const slack = await fakeSlack();
  closing.push(() => slack.close());
  const adapter = openSlack({
    commands: featureCommands,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    signingSecret: slack.signingSecret,
    log: openLog("silent"),
  });
  await slack.host(adapter.routes!["POST /slack/events"]!);
  const opened = await behind(adapter, "C0INTAKE");
  slack.admins.add("U0MARIA");
  let count = 0;
  await replay(
    opened,
    (text) => slack.dm("U0MARIA", text),
    (value, isTeams) => {
      const channel = isTeams ? "C0INTAKE" : "DU0MARIA";
      const ts = "1803982080.000100";
      const action = {
        action_id: "press.0",
        block_id: "b",
        action_ts: `${1803982080 + count++}.1`,
      };
      return slack.interact(isTeams ? "U0TOM" : "U0MARIA", {
        type: "block_actions",
        trigger_id: "1.2.3",
        channel: { id: channel, name: "general" },
        message: { ts, text: "" },
        container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
        actions: [{ type: "button", value, ...action }],
      });
    },
    (form, values, isTeams) => {
      const place = isTeams
        ? { platform: "slack", kind: "channel", id: "C0INTAKE" }
        : { platform: "slack", kind: "personal", id: "U0MARIA" };
      return slack.interact(isTeams ? "U0TOM" : "U0MARIA", {
        type: "view_submission",
        trigger_id: "1.2.3",
        view: {
          id: `V${count++}`,
          type: "modal",
          callback_id: "form",
          private_metadata: JSON.stringify({ form, place }),
          blocks: [],
          state: {
            values: Object.fromEntries(
              Object.entries(values).map(([name, value]) => [
                name,
                { value: { type: "plain_text_input", value } },
              ]),
            ),
          },
        },
      });
    },
  );
});

it("answers buttons and forms of release 0.1.0 on Teams", async () => {
  const { teams, endpoint, close } = await openTeamsHarness();
  const fake = await fakeTeams(endpoint);
  closing.push(close, () => fake.close());
  const opened = await behind(teams, "19:intake@thread.tacv2");
  const at = (isTeams: boolean) => (isTeams ? { channel: "intake" } : {});
  await replay(
    opened,
    (text) => fake.dm("maria", text),
    (press, isTeams) =>
      fake.invoke(isTeams ? "tom" : "maria", at(isTeams), "adaptiveCard/action", {
        value: {
          action: { type: "Action.Execute", verb: "press", data: { entwine: { press } } },
          trigger: "manual",
        },
      }),
    (form, values, isTeams) =>
      fake.invoke(isTeams ? "tom" : "maria", at(isTeams), "task/submit", {
        value: {
          data: { entwine: { press: form, form, fields: Object.keys(values) }, ...values },
          context: {},
        },
      }),
  );
});
