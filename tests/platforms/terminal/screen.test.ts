import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const module = new URL("../../../src/platforms/terminal/screen.ts", import.meta.url);
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

it("is true on a pipe", () => expect(withInput("pipe")).toBe("true"));
it("is true on a file", () => expect(withFile(fileURLToPath(import.meta.url))).toBe("true"));
it("is false on /dev/null, which services have", () => expect(withInput("ignore")).toBe("false"));
it("is false on a device that is no terminal", () => expect(withFile("/dev/zero")).toBe("false"));
