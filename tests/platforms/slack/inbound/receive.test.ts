/** Inbound events of payloads in the shape that Slack documents and sends. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import { conversationKey } from "../../../../src/platform/conversation-ref.ts";
import { InboundEvent } from "../../../../src/platform/event.ts";
import { readSlackFormRequest } from "../../../../src/platforms/slack/inbound/interactions.ts";
import { parseMrkdwn } from "../../../../src/platforms/slack/inbound/message-text.ts";
import { toInboundEvents } from "../../../../src/platforms/slack/inbound/to-inbound-events.ts";
import { parseSlackPayload } from "../../../../src/platforms/slack/payloads.ts";

const bot = "U0BOTUSER1";
const listener = { commands: featureCommands, bot, emoji: "thread", now: 1_763_800_000_000 };
const folder = new URL("../../../replay/slack/", import.meta.url);
const payload = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const received = (raw: object): InboundEvent[] => toInboundEvents(parseSlackPayload(raw), listener);
const replay = (name: string): InboundEvent[] => received(payload(name));
const only = (name: string): InboundEvent => {
  const [event, ...more] = replay(name);
  if (!event || more.length > 0)
    throw new Error(`${name} is ${more.length + (event ? 1 : 0)} arrivals`);
  return event;
};

const maria = { id: "U061F7AUR" };
const dm = {
  place: { platform: "slack", kind: "personal", id: maria.id },
  address: { channel: "D024BE91L" },
};
const thread = { platform: "slack", kind: "channel", id: "C061EG9SL", thread: "1763801000.000300" };

describe("toInboundEvents", () => {
  it.each(readdirSync(folder).map((name) => name.replace(".json", "")))(
    "makes valid events of %s, the same at each delivery",
    (name) => {
      const events = replay(name);
      for (const event of events) expect(InboundEvent.safeParse(event).error).toBeUndefined();
      expect(replay(name)).toEqual(events);
    },
  );

  it("reads formats, mentions, emoji, lists, links and quotes of a direct message", () => {
    expect(only("message-im")).toEqual({
      kind: "message",
      id: "Ev08MFMKH6",
      workspace: "slack:T024BE7LD",
      at: 1_763_800_800_000,
      by: maria,
      ...dm,
      message: "1763800800.000100",
      addressed: true,
      text: [
        "We need ",
        { bold: "Salesforce" },
        " for the field team & ",
        { person: "U0PETRA01" },
        " 🙏\n• orders\n• ",
        { link: "https://wiki.example.com/crm", label: "the page" },
        "\n> nobody picks up",
      ],
    });
  });

  it("keeps the thread of a direct message", () => {
    expect(only("message-im-thread")).toMatchObject({
      place: { ...dm.place, thread: "1763800800.000100" },
      address: dm.address,
    });
  });

  it("starts a thread at a mention, and omits the mention from the text", () => {
    expect(only("app-mention")).toMatchObject({
      kind: "message",
      addressed: true,
      place: thread,
      message: "1763801000.000300",
      text: ["we need a dashboard"],
    });
  });

  it("makes one message of a mention and of its copy as a channel message", () => {
    const [told, again] = [only("app-mention"), only("message-channel-mention")];
    expect({ ...again, id: told.id }).toEqual(told);
  });

  it("marks replies in threads as unaddressed, and skips channel messages", () => {
    expect(only("message-channel-reply")).toMatchObject({
      addressed: false,
      by: { id: "U0TOM00001" },
      place: thread,
    });
    expect(replay("message-channel-talk")).toEqual([]);
  });

  it("reads an edit when words changed, and not when a preview was added", () => {
    expect(only("message-changed")).toMatchObject({
      kind: "edited",
      id: "Ev08MFMKHC",
      message: "1763800800.000100",
      text: ["We need HubSpot"],
      by: maria,
      ...dm,
    });
    expect(replay("message-changed-preview")).toEqual([]);
  });

  it("names a deleted message by its own id, also when its replies stay", () => {
    expect(only("message-deleted")).toMatchObject({
      kind: "deleted",
      message: "1763800800.000100",
      by: maria,
      ...dm,
    });
    expect(only("message-tombstone")).toMatchObject({
      kind: "deleted",
      message: "1763801000.000300",
      by: maria,
      place: thread,
    });
  });

  it("skips bots, notices and unknown kinds", () => {
    for (const name of [
      "app-mention-alert",
      "message-slackbot",
      "message-channel-join",
      "app-rate-limited",
      "block-actions-link",
    ])
      expect(replay(name), name).toEqual([]);
    expect(received({ type: "event_callback", event: { type: "pin_added" } })).toEqual([]);
    expect(received({ type: "view_closed" })).toEqual([]);
  });

  it("skips the bot's own messages", () => {
    const own = payload("message-im");
    own.event.user = bot;
    expect(received(own)).toEqual([]);
  });

  it("reads the text beside a picture", () =>
    expect(only("message-file")).toMatchObject({
      kind: "message",
      text: ["it freezes like this"],
    }));

  it("reads the text of a forwarded message, with its author", () => {
    const text = ["the dock scale shows ", { bold: "wrong" }, " weights"];
    expect(only("message-forwarded")).toMatchObject({
      kind: "message",
      text,
      quoted: { text, message: "1763700000.000100", author: { id: "U0PETRA01" } },
    });
  });

  it("names the workspace that installed the bot in a shared channel", () => {
    expect(only("message-shared-channel")).toMatchObject({
      workspace: "slack:T024BE7LD",
      by: { id: "U0GUEST001" },
      text: ["can we get access?"],
    });
  });

  it("reads the pointer emoji, and skips other emoji", () => {
    const pointed = only("reaction-added");
    expect(pointed).toMatchObject({
      kind: "pointed",
      by: maria,
      author: { id: "U0TOM00001" },
      message: "1763801200.000500",
      place: { kind: "channel", id: "C061EG9SL", thread: "1763801200.000500" },
    });
    expect(pointed).not.toHaveProperty("text");
    const other = payload("reaction-added");
    other.event.reaction = "tada";
    expect(received(other)).toEqual([]);
  });

  it("reads a thumbs-up on the bot's own message, and no other emoji there", () => {
    expect(only("reaction-added-thumbs-up")).toMatchObject({
      kind: "approved",
      by: maria,
      message: "1763801200.000700",
      place: { kind: "channel", id: "C061EG9SL" },
    });
    const other = payload("reaction-added-thumbs-up");
    for (const reaction of ["thread", "-1", "eyes", "+100"]) {
      other.event.reaction = reaction;
      expect(received(other), reaction).toEqual([]);
    }
    other.event.reaction = "+1::skin-tone-3";
    expect(received(other)).toMatchObject([{ kind: "approved" }]);
    other.event.item_user = "U0TOM00001";
    expect(received(other)).toEqual([]);
  });

  it("reads the shortcut with the message's text", () => {
    expect(only("message-action")).toMatchObject({
      kind: "pointed",
      by: { id: maria.id, name: "maria.k" },
      author: { id: "U0TOM00001" },
      message: "1763801200.000500",
      text: ["can we get <HubSpot>?"],
    });
  });

  it("answers a shortcut between two people in its user's direct messages", () => {
    const between = payload("message-action");
    between.channel = { id: "D0BETWEEN", name: "directmessage" };
    const [pointed] = received(between);
    expect(pointed?.place).toEqual(dm.place);
    expect(pointed).not.toHaveProperty("address");
  });

  it("reads the opening of the Messages tab and the joining of a channel", () => {
    expect(only("app-home-opened")).toMatchObject({ kind: "opened", tab: "messages", ...dm });
    expect(only("member-joined-channel")).toMatchObject({
      kind: "joined",
      by: maria,
      place: { kind: "channel", id: "C061EG9SL" },
    });
  });

  it("reads a press with the button's path, its message and its place", () => {
    expect(only("block-actions")).toMatchObject({
      kind: "press",
      press: '{"verb":"skip","request":"17","question":"need"}',
      card: "1763802300.001600",
      ...dm,
    });
    expect(only("block-actions-home")).toMatchObject({ kind: "press", place: dm.place });
    expect(only("block-actions-home")).toMatchObject({ card: undefined });
  });

  it("places a press on a channel card in the channel, also once it has replies", () => {
    expect(conversationKey(only("block-actions-channel").place)).toBe("slack/channel/C0INTAKE01");
  });

  it("reads the values of a form as typed", () => {
    expect(only("view-submission")).toMatchObject({
      kind: "submitted",
      form: "brief:17",
      values: { need: "See orders & dates <now>", measure: "" },
      ...dm,
    });
  });

  it("reads a choice, a person and a date as text, and as empty when none was chosen", () => {
    const values = {
      stream: "orders",
      advocate: "U0LEA1234",
      due: "2027-03-31",
      waits: "",
      owner: "",
      since: "",
    };
    expect(only("view-submission-choices")).toMatchObject({ values });
  });

  it("gives a form another id when it is sent again with other values", () => {
    const again = payload("view-submission");
    again.view.state.values.need.value.value = "See orders";
    expect(received(again)[0]?.id).not.toBe(only("view-submission").id);
  });

  it("places a command in the direct messages, and reads its mentions", () => {
    expect(only("slash-command")).toMatchObject({
      kind: "command",
      command: "request",
      place: dm.place,
      by: { id: maria.id, name: "maria.k" },
      text: [
        "a dashboard for ",
        { person: "U0PETRA01", name: "petra" },
        " in ",
        { group: "#general" },
        " & more",
      ],
    });
  });

  it("throws when a known kind has another shape", () => {
    const broken = payload("message-im");
    broken.event.ts = 1763800800.0001;
    expect(() => received(broken)).toThrow();
  });
});

describe("readSlackFormRequest", () => {
  const formRequest = (raw: object) =>
    readSlackFormRequest(parseSlackPayload(raw), featureCommands);

  it("reads a button that opens a form, and a command with a form without words", () => {
    expect(formRequest(payload("block-actions-channel"))).toMatchObject({
      press: '{"verb":"skip","request":"17","question":"need"}',
      trigger: "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    });
    expect(formRequest(payload("block-actions"))).toBeUndefined();
    expect(formRequest(payload("slash-command"))).toBeUndefined();
    expect(formRequest({ ...payload("slash-command"), text: " " })).toMatchObject({
      press: "interview/ask",
      place: dm.place,
    });
  });
});

describe("parseMrkdwn", () => {
  it.each([
    [
      "*bold* and _italic_ and `a < b`",
      [{ bold: "bold" }, " and ", { italic: "italic" }, " and ", { code: "a < b" }],
    ],
    ["snake_case_name and 2*3*4", ["snake_case_name and 2*3*4"]],
    [
      "&lt;@U1&gt; is no mention, &amp;lt; is no bracket",
      ["<@U1> is no mention, &lt; is no bracket"],
    ],
    ["<https://a.example/?x=1&amp;y=2>", [{ link: "https://a.example/?x=1&y=2" }]],
    ["<mailto:a@b.example|a@b.example>", [{ link: "mailto:a@b.example", label: "a@b.example" }]],
    [
      "<!here> <!subteam^S1|@crm-team> <#C1|general> <!date^1^{date}|Monday>",
      [{ group: "@here" }, " ", { group: "@crm-team" }, " ", { group: "#general" }, " Monday"],
    ],
    ["```\nline *one*\n```", [{ code: "\nline *one*\n" }]],
  ])("%s", (text, prose) =>
    expect(parseMrkdwn(text.replaceAll("`a < b`", "`a &lt; b`"))).toEqual(prose),
  );
});
