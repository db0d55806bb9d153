/**
 * Process that writes to a shared store: `node store-process.ts <url> <name> <count>` migrates,
 * prints the result, then writes one job after another and prints each once it is durable.
 */

import { EntwineError } from "../../../src/lib/errors.ts";
import { openTestStore } from "./open-store.ts";
import { sampleJob } from "./sample-rows.ts";

const [url = "", name = "", times = "0"] = process.argv.slice(2);
const store = await openTestStore(url);
console.log(JSON.stringify(await store.migrate()));
/** Writes a job. A write that is refused because other processes hold the lock has no effect. */
async function write(id: string): Promise<void> {
  try {
    await store.write(({ db, t }) => db.insert(t.jobs).values(sampleJob(id)));
  } catch (error) {
    if (!(error instanceof EntwineError && error.code === "database_locked")) throw error;
    await write(id);
  }
}

for (let i = 0; i < Number(times); i++) {
  await write(`${name}${i}`);
  console.log(`${name}${i}`);
}
await store.close();
