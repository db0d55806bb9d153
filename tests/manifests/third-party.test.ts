import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { thirdParty } from "../../manifests/third-party.ts";

it("equals what npm run manifests writes from the lock file", () => {
  const written = readFileSync("manifests/THIRD-PARTY.md", "utf8");
  expect(written === thirdParty(), "run npm run manifests").toBe(true);
});

it("names each package used at run time, with a known licence", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { version: string; dev?: boolean; devOptional?: boolean }>;
  };
  const list = thirdParty();
  for (const [path, { version, dev, devOptional }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (path !== "" && !dev && !devOptional) expect(list).toContain(`- **${name}** ${version}, `);
  }
  expect(list).not.toMatch(/^- .*(?:unknown|UNLICENSED|SEE LICENSE)/m);
});
