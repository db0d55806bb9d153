/** Guests and people of other tenants, with the real Teams adapter. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deriveRequestTitle } from "../../src/nlu/rules/requests/request-title.ts";
import type { TeamsAdapter } from "../../src/platforms/teams/adapter.ts";
import { caseJudge } from "../harness/case-team.ts";
import {
  type CoreHarness,
  onBothEngines,
  openCoreHarness,
  untilIdle,
  wishMessages,
  words,
} from "../harness/core-harness.ts";
import {
  aadObjectId,
  type FakeTeams,
  fakeBot,
  fakeTeams,
  type TeamsLocation,
} from "../harness/teams/fake-teams.ts";
import { openTeamsHarness as teamsHouse } from "../harness/teams/teams-harness.ts";
import { rowsByTable } from "./all-rows.ts";

type Fields = Parameters<FakeTeams["deliver"]>[0];

const theirs = "9e9e9e9e-0000-4000-8000-000000000009";
const secret = "Quagga";
const sentence = words.plain("membership.outsider.teams");

onBothEngines("access to a Teams tenant", (newUrl) => {
  let teams: TeamsAdapter;
  let platform: FakeTeams;
  let coreHarness: CoreHarness;
  let logged: string[];
  let close: () => Promise<void>;

  beforeEach(async () => {
    const opened = await teamsHouse();
    ({ teams, logged } = opened);
    platform = await fakeTeams(opened.endpoint);
    coreHarness = await openCoreHarness({
      url: await newUrl(),
      adapter: teams,
      judge: caseJudge(),
      team: { platform: "teams", kind: "channel", id: "19:intake@thread.tacv2" },
    });
    await teams.start(coreHarness.core);
    close = async () => {
      await teams.stop();
      await coreHarness.close();
      await opened.close();
      await platform.close();
    };
  });
  afterEach(async () => {
    await close();
    expect(coreHarness.troubles).toEqual([]);
  });

  const settled = () => untilIdle(coreHarness.store);
  const requests = () => coreHarness.store.read.db.select().from(coreHarness.store.read.t.requests);
  const card = () =>
    platform
      .posts()
      .find(
        ({ conversation, actions }) =>
          conversation.startsWith("19:intake") &&
          actions.some(({ title }) => title === words.plain("life.button.take")),
      )!;
  const dataOf = (title: string) => card().actions.find((action) => action.title === title)!.data;

  async function brings(name: string): Promise<string> {
    for (const text of wishMessages) {
      await platform.dm(name, text);
      await settled();
    }
    return (await requests()).find(({ requester }) => requester === aadObjectId(name))!.id;
  }

  /** Signs of a person of another tenant: in the activity, or in a roster. */
  const shapes: Record<string, () => (activity: Fields) => Fields> = {
    "by the tenant of the channel's data": () => (activity) => ({
      ...activity,
      channelData: { tenant: { id: theirs } },
    }),
    "by their own tenant": () => (activity) => ({
      ...activity,
      from: { ...(activity.from as Fields), tenantId: theirs },
    }),
    "by the tenant in a roster": () => {
      platform.standings.set("Eve", { tenantId: theirs, userRole: "user" });
      return (activity) => activity;
    },
    "by an anonymous part in a roster": () => {
      platform.standings.set("Eve", { userRole: "anonymous" });
      return (activity) => activity;
    },
    "by nobody in a shared channel": () => {
      platform.answers(...Array.from({ length: 1 }, () => ({ status: 403 })));
      return (activity) => ({
        ...activity,
        channelData: {
          ...(activity.channelData as Fields),
          channel: { id: "19:x", type: "shared" },
        },
      });
    },
  };

  it.each(Object.entries(shapes))(
    "tells an outsider, known %s, one sentence a thread and stores nothing",
    async (_, shape) => {
      const request = await brings("Maria");
      await platform.says("Tom", "We need a dashboard", {
        channel: "shared",
        mentions: [fakeBot.name],
      });
      await settled();
      const thread = (await requests()).find(({ place }) => place.kind === "channel")!.place
        .thread!;
      const in_thread: TeamsLocation = { channel: "shared", thread };
      const as = shape();
      const deliver = (where: TeamsLocation, fields: Fields) =>
        platform.deliver(as(platform.activity("Eve", where, fields)));
      const mention = { type: "mention", mentioned: fakeBot, text: "<at>Entwine</at>" };
      const said = (where: TeamsLocation, id: string) =>
        deliver(where, {
          type: "message",
          id,
          text: `<at>Entwine</at> ${secret}`,
          entities: [mention],
        });
      const before = await rowsByTable(coreHarness.store);
      const posts = platform.posts().length;

      await deliver(in_thread, {
        type: "message",
        id: "e1",
        text: `${secret} they ring the office`,
      });
      await deliver(in_thread, { type: "messageUpdate", id: "e1", text: secret });
      await deliver(in_thread, { type: "messageDelete", id: "e1" });
      await deliver({ channel: "shared" }, { type: "conversationUpdate", membersAdded: [fakeBot] });
      await deliver({ channel: "shared" }, { type: "installationUpdate", action: "remove" });
      await settled();
      expect(await rowsByTable(coreHarness.store)).toEqual(before);
      expect(platform.posts()).toHaveLength(posts);

      for (const id of ["e2", "e3"]) await said(in_thread, id);
      for (const id of ["e4", "e5"]) await said({ channel: "shared", thread: "e4" }, id);
      for (const id of ["e6", "e7"]) await said({}, id);
      await settled();
      expect(
        platform
          .posts()
          .slice(posts)
          .map(({ words: heard, conversation }) => [heard, conversation]),
      ).toEqual([
        [sentence, `19:shared@thread.tacv2;messageid=${thread}`],
        [sentence, "19:shared@thread.tacv2;messageid=e4"],
        [sentence, "a:eve"],
      ]);

      const data = {
        entwine: {
          press: `act/${request}/decline`,
          form: `act/${request}/decline`,
          fields: ["text", "alternative"],
        },
        text: secret,
        alternative: secret,
      };
      const extension = {
        commandId: "askPartnerQuestions",
        messagePayload: {
          id: "m1",
          body: { content: secret },
          from: { user: { id: aadObjectId("Maria") } },
        },
      };
      for (const [name, value] of [
        [
          "adaptiveCard/action",
          { action: { verb: "press", data: dataOf(words.plain("life.button.take")) } },
        ],
        ["adaptiveCard/action", { action: { verb: "open", data: dataOf("Ask") } }],
        ["task/fetch", { data: dataOf("Ask") }],
        ["task/submit", { data }],
        ["composeExtension/fetchTask", extension],
        ["composeExtension/submitAction", extension],
      ] as [string, Fields][]) {
        const { status, body } = await deliver(
          { channel: "intake" },
          { type: "invoke", name, id: `f:${name}`, replyToId: card().id, value },
        );
        expect(status).toBe(200);
        expect(JSON.stringify(body), name).toContain(sentence);
        expect(JSON.stringify(body)).not.toMatch(/dealer|Salesforce/);
      }
      await settled();

      const { outbox, ...rest } = await rowsByTable(coreHarness.store);
      const { outbox: was, ...others } = before;
      expect(rest).toEqual(others);
      const added = outbox!.filter((row) => !was!.includes(row));
      expect(added.map((row) => JSON.parse(row).id.startsWith("outsider/"))).toEqual([
        true,
        true,
        true,
      ]);
      expect(added.join()).not.toContain(aadObjectId("Eve"));
      expect([...outbox!, ...Object.values(rest).flat(), ...logged].join()).not.toContain(secret);
      expect(platform.posts()).toHaveLength(posts + 3);
    },
  );

  it("treats an outsider's words that a colleague brings as the colleague's", async () => {
    const pointed = (id: string, user: Fields) =>
      platform.invoke(
        "Maria",
        { channel: "shared", thread: "m1" },
        "composeExtension/submitAction",
        {
          value: {
            commandId: "askPartnerQuestions",
            messagePayload: {
              id,
              from: { user },
              body: { content: "<p>We need a key to the yard</p>" },
            },
          },
        },
      );
    platform.standings.set("Eve", { tenantId: theirs });
    await platform.says("Eve", "lunch?", { channel: "elsewhere" });
    await pointed("m1", {
      id: aadObjectId("Eve"),
      displayName: "Eve",
      userIdentityType: "aadUser",
    });
    await pointed("m2", { id: "x1", displayName: "Xavier", userIdentityType: "federatedUser" });
    await pointed("m3", {
      id: "x2",
      displayName: "Xenia",
      userIdentityType: "aadUser",
      tenantId: theirs,
    });
    await settled();
    expect((await requests()).map(({ requester, outside }) => [requester, outside])).toEqual(
      Array(3).fill([aadObjectId("Maria"), true]),
    );
    expect(
      platform
        .posts()
        .filter(
          ({ conversation, words: said }) =>
            conversation.startsWith("19:intake") &&
            said.includes(words.plain("membership.brought", { who: "|" }).split("|")[0]!),
        ),
    ).toHaveLength(3);
    expect(JSON.stringify(await rowsByTable(coreHarness.store))).not.toMatch(
      new RegExp(`${aadObjectId("Eve")}|Xavier|Xenia`),
    );
  });

  describe("guest", () => {
    it.each<[string, Fields]>([
      ["by the role", { userRole: "guest" }],
      ["by the properties", { properties: { userRole: "Guest" } }],
      [
        "by the name in the directory",
        { userPrincipalName: "greta_other.example#EXT#@acme.example" },
      ],
    ])("raises requests and follows their own, and no more: known %s", async (_, standing) => {
      platform.standings.set("Greta", standing);
      const request = await brings("Maria");
      await brings("Greta");
      const heardBy = async (text: string): Promise<string> => {
        const from = platform.posts().length;
        await platform.dm("Greta", text);
        await settled();
        return platform
          .posts()
          .slice(from)
          .map(({ words: said }) => said)
          .join("\n");
      };
      expect(await heardBy("request mine")).toContain(
        words.plain("where.line", { number: 2, title: deriveRequestTitle(wishMessages[0]!) ?? "" }),
      );
      expect(await heardBy("/request R-1")).toBe(words.plain("where.none", { number: 1 }));
      const members = words.plain("membership.guest");
      for (const text of [
        "request team",
        "request backlog",
        "entwine settings",
        "entwine groups",
        "check team",
        "retro start",
      ])
        expect(await heardBy(text), text).toBe(members);

      const invoke = (name: string, value: Fields) =>
        platform.invoke("Greta", { channel: "intake" }, name, { replyToId: card().id, value });
      await invoke("adaptiveCard/action", {
        action: { verb: "press", data: dataOf(words.plain("life.button.take")) },
      });
      expect(JSON.stringify((await invoke("task/fetch", { data: dataOf("Ask") })).body)).toContain(
        words.plain("teams.form.gone"),
      );
      await invoke("task/submit", {
        data: {
          entwine: { press: `act/${request}/decline`, form: `act/${request}/decline` },
          text: "no",
          alternative: "never ever",
        },
      });
      await settled();
      expect((await requests()).map(({ status, owner }) => [status, owner])).toEqual(
        Array(2).fill(["new", null]),
      );
    });
  });

  it("gives outsiders and guests no rights when a colleague names them by mistake", async () => {
    const request = await brings("Maria");
    platform.standings.set("Eve", { tenantId: theirs }).set("Greta", { userRole: "guest" });
    for (const name of ["Eve", "Greta"]) platform.activity(name, {}, {});
    const press = `act/${request}/hand`;
    for (const name of ["Eve", "Greta"]) {
      const value = {
        data: { entwine: { press, form: press, fields: ["to", "text"] }, to: aadObjectId(name) },
      };
      expect(
        JSON.stringify(
          (await platform.invoke("Tom", { channel: "intake" }, "task/submit", { value })).body,
        ),
      ).toContain(words.plain("membership.chosen"));
      await platform.deliver(
        platform.activity("Tom", { channel: "intake" }, { type: "message", value: value.data }),
      );
    }
    await platform.says("Tom", "for Eve", { channel: "field", mentions: [fakeBot.name, "Eve"] });
    await settled();
    expect((await requests())[0]).toMatchObject({ owner: null });
    expect(JSON.stringify((await rowsByTable(coreHarness.store)).requests)).not.toContain(
      aadObjectId("Eve"),
    );
  });
});
