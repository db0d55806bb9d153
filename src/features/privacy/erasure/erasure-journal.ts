/**
 * Journal of erasures, so that restoring an older backup does not restore erased people: a file
 * beside the database whose entries can only be matched with the root secret.
 */
import { createHmac } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { openSecrets } from "../../../lib/secrets.ts";
import { type ErasureScope, erasureScopes } from "./erase-person.ts";

const Entry = z.object({ at: z.iso.datetime(), who: z.string(), scope: z.enum(erasureScopes) });

/** Erasures, so that they are repeated after an older backup is restored. */
export interface ErasureJournal {
  /** Records an erasure; it is on disk once this returns. `at` is real time, as in a backup. */
  recordErasure(workspace: string, person: string, scope: ErasureScope, at: Date): void;
  /** Returns the number of people erased since then, and the scope of one person's erasure. */
  erasedSince(at: Date): {
    noted: number;
    of(workspace: string, person: string): ErasureScope | undefined;
  };
}

/** Time (ms) between the record of an erasure and its end, which may wait for other work. */
const recordLeadMs = 10 * 60 * 1_000;

/**
 * Opens the journal. Without a file, as for a database in memory, nothing is recorded.
 * @param former former root secrets, used by older entries
 */
export function openErasureJournal(
  file: string | undefined,
  secret: string,
  former: readonly string[] = [],
): ErasureJournal {
  const keys = [secret, ...former].map((each) =>
    openSecrets(each).derive("the journal of erasures"),
  );
  const marks = (workspace: string, person: string): string[] =>
    keys.map((key) =>
      createHmac("sha256", key)
        .update(JSON.stringify([workspace, person]))
        .digest("base64url"),
    );

  return {
    recordErasure(workspace, person, scope, at) {
      if (!file) return;
      mkdirSync(dirname(file), { recursive: true });
      const descriptor = openSync(file, "a", 0o600);
      try {
        writeSync(
          descriptor,
          `${JSON.stringify({ at: at.toISOString(), who: marks(workspace, person)[0], scope })}\n`,
        );
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    },
    erasedSince(at) {
      const found = new Map<string, ErasureScope>();
      const lines = file && existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
      for (const line of lines) {
        // the last line may be incomplete
        const entry = line === "" ? undefined : Entry.safeParse(parsed(line)).data;
        if (!entry || Date.parse(entry.at) < at.getTime() - recordLeadMs) continue;
        if (found.get(entry.who) !== "words") found.set(entry.who, entry.scope);
      }
      return {
        noted: found.size,
        of(workspace, person) {
          const scopesOf = marks(workspace, person).flatMap((mark) => found.get(mark) ?? []);
          return scopesOf.includes("words") ? "words" : scopesOf[0];
        },
      };
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
