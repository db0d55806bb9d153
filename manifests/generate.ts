/** Writes the manifests that the code describes: `npm run manifests`. */
import { writeFileSync } from "node:fs";
import { manifestFiles } from "../src/slack/manifest.ts";
import { loadWords } from "../src/words.ts";

for (const [name, manifest] of Object.entries(manifestFiles(loadWords("en")))) writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`);
