/** Words of messages in every part in which Slack sends them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { type RichText, toPlainText } from "../../../../src/platform/rich-text.ts";
import { toInboundEvents } from "../../../../src/platforms/slack/inbound/to-inbound-events.ts";
import { parseSlackPayload } from "../../../../src/platforms/slack/payloads.ts";

const names = new Map([
  ["S0614TZR7", "crm-team"],
  ["C0PLANNING", "tour & plan"],
]);
const options = { commands: featureCommands, bot: "U0BOTUSER1", emoji: "thread", now: 0 };
const payload = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../replay/slack/${name}.json`, import.meta.url), "utf8"),
  ) as { event: object };
const received = (raw: object, nameOf = (id: string) => names.get(id)): InboundEvent[] =>
  toInboundEvents(parseSlackPayload(raw), { ...options, nameOf });
const maria = { id: "U061F7AUR" };

const crm = { group: "@crm-team" };
const tour = { group: "#tour & plan" };

describe("words of a message", () => {
  it.each<[name: string, text: RichText]>([
    [
      "message-table-pasted",
      ["we need this as a report\nDealer | open\n", { bold: "Berg" }, " | 12"],
    ],
    ["message-table", ["Dealer | open\n", { bold: "Berg" }, " | 12"]],
    ["message-empty-rich-text", [{ code: "freeze.log" }, " keeps growing"]],
    ["message-unknown-rich-text", ["we need a tour planner by March 31st, 2026 or 2026-03-31"]],
    ["message-names", [crm, " sees ", tour, " and ", { group: "#…" }]],
    [
      "message-names-mrkdwn",
      [crm, " ", crm, " ", crm, " ", tour, " ", tour, " 31 March 2026-03-31"],
    ],
    ["message-email", ["Label printer\nThe label printer in Leeds prints blank labels."]],
    ["message-clip-cut", ["hi we need a list of all open repairs …"]],
    ["message-file-unread", []],
    ["message-forwarded-files", []],
    ["message-null-parts", ["the scanner beeps twice"]],
    ["message-by-app-for-person", ["we need a price list for dealers"]],
    ["message-forwarded-blocks", ["the dock scanner reads nothing"]],
    [
      "message-quoting",
      ["> Tom: the scanner is dead\n> and the scale too\nsame here since Monday"],
    ],
    ["message-canvas-named", ["we need what is in Tour plan"]],
    ["message-broadcast", ["at the dealer"]],
  ])("are read from %s", (name, text) =>
    expect(received(payload(name))).toMatchObject([{ kind: "message", by: maria, text }]),
  );

  it("never show the id of a channel or group whose name is not known", () => {
    for (const name of ["message-names", "message-names-mrkdwn"])
      for (const event of received(payload(name), () => undefined))
        expect(toPlainText("text" in event ? (event.text ?? []) : [])).not.toMatch(/[CS]0\w+/);
  });

  it("are no edit when Slack reports a reply that is also sent to the chat", () =>
    expect(received(payload("message-changed-broadcast"))).toEqual([]));

  it("leave the preview of a link out", () => {
    const [event] = received(payload("message-link-preview"));
    const text = ["see ", { link: expect.any(String) }];
    expect(event).toMatchObject({ text, quoted: undefined });
  });

  it("come with those of a snippet beside them, or of a forwarded one", () => {
    expect(received(payload("message-snippet-beside"))).toMatchObject([
      {
        text: ["can you take this on?"],
        quoted: { text: ["Dear IT, we need a list of all open repairs …"], author: maria },
      },
    ]);
    expect(received(payload("message-forwarded-snippet"))).toMatchObject([
      { text: ["please look"], quoted: { author: { id: "U0PETRA01" } } },
    ]);
  });

  it("come with each of several that are forwarded, without an author of all", () => {
    const [event] = received(payload("message-forwarded-several"));
    const scale = ["the dock scale shows ", { bold: "wrong" }, " weights"];
    expect(event).toMatchObject({
      text: ["both from the depot"],
      quoted: {
        message: "1763700000.000100",
        parts: [scale, [expect.stringContaining("dead")]],
        author: undefined,
      },
    });
  });

  it("are those of an app's attachments when a person points at its alert", () =>
    expect(received(payload("message-action-alert"))).toMatchObject([
      {
        kind: "pointed",
        author: { id: "B0ALERTS" },
        text: [
          "[FIRING:1]\nLabel printer in Leeds\nno paper for ",
          { bold: "20 minutes" },
          "\nSince: 08:00\nask ",
          { person: "U0TOM00001" },
          "\n<@U1> typed",
        ],
      },
    ]));

  describe("in files without text", () => {
    const sent = (file: object, more: object = {}) => {
      const raw = payload("message-file");
      const event = { ...raw.event, text: "", blocks: [], files: [file], ...more };
      return received({ ...raw, event });
    };

    it("are the transcription of a clip once Slack has completed it", () => {
      const spoken = (status: string) => ({
        subtype: "slack_audio",
        transcription: { status, preview: { content: "a list of all open repairs" } },
      });
      expect(sent(spoken("complete"))).toMatchObject([{ text: ["a list of all open repairs"] }]);
      for (const status of ["processing", "failed", "none"])
        expect(sent(spoken(status))).toMatchObject([{ text: [] }]);
    });

    it("are the text of a snippet, and none of a picture", () => {
      const snippet = { mode: "snippet", preview: "Dear IT, we need a list" };
      expect(sent(snippet)).toMatchObject([{ text: ["Dear IT, we need a list"] }]);
      expect(sent(snippet, { text: "see here" })).toMatchObject([{ text: ["see here"] }]);
      expect(sent({ name: "freeze.png", preview: "PNG" })).toMatchObject([{ text: [] }]);
    });

    it("are read from a person whose message has no bot id", () => {
      for (const bot_id of ["", null])
        expect(sent({}, { text: "it freezes", bot_id })).toMatchObject([{ kind: "message" }]);
    });
  });
});

describe("message of a workflow", () => {
  it.each(["app-mention-workflow", "app-mention-workflow-user"])(
    "speaks for the person whom it names: %s",
    (name) =>
      expect(received(payload(name))).toMatchObject([
        {
          kind: "message",
          by: maria,
          addressed: true,
          place: { kind: "channel", id: "C061EG9SL" },
        },
      ]),
  );

  it("is dropped if it names several people, or is changed later", () => {
    const raw = payload("app-mention-workflow") as { event: { text: string; ts: string } };
    const two = { ...raw.event, text: `${raw.event.text} <@U0TOM00001>` };
    expect(received({ ...raw, event: two })).toEqual([]);
    const changed = {
      ...{ type: "message", subtype: "message_changed", channel: "C061EG9SL", ts: "1763810001.1" },
      ...{ message: raw.event, previous_message: { ...raw.event, text: "before" } },
    };
    expect(received({ ...raw, event: changed })).toEqual([]);
  });
});
