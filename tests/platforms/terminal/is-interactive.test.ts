import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const module = new URL("../../../src/platforms/terminal/is-interactive.ts", import.meta.url);
const script = `import { isInteractiveInput } from ${JSON.stringify(module.href)}; console.log(isInteractiveInput(process.stdin))`;

function withInput(stdin: "pipe" | "ignore" | number): string {
  return spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    stdio: [stdin, "pipe", "inherit"],
    encoding: "utf8",
  }).stdout.trim();
}

function withFile(path: string): string {
  const fd = openSync(path, "r");
  try {
    return withInput(fd);
  } finally {
    closeSync(fd);
  }
}

it("converses on a pipe", () => expect(withInput("pipe")).toBe("true"));
it("converses on a file", () => expect(withFile(fileURLToPath(import.meta.url))).toBe("true"));
it("does not converse on /dev/null, as services have it", () =>
  expect(withInput("ignore")).toBe("false"));
it("does not converse on a device that is no terminal", () =>
  expect(withFile("/dev/zero")).toBe("false"));
