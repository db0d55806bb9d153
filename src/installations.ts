/** Where the app was installed by its workspaces themselves: the tokens are sealed in the database, opened here, and forgotten as soon as they are revoked. */
import type { Clock } from "./clock.ts";
import { record } from "./organisation/changes.ts";
import type { Secrets } from "./secrets.ts";
import * as installations from "./storage/installations.ts";
import { meetWorkspace } from "./storage/places.ts";
import type { Store } from "./storage/store.ts";
import type { Installations, Installed } from "./surface/installation.ts";
import type { Json } from "./surface/surface.ts";

interface House {
  store: Store;
  secrets: Secrets;
  clock: Pick<Clock, "now">;
  newId(): string;
}

/** So many tokens are kept open at once; reading one anew takes some 20 µs. */
const most = 500;

export interface Installing extends Installations {
  /** Seals anew what was sealed with an older key; gives how many, and the workspaces whose tokens do not open. Throws `secret_unreadable` when all were sealed with another key: then the secret is another one. */
  reseal(): Promise<{ count: number; shut: string[] }>;
}

export function openInstallations({ store, secrets, clock, newId }: House): Installing {
  /** By the sealed token as well, which every use reads from the database: what another replica revoked or replaced is not used here either. */
  const open = new Map<string, { sealed: string; installed: Installed }>();

  const onRecord = ({ app, organisation, scopes }: Pick<installations.Row, "app" | "organisation" | "scopes">): Json => ({
    app,
    organisation,
    scopes: [...scopes],
  });

  return {
    async find(workspace) {
      const row = await installations.installationOf(store.read, workspace);
      const known = open.get(workspace);
      if (known && known.sealed === row?.token) return known.installed;
      open.delete(workspace);
      if (!row?.token) return undefined;
      const installed = { token: secrets.open(row.token, installations.tokenPurpose(workspace)), bot: row.bot };
      open.set(workspace, { sealed: row.token, installed });
      if (open.size > most) open.delete(open.keys().next().value!);
      return installed;
    },

    async keep({ workspace, token, bot, app = null, organisation = null, scopes, by }) {
      const at = clock.now();
      const row = { surface: "slack", app, organisation, bot, scopes, installedBy: by, installedAt: at } as const;
      await store.write(async (w) => {
        const old = await installations.installationOf(w, workspace);
        await meetWorkspace(w, workspace, at);
        await installations.install(w, workspace, { ...row, token: secrets.seal(token, installations.tokenPurpose(workspace)) });
        const before = old && !old.revokedAt ? onRecord(old) : null;
        await record(w, { id: newId(), workspace, what: "installation", before, after: onRecord(row), by, at });
      });
    },

    async revoke(workspace, { code, at, token }) {
      const known = open.get(workspace);
      if (token !== undefined && known?.installed.token !== token) return;
      await store.write(async (w) => {
        const row = await installations.installationOf(w, workspace);
        if (!row?.token || (at !== undefined && at < row.installedAt.getTime()) || (token !== undefined && row.token !== known?.sealed)) return;
        await installations.revoke(w, workspace, clock.now());
        await record(w, { id: newId(), workspace, what: "installation", before: onRecord(row), after: { code }, by: "entwine", at: clock.now() });
      });
      open.delete(workspace);
    },

    spend: (state) => store.write((w) => installations.spend(w, state, clock.now())),

    async reseal() {
      let count = 0;
      const shut: string[] = [];
      const tokens = await installations.sealedTokens(store.read);
      for (const { workspace, token } of tokens) {
        let text: string;
        try {
          text = secrets.open(token, installations.tokenPurpose(workspace));
        } catch (error) {
          shut.push(workspace);
          if (tokens.every((each) => secrets.isForeign(each.token))) throw error;
          continue;
        }
        if (!secrets.isStale(token)) continue;
        const [at, anew] = [clock.now(), secrets.seal(text, installations.tokenPurpose(workspace))];
        await store.write(async (w) => {
          if (!(await installations.reseal(w, workspace, token, anew))) return;
          await record(w, { id: newId(), workspace, what: "key", before: null, after: "rotated", by: "entwine", at });
          count++;
        });
      }
      return { count, shut };
    },
  };
}
