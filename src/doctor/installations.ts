/** The workspaces that installed the app themselves: whether their tokens open with the secret at hand. */
import { existsSync } from "node:fs";
import { EntwineError } from "../errors.ts";
import { openSecrets } from "../secrets.ts";
import { sealedTokens, tokenPurpose } from "../storage/installations.ts";
import { sqlitePath } from "../storage/sqlite-file.ts";
import { openStore } from "../storage/store.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

export interface SealSettings {
  database: string;
  secret?: string;
  previousSecret?: string;
  publicUrl?: string;
}

const part = "Slack workspaces";

export async function checkInstallations({ database, secret, previousSecret, publicUrl }: SealSettings): Promise<Finding[]> {
  const none = warning(part, "none has installed the app yet", `Open ${publicUrl}/slack/install in a browser, once for each workspace.`);
  const file = sqlitePath(database);
  if (!secret || (file !== undefined && !existsSync(file))) return [none];
  const store = await openStore(database);
  try {
    if ((await store.pending()) > 0) return [none];
    const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
    const tokens = await sealedTokens(store.read);
    if (tokens.length === 0) return [none];
    const shut = tokens.filter(({ workspace, token }) => {
      try {
        secrets.open(token, tokenPurpose(workspace));
        return false;
      } catch (error) {
        if (error instanceof EntwineError) return true;
        throw error;
      }
    });
    if (shut.length > 0)
      return [
        broken(
          part,
          `${shut.length} of ${tokens.length} tokens do not open with ENTWINE_SECRET (${shut.map(({ workspace }) => workspace).join(", ")})`,
          "Set ENTWINE_SECRET to what it was; to change it, keep the old one in ENTWINE_SECRET_PREVIOUS until the next start.",
        ),
      ];
    const stale = tokens.filter(({ token }) => secrets.isStale(token)).length;
    const installed = `${tokens.length} workspace${tokens.length === 1 ? "" : "s"} installed the app`;
    return [ok(part, `${installed}; ${stale > 0 ? "their tokens will be sealed anew at the next start" : "every token opens"}`)];
  } finally {
    await store.close();
  }
}
