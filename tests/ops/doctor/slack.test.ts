import { randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { openSlackInstallationStore } from "../../../src/app/slack-installations.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { openSecrets } from "../../../src/lib/secrets.ts";
import { diagnoseInstallations } from "../../../src/ops/doctor/slack.ts";
import { openTestStore } from "../../harness/storage/open-store.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";

const [secret, other] = [
  "a secret of these tests, and long",
  "another secret of these tests, long",
];
const publicUrl = "https://entwine.example.com";
let database: string;
beforeEach(async () => {
  database = await freshSqlite();
});

async function installed(...teams: string[]): Promise<void> {
  const store = await openTestStore(database);
  await store.migrate();
  const installations = openSlackInstallationStore({
    store,
    secrets: openSecrets(secret),
    clock: systemClock(),
    newId: randomUUID,
  });
  for (const team of teams)
    await installations.save({
      workspace: `slack:${team}`,
      token: `xoxb-${team}`,
      bot: "U0BOT",
      scopes: [],
      by: "U0MARIA",
    });
  await store.close();
}

it("counts the installations whose tokens can be decrypted", async () => {
  await installed("T0ACME", "T0GLOBEX");
  expect(await diagnoseInstallations({ database, secret, publicUrl })).toMatchObject([
    { state: "ok", what: "2 workspaces installed the app; every token can be decrypted" },
  ]);
});

it("says where to install the app when there is no installation", async () => {
  const none = [{ state: "warning", todo: expect.stringContaining(`${publicUrl}/slack/install`) }];
  expect(await diagnoseInstallations({ database, secret, publicUrl })).toMatchObject(none);
  await installed();
  expect(await diagnoseInstallations({ database, secret, publicUrl })).toMatchObject(none);
});

it("detects another secret, and that the previous one still decrypts tokens", async () => {
  await installed("T0ACME");
  const [shut] = await diagnoseInstallations({ database, secret: other, publicUrl });
  expect(shut).toMatchObject({
    state: "broken",
    what: expect.stringContaining("slack:T0ACME"),
    todo: expect.stringContaining("ENTWINE_SECRET_PREVIOUS"),
  });
  expect(JSON.stringify(shut)).not.toContain("xoxb");
  expect(
    await diagnoseInstallations({ database, secret: other, previousSecret: secret, publicUrl }),
  ).toMatchObject([
    { state: "ok", what: expect.stringContaining("re-encrypted at the next start") },
  ]);
});
