/** Data of retrospectives: boards, notes, votes, actions and series. */
import {
  type ErasureContext,
  type FeatureData,
  isPathOf,
  type RetentionScope,
} from "../../core/feature-data.ts";
import { daysBefore, yearsBefore } from "../../lib/dates/calendar-dates.ts";
import {
  and,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  notInArray,
  or,
  type SQL,
} from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import {
  columnContains,
  deleteTableRow,
  escapedInJson,
  lockTableRows,
  updateTableRow,
} from "../../storage/table-rows.ts";
import {
  exportRetrospectiveRows,
  personalRetrospectiveRows,
  retrospectiveMarkdown,
} from "./export-rows.ts";
import {
  createNoteCipher,
  readSealedNotes,
  type SealedNotes,
  writeSealedNotes,
} from "./notes/note-encryption.ts";
import { retrospectiveTables } from "./tables.ts";

/** Days until a cancelled retrospective or a stopped series is deleted. */
export const cancelledRetrospectiveDays = 90;

/**
 * Weight of a retrospective in a batch, because its notes, topics and actions are deleted with it.
 */
const batchWeight = 10;

/** Deletes retrospectives of only this person, in direct messages. */
async function eraseOwnBoards({ w, workspace, person }: ErasureContext): Promise<number> {
  let deleted = 0;
  for (const table of ["retrospectives", "retroSeries"] as const)
    for (const row of await lockTableRows(
      w,
      table,
      workspace,
      columnContains(w.t[table].home, person),
    )) {
      if (!isPathOf(row.home, person)) continue;
      await deleteTableRow(w, table, ["id"], row);
      deleted += 1;
    }
  return deleted;
}

async function eraseFromRotas({ w, workspace, person }: ErasureContext): Promise<void> {
  const named = columnContains(w.t.retroSeries.rota, `"${escapedInJson(person)}"`);
  for (const row of await lockTableRows(w, "retroSeries", workspace, named))
    await updateTableRow(w, "retroSeries", ["id"], row, {
      rota: (row.rota as string[]).filter((one) => one !== person),
    });
}

/**
 * Removes the person's notes before the reveal: their token is computed with the root secret. Notes
 * encrypted with another secret stay, because they cannot be read here.
 */
async function eraseSealedNotes({
  w,
  workspace,
  person,
  secrets: [secret, ...former],
}: ErasureContext): Promise<void> {
  if (secret === undefined) return;
  const cipher = createNoteCipher(secret, ...former);
  const withNotes = isNotNull(w.t.retrospectives.box);
  for (const row of await lockTableRows(w, "retrospectives", workspace, withNotes)) {
    let notes: SealedNotes;
    try {
      notes = readSealedNotes(cipher, row.box as string);
    } catch {
      continue;
    }
    const token = cipher.authorToken(row.id as string, person);
    const sealed = notes.sealed.filter((note) => note.token !== token && note.by !== person);
    if (sealed.length < notes.sealed.length)
      await updateTableRow(w, "retrospectives", ["id"], row, {
        box: writeSealedNotes(cipher, { ...notes, sealed }),
      });
  }
}

/** Condition for retrospectives that are not finished. */
const isUnfinished = ({ t: { retrospectives } }: Reader, workspace: string): SQL | undefined =>
  and(
    eq(retrospectives.workspace, workspace),
    notInArray(retrospectives.phase, ["closed", "cancelled"]),
  );

const isClosedFor = (
  { t: { retrospectives } }: Reader,
  { now }: Pick<RetentionScope, "now">,
  years: number,
): SQL | undefined =>
  and(eq(retrospectives.phase, "closed"), lt(retrospectives.closedAt, yearsBefore(now, years)));

/** What retrospectives store, and how it is erased, kept and exported. */
export const retrospectiveData: FeatureData = {
  tables: retrospectiveTables,
  personalData: {
    retrospectives: {
      keyColumns: ["id"],
      personalColumns: {
        title: "text",
        home: "text",
        cards: "json",
        conversation: "text",
        facilitator: "id",
        box: "apart",
        brought: "json",
        summary: "text",
      },
      impersonalColumns: [
        "id",
        "workspace",
        "template",
        "columns",
        "naming",
        "phase",
        "group",
        "series",
        "topic",
        "declined",
      ],
    },
    retroPeople: {
      keyColumns: ["retrospective", "person"],
      ownerColumn: "person",
      personalColumns: {},
      impersonalColumns: ["retrospective"],
    },
    retroNotes: {
      keyColumns: ["id"],
      personalColumns: { text: "text", by: "unset" },
      impersonalColumns: ["id", "retrospective", "column", "topic"],
    },
    retroTopics: {
      keyColumns: ["id"],
      personalColumns: { title: "text", remarks: "json" },
      impersonalColumns: ["id", "retrospective"],
    },
    retroVotes: {
      keyColumns: ["retrospective", "person", "dot"],
      ownerColumn: "person",
      personalColumns: {},
      impersonalColumns: ["retrospective", "topic"],
    },
    retroActions: {
      keyColumns: ["id"],
      personalColumns: { home: "text", text: "text", owner: "unset" },
      impersonalColumns: ["id", "workspace", "retrospective", "due", "state", "lookedAt"],
    },
    retroSeries: {
      keyColumns: ["id"],
      personalColumns: {
        place: "json",
        home: "text",
        conversation: "text",
        rota: "apart",
        by: "id",
      },
      impersonalColumns: [
        "id",
        "workspace",
        "template",
        "naming",
        "group",
        "time",
        "zone",
        "anchor",
      ],
    },
  },
  erasure: {
    async eraseApart(erasure) {
      await eraseFromRotas(erasure);
      await eraseSealedNotes(erasure);
      return eraseOwnBoards(erasure);
    },
    async eraseWords({ w, workspace, person, pseudonymFor }) {
      const { name } = await pseudonymFor();
      const signed = await lockTableRows(w, "retroNotes", workspace, eq(w.t.retroNotes.by, person));
      for (const row of signed) await updateTableRow(w, "retroNotes", ["id"], row, { text: name });
      return { written: signed.map(({ text }) => text) };
    },
  },
  retention: {
    subjects: [{ name: "retrospectives", numbers: { days: cancelledRetrospectiveDays } }],
    policy: {
      retrospectives: "retrospectives",
      retroPeople: "retrospectives",
      retroNotes: "retrospectives",
      retroTopics: "retrospectives",
      retroVotes: "retrospectives",
      retroActions: "retrospectives",
      retroSeries: "retrospectives",
    },
    rules: [
      ({ t: { retrospectives } }, { now }) => ({
        table: "retrospectives",
        key: retrospectives.id,
        weight: batchWeight,
        when: and(
          eq(retrospectives.phase, "cancelled"),
          lt(retrospectives.closedAt, daysBefore(now, cancelledRetrospectiveDays)),
        ),
      }),
      ({ t: { retroSeries } }, { now }) => ({
        table: "retroSeries",
        key: retroSeries.id,
        when: lt(retroSeries.stoppedAt, daysBefore(now, cancelledRetrospectiveDays)),
      }),
    ],
    chosenRules: [
      (reader, { workspace, now }, { retrospectives: years }) => {
        if (!years) return undefined;
        const { retrospectives, retroActions } = reader.t;
        const open = reader.db
          .select({ of: retroActions.retrospective })
          .from(retroActions)
          .where(and(eq(retroActions.workspace, workspace), eq(retroActions.state, "kept")));
        return {
          table: "retrospectives",
          key: retrospectives.id,
          weight: batchWeight,
          when: and(isClosedFor(reader, { now }, years), notInArray(retrospectives.id, open)),
        };
      },
    ],
    conversationInUse(reader, workspace, key) {
      const { retrospectives, retroSeries } = reader.t;
      const boards = reader.db
        .select({ of: retrospectives.conversation })
        .from(retrospectives)
        .where(isUnfinished(reader, workspace));
      const series = reader.db
        .select({ of: retroSeries.conversation })
        .from(retroSeries)
        .where(and(eq(retroSeries.workspace, workspace), isNull(retroSeries.stoppedAt)));
      return or(inArray(key, boards), inArray(key, series))!;
    },
    /** Messages that show an unfinished retrospective. */
    async messageInUse(reader, workspace) {
      const rows = await reader.db
        .select({ cards: reader.t.retrospectives.cards })
        .from(reader.t.retrospectives)
        .where(isUnfinished(reader, workspace));
      const shown = rows.flatMap(({ cards }) => cards.map(({ id }) => id));
      return shown.length > 0 ? inArray(reader.t.outbox.id, shown) : undefined;
    },
    async countPastTerms(reader, { workspace, now }, { retrospectives: years = 0 }) {
      const { retrospectives } = reader.t;
      const closed = and(
        eq(retrospectives.workspace, workspace),
        isClosedFor(reader, { now }, years),
      );
      return { retrospectives: years === 0 ? 0 : await reader.db.$count(retrospectives, closed) };
    },
  },
  export: {
    rows: exportRetrospectiveRows,
    personalRows: personalRetrospectiveRows,
    markdown: retrospectiveMarkdown,
  },
  pageSections: {
    retrospectives: [
      "retrospective",
      "retrospective_note",
      "retrospective_vote",
      "retrospective_action",
      "retrospective_series",
    ],
  },
};
