/** Payloads in the shape that Slack documents and sends, replayed. */
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
  place: { surface: "slack", kind: "personal", id: maria.id },
  address: { channel: "D024BE91L" },
};
const thread = { surface: "slack", kind: "channel", id: "C061EG9SL", thread: "1763801000.000300" };

describe("Slack's payloads", () => {
  it.each(readdirSync(folder).map((name) => name.replace(".json", "")))(
    "%s becomes arrivals of the port's shape, the same at each delivery",
    (name) => {
      const events = replay(name);
      for (const event of events) expect(InboundEvent.safeParse(event).error).toBeUndefined();
      expect(replay(name)).toEqual(events);
    },
  );

  it("a direct message is prose: formats, mentions, emoji, lists, links and quotes", () => {
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
        "\nnobody picks up",
      ],
    });
  });

  it("a direct message in a thread keeps its thread", () => {
    expect(only("message-im-thread")).toMatchObject({
      place: { ...dm.place, thread: "1763800800.000100" },
      address: dm.address,
    });
  });

  it("a mention begins a thread, without the mention in its words", () => {
    expect(only("app-mention")).toMatchObject({
      kind: "message",
      addressed: true,
      place: thread,
      message: "1763801000.000300",
      text: ["we need a dashboard"],
    });
  });

  it("the same mention told as a message of the channel is the same message of the same conversation", () => {
    const [told, again] = [only("app-mention"), only("message-channel-mention")];
    expect({ ...again, id: told.id }).toEqual(told);
  });

  it("a reply in a thread is overheard, a talk at the top of a channel is not", () => {
    expect(only("message-channel-reply")).toMatchObject({
      addressed: false,
      by: { id: "U0TOM00001" },
      place: thread,
    });
    expect(replay("message-channel-talk")).toEqual([]);
  });

  it("an edit is one when words changed, not when a preview came", () => {
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

  it("a deleted message is told by its own id, and so is one whose replies stay", () => {
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

  it("bots, notices and kinds that nobody knows are not for us", () => {
    for (const name of [
      "message-bot",
      "message-channel-join",
      "app-rate-limited",
      "block-actions-link",
    ])
      expect(replay(name), name).toEqual([]);
    expect(received({ type: "event_callback", event: { type: "pin_added" } })).toEqual([]);
    expect(received({ type: "view_closed" })).toEqual([]);
  });

  it("what the bot says itself is not for it", () => {
    const own = payload("message-im");
    own.event.user = bot;
    expect(received(own)).toEqual([]);
  });

  it("a picture's words are speech", () =>
    expect(only("message-file")).toMatchObject({
      kind: "message",
      text: ["it freezes like this"],
    }));

  it("in a channel shared with others, the workspace is the one that installed the bot", () => {
    expect(only("message-shared-channel")).toMatchObject({
      workspace: "slack:T024BE7LD",
      by: { id: "U0GUEST001" },
      text: ["can we get access?"],
    });
  });

  it("the emoji points at a message, another emoji does not", () => {
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

  it("the shortcut points with the message's words", () => {
    expect(only("message-action")).toMatchObject({
      kind: "pointed",
      by: { id: maria.id, name: "maria.k" },
      author: { id: "U0TOM00001" },
      message: "1763801200.000500",
      text: ["can we get <HubSpot>?"],
    });
  });

  it("the shortcut on a message between two people is answered to the one who used it", () => {
    const between = payload("message-action");
    between.channel = { id: "D0BETWEEN", name: "directmessage" };
    const [pointed] = received(between);
    expect(pointed?.place).toEqual(dm.place);
    expect(pointed).not.toHaveProperty("address");
  });

  it("opening the messages and joining a channel are told", () => {
    expect(only("app-home-opened")).toMatchObject({ kind: "opened", tab: "messages", ...dm });
    expect(only("member-joined-channel")).toMatchObject({
      kind: "joined",
      by: maria,
      place: { kind: "channel", id: "C061EG9SL" },
    });
  });

  it("a press has the button's own word, its message and its place", () => {
    expect(only("block-actions")).toMatchObject({
      kind: "press",
      press: '{"verb":"skip","request":"17","question":"need"}',
      card: "1763802300.001600",
      ...dm,
    });
    expect(only("block-actions-home")).toMatchObject({ kind: "press", place: dm.place });
    expect(only("block-actions-home")).not.toHaveProperty("card");
  });

  it("a press on a card in a channel stands in the channel, also once the card has replies", () => {
    expect(conversationKey(only("block-actions-channel").place)).toBe("slack/channel/C0INTAKE01");
  });

  it("a form brings its values home, as typed", () => {
    expect(only("view-submission")).toMatchObject({
      kind: "submitted",
      form: "brief:17",
      values: { need: "See orders & dates <now>", measure: "" },
      ...dm,
    });
  });

  it("a choice, a colleague and a day come home as text, and as nothing where none was chosen", () => {
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

  it("a form sent again with other words is another arrival, since the first acknowledgement may have been lost", () => {
    const again = payload("view-submission");
    again.view.state.values.need.value.value = "See orders";
    expect(received(again)[0]?.id).not.toBe(only("view-submission").id);
  });

  it("a command is answered in the direct messages, and its mentions are mentions", () => {
    expect(only("slash-command")).toMatchObject({
      kind: "command",
      command: "request",
      place: dm.place,
      by: { id: maria.id, name: "maria.k" },
      text: ["a dashboard for ", { person: "U0PETRA01", name: "petra" }, " in #general & more"],
    });
  });

  it("a known kind of another shape is an error, and not silently nothing", () => {
    const broken = payload("message-im");
    broken.event.ts = 1763800800.0001;
    expect(() => received(broken)).toThrow();
  });
});

describe("forms that open at once", () => {
  const formRequest = (raw: object) => readSlackFormRequest(parseSlackPayload(raw));

  it("a button that asks for a form, and /request without words", () => {
    expect(formRequest(payload("block-actions-channel"))).toMatchObject({
      press: '{"verb":"skip","request":"17","question":"need"}',
      trigger: "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    });
    expect(formRequest(payload("block-actions"))).toBeUndefined();
    expect(formRequest(payload("slash-command"))).toBeUndefined();
    expect(formRequest({ ...payload("slash-command"), text: " " })).toMatchObject({
      press: "request:new",
      place: dm.place,
    });
  });
});

describe("mrkdwn", () => {
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
      "<!here> <!subteam^S1|@crm-team> <#C1|> <!date^1^{date}|Monday>",
      ["@here @crm-team #C1 Monday"],
    ],
    ["```\nline *one*\n```", [{ code: "\nline *one*\n" }]],
  ])("%s", (text, prose) =>
    expect(parseMrkdwn(text.replaceAll("`a < b`", "`a &lt; b`"))).toEqual(prose),
  );
});
