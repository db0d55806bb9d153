/** Each payload is parsed once, and its workspace's client is looked up once. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { openLog } from "../../../src/lib/log.ts";
import type { Core } from "../../../src/platform/adapter.ts";
import { openSlack, type SlackAdapter } from "../../../src/platforms/slack/adapter.ts";
import { messageShortcutId } from "../../../src/platforms/slack/app-config.ts";
import { renderModal } from "../../../src/platforms/slack/outbound/modals.ts";
import { parseSlackPayload } from "../../../src/platforms/slack/payloads.ts";
import type { SlackInstallationStore } from "../../../src/platforms/slack/workspace/clients.ts";
import { directMessages } from "../../harness/events.ts";
import { type FakeSlack, fakeSlack } from "../../harness/slack/fake-slack.ts";
import { standInCore } from "../../harness/stand-in-core.ts";

vi.mock(import("../../../src/platforms/slack/payloads.ts"), async (original) => {
  const module = await original();
  return { ...module, parseSlackPayload: vi.fn(module.parseSlackPayload) };
});

describe("Slack adapter", () => {
  let slack: FakeSlack;
  let adapter: SlackAdapter;
  const findCredentials = vi.fn<SlackInstallationStore["findCredentials"]>();
  const ingest = vi.fn<Core["ingest"]>();

  beforeEach(async () => {
    slack = await fakeSlack();
    const credentials = { token: slack.botToken, bot: slack.bot };
    findCredentials.mockImplementation(async () => credentials);
    adapter = openSlack({
      commands: featureCommands,
      oauth: {
        ...{ clientId: "1.2", clientSecret: "x", stateSecret: "y", publicUrl: "https://x.test" },
        installations: {
          findCredentials,
          save: async () => {},
          revoke: async () => {},
          consumeState: async () => true,
          joinOrganisation: async () => false,
          claimRenewal: async () => false,
          renew: async () => {},
        },
      },
      signingSecret: slack.signingSecret,
      apiUrl: slack.apiUrl,
      log: openLog("silent"),
    });
    await slack.host(adapter.routes!["POST /slack/events"]!);
    await adapter.start(
      standInCore({
        ingest,
      }),
    );
  });
  afterEach(async () => {
    await adapter.stop();
    await slack.close();
  });

  const form = { id: "need", title: "Need", submit: "Send", cancel: "Cancel", fields: [] };
  it.each<[string, (ts: string) => Promise<unknown>]>([
    ["a message", () => slack.dm("U0MARIA", "hello")],
    ["an emoji", (ts) => slack.react("U0MARIA", ts, "thread")],
    ["a shortcut", (ts) => slack.shortcut("U0MARIA", ts, messageShortcutId)],
    ["a command", () => slack.command("U0MARIA", "/request", "mine")],
    ["an opened home page", () => slack.openHome("U0MARIA", "messages")],
    [
      "a press",
      () =>
        slack.interact("U0MARIA", {
          type: "block_actions",
          trigger_id: "1.2",
          actions: [{ action_id: "form.0", action_ts: slack.stamp(), value: "a/b" }],
        }),
    ],
    [
      "a form",
      () =>
        slack.interact("U0MARIA", {
          type: "view_submission",
          view: {
            ...renderModal(form, { place: directMessages("U0MARIA") }),
            id: "V1",
            state: { values: {} },
          },
        }),
    ],
  ])("parses %s once and looks its client up once", async (_, bring) => {
    const { ts } = await slack.say("U0TOM", "C0GENERAL", "we need a dashboard");
    vi.clearAllMocks();
    await bring(ts);
    expect(ingest).toHaveBeenCalledOnce();
    expect(parseSlackPayload).toHaveBeenCalledOnce();
    expect(findCredentials).toHaveBeenCalledOnce();
  });

  it("looks up the client of a message once", async () => {
    vi.clearAllMocks();
    const sent = await adapter.send({
      ...{ id: "1", workspace: `slack:${slack.team}`, place: directMessages("U0MARIA") },
      ...{ kind: "post", card: [{ kind: "text", text: ["hello"] }] },
    });
    expect(sent).toMatchObject({ kind: "sent" });
    expect(findCredentials).toHaveBeenCalledOnce();
  });
});
