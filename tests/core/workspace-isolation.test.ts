/**
 * Isolation of two Slack workspaces and a Teams tenant in one process. People, channels and
 * messages have the same ids in all of them, so that a query without the workspace finds the wrong
 * row.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { defineTables, featureData } from "../../src/app/registry.ts";
import { exportAllRows } from "../../src/core/feature-data.ts";
import { renderExport } from "../../src/features/insights/render-export.ts";
import type { OutboundMessage, PlatformAdapter, SendOutcome } from "../../src/platform/adapter.ts";
import { type Card, cardToPlainText } from "../../src/platform/card.ts";
import type { ConversationRef, PlatformName } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import type { Form } from "../../src/platform/form.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { caseJudge } from "../harness/case-team.ts";
import {
  type CoreHarness,
  manualClock,
  onBothEngines,
  openCoreHarness,
  untilIdle,
  wishMessages,
} from "../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  deletedEvent,
  directMessages,
  dueEvent,
  editedEvent,
  messageEvent,
  openedEvent,
  pressEvent,
  submittedEvent,
} from "../harness/events.ts";

const acme = "slack:T0ACME";
const others = ["slack:T0GLOBEX", "teams:7d1c0f1e-0000-4000-8000-000000000001"];

/** Occurs in every message of Acme's people, and in no one else's. */
const secret = "Quagga";

const platformOf = (workspace: string) => workspace.split(":")[0] as PlatformName;
const intake = (workspace: string): ConversationRef =>
  channelRef("CINTAKE", undefined, platformOf(workspace));

interface Said extends Pick<OutboundMessage, "workspace" | "place" | "card"> {
  message: string;
}

onBothEngines("workspaces in one process", (newUrl) => {
  let harness: CoreHarness;
  let said: Said[];
  const clock = manualClock();

  /** Numbers messages per workspace, so that their ids are the same everywhere. */
  const adapter = (name: PlatformName): PlatformAdapter => ({
    name,
    async send({ workspace, place, card, kind, target }): Promise<SendOutcome> {
      const message =
        kind === "revise"
          ? target!
          : `m${said.filter((each) => each.workspace === workspace).length}`;
      said.push({ workspace, place, card, message });
      return { kind: "sent", message };
    },
    isAdmin: async (_, person) => person === "maria",
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  });

  beforeEach(async () => {
    said = [];
    harness = await openCoreHarness({
      url: await newUrl(),
      adapter: adapter("slack"),
      further: [adapter("teams")],
      clock,
      judge: caseJudge(),
      intakes: Object.fromEntries(
        [acme, ...others].map((workspace) => [workspace, intake(workspace)]),
      ),
    });
  });
  afterEach(() => harness.close());

  const from = (
    workspace: string,
    person: string,
    place = directMessages(person, platformOf(workspace)),
  ) => ({
    workspace,
    at: clock.now().getTime(),
    by: { id: person, name: workspace === acme ? `${person} ${secret}` : person },
    place,
  });
  const accept = async (...events: InboundEvent[]): Promise<void> => {
    await harness.core.ingest(events);
    await untilIdle(harness.store);
  };
  const says = (workspace: string, person: string, text: string, message?: string) =>
    accept(messageEvent(from(workspace, person), text, message));
  const commands = (
    workspace: string,
    person: string,
    command: "request" | "check" | "retro" | "entwine",
    text: string,
    place?: ConversationRef,
  ) => accept(commandEvent(from(workspace, person, place), command, [text]));
  const submits = (
    workspace: string,
    person: string,
    form: string,
    values: Record<string, string>,
    place?: ConversationRef,
  ) => accept(submittedEvent(from(workspace, person, place), form, values));

  const buttons = (card: Card) =>
    card.flatMap((element) =>
      element.kind === "buttons"
        ? element.buttons
        : element.kind === "item" && element.button
          ? [element.button]
          : [],
    );
  const heardIn = (workspace: string): string =>
    said
      .filter((each) => each.workspace === workspace)
      .map(({ card }) => JSON.stringify(card) + cardToPlainText(card))
      .join("\n");

  /** Returns every row of every table that belongs to Acme. */
  async function acmesRows(): Promise<Record<string, string[]>> {
    const { db, t } = harness.store.read;
    const rows = await Promise.all(
      Object.keys(defineTables(columnDialects.sqlite())).map(async (name) => {
        const all: Record<string, unknown>[] = await db
          .select()
          .from(t[name as keyof typeof t] as never);
        return [
          name,
          all
            .filter((row) => (row.workspace ?? row.id) === acme)
            .map((row) => JSON.stringify(row))
            .toSorted(),
        ] as const;
      }),
    );
    return Object.fromEntries(rows);
  }

  async function exported(): Promise<string[]> {
    const lines = [];
    for await (const piece of renderExport(
      featureData,
      exportAllRows(featureData, harness.store.read),
      "jsonl",
    ))
      lines.push(...piece.trim().split("\n"));
    return lines;
  }

  /** Uses every feature in Acme's workspace. */
  async function settleAcme(): Promise<void> {
    await commands(acme, "maria", "entwine", `settings model customer because ${secret}`);
    await submits(acme, "maria", "entwine/new_group", {
      name: `Field ${secret}`,
      advocate: "petra",
      strategy: `Win the ${secret}`,
    });
    const { db, t } = harness.store.read;
    const [group] = await db.select().from(t.groups);
    await submits(acme, "maria", `entwine/members/${group!.id}`, { add: "maria", drop: "" });
    for (const text of wishMessages)
      await says(
        acme,
        "maria",
        text.startsWith("We need")
          ? `We need a ${secret} for the field team`
          : text === "yes"
            ? text
            : `${text}, ${secret}`,
      );
    await says(acme, "lea", "We need a key to the workshop");
    await commands(acme, "lea", "check", "on");
    await commands(acme, "lea", "check", "now");
    await accept(pressEvent(from(acme, "maria"), `check/enrol/${group!.id}`));
    await commands(acme, "maria", "retro", "start sailboat", {
      platform: "slack",
      kind: "channel",
      id: "C0TEAM",
    });
    await commands(acme, "lea", "retro", `add the ${secret} went well`, {
      platform: "slack",
      kind: "channel",
      id: "C0TEAM",
    });
    for (const person of ["maria", "lea"]) await accept(openedEvent(from(acme, person)));
  }

  const asked = {
    request: ["mine", "team", "backlog", "R-1", "R-2", "find field team dealers", "help", "1"],
    entwine: ["help", "settings", "groups", "group Field", "needs", "danger", "audit", "language"],
    check: ["now", "mine", "team", "chain", "settings", "help", "enrol Field", "digest"],
    retro: ["now", "status", "summary", "history", "actions", "next", "cancel", "help"],
  } as const;

  const formsIn = (forms: (Form | undefined)[]): string => JSON.stringify(forms.filter(Boolean));

  it("see and change nothing of each other, by any button, form or command", async () => {
    await settleAcme();
    const before = await acmesRows();
    const lines = await exported();
    const acmes = said.splice(0).filter(({ workspace }) => workspace === acme);
    expect(acmes.map(({ card }) => cardToPlainText(card)).join()).toContain(secret);
    const filled: (keyof Tables)[] = [
      "requests",
      "answers",
      "needEmbeddings",
      "groups",
      "members",
      "enrolments",
      "checks",
      "retrospectives",
      "auditEntries",
      "jobs",
    ];
    for (const table of filled) expect(before[table]?.length, table).toBeGreaterThan(0);
    const ids = (await harness.store.read.db.select().from(harness.store.read.t.requests)).map(
      ({ id, message }) => ({ id, message: message ?? "" }),
    );

    for (const workspace of others) {
      const forms: (Form | undefined)[] = [];
      for (const person of ["maria", "lea", "petra"]) {
        for (const place of [
          undefined,
          intake(workspace),
          { platform: platformOf(workspace), kind: "channel", id: "C0TEAM" } as const,
        ]) {
          if (person !== "maria" && place) continue;
          for (const [command, texts] of Object.entries(asked))
            for (const text of texts)
              await commands(workspace, person, command as keyof typeof asked, text, place);
        }
        // Their need equals that of Acme's people and would be similar.
        for (const text of wishMessages) await says(workspace, person, text);
        for (const text of [
          "where is R-1?",
          "what became of the request for the field team?",
          "R-2",
        ])
          await says(workspace, person, text);
        await accept(openedEvent(from(workspace, person)));
      }
      // Every button that Acme's people saw, on the message with the same id.
      const seen = new Map(
        acmes.flatMap(({ card, message, place }) =>
          buttons(card).flatMap((button) =>
            "press" in button ? [[button.press, { message, place, ...button }] as const] : [],
          ),
        ),
      );
      expect(seen.size).toBeGreaterThan(20);
      for (const [press, { message, place }] of seen) {
        const at = { ...place, platform: platformOf(workspace) };
        const form = await harness.core.buildForm({
          workspace,
          by: { id: "maria" },
          place: at,
          press,
        });
        forms.push(form);
        await accept(pressEvent(from(workspace, "maria", at), press, message));
        const values = Object.fromEntries(
          (form?.fields ?? []).map(({ name, kind }) => [
            name,
            kind === "date" ? "2027-03-31" : "something of mine",
          ]),
        );
        for (const id of new Set([press, form?.id ?? press])) {
          const sent = submittedEvent(from(workspace, "maria", at), id, {
            why: "because",
            name: "mine",
            text: "words",
            ...values,
          });
          if (!(await harness.core.validateForm(sent))) await accept(sent);
        }
      }
      for (const { id, message } of ids) {
        for (const verb of ["show", "more", "cancel", "seclude", "right", "act"])
          await accept(
            pressEvent(
              from(workspace, "maria", intake(workspace)),
              `${verb}/${id}${verb === "act" ? "/accept" : ""}`,
            ),
          );
        for (const act of ["ask", "decline", "merge", "hand_over", "deliver"])
          await submits(
            workspace,
            "maria",
            `act/${id}/${act}`,
            { text: "mine", why: "mine", request: "R-1", to: "lea", alternative: "mine" },
            intake(workspace),
          );
        await accept(editedEvent(from(workspace, "maria"), message, "mine now"));
        await accept(deletedEvent(from(workspace, "maria"), message));
        for (const job of ["wake", "outcome", "due/told", "check/digest", "retro/deadline"])
          await accept(dueEvent(from(workspace, "maria"), job, id));
      }
      expect(heardIn(workspace).length).toBeGreaterThan(5_000);
      expect(heardIn(workspace)).not.toContain(secret);
      expect(formsIn(forms)).not.toContain(secret);
    }

    expect(said.filter(({ workspace }) => workspace === acme)).toEqual([]);
    expect(await acmesRows()).toEqual(before);
    expect((await exported()).filter((line) => line.includes(acme))).toEqual(
      lines.filter((line) => line.includes(acme)),
    );
    expect((await exported()).filter((line) => !line.includes(acme)).join()).not.toContain(secret);
    expect(harness.troubles.map((error) => (error as Error).stack)).toEqual([]);
  });

  it("number their requests and keep their channels separately", async () => {
    for (const workspace of [acme, ...others])
      for (const text of wishMessages) await says(workspace, "maria", text);
    const { db, t } = harness.store.read;
    const requests = await db.select().from(t.requests);
    expect(requests.map(({ workspace, number }) => [workspace, number]).toSorted()).toEqual(
      [acme, ...others].map((workspace) => [workspace, 1]).toSorted(),
    );
    for (const { workspace } of requests)
      expect(
        said.filter((each) => each.workspace === workspace && each.place.id === "CINTAKE"),
      ).toHaveLength(1);
  });
});
