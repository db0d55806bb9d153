import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import {
  defaultPointerEmoji,
  messageShortcutId,
  slackEventSubscriptions,
  tokenRevocationEvents,
} from "../../../src/platforms/slack/app-config.ts";
import { toInboundEvents } from "../../../src/platforms/slack/inbound/to-inbound-events.ts";
import { slackManifest, slackManifestFiles } from "../../../src/platforms/slack/manifest.ts";
import { parseSlackPayload } from "../../../src/platforms/slack/payloads.ts";

const words = loadWords("en");
const listener = { commands: featureCommands, bot: "UBOT", emoji: defaultPointerEmoji, now: 0 };
const root = new URL("../../../", import.meta.url);
const schema = new URL("../shared/data/schemas/slack-manifest.schema.2.0.0.json", root);
const { features, settings, oauth_config } = slackManifest(featureCommands, words);

const event = (type: string, more: object) => ({
  type: "event_callback",
  event_id: "Ev1",
  team_id: "T1",
  event: { type, ts: "1.1", event_ts: "1.1", user: "U1", channel: "D1", ...more },
});

/** Minimal payload of each event type that the code reads. */
const heard: Record<string, object> = {
  message: { text: "hello" },
  app_mention: { text: "<@UBOT> hello" },
  reaction_added: {
    reaction: defaultPointerEmoji,
    item: { type: "message", channel: "C1", ts: "1.0" },
    item_user: "U2",
    ts: undefined,
  },
  app_home_opened: { tab: "home", ts: undefined },
  member_joined_channel: { user: "UBOT", channel: "C1", ts: undefined },
  channel_unarchive: { channel: "C1", ts: undefined },
  group_unarchive: { channel: "C1", ts: undefined, user: undefined, event_ts: undefined },
};

const received = (raw: object) => toInboundEvents(parseSlackPayload(raw), listener);

describe("Slack manifest", () => {
  it.each(Object.entries(slackManifestFiles(featureCommands, words)))(
    "equals manifests/%s (written by npm run manifests)",
    (name, manifest) => {
      expect(JSON.parse(readFileSync(new URL(`manifests/${name}`, root), "utf8"))).toEqual(
        manifest,
      );
    },
  );

  it("subscribes to each event that the code reads, and to no other", () => {
    expect(Object.keys(heard).toSorted()).toEqual(Object.keys(slackEventSubscriptions).toSorted());
    for (const [type, more] of Object.entries(heard))
      expect(received(event(type, more)), type).toHaveLength(1);
    expect(settings.event_subscriptions.bot_events.map((name) => name.split(".")[0])).toEqual(
      expect.arrayContaining(Object.keys(heard)),
    );
    for (const name of settings.event_subscriptions.bot_events)
      expect([...Object.keys(heard), ...tokenRevocationEvents]).toContain(name.split(".")[0]);
  });

  it("has each command that the code reads, and no other", () => {
    const command = (name: string) => ({
      command: name,
      text: "",
      team_id: "T1",
      user_id: "U1",
      channel_id: "C1",
      trigger_id: "1",
    });
    for (const { command: name } of features.slash_commands)
      expect(received(command(name)), name).toMatchObject([
        { kind: "command", command: name.slice(1) },
      ]);
    expect(features.slash_commands.map(({ command: name }) => name)).toEqual(
      featureCommands.map(({ name }) => `/${name}`),
    );
    expect(received(command("/lunch"))).toEqual([]);
  });

  it("has the shortcut that the code reads", () => {
    expect(features.shortcuts.map(({ callback_id }) => callback_id)).toEqual([messageShortcutId]);
    const pointed = {
      type: "message_action",
      callback_id: messageShortcutId,
      action_ts: "2.1",
      team: { id: "T1" },
      user: { id: "U1" },
      channel: { id: "C1" },
      message: { ts: "1.0", user: "U2", text: "we need it" },
    };
    expect(received(pointed)).toMatchObject([{ kind: "pointed" }]);
  });

  it("requires the scopes for reading messages, and makes the others optional", () => {
    expect(oauth_config.scopes.bot).toEqual(
      expect.arrayContaining(["channels:history", "groups:history", "im:history", "mpim:history"]),
    );
    expect(oauth_config.scopes.bot_optional).toEqual([
      "dnd:read",
      "reactions:read",
      "usergroups:read",
      "users:read",
    ]);
  });

  it("has one URL for everything over HTTP, and none with a socket", () => {
    const http = JSON.stringify(slackManifest(featureCommands, words, "https://bot.example.com"));
    expect(http.match(/https:\/\/bot\.example\.com\/slack\/events"/g)).toHaveLength(
      2 + features.slash_commands.length,
    );
    expect(JSON.stringify(slackManifest(featureCommands, words))).not.toContain("https://");
  });

  it.skipIf(!existsSync(schema))(
    "is valid by Slack's schema (skipped where the schema is not available)",
    () => {
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(
        JSON.parse(readFileSync(schema, "utf8")),
      );
      for (const [name, manifest] of Object.entries(slackManifestFiles(featureCommands, words)))
        expect(validate(manifest), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
    },
  );
});
