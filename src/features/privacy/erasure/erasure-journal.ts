/**
 * Who was erased, so that a backup from before does not bring them back: a file beside the
 * database, of which nobody can tell whom it means without the house's secret.
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
import { openSecrets } from "../../../lib/crypto/secrets.ts";
import { type ErasureScope, erasureScopes } from "./erase-person.ts";

const Entry = z.object({ at: z.iso.datetime(), who: z.string(), scope: z.enum(erasureScopes) });

export interface ErasureJournal {
  /** On disk once it returns. `at` is the machine's time, as a backup's is. */
  recordErasure(workspace: string, person: string, scope: ErasureScope, at: Date): void;
  /** How many were erased since then, and what of somebody, if anything. */
  erasedSince(at: Date): {
    noted: number;
    of(workspace: string, person: string): ErasureScope | undefined;
  };
}

/**
 * An erasure is noted before it is done, which may take until somebody who is in the way is
 * through. Milliseconds.
 */
const margin = 10 * 60 * 1_000;

/**
 * Without a file, as beside a database in memory, nothing is noted. `former` are secrets of before,
 * under which older entries stand.
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
        // the last may be cut off
        const entry = line === "" ? undefined : Entry.safeParse(parsed(line)).data;
        if (!entry || Date.parse(entry.at) < at.getTime() - margin) continue;
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
