import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEnvChanges, writeEnvFile } from "../../../src/ops/setup/setup-files.ts";
import { freshFolder } from "../../harness/storage/sqlite.ts";

describe("applyEnvChanges", () => {
  it("keeps comments, order and all other settings", () => {
    const text = "# Slack\nSLACK_BOT_TOKEN=old # the bot\n\nexport PORT = 3000\nOTHER='x y'";
    expect(applyEnvChanges(text, { PORT: "4000", HOST: "::1" })).toBe(
      "# Slack\nSLACK_BOT_TOKEN=old # the bot\n\nPORT=4000\nOTHER='x y'\nHOST=::1\n",
    );
  });

  it("changes the line that takes effect, and no comment", () => {
    expect(applyEnvChanges("PORT=1\n# PORT=2\nPORT=3\n", { PORT: "4" })).toBe(
      "PORT=1\n# PORT=2\nPORT=4\n",
    );
  });

  it("does not add a setting that is to be removed", () => {
    expect(applyEnvChanges("A=1\n", { SLACK_APP_TOKEN: "" })).toBe("A=1\n");
  });

  it("writes every value so that it is read back", () => {
    const value = fc
      .string({ unit: "grapheme-ascii" })
      .map((text) => text.replaceAll("`", "").trim());
    fc.assert(
      fc.property(value, (text) => {
        expect(parseEnv(applyEnvChanges("A=1\nTOKEN=old\nB=2\n", { TOKEN: text }))).toEqual({
          A: "1",
          TOKEN: text,
          B: "2",
        });
      }),
    );
  });

  it("refuses a value of several lines", () => {
    expect(() => applyEnvChanges('NOTE="one\nPORT=2\nthree"\n', { PORT: "4" })).toThrow(
      expect.objectContaining({ code: "env_unclear" }),
    );
  });
});

describe("writeEnvFile", () => {
  it("makes the file readable only by its owner, and follows a link", () => {
    const folder = freshFolder();
    const [file, link] = [join(folder, "real"), join(folder, ".env")];
    writeFileSync(file, "PORT=1\n", { mode: 0o644 });
    symlinkSync(file, link);
    writeEnvFile(link, { PORT: "2" });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["PORT=2\n", 0o600]);
    writeEnvFile(join(folder, "new"), { PORT: "3" });
    expect(statSync(join(folder, "new")).mode & 0o777).toBe(0o600);
  });
});
