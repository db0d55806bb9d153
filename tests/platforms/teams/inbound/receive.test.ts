import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featureCommands, openFeatures } from "../../../../src/app/registry.ts";
import { InboundEvent } from "../../../../src/platform/event.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { Activity } from "../../../../src/platforms/teams/inbound/activity.ts";
import {
  parseTeamsCommand,
  toTeamsInboundEvents,
} from "../../../../src/platforms/teams/inbound/to-inbound-events.ts";
import { readTeamsReplay, teamsReplays } from "../../../harness/teams/replay.ts";

const events = (name: string, change: object = {}): InboundEvent[] =>
  toTeamsInboundEvents(Activity.parse({ ...readTeamsReplay(name), ...change }), {
    at: 0,
    commands: featureCommands,
  });

const maria = { id: "2a6fba6a-9e50-4a56-bd2c-0ee5cb7f9f1b", name: "Maria Lopez" };
const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const channel = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2";
const inThread = { platform: "teams", kind: "channel", id: channel, thread: "1763630200000" };
const inPerson = { platform: "teams", kind: "personal", id: maria.id };
const serviceUrl = "https://smba.trafficmanager.net/emea/";
const bot = "28:3f2504e0-4f89-41d3-9a0c-0305e82c3301";

describe("toTeamsInboundEvents", () => {
  it.each(teamsReplays)("makes valid events of %s, the same each time", (name) => {
    for (const event of events(name)) expect(InboundEvent.parse(event)).toEqual(event);
    expect(events(name)).toEqual(events(name));
  });

  it("gives each event its own id, and one id to both notices that the bot was added", () => {
    const ids = teamsReplays
      .filter((name) => name !== "bot-installed-in-team")
      .flatMap((name) => events(name).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(events("bot-installed-in-team")[0]?.id).toBe(events("bot-added-to-team")[0]?.id);
  });

  it("reads a personal message as addressed, with formats, links and emoji", () => {
    const [event] = events("personal-message");
    expect(event).toEqual({
      kind: "message",
      locale: "en-GB",
      id: expect.stringContaining("1763630127179"),
      workspace: `teams:${tenant}`,
      at: Date.parse("2026-11-20T09:15:27.243Z"),
      by: maria,
      zone: "Europe/Berlin",
      place: inPerson,
      address: { serviceUrl, bot, tenant, conversation: expect.stringMatching(/^a:/) },
      message: "1763630127179",
      addressed: true,
      text: [
        "We need ",
        { bold: "Salesforce" },
        " for the field team 🙏\nSee ",
        { link: "https://wiki.example/list", label: "the list" },
        ": R&D > Sales",
      ],
    });
  });

  it("places a channel message in its thread, and removes only the bot's mention", () => {
    expect(events("channel-mention")).toMatchObject([
      {
        kind: "message",
        place: inThread,
        addressed: true,
        text: [
          "we need Salesforce, ",
          { person: "29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQmG5HNMD", name: "Petra Kern" },
          " looks after the dealers",
        ],
      },
    ]);
    expect(events("channel-mention")[0]?.address).toEqual({ serviceUrl, bot, tenant });
  });

  it("reads the same mentions when there is only text", () => {
    const [html] = events("channel-mention");
    const [text] = events("channel-mention", { attachments: [] });
    expect(text).toEqual(html);
  });

  it("reads a mention only where it has an entity", () => {
    expect(
      events("personal-message", {
        attachments: undefined,
        entities: undefined,
        text: "tell <at>everybody</at> & all",
      }),
    ).toMatchObject([{ text: ["tell <at>everybody</at> & all"] }]);
  });

  it("distinguishes unaddressed from addressed messages", () => {
    expect(events("channel-reply-overheard")).toMatchObject([
      { kind: "message", place: inThread, addressed: false },
    ]);
  });

  it("separates the message that a reply quotes from its own text", () => {
    expect(events("personal-quoted-reply")).toMatchObject([
      {
        text: ["Petra does"],
        quoted: { message: "1763630127999", text: ["Who looks after those dealers?"] },
      },
    ]);
    expect(events("personal-quoted-reply")[0]).toMatchObject({ quoted: { author: undefined } });
  });

  it("reads the text of a forwarded message, with its author", () => {
    const text = ["the dock scale shows wrong weights"];
    expect(events("personal-forwarded")).toMatchObject([
      { kind: "message", text, quoted: { text, author: { name: "Petra Otto" } } },
    ]);
  });

  it("reads commands, in chats and after a mention", () => {
    expect(events("personal-command")).toMatchObject([
      { kind: "command", command: "request", text: ["mine"] },
    ]);
    expect(events("group-mention")).toMatchObject([
      {
        kind: "command",
        command: "request",
        text: ["find field service"],
        place: { kind: "group", id: "19:meeting_NDk0ZTAyYmItYWM2Mi00@thread.v2" },
      },
    ]);
  });

  it("names the message that was edited or deleted", () => {
    expect(events("message-edited")).toMatchObject([
      { kind: "edited", message: "1763630127179", text: ["We need a CRM"] },
    ]);
    expect(events("message-deleted")).toMatchObject([
      { kind: "deleted", message: "1763630127179" },
    ]);
  });

  it("keeps two edits of one message apart", () => {
    const [first] = events("message-edited");
    const [second] = events("message-edited", { timestamp: "2026-11-20T09:25:00.000Z" });
    expect(second?.id).not.toBe(first?.id);
  });

  it("reads a press with its message", () => {
    expect(events("press")).toMatchObject([
      { kind: "press", press: "skip:17", card: "1763630127999", place: inPerson },
    ]);
  });

  it("reads a press that comes as a message", () => {
    expect(
      events("personal-message", {
        text: null,
        attachments: [],
        value: { entwine: { press: "skip:17" } },
        replyToId: "1763630127999",
      }),
    ).toMatchObject([{ kind: "press", press: "skip:17", card: "1763630127999" }]);
  });

  it("reads a form's values, without our own data", () => {
    expect(events("form-sent")).toMatchObject([
      { kind: "submitted", form: "brief:17", values: { need: "see orders", measure: "" } },
    ]);
    const chosen = {
      stream: "orders",
      advocate: "5f0c7a34-9b1e-4c58-8f4c-2b1d0a6e7c11",
      due: "2027-03-31",
      waits: "",
    };
    expect(events("form-sent-choices")).toMatchObject([
      { form: "plan:17", values: { ...chosen, owner: "" } },
    ]);
    expect(events("form-asked-for")).toEqual([]);
  });

  it("reads the message of the message action, and its author", () => {
    const [event] = events("pointed-in-channel");
    expect(event).toMatchObject({
      kind: "pointed",
      message: "1763630400000",
      by: maria,
      author: { id: "9c1b5a77-63b0-4a5c-8e0a-3f6c3f1f7a10", name: "Tom Berg" },
      place: inThread,
    });
    expect(event?.kind === "pointed" && toPlainText(event.text ?? [])).toBe(
      "can we throw out the CRM, Petra?",
    );
  });

  it("uses the bot's own chat when it is no member of the conversation", () => {
    expect(events("pointed-between-colleagues")).toMatchObject([
      { kind: "pointed", place: inPerson, address: { serviceUrl, bot, tenant } },
    ]);
    expect(events("pointed-between-colleagues")[0]?.address).not.toHaveProperty("conversation");
  });

  it("reports once that the bot was added, and ignores other members", () => {
    expect(events("bot-added-to-team")).toMatchObject([
      {
        kind: "joined",
        isInstalled: true,
        place: { kind: "channel", id: "19:8d21c5b0a5f84f14a1d8f1a1c4c0a7ee@thread.tacv2" },
      },
    ]);
    expect(events("colleague-joined-team")).toEqual([]);
  });

  it("reads a thumbs-up on the bot's message, and no other reaction", () => {
    expect(events("reaction")).toMatchObject([
      { kind: "approved", message: "1763630127999", place: { kind: "personal" } },
    ]);
    expect(events("reaction-heart")).toEqual([]);
  });

  it("uses one workspace for each tenant, and a local one for clients without", () => {
    const { conversationType, id } = (
      readTeamsReplay("personal-message") as {
        conversation: { conversationType: string; id: string };
      }
    ).conversation;
    expect(
      events("personal-message", {
        conversation: { conversationType, id },
        channelData: undefined,
      }),
    ).toMatchObject([{ workspace: "teams:local" }]);
  });

  it("uses the time of delivery when a client sends none", () => {
    expect(
      toTeamsInboundEvents(
        Activity.parse({ ...readTeamsReplay("personal-message"), timestamp: undefined }),
        {
          at: 42,
          commands: featureCommands,
        },
      ),
    ).toMatchObject([{ at: 42 }]);
  });
});

describe("removal of the app from a team", () => {
  const activity = (change: object) =>
    toTeamsInboundEvents(
      Activity.parse({ ...(readTeamsReplay("bot-installed-in-team") as object), ...change }),
      { at: 42, commands: featureCommands },
    );

  it("deletes the conversation reference until the app is added again", () => {
    const [left] = activity({ id: "f:2", action: "remove" });
    const [joined] = activity({ id: "f:3", action: "add" });
    expect(left).toMatchObject({
      kind: "left",
      address: { removed: true },
      place: joined!.place,
      workspace: joined!.workspace,
    });
    expect(joined).toMatchObject({
      kind: "joined",
      address: { serviceUrl: expect.stringContaining("https://") },
    });
  });
});

describe("parseTeamsCommand", () => {
  it.each([
    ["request", "request", ""],
    ["/request a new laptop", "request", "a new laptop"],
    ["Request mine", "request", "mine"],
    ["/REQUEST find field service", "request", "find field service"],
    ["entwine help", "entwine", "help"],
  ])("reads %s", (text, command, rest) => {
    const found = parseTeamsCommand(featureCommands, [text]);
    expect({ command: found?.command, rest: toPlainText(found?.text ?? []) }).toEqual({
      command,
      rest,
    });
  });

  it.each([
    "Request it from the dealers first",
    "requests pile up",
    "Request access to SAP",
    "a request would be nice",
    "/requests",
  ])("reads %s as an answer", (text) => {
    expect(parseTeamsCommand(featureCommands, [text])).toBeUndefined();
  });

  it("keeps mentioned people", () => {
    expect(
      parseTeamsCommand(featureCommands, ["request find ", { person: "29:petra", name: "Petra" }]),
    ).toEqual({
      command: "request",
      text: ["find ", { person: "29:petra", name: "Petra" }],
    });
  });
});

const textFolder = new URL("../../../../prompts/words/en/", import.meta.url);
function wordsOfAllTexts(): string {
  const files = globSync("*.md", { cwd: textFolder });
  return files.map((name) => readFileSync(new URL(name, textFolder), "utf8")).join("\n");
}

describe("commands of the features", () => {
  const features = openFeatures({ secrets: ["a secret of the tests"] });

  it("are read without a slash, also those that belong to another feature's command", () => {
    for (const { commands = {} } of features)
      for (const [command, verbs] of Object.entries(commands))
        for (const verb of verbs)
          expect(parseTeamsCommand(featureCommands, [`${command} ${verb}`])).toMatchObject({
            command,
            text: [verb],
          });
  });

  it.each([...wordsOfAllTexts().matchAll(/<c>\/([a-z]+ [a-z]+)\b/g)].map(([, typed]) => typed!))(
    "are read as the product's texts name them: %s",
    (typed) => {
      expect(parseTeamsCommand(featureCommands, [typed])).toMatchObject({
        command: typed.split(" ")[0],
      });
    },
  );
});
