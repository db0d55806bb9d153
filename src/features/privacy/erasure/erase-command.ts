/**
 * Erasures by an operator: the command `entwine erase`, and the repetition of erasures after a
 * restore.
 */
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { exportPersonalRows, type FeatureData } from "../../../core/feature-data.ts";
import { EntwineError } from "../../../lib/errors.ts";
import { wordsFor } from "../../../lib/i18n.ts";
import { listWorkspaces, readPersonLanguages } from "../../../storage/directory.ts";
import type { Reader, Store } from "../../../storage/store.ts";
import { distinctColumnValues } from "../../../storage/table-rows.ts";
import { recordByOperator } from "../../workspace/audit-log.ts";
import {
  type ErasureResult,
  type ErasureScope,
  erasePerson,
  personalDataTables,
} from "./erase-person.ts";
import type { ErasureJournal } from "./erasure-journal.ts";

interface EraseTarget {
  workspace: string;
  person: string;
  scope: ErasureScope;
  /** Skips the confirmation. */
  yes: boolean;
}

interface Streams {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
}

/** Attempts to purge the files while another reader holds them, and the pause (ms) between them. */
const [purgeAttempts, purgePauseMs] = [20, 500];

/**
 * Erases a person and reports on `stdout`.
 * @throws `workspace_unknown`, or `not_confirmed` when the operator does not confirm or there is no
 * terminal to ask
 */
export async function runErase(
  eraser: ErasureDependencies,
  journal: ErasureJournal,
  { workspace, person, scope, yes }: EraseTarget,
  { stdin, stdout }: Streams,
): Promise<void> {
  const { store, data, newId } = eraser;
  const known = await listWorkspaces(store.read);
  if (!known.includes(workspace))
    throw new EntwineError("workspace_unknown", "there is no such workspace here", {
      hint: `there is ${known.join(", ") || "none yet"}`,
    });
  const kinds = new Map<string, number>();
  for await (const { type } of exportPersonalRows(data, store.read, workspace, person))
    kinds.set(type, (kinds.get(type) ?? 0) + 1);
  if (kinds.size === 0)
    return void stdout.write("This workspace has no data of a person with that id.\n");
  stdout.write(
    `Data of this person: ${[...kinds].map(([type, count]) => `${count} ${type}`).join(", ")}.\n`,
  );
  if (!yes) await confirm(person, { stdin, stdout });
  const at = new Date();
  journal.recordErasure(workspace, person, scope, at);
  const { removed, changed, revised } = await eraseByOperator(eraser, workspace, person, scope, at);
  await recordByOperator(store, {
    what: "erase",
    after: scope,
    workspaces: [workspace],
    at,
    newId,
  });
  stdout.write(
    `Erased: ${removed} rows deleted, ${changed} kept without the name${scope === "words" ? " and without their words" : ""}.\n`,
  );
  if (revised > 0)
    stdout.write(`${revised} messages on the platform will be changed as soon as Entwine runs.\n`);
  let clean = await store.purgeDeletedRows({ copies: true, thorough: true });
  for (let tried = 1; !clean && tried < purgeAttempts; tried += 1) {
    await sleep(purgePauseMs);
    clean = await store.purgeDeletedRows({ copies: true, thorough: true });
  }
  if (!clean)
    stdout.write(
      "The database's files still contain deleted data, because a process reads them: run this again, or restart Entwine.\n",
    );
  stdout.write(
    "Not erased: their messages in the platform's history, your backups (a restore erases the person again), and PostgreSQL's own write-ahead log.\n",
  );
}

async function confirm(person: string, { stdin, stdout }: Streams): Promise<void> {
  if (!stdin.isTTY)
    throw new EntwineError(
      "not_confirmed",
      "nothing was erased: there is no terminal to confirm it",
      {
        hint: "add --yes if you are sure",
      },
    );
  const asking = createInterface({ input: stdin, output: stdout });
  const said = await asking
    .question("This cannot be undone. Type their id again to continue: ")
    .finally(() => asking.close());
  if (said.trim() !== person) throw new EntwineError("not_confirmed", "nothing was erased");
}

/** What an erasure by an operator needs. */
export interface ErasureDependencies {
  store: Store;
  /** Data declarations of the engine and all features. */
  data: readonly FeatureData[];
  /** The root secret, then former ones. */
  secrets: readonly string[];
  newId(): string;
}

async function eraseByOperator(
  { store, ...dependencies }: ErasureDependencies,
  workspace: string,
  person: string,
  scope: ErasureScope,
  at: Date,
): Promise<ErasureResult> {
  const languages = await readPersonLanguages(store.read, workspace, person);
  const words = wordsFor(languages.workspace);
  return store.write((w) =>
    erasePerson(w, { ...dependencies, workspace, person, scope, at, words }),
  );
}

/** Returns all people's ids in the rows of a workspace. */
async function readAllPersonIds(
  data: readonly FeatureData[],
  on: Reader,
  workspace: string,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [table, { ownerColumn, personalColumns }] of personalDataTables(data)) {
    const columns = [
      ...(ownerColumn ? [ownerColumn] : []),
      ...Object.entries(personalColumns).flatMap(([column, kind]) =>
        kind === "id" || kind === "unset" ? [column] : [],
      ),
    ];
    for (const column of columns)
      for (const id of await distinctColumnValues(on, table, column, workspace))
        if (typeof id === "string") found.add(id);
  }
  return found;
}

/**
 * Repeats erasures made after `made`; returns the number in the journal, and the number of people
 * who had been restored.
 */
export async function replayErasures(
  eraser: ErasureDependencies,
  journal: ErasureJournal,
  made: Date,
): Promise<{ noted: number; again: number }> {
  const { store, data } = eraser;
  const erased = journal.erasedSince(made);
  if (erased.noted === 0) return { noted: 0, again: 0 };
  let again = 0;
  for (const workspace of await listWorkspaces(store.read))
    for (const person of await readAllPersonIds(data, store.read, workspace)) {
      const scope = erased.of(workspace, person);
      if (!scope) continue;
      await eraseByOperator(eraser, workspace, person, scope, new Date());
      again += 1;
    }
  return { noted: erased.noted, again };
}
