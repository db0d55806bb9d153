/** Data of the workspace feature: groups, value streams, days off and the record of changes. */
import {
  type ErasureContext,
  type ExportRow,
  type FeatureData,
  isoInstantOrNull,
  markdownOf,
  plainTextOrNull,
} from "../../core/feature-data.ts";
import { daysBefore } from "../../lib/dates/calendar-dates.ts";
import { and, asc, eq, lt, or, sql } from "../../storage/drizzle.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import type { Reader } from "../../storage/store.ts";
import {
  columnContains,
  escapedInJson,
  lockTableRows,
  updateTableRow,
} from "../../storage/table-rows.ts";
import { withoutFromRules } from "./assignment-rules.ts";
import { WorkspaceSettings, writeWorkspaceSettings } from "./settings.ts";

/** Replaces a date that cannot be read; it sorts after all others. */
const unreadableDate = "9999-12-31";

function workspaceTables(columns: Columns) {
  const { table, index, uniqueIndex, primaryKey, text, notation, instant, json } = columns;

  /** Business groups. */
  const groups = table(
    "groups",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      name: text().notNull(),
      advocate: text(),
      strategy: json(shapes.richTextShape),
      /** Source of the members: a stored list, or a Slack user group or Teams team by its id. */
      source: json(shapes.groupSourceShape, { kind: "list" }).notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex("groups_name").on(t.workspace, t.name)],
  );

  const members = table(
    "members",
    {
      workspace: text().notNull(),
      group: text()
        .notNull()
        .references(() => groups.id, { onDelete: "cascade" }),
      person: text().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.group, t.person] }),
      index("members_person").on(t.workspace, t.person),
    ],
  );

  /** Value streams. */
  const valueStreams = table(
    "streams",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      name: text().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex("streams_name").on(t.workspace, t.name)],
  );

  /** Audit log: changes of settings and groups, and other actions that need a right. */
  const auditEntries = table(
    "changes",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      what: text().notNull(),
      before: json(shapes.anyJsonShape),
      after: json(shapes.anyJsonShape),
      by: text().notNull(),
      at: instant().notNull(),
      why: json(shapes.richTextShape),
    },
    (t) => [index("changes_at").on(t.workspace, t.at)],
  );

  /** The organisation's days off, in addition to public holidays. */
  const daysOff = table(
    "days_off",
    {
      workspace: text().notNull(),
      /** Empty is everywhere. */
      region: text().notNull().default(""),
      date: notation(shapes.isoDateShape, unreadableDate).notNull(),
      name: text().notNull(),
      by: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.date, t.region] })],
  );

  return { groups, members, daysOff, valueStreams, auditEntries };
}

type WorkspaceTables = ReturnType<typeof workspaceTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends WorkspaceTables {}
}

/** Three years. The last change of each setting stays, because it explains the present value. */
export const auditRetentionDays = 1096;

/** Removes the person from the approvers and the assignment rules. */
async function eraseFromSettings({ w, workspace, person }: ErasureContext): Promise<number> {
  const [row] = await lockTableRows(w, "workspaces", workspace);
  const settings = WorkspaceSettings.parse(row?.settings ?? {});
  const approvals = Object.fromEntries(
    Object.entries(settings.approvals).flatMap(([kind, approval]) => {
      const people = approval.people.filter((one) => one !== person);
      return people.length > 0 ? [[kind, { ...approval, people }]] : [];
    }),
  );
  const assignments = withoutFromRules(settings.assignments, { person });
  const changed = WorkspaceSettings.parse({ ...settings, approvals, assignments });
  if (JSON.stringify(changed) !== JSON.stringify(settings))
    await writeWorkspaceSettings(w, workspace, changed);
  return 0;
}

async function* exportRows({ db, t }: Reader, workspace: string): AsyncGenerator<ExportRow> {
  const groups = await db
    .select()
    .from(t.groups)
    .where(eq(t.groups.workspace, workspace))
    .orderBy(asc(t.groups.name));
  for (const { id, name, advocate, strategy, createdAt } of groups)
    yield {
      type: "group",
      workspace,
      group: name,
      owner: advocate,
      text: plainTextOrNull(strategy),
      people: await db.$count(
        t.members,
        and(eq(t.members.workspace, workspace), eq(t.members.group, id)),
      ),
      created_at: isoInstantOrNull(createdAt),
    };
  const changes = await db
    .select()
    .from(t.auditEntries)
    .where(eq(t.auditEntries.workspace, workspace))
    .orderBy(asc(t.auditEntries.at), asc(t.auditEntries.id));
  for (const { what, before, after, by, at, why } of changes)
    yield {
      type: "change",
      workspace,
      what,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      by,
      at: isoInstantOrNull(at),
      why: plainTextOrNull(why),
    };
}

/** Yields a person's groups, their recorded actions and the actions about them. */
async function* personalRows(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  const { groups, members, daysOff, auditEntries } = t;
  const belongs = await db
    .select({ group: groups.name })
    .from(members)
    .innerJoin(groups, eq(groups.id, members.group))
    .where(and(eq(members.workspace, workspace), eq(members.person, person)))
    .orderBy(asc(groups.name));
  for (const { group } of belongs) yield { type: "member", workspace, group };
  const speaksFor = await db
    .select({ group: groups.name })
    .from(groups)
    .where(and(eq(groups.workspace, workspace), eq(groups.advocate, person)));
  for (const { group } of speaksFor) yield { type: "advocate", workspace, group };
  const free = await db
    .select()
    .from(daysOff)
    .where(and(eq(daysOff.workspace, workspace), eq(daysOff.by, person)))
    .orderBy(asc(daysOff.date));
  for (const { date, region, name } of free)
    yield { type: "day_off", workspace, date, region, text: name };
  const inJson = `"${escapedInJson(person)}"`;
  const changes = await db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace, workspace),
        or(
          eq(auditEntries.by, person),
          columnContains(auditEntries.before, inJson),
          columnContains(auditEntries.after, inJson),
        ),
      ),
    )
    .orderBy(asc(auditEntries.at), asc(auditEntries.id));
  for (const { what, before, after, by, at, why } of changes)
    yield {
      type: "change",
      workspace,
      what,
      by,
      at: isoInstantOrNull(at),
      ...(by === person && {
        before: JSON.stringify(before),
        after: JSON.stringify(after),
        why: plainTextOrNull(why),
      }),
    };
}

/** What settings and groups store, and how it is erased, kept and exported. */
export const workspaceData: FeatureData = {
  tables: workspaceTables,
  personalData: {
    groups: {
      keyColumns: ["id"],
      personalColumns: { name: "text", advocate: "unset", strategy: "json" },
      impersonalColumns: ["id", "workspace", "source"],
    },
    members: {
      keyColumns: ["workspace", "group", "person"],
      ownerColumn: "person",
      personalColumns: {},
      impersonalColumns: ["workspace", "group"],
    },
    valueStreams: {
      keyColumns: ["id"],
      personalColumns: { name: "text" },
      impersonalColumns: ["id", "workspace"],
    },
    daysOff: {
      keyColumns: ["workspace", "date", "region"],
      personalColumns: { name: "text", by: "id" },
      impersonalColumns: ["workspace", "region", "date"],
    },
    auditEntries: {
      keyColumns: ["id"],
      personalColumns: { what: "text", before: "json", after: "json", by: "id", why: "json" },
      impersonalColumns: ["id", "workspace"],
    },
  },
  erasure: {
    sharedJobs: ["entwine/refresh"],
    eraseApart: eraseFromSettings,
    async eraseWords({ w, workspace, person }) {
      const { by } = w.t.auditEntries;
      const changes = await lockTableRows(w, "auditEntries", workspace, eq(by, person));
      for (const row of changes)
        await updateTableRow(w, "auditEntries", ["id"], row, { why: null });
      return { written: changes.map(({ why }) => why) };
    },
  },
  retention: {
    subjects: [{ name: "organisation" }, { name: "changes" }],
    policy: {
      groups: "organisation",
      members: "people",
      valueStreams: "organisation",
      daysOff: "organisation",
      auditEntries: "changes",
    },
    rules: [
      ({ t: { auditEntries } }, { workspace, now }) => ({
        table: "auditEntries",
        key: auditEntries.id,
        when: and(
          lt(auditEntries.at, daysBefore(now, auditRetentionDays)),
          sql`exists (select 1 from ${auditEntries} as later where later.workspace = ${workspace} and later.what = ${auditEntries.what} and later.at > ${auditEntries.at})`,
        ),
      }),
    ],
  },
  export: {
    rows: exportRows,
    personalRows,
    markdown: {
      group: (row) =>
        `- group ${markdownOf(row.group)}, ${row.people} people${row.owner ? `, advocate ${markdownOf(row.owner)}` : ""}${row.text ? `: ${markdownOf(row.text)}` : ""}\n`,
      change: (row) =>
        `- _${row.at}_: ${markdownOf(row.what)} changed by ${markdownOf(row.by)}${row.why ? `, ${markdownOf(row.why)}` : ""}\n`,
    },
  },
  pageSections: { organisation: ["change", "day_off", "advocate"], you: ["member"] },
};
