/**
 * Store of Slack installations made by workspaces themselves. Tokens are encrypted in the database,
 * decrypted here, and dropped when they are revoked.
 */

import { z } from "zod";
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
import type { Reader, Store } from "../storage/store.ts";

/**
 * Decrypted token column: a token, one that expires, or for a workspace that its organisation's
 * installation serves, the key of that installation.
 */
const Contents = z.union([
  z.strictObject({ organisation: z.string() }),
  z.strictObject({ token: z.string(), refreshToken: z.string(), expiresAt: z.number() }),
  z.strictObject({ token: z.string() }),
]);
type Contents = z.infer<typeof Contents>;

/** Tokens that do not expire are stored as they are, as in release 0.1.0. */
const parseContents = (text: string): Contents =>
  text.startsWith("{") ? Contents.parse(JSON.parse(text)) : { token: text };

const contentsOf = ({ token, renewal }: Pick<SlackBotCredentials, "token" | "renewal">): string =>
  renewal ? JSON.stringify({ token, ...renewal } satisfies Contents) : token;

const credentialsOf = (bot: string, contents: Contents): SlackBotCredentials | undefined => {
  if (!("token" in contents)) return undefined;
  const { token, ...renewal } = contents;
  return { token, bot, ...("refreshToken" in renewal && { renewal }) };
};

/** Returns whether an installation is of a whole organisation. */
const isOrganisation = (workspace: string): boolean => workspace.startsWith("slack:E");

/** Time (ms) for which late events of a workspace that removed the app do not add it again. */
const lateEventsMs = 60 * 60_000;

interface InstallationStoreOptions {
  store: Store;
  secrets: Secrets;
  clock: Pick<Clock, "now">;
  newId(): string;
}

/** Number of decrypted tokens kept in memory; decrypting one takes about 20 µs. */
const maxCachedTokens = 500;

/** Store of Slack installations whose secrets can be encrypted again with the current key. */
export interface ResealableInstallationStore extends SlackInstallationStore {
  /**
   * Re-encrypts tokens encrypted with an older key. Returns their number and the workspaces whose
   * tokens cannot be decrypted.
   * @throws `secret_mismatch` when all tokens were encrypted with a key that is not configured
   */
  reseal(): Promise<{ count: number; unreadable: string[] }>;
}

/** Opens the store of Slack installations; tokens are encrypted at rest. */
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
  const open = new Map<
    string,
    { sealed: string; contents: Contents; installed: SlackBotCredentials | undefined }
  >();

  const unseal = (workspace: string, sealed: string): Contents =>
    parseContents(secrets.open(sealed, installations.slackTokenPurpose(workspace)));
  const seal = (workspace: string, contents: string): string =>
    secrets.seal(contents, installations.slackTokenPurpose(workspace));

  async function readOpened(workspace: string) {
    const row = await installations.readInstallation(store.read, workspace);
    const known = open.get(workspace);
    if (known && known.sealed === row?.token) return known;
    open.delete(workspace);
    if (!row?.token) return undefined;
    const contents = unseal(workspace, row.token);
    const opened = { sealed: row.token, contents, installed: credentialsOf(row.bot, contents) };
    open.set(workspace, opened);
    if (open.size > maxCachedTokens) open.delete(open.keys().next().value!);
    return opened;
  }

  /** Returns the key of the installation that serves a workspace: its own or its organisation's. */
  async function holderOf(workspace: string): Promise<string> {
    const contents = (await readOpened(workspace))?.contents;
    return contents && "organisation" in contents ? contents.organisation : workspace;
  }

  /** Returns whether a row refers to the organisation's installation; an unreadable one does not. */
  function isServed(workspace: string, token: string): boolean {
    try {
      return "organisation" in unseal(workspace, token);
    } catch {
      return false;
    }
  }

  /** Lists the workspaces that the installation of an organisation serves. */
  async function servedBy(on: Reader, holder: string): Promise<installations.InstallationRow[]> {
    if (!isOrganisation(holder)) return [];
    const rows = await installations.listInstallationsOf(on, holder.slice("slack:".length));
    return rows.filter(({ workspace, token }) => token && isServed(workspace, token));
  }

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
      const opened = await readOpened(workspace);
      return opened && "organisation" in opened.contents
        ? (await readOpened(opened.contents.organisation))?.installed
        : opened?.installed;
    },

    async joinOrganisation(workspace, organisation) {
      const at = clock.now();
      return store.write(async (w) => {
        const installed = await installations.readInstallation(w, organisation);
        const old = await installations.readInstallation(w, workspace);
        const removedAt = old?.revokedAt?.getTime() ?? 0;
        const isLate =
          at.getTime() - removedAt < lateEventsMs &&
          (installed?.installedAt.getTime() ?? 0) < removedAt;
        if (!installed?.token || old?.token || isLate) return false;
        const { workspace: _, revokedAt: __, ...row } = installed;
        await upsertWorkspace(w, workspace, at);
        await installations.saveInstallation(w, workspace, {
          ...row,
          installedAt: at,
          token: seal(workspace, JSON.stringify({ organisation } satisfies Contents)),
        });
        await recordAuditEntry(w, {
          id: newId(),
          workspace,
          what: "installation",
          before: null,
          after: auditValueOf(row),
          by: row.installedBy,
          at,
        });
        return true;
      });
    },

    async claimRenewal(workspace) {
      const at = clock.now();
      const minute = Math.floor(at.getTime() / 60_000);
      const id = `renewal/${await holderOf(workspace)}/${minute}`;
      return store.write((w) => installations.markUsedOnce(w, id, at));
    },

    async renew(workspace, old, renewed) {
      const holder = await holderOf(workspace);
      const opened = await readOpened(holder);
      if (opened?.installed !== old) return;
      await store.write((w) =>
        installations.replaceSealedToken(
          w,
          holder,
          opened.sealed,
          seal(holder, contentsOf(renewed)),
        ),
      );
    },

    async save({ workspace, token, renewal, bot, app = null, organisation = null, scopes, by }) {
      const at = clock.now();
      const row = {
        platform: "slack",
        app,
        organisation,
        bot,
        scopes,
        installedBy: by,
        installedAt: at,
      } as const;
      await store.write(async (w) => {
        const old = await installations.readInstallation(w, workspace);
        if (!isOrganisation(workspace)) await upsertWorkspace(w, workspace, at);
        await installations.saveInstallation(w, workspace, {
          ...row,
          token: seal(workspace, contentsOf({ token, renewal })),
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
      const holder = token === undefined ? workspace : await holderOf(workspace);
      const known = open.get(holder);
      if (token !== undefined && known?.installed?.token !== token) return;
      await store.write(async (w) => {
        const row = await installations.readInstallation(w, holder);
        if (
          !row?.token ||
          (at !== undefined && at < row.installedAt.getTime()) ||
          (token !== undefined && row.token !== known?.sealed)
        )
          return;
        for (const each of [row, ...(await servedBy(w, holder))]) {
          await installations.revokeInstallation(w, each.workspace, clock.now());
          await recordAuditEntry(w, {
            id: newId(),
            workspace: each.workspace,
            what: "installation",
            before: auditValueOf(each),
            after: { code },
            by: "entwine",
            at: clock.now(),
          });
        }
      });
      open.delete(holder);
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
