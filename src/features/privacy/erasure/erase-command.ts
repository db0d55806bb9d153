/** Command `entwine erase`: an operator erases a person who can no longer do it in chat. */
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { exportPersonalRows } from "../../../core/export-rows.ts";
import { EntwineError } from "../../../lib/errors.ts";
import { listWorkspaces } from "../../../storage/directory.ts";
import { recordByOperator } from "../../workspace/audit-log.ts";
import type { ErasureScope } from "./erase-person.ts";
import type { ErasureJournal } from "./erasure-journal.ts";
import { type ErasureDependencies, eraseByOperator } from "./replay-erasures.ts";

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
    return void stdout.write("Nothing is kept of anybody with that id in this workspace.\n");
  stdout.write(
    `Of them there is: ${[...kinds].map(([type, count]) => `${count} ${type}`).join(", ")}.\n`,
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
    `Erased: ${removed} rows went, ${changed} stay without the name${scope === "words" ? " and without their words" : ""}.\n`,
  );
  if (revised > 0)
    stdout.write(`${revised} messages on the platform lose the name as soon as Entwine runs.\n`);
  let clean = await store.purgeDeletedRows({ copies: true, thorough: true });
  for (let tried = 1; !clean && tried < purgeAttempts; tried += 1) {
    await sleep(purgePauseMs);
    clean = await store.purgeDeletedRows({ copies: true, thorough: true });
  }
  if (!clean)
    stdout.write(
      "The database's files still hold traces, since somebody reads in them: run this again, or restart Entwine.\n",
    );
  stdout.write(
    "What remains: what they wrote themselves in the platform's history, your backups (a restore erases them again), and a server's own log of writes.\n",
  );
}

async function confirm(person: string, { stdin, stdout }: Streams): Promise<void> {
  if (!stdin.isTTY)
    throw new EntwineError("not_confirmed", "nothing was erased: nobody is here to be asked", {
      hint: "say --yes if you are sure",
    });
  const asking = createInterface({ input: stdin, output: stdout });
  const said = await asking
    .question("This cannot be undone. Type their id once more to go on: ")
    .finally(() => asking.close());
  if (said.trim() !== person) throw new EntwineError("not_confirmed", "nothing was erased");
}
