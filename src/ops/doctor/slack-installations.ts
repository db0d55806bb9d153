/**
 * Check of the workspaces that installed the app themselves: whether their tokens can be decrypted.
 */
import { existsSync } from "node:fs";
import { defineTables } from "../../app/schema.ts";
import { openSecrets } from "../../lib/crypto/secrets.ts";
import { EntwineError } from "../../lib/errors.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import { sqlitePath } from "../../storage/engine/sqlite/database-file.ts";
import { listSealedTokens, slackTokenPurpose } from "../../storage/installations.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./finding.ts";

export interface InstallationsDiagnosisSettings {
  database: string;
  secret?: string;
  previousSecret?: string;
  publicUrl?: string;
}

const part = "Slack workspaces";

export async function diagnoseInstallations({
  database,
  secret,
  previousSecret,
  publicUrl,
}: InstallationsDiagnosisSettings): Promise<Finding[]> {
  const none = warningFinding(
    part,
    "none has installed the app yet",
    `Open ${publicUrl}/slack/install in a browser, once for each workspace.`,
  );
  const file = sqlitePath(database);
  if (!secret || (file !== undefined && !existsSync(file))) return [none];
  const store = await openStore(database, { tables: defineTables });
  try {
    if ((await store.countPendingMigrations()) > 0) return [none];
    const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
    const tokens = await listSealedTokens(store.read);
    if (tokens.length === 0) return [none];
    const unreadable = tokens.filter(({ workspace, token }) => {
      try {
        secrets.open(token, slackTokenPurpose(workspace));
        return false;
      } catch (error) {
        if (error instanceof EntwineError) return true;
        throw error;
      }
    });
    if (unreadable.length > 0)
      return [
        brokenFinding(
          part,
          `${unreadable.length} of ${tokens.length} tokens cannot be decrypted with ENTWINE_SECRET (${unreadable.map(({ workspace }) => workspace).join(", ")})`,
          "Set ENTWINE_SECRET to its earlier value; to change it, keep the old one in ENTWINE_SECRET_PREVIOUS until the next start.",
        ),
      ];
    const stale = tokens.filter(({ token }) => secrets.isStale(token)).length;
    const installed = `${tokens.length} workspace${tokens.length === 1 ? "" : "s"} installed the app`;
    return [
      okFinding(
        part,
        `${installed}; ${stale > 0 ? "their tokens will be re-encrypted at the next start" : "every token can be decrypted"}`,
      ),
    ];
  } finally {
    await store.close();
  }
}
