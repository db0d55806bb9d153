/** The views for reports, on both engines. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { featureData } from "../../src/app/registry.ts";
import { sql } from "../../src/storage/drizzle.ts";
import type { Store } from "../../src/storage/store.ts";
import { openMigratedTestStore } from "../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { afterNoon, noon, sampleRequest } from "../harness/storage/sample-rows.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

/** Columns of each view; a change of them breaks reports. */
const views = {
  v_requests: [
    ...["workspace", "request_id", "number", "kind", "status", "claims_priority", "is_incident"],
    ...["group_name", "stream", "service", "customer", "is_about_confirmed", "brought", "effort"],
    ...["outcome", "merged_into", "created_at", "logged_at", "delivered_at", "updated_at"],
    ...["lead_minutes", "asking_minutes", "queue_minutes", "agreement_minutes"],
    ...["requester_minutes", "held_minutes", "postponed_minutes", "hand_minutes"],
  ],
  v_steps: [
    ...["workspace", "step_id", "request_id", "number", "act", "status", "at"],
    ...["verdict", "postponed_until"],
  ],
  v_outcomes: [
    ...["workspace", "request_id", "number", "kind", "group_name", "service", "customer"],
    ...["brought", "effort", "delivered_at", "lead_minutes", "outcome", "answered_at"],
    ...["times_too_early", "times_reopened"],
  ],
  v_actions: [
    ...["workspace", "action_id", "retrospective_id", "template", "group_name", "started_at"],
    ...["closed_at", "number", "due", "state", "has_owner"],
  ],
} as const;
type View = keyof typeof views;

/**
 * Names that the team gives to things; an erasure removes people's names from them. `brought` is a
 * column of requests here, and one of retrospectives with people's words.
 */
const namedThings = ["service", "customer", "brought"];

const engines = [
  {
    ...{ name: "SQLite", newUrl: freshSqlite, runs: true },
    columnsOf: (view: View) => `select name from pragma_table_info('${view}')`,
  },
  {
    ...{ name: "PostgreSQL", newUrl: freshPostgres, runs: hasPostgres },
    columnsOf: (view: View) =>
      `select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = '${view}' order by ordinal_position`,
  },
];

for (const { name, newUrl, runs, columnsOf } of engines)
  describe.skipIf(!runs)(`reporting views on ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await openMigratedTestStore(await newUrl());
      await store.write(async ({ db, t }) => {
        await db.insert(t.groups).values({
          ...{ id: "g", workspace: "local", name: "Sales", createdAt: noon },
          source: { kind: "list" },
        });
        await db.insert(t.requests).values([
          sampleRequest({
            ...{ group: "g", kind: "change", status: "outcome_known", outcome: "yes" },
            ...{ service: "CRM", customer: "Aldersee Dairy", owner: "bo", title: "A CRM" },
            deliveredAt: afterNoon(3_600_000),
            times: { lead: 60, queue: 20, hand: 40 },
          }),
          sampleRequest({ id: "r2", number: 2, isPrivate: true, deliveredAt: noon }),
          sampleRequest({ id: "r3", number: 3, status: "not_a_request" }),
          sampleRequest({ id: "r4", number: 4, workspace: "slack:T2" }),
        ]);
        const step = (id: string, more: object) => ({
          ...{ id, workspace: "local", request: "r1", status: "delivered" as const, by: "ana" },
          ...{ at: noon, why: ["secret words"], ...more },
        });
        await db.insert(t.historyEntries).values([
          step("s1", { act: "outcome", details: { verdict: "too_early" } }),
          step("s2", { act: "reopen" }),
          step("s3", {
            ...{ act: "outcome", details: { verdict: "yes" }, at: afterNoon(1_234) },
          }),
          step("s4", { act: "postpone", details: { until: "2026-12-24" } }),
          step("s5", { request: "r2", act: "take" }),
        ]);
        const board = (id: string, home: string) => ({
          ...{ id, workspace: "local", template: "sailboat", title: "T", columns: [] },
          ...{ naming: "named" as const, phase: "closed" as const, budget: 3, minutes: 5, home },
          ...{ cards: [], conversation: home, facilitator: "ana", seenAt: noon, group: "g" },
          ...{ declined: [], startedAt: noon, closedAt: afterNoon(1) },
        });
        await db
          .insert(t.retrospectives)
          .values([board("b1", "slack/channel/C1"), board("b2", "terminal/dm/ana")]);
        const action = (id: string, retrospective: string) => ({
          ...{ id, workspace: "local", retrospective, home: "", rank: 1, text: "secret words" },
          ...{ owner: "ana", due: "2026-12-01" as const, state: "kept" as const },
        });
        await db.insert(t.retroActions).values([action("a1", "b1"), action("a2", "b2")]);
      });
    });
    afterEach(() => store.close());

    /** Reads a view, with instants and flags as both engines have them. */
    async function read(view: View): Promise<Record<string, unknown>[]> {
      const columns = Object.fromEntries(
        views[view].map((column) => [column, sql`${sql.identifier(column)}`]),
      );
      const rows = await store.read.db.select(columns).from(sql.raw(view));
      return rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            value !== null && /_at$|^at$/.test(column)
              ? new Date(value as string).toISOString()
              : /^(is|has|claims)_/.test(column)
                ? Boolean(value)
                : /^times_/.test(column)
                  ? Number(value)
                  : value,
          ]),
        ),
      );
    }

    it("shows requests with their working minutes, without private ones", async () => {
      const rows = await read("v_requests");
      expect(rows.map(({ request_id }) => request_id).toSorted()).toEqual(["r1", "r4"]);
      expect(rows.find(({ request_id }) => request_id === "r1")).toMatchObject({
        ...{ workspace: "local", number: 1, kind: "change", status: "outcome_known" },
        ...{ group_name: "Sales", service: "CRM", is_incident: false, outcome: "yes" },
        ...{ created_at: noon.toISOString(), delivered_at: afterNoon(3_600_000).toISOString() },
        ...{ lead_minutes: 60, queue_minutes: 20, hand_minutes: 40, held_minutes: null },
      });
    });

    it("shows the history of these requests", async () => {
      const rows = await read("v_steps");
      expect(rows.map(({ step_id }) => step_id).toSorted()).toEqual(["s1", "s2", "s3", "s4"]);
      expect(rows.find(({ step_id }) => step_id === "s4")).toMatchObject({
        ...{ number: 1, act: "postpone", postponed_until: "2026-12-24", at: noon.toISOString() },
      });
    });

    it("shows each delivery with its outcome", async () => {
      expect(await read("v_outcomes")).toEqual([
        expect.objectContaining({
          ...{ request_id: "r1", outcome: "yes", lead_minutes: 60, times_too_early: 1 },
          ...{ times_reopened: 1, answered_at: afterNoon(1_234).toISOString() },
        }),
      ]);
    });

    it("shows the actions of a team's retrospectives", async () => {
      expect(await read("v_actions")).toEqual([
        expect.objectContaining({
          ...{ action_id: "a1", group_name: "Sales", due: "2026-12-01", state: "kept" },
          ...{ has_owner: true, closed_at: afterNoon(1).toISOString() },
        }),
      ]);
    });

    it("shows no words of people and no people", async () => {
      const shown = ["requests", "historyEntries", "retrospectives", "retroActions"];
      const personal = featureData
        .flatMap(({ personalData = {} }) => Object.entries(personalData))
        .filter(([table]) => shown.includes(table))
        .flatMap(([, { personalColumns }]) => Object.keys(personalColumns))
        .filter((column) => !namedThings.includes(column));
      expect(personal.length).toBeGreaterThan(5);
      for (const view of Object.keys(views) as View[]) {
        const rows = await store.read.db
          .select({ name: sql<string>`name` })
          .from(sql.raw(`(${columnsOf(view)}) as c`));
        const columns = rows.map(({ name }) => name);
        expect(columns, view).toEqual(views[view]);
        expect(
          columns.filter((column) => personal.includes(column)),
          view,
        ).toEqual([]);
      }
    });
  });
