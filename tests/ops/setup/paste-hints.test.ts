import { describe, expect, it } from "vitest";
import { normalisePastedValue, pasteHint } from "../../../src/ops/setup/wizard-session.ts";

const guid = "01234567-89ab-cdef-0123-456789abcdef";
const hex = "0123456789abcdef0123456789abcdef";

describe("pasteHint", () => {
  it.each([
    ["SLACK_BOT_TOKEN", "xoxp-1", /person's token.*xoxb-/],
    ["SLACK_BOT_TOKEN", "xapp-1", /app-level token.*xoxb-/],
    ["SLACK_BOT_TOKEN", "xoxe.xoxb-1", /rotation off/],
    ["SLACK_BOT_TOKEN", hex, /signing secret.*xoxb-/],
    ["SLACK_BOT_TOKEN", "https://hooks.slack.com/services/T/B/x", /only post/],
    ["SLACK_BOT_TOKEN", "something", /xoxb-/],
    ["SLACK_APP_TOKEN", "xoxb-1", /bot's token.*xapp-/],
    ["SLACK_SIGNING_SECRET", "xoxb-1", /bot's token.*App Credentials/],
    ["SLACK_SIGNING_SECRET", "abc", /32 digits/],
    ["ENTWINE_INTAKE_CHANNEL", "#it-intake", /channel's name/],
    ["ENTWINE_INTAKE_CHANNEL", "it-intake", /channel's id such as/],
    ["ENTWINE_INTAKE_CHANNEL", "U0123456789", /person's id/],
    ["ENTWINE_INTAKE_CHANNEL", "T0123456789", /workspace's id/],
    ["ENTWINE_INTAKE_CHANNEL", "19:a@thread.tacv2", /in Teams/],
    ["ENTWINE_TEAMS_INTAKE_CHANNEL", "C0123456789", /no channel in Teams/],
    ["ENTWINE_TEAMS_INTAKE_CHANNEL", "General", /Get link to channel/],
    ["ENTWINE_PUBLIC_URL", "http://entwine.example.com", /require https/],
    ["ENTWINE_PUBLIC_URL", "https://localhost:3000", /this machine/],
    ["ENTWINE_PUBLIC_URL", "entwine.example.com", /begins with https/],
    ["ENTWINE_PUBLIC_URL", "https://entwine.example.com/slack/events", /without a path/],
    ["MICROSOFT_APP_ID", "Entwine", /0123/],
    ["MICROSOFT_APP_TENANT_ID", "contoso.com", /overview/],
    ["MICROSOFT_APP_PASSWORD", guid, /secret's id/],
    ["DATABASE_URL", "mysql://db", /SQLite and PostgreSQL only/],
    ["DATABASE_URL", "localhost:5432", /postgres:\/\//],
    ["OPENAI_BASE_URL", "https://api.example.com/v1/chat/completions", /Without \/chat/],
    ["OPENAI_BASE_URL", "localhost:11434", /https?:\/\//],
    ["PORT", "30OO", /It must be a number/],
    ["PORT", "99999", /65535 or less/],
  ])("returns a sentence for %s: %s", (name, value, sentence) => {
    expect(pasteHint(name, normalisePastedValue(name, value))).toMatch(sentence);
  });

  it.each(["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"])(
    "never repeats the value: %s",
    (name) => {
      for (const value of [
        "xoxp-hunter2",
        "xoxe.hunter2",
        "hunter2",
        "https://hooks.slack.com/hunter2",
      ])
        expect(pasteHint(name, value)).not.toContain("hunter2");
    },
  );

  it.each([
    ["SLACK_BOT_TOKEN", " xoxb-1\n", "xoxb-1"],
    ["SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN=xoxb-1", "xoxb-1"],
    ["SLACK_APP_TOKEN", '"xapp-1"', "xapp-1"],
    ["SLACK_SIGNING_SECRET", hex, hex],
    [
      "ENTWINE_INTAKE_CHANNEL",
      "https://coreHarness.slack.com/archives/C0123456789/p1700000000000000",
      "C0123456789",
    ],
    ["ENTWINE_INTAKE_CHANNEL", "<#C0123456789|it-intake>", "C0123456789"],
    [
      "ENTWINE_TEAMS_INTAKE_CHANNEL",
      "https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/it?groupId=1",
      "19:abc@thread.tacv2",
    ],
    ["ENTWINE_PUBLIC_URL", "https://entwine.example.com/", "https://entwine.example.com"],
    ["MICROSOFT_APP_ID", guid.toUpperCase(), guid.toUpperCase()],
    ["MICROSOFT_APP_PASSWORD", "a~secret.Value", "a~secret.Value"],
    ["DATABASE_URL", "postgres://entwine:p@ss@db/entwine", "postgres://entwine:p@ss@db/entwine"],
    ["OPENAI_BASE_URL", "http://localhost:11434/v1/", "http://localhost:11434/v1"],
  ])("accepts a value with characters left from copying: %s, %s", (name, pasted, value) => {
    expect(normalisePastedValue(name, pasted)).toBe(value);
    expect(pasteHint(name, value)).toBeUndefined();
  });
});
