/**
 * Store of Slack installations made by workspaces themselves. Tokens are encrypted in the database,
 * decrypted here, and dropped when they are revoked.
 */

import { recordAuditEntry } from "../features/workspace/audit-log.ts";
import type { Clock } from "../lib/clock.ts";
import type { Secrets } from "../lib/secrets.ts";
import type { Json } from "../platform/adapter.ts";
import type {
  SlackBotCredentials,
  SlackInstallationStore,
} from "../platforms/slack/workspace/clients.ts";
import { upsertWorkspace } from "../storage/directory.ts";
import * as installations from "../storage/installations.ts";
import type { Store } from "../storage/store.ts";

interface InstallationStoreOptions {
  store: Store;
  secrets: Secrets;
  clock: Pick<Clock, "now">;
  newId(): string;
}

/** Number of decrypted tokens kept in memory; decrypting one takes about 20 µs. */
const maxCachedTokens = 500;

export interface ResealableInstallationStore extends SlackInstallationStore {
  /**
   * Re-encrypts tokens encrypted with an older key. Returns their number and the workspaces whose
   * tokens cannot be decrypted.
   * @throws `secret_mismatch` when all tokens were encrypted with a key that is not configured
   */
  reseal(): Promise<{ count: number; unreadable: string[] }>;
}

export function openSlackInstallationStore({
  store,
  secrets,
  clock,
  newId,
}: InstallationStoreOptions): ResealableInstallationStore {
  /**
   * Decrypted credentials by workspace, valid only for the encrypted token they came from: each use
   * compares it with the database, where another replica may have revoked or replaced it.
   */
  const open = new Map<string, { sealed: string; installed: SlackBotCredentials }>();

  const auditValueOf = ({
    app,
    organisation,
    scopes,
  }: Pick<installations.InstallationRow, "app" | "organisation" | "scopes">): Json => ({
    app,
    organisation,
    scopes: [...scopes],
  });

  return {
    async findCredentials(workspace) {
      const row = await installations.readInstallation(store.read, workspace);
      const known = open.get(workspace);
      if (known && known.sealed === row?.token) return known.installed;
      open.delete(workspace);
      if (!row?.token) return undefined;
      const installed = {
        token: secrets.open(row.token, installations.slackTokenPurpose(workspace)),
        bot: row.bot,
      };
      open.set(workspace, { sealed: row.token, installed });
      if (open.size > maxCachedTokens) open.delete(open.keys().next().value!);
      return installed;
    },

    async save({ workspace, token, bot, app = null, organisation = null, scopes, by }) {
      const at = clock.now();
      const row = {
        surface: "slack",
        app,
        organisation,
        bot,
        scopes,
        installedBy: by,
        installedAt: at,
      } as const;
      await store.write(async (w) => {
        const old = await installations.readInstallation(w, workspace);
        await upsertWorkspace(w, workspace, at);
        await installations.saveInstallation(w, workspace, {
          ...row,
          token: secrets.seal(token, installations.slackTokenPurpose(workspace)),
        });
        const before = old && !old.revokedAt ? auditValueOf(old) : null;
        await recordAuditEntry(w, {
          id: newId(),
          workspace,
          what: "installation",
          before,
          after: auditValueOf(row),
          by,
          at,
        });
      });
    },

    async revoke(workspace, { code, at, token }) {
      const known = open.get(workspace);
      if (token !== undefined && known?.installed.token !== token) return;
      await store.write(async (w) => {
        const row = await installations.readInstallation(w, workspace);
        if (
          !row?.token ||
          (at !== undefined && at < row.installedAt.getTime()) ||
          (token !== undefined && row.token !== known?.sealed)
        )
          return;
        await installations.revokeInstallation(w, workspace, clock.now());
        await recordAuditEntry(w, {
          id: newId(),
          workspace,
          what: "installation",
          before: auditValueOf(row),
          after: { code },
          by: "entwine",
          at: clock.now(),
        });
      });
      open.delete(workspace);
    },

    consumeState: (state) => store.write((w) => installations.markUsedOnce(w, state, clock.now())),

    async reseal() {
      let count = 0;
      const unreadable: string[] = [];
      const tokens = await installations.listSealedTokens(store.read);
      for (const { workspace, token } of tokens) {
        let text: string;
        try {
          text = secrets.open(token, installations.slackTokenPurpose(workspace));
        } catch (error) {
          unreadable.push(workspace);
          if (tokens.every((each) => secrets.isForeign(each.token))) throw error;
          continue;
        }
        if (!secrets.isStale(token)) continue;
        const [at, resealed] = [
          clock.now(),
          secrets.seal(text, installations.slackTokenPurpose(workspace)),
        ];
        await store.write(async (w) => {
          if (!(await installations.replaceSealedToken(w, workspace, token, resealed))) return;
          await recordAuditEntry(w, {
            id: newId(),
            workspace,
            what: "key",
            before: null,
            after: "rotated",
            by: "entwine",
            at,
          });
          count++;
        });
      }
      return { count, unreadable };
    },
  };
}
