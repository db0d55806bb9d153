import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wordsFor } from "../../../../src/lib/i18n.ts";
import type { FoundItem } from "../../../../src/platform/adapter.ts";
import type { Card } from "../../../../src/platform/card.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import type { Form } from "../../../../src/platform/form.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import {
  aadObjectId,
  type FakeTeams,
  fakeBot,
  fakeTeams,
  type TeamsPost,
} from "../../../harness/teams/fake-teams.ts";
import { renderCard } from "../../../harness/teams/screen.ts";
import { openTeamsHarness, words } from "../../../harness/teams/teams-harness.ts";
import { sentence } from "../../../harness/words.ts";

const form: Form = {
  id: "brief:17",
  title: "All at once",
  submit: "Save",
  cancel: "Not now",
  intro: ["What you leave empty stays open."],
  fields: [
    { name: "need", label: "Need", required: true, multiline: true },
    { name: "measure", label: "Measure", hint: "How will we know?", value: "by spring" },
  ],
};
const question: Card = [
  { kind: "text", text: ["Which dealers are it?"] },
  {
    kind: "buttons",
    buttons: [
      { label: "Skip", press: "skip:17" },
      { label: "All at once", press: "all:17", opensForm: true },
    ],
  },
];

let platform: FakeTeams;
let accepted: InboundEvent[];
let there: Form | undefined;
let mistakes: Record<string, string> | undefined;
let language: string;
let found: FoundItem[];
let searched: object | undefined;
let shown: Card | undefined;
let storing: () => Promise<void>;
let post: TeamsPost;
let close: () => Promise<void>;

async function open(headers: Record<string, string> = {}): Promise<void> {
  accepted = [];
  there = form;
  mistakes = undefined;
  language = "en";
  [found, searched, shown] = [[], undefined, undefined];
  storing = async () => {};
  const { teams, endpoint, close: closeHarness } = await openTeamsHarness();
  platform = await fakeTeams(endpoint, { headers });
  close = async () => {
    await teams.stop();
    await platform.close();
    await closeHarness();
  };
  await teams.start(
    standInCore({
      async ingest(events) {
        await storing();
        accepted.push(...events);
      },
      buildForm: async () => there,
      validateForm: async () => mistakes,
      languageFor: async () => language,
      async search(ask) {
        searched = ask;
        return found;
      },
      shownCard: async () => shown,
    }),
  );
  await platform.dm("Maria", "We need Salesforce");
  const { workspace, place, address } = accepted.pop()!;
  await teams.send({
    id: "1",
    workspace,
    place,
    address,
    kind: "post",
    card: question,
  });
  post = await platform.posted("Which dealers are it?");
}

afterEach(() => close());

describe("answerInvoke", () => {
  beforeEach(() => open());

  it("stores a press, and responds with a sentence", async () => {
    const { status, body } = await platform.press(post, "Skip", "Maria");
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        type: "application/vnd.microsoft.activity.message",
        value: "Got it.",
      },
    });
    expect(accepted).toMatchObject([
      {
        kind: "press",
        press: "skip:17",
        card: post.id,
        by: { id: aadObjectId("Maria"), name: "Maria" },
      },
    ]);
  });

  it("responds in the language of the person who pressed", async () => {
    language = "de";
    expect((await platform.press(post, "Skip", "Maria")).body).toMatchObject({
      value: wordsFor("de").plain("teams.pressed"),
    });
  });

  it("does not acknowledge a press that cannot be stored", async () => {
    storing = () => Promise.reject(new Error("disk full"));
    expect((await platform.press(post, "Skip", "Maria")).status).toBe(500);
  });

  it("opens a form as a dialog, with its values", async () => {
    await platform.press(post, "All at once", "Maria");
    expect(platform.dialog()).toMatchObject({
      title: "All at once",
      screen: {
        words: expect.stringContaining("What you leave empty stays open."),
        inputs: [
          { label: "Need", required: true },
          { label: "Measure", value: "by spring" },
        ],
      },
    });
    expect(accepted).toEqual([]);
  });

  it("closes the dialog when a form is submitted", async () => {
    await platform.press(post, "All at once", "Maria");
    expect(await platform.submit({ Need: "see orders" })).toEqual({ status: 200, body: null });
    expect(platform.dialog()).toBeUndefined();
    expect(accepted).toMatchObject([
      { kind: "submitted", form: "brief:17", values: { need: "see orders", measure: "by spring" } },
    ]);
  });

  it("returns an incomplete form with an error, and keeps the other values", async () => {
    await platform.press(post, "All at once", "Maria");
    await platform.submit({ Need: "  ", Measure: "by <b>May</b>" });
    expect(platform.dialog()).toMatchObject({
      screen: {
        mistakes: { "": words.plain("teams.form.again"), Need: sentence("teams.form.required") },
        inputs: [{}, { value: "by <b>May</b>" }],
      },
    });
    expect(accepted).toEqual([]);
  });

  it("reports missing fields and other errors together, the core's first", async () => {
    await platform.press(post, "All at once", "Maria");
    mistakes = { measure: "Spring is over: please name another time." };
    await platform.submit({ Need: "" });
    expect(platform.dialog()?.screen.mistakes).toEqual({
      "": words.plain("teams.form.again"),
      Need: sentence("teams.form.required"),
      Measure: mistakes.measure,
    });
    mistakes = {
      need: "One sentence will do.",
      "": "Lea has taken it.",
      gone: "The budget is closed.",
    };
    await platform.submit({ Need: "" });
    expect(platform.dialog()?.screen.mistakes).toEqual({
      "": "The budget is closed.",
      Need: "One sentence will do.",
    });
    expect(platform.dialog()?.screen.words).toContain("Lea has taken it.");
    expect(accepted).toEqual([]);
  });

  it("reports errors in a form whose action has expired", async () => {
    await platform.press(post, "All at once", "Maria");
    [there, mistakes] = [undefined, { "": "Lea has taken it." }];
    await platform.submit({ Need: "see orders" });
    expect(platform.dialog()).toMatchObject({ screen: { words: "Lea has taken it.", inputs: [] } });
    expect(accepted).toEqual([]);
  });

  it("renders choices, people and dates as Teams' own inputs", async () => {
    const options = Array.from({ length: 10 }, (_, index) => ({
      value: `v${index}`,
      label: `Option ${index}`,
    }));
    there = {
      ...form,
      fields: [
        { kind: "choice", name: "few", label: "Few", options: options.slice(1) },
        { kind: "choice", name: "many", label: "Many", options, required: true },
        { kind: "person", name: "who", label: "Who", value: aadObjectId("Lea") },
        { kind: "date", name: "when", label: "When", value: "2027-03-31", hint: "Roughly" },
      ],
    };
    const { body } = await platform.press(post, "All at once", "Maria");
    const inputs = JSON.stringify(body);
    expect(inputs).toContain('"id":"few","label":"Few","style":"compact"');
    expect(inputs).toContain('"style":"filtered"');
    expect(platform.dialog()?.screen.inputs).toMatchObject([
      { type: "Input.ChoiceSet", label: "Few", choices: { length: 9 } },
      { type: "Input.ChoiceSet", label: "Many", required: true },
      {
        type: "Input.ChoiceSet",
        label: "Who",
        value: aadObjectId("Lea"),
        dataset: "graph.microsoft.com/users",
        choices: [],
      },
      { type: "Input.Date", label: "When", value: "2027-03-31" },
    ]);
    expect(platform.calls.filter(({ path }) => path.endsWith("members"))).toEqual([]);
    await platform.submit({ Many: "Option 3" });
    expect(accepted).toMatchObject([
      { values: { few: "", many: "v3", who: aadObjectId("Lea"), when: "2027-03-31" } },
    ]);
  });

  it("opens a sentence in place of a form whose action has expired", async () => {
    there = undefined;
    await platform.press(post, "All at once", "Maria");
    expect(platform.dialog()).toMatchObject({
      screen: { words: sentence("teams.form.gone"), inputs: [], actions: [] },
    });
  });

  it("keeps the values of a form whose action has expired", async () => {
    await platform.press(post, "All at once", "Maria");
    there = undefined;
    expect((await platform.submit({ Need: "see orders" })).status).toBe(200);
    expect(accepted).toMatchObject([{ kind: "submitted", values: { need: "see orders" } }]);
  });

  const wish = { id: "1700", author: "Tom", text: "throw out the CRM & get HubSpot" };
  const channelThread = { channel: "field", thread: "1600" };

  it("commits nothing when the dialog of the message action opens or is cancelled", async () => {
    await platform.point("Maria", wish, channelThread);
    expect(platform.dialog()?.screen.words).toContain(wish.text);
    expect(platform.dialog()?.screen.words).toContain(sentence("teams.point.here"));
    expect((await platform.submit({}, words.plain("teams.point.cancel"))).status).toBe(200);
    expect(platform.dialog()).toBeUndefined();
    expect(accepted).toEqual([]);
  });

  it("takes up the message once its dialog is sent", async () => {
    await platform.point("Maria", wish, channelThread);
    await platform.submit({});
    expect(platform.dialog()).toBeUndefined();
    expect(accepted).toMatchObject([
      {
        kind: "pointed",
        message: "1700",
        author: { id: aadObjectId("Tom"), name: "Tom" },
        text: ["throw out the CRM & get HubSpot"],
        place: { kind: "channel", thread: "1600" },
      },
    ]);
  });

  it("continues in the person's own chat where the bot is no member, and says so", async () => {
    const refused = { status: 403, body: { error: { code: "BotNotInConversationRoster" } } };
    platform.answers(refused, refused);
    await platform.point("Maria", wish, channelThread);
    expect(platform.dialog()?.screen.words).toContain(sentence("teams.point.elsewhere"));
    platform.answers(refused, refused);
    await platform.submit({});
    const [pointed] = accepted;
    expect(pointed?.place).toMatchObject({ kind: "personal", id: aadObjectId("Maria") });
    expect(pointed?.address).not.toHaveProperty("conversation");
  });

  it("says that a message without words cannot be read", async () => {
    await platform.point("Maria", { ...wish, text: "" }, channelThread);
    expect(platform.dialog()?.screen.words).toBe(sentence("teams.point.wordless"));
  });

  it("lists what a search finds, with a card to share", async () => {
    found = [{ title: "R-9 Order history", note: "with the team", card: question }];
    const { body } = await platform.search("Maria", "order", channelThread);
    expect(searched).toMatchObject({
      by: { id: aadObjectId("Maria") },
      text: "order",
      place: { kind: "channel" },
    });
    expect(body).toMatchObject({
      composeExtension: {
        type: "result",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            content: { type: "AdaptiveCard" },
            preview: { content: { title: "R-9 Order history", text: "with the team" } },
          },
        ],
      },
    });
  });

  it("places a press in a channel in its thread", async () => {
    await platform.says("Tom", "what of R-17?", { channel: "field", mentions: [fakeBot.name] });
    const thread = accepted.pop()?.place.thread;
    await platform.press(post, "Skip", "Tom", { channel: "field", thread: thread! });
    expect(accepted).toMatchObject([
      {
        kind: "press",
        by: { name: "Tom" },
        place: { kind: "channel", id: "19:field@thread.tacv2", thread },
      },
    ]);
  });

  it.each([
    "composeExtension/query",
    "composeExtension/queryLink",
    "message/submitAction",
    "config/fetch",
    "signin/verifyState",
    "fileConsent/invoke",
    "handoff/action",
    "application/search",
    "task/fetch",
    "task/submit",
    "adaptiveCard/action",
    "nobody/knows",
  ])("responds well-formed to %s that is not ours", async (name) => {
    for (const value of [undefined, null, "text", { data: { other: true } }]) {
      const { status, body } = await platform.invoke(
        "Maria",
        {},
        name,
        value === undefined ? {} : { value },
      );
      expect(status).toBe(200);
      if (name.startsWith("composeExtension/"))
        expect(body).toMatchObject({ composeExtension: { type: "result", attachments: [] } });
      if (name === "adaptiveCard/action")
        expect(body).toMatchObject({
          statusCode: 200,
          type: expect.any(String),
          value: expect.any(String),
        });
    }
    expect(accepted).toEqual([]);
  });
});

describe("host without dialogs, such as the Agents Playground", () => {
  beforeEach(() => open({ "x-ms-agents-playground": "true" }));

  const card = (body: unknown) => renderCard((body as { value: Record<string, never> }).value);
  const act = (
    shown: ReturnType<typeof renderCard>,
    label: string,
    values: Record<string, string> = {},
  ) => {
    const { type, verb, data } = shown.actions.find(({ title }) => title === label)!;
    return platform.invoke("Maria", {}, "adaptiveCard/action", {
      replyToId: post.id,
      value: {
        action: { type, verb: verb ?? "", data: { ...(data as object), ...values } },
        trigger: "manual",
      },
    });
  };

  it("shows the form in place of the card, and returns its values", async () => {
    const shown = card((await platform.press(post, "All at once", "Maria")).body);
    expect(shown.words).toContain("All at once\nWhat you leave empty stays open.");
    expect(shown.inputs.map(({ label }) => label)).toEqual(["Need", "Measure"]);
    expect(card((await act(shown, "Save", { need: "see orders" })).body).words).toBe(
      sentence("teams.form.sent"),
    );
    expect(accepted).toMatchObject([
      { kind: "submitted", form: "brief:17", values: { need: "see orders" } },
    ]);
  });

  it("shows missing fields there", async () => {
    const shown = card((await platform.press(post, "All at once", "Maria")).body);
    expect(card((await act(shown, "Save", { measure: "by May" })).body)).toMatchObject({
      mistakes: { Need: sentence("teams.form.required") },
      inputs: [{}, { value: "by May" }],
    });
    expect(accepted).toEqual([]);
  });

  it("shows other errors there", async () => {
    const shown = card((await platform.press(post, "All at once", "Maria")).body);
    mistakes = { need: "One sentence will do." };
    const again = card((await act(shown, "Save", { need: "see orders" })).body);
    expect(again).toMatchObject({
      mistakes: { Need: "One sentence will do." },
      inputs: [{ value: "see orders" }, { value: "" }],
    });
    expect(accepted).toEqual([]);
    mistakes = undefined;
    expect(card((await act(again, "Save", { need: "orders" })).body).words).toBe(
      sentence("teams.form.sent"),
    );
    expect(accepted).toMatchObject([
      { kind: "submitted", values: { need: "orders", measure: "" } },
    ]);
  });

  const who: Form = {
    ...form,
    fields: [{ kind: "person", name: "who", label: "Who", value: aadObjectId("Lea") }],
  };

  it("lists the people of the conversation, because it has no people picker", async () => {
    await platform.dm("Lea", "hello");
    there = who;
    const [input] = card((await platform.press(post, "All at once", "Maria")).body).inputs;
    expect(input).toMatchObject({ type: "Input.ChoiceSet", value: aadObjectId("Lea") });
    expect(input?.choices).toEqual(
      ["Maria", "Lea"].map((name) => ({ title: name, value: aadObjectId(name) })),
    );
  });

  it("asks for a name when no people are listed", async () => {
    there = who;
    platform.answers({ status: 404 });
    expect(card((await platform.press(post, "All at once", "Maria")).body).inputs).toMatchObject([
      { type: "Input.Text", label: "Who" },
    ]);
  });

  it("can be cancelled, which leaves the card as it was", async () => {
    const form = card((await platform.press(post, "All at once", "Maria")).body);
    expect(card((await act(form, "Not now")).body).words).toBe(sentence("teams.form.left"));
    shown = question;
    const left = card((await act(form, "Not now")).body);
    expect(left.words).toBe(post.words);
    expect(left.actions.map(({ title }) => title)).toEqual(post.actions.map(({ title }) => title));
    expect(accepted).toEqual([]);
  });
});
