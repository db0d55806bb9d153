/**
 * A process of its own on a shared store: `node store-process.ts <url> <name> <count>` migrates,
 * says what that did, then writes one duty after another and says each once it is safe.
 */

import { openTestStore } from "./open-store.ts";
import { sampleJob } from "./sample-rows.ts";

const [url = "", name = "", times = "0"] = process.argv.slice(2);
const store = await openTestStore(url);
console.log(JSON.stringify(await store.migrate()));
for (let i = 0; i < Number(times); i++) {
  await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob(`${name}${i}`)));
  console.log(`${name}${i}`);
}
await store.close();
