import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { EntwineError } from "../../src/lib/errors.ts";
import { type Log, openLog } from "../../src/lib/log.ts";

function written(level: "info" | "debug", work: (log: Log) => void) {
  const lines: string[] = [];
  work(openLog(level, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

it("writes a JSON line with the message, from its level up", () => {
  const lines = written("info", (log) => {
    log.info({ platform: "slack", ms: 12, again: true }, "sent");
    log.debug({}, "too fine");
  });
  expect(lines).toMatchObject([
    { level: "info", platform: "slack", ms: 12, again: true, msg: "sent" },
  ]);
});

it("writes texts only under allowed names, and names what it omitted", () => {
  const [line] = written("info", (log) =>
    log.info({ code: "ok", text: "my secret need", card: { text: "more" } }, "sent"),
  );
  expect(line).toMatchObject({ code: "ok", leftOut: ["text", "card"] });
  expect(JSON.stringify(line)).not.toMatch(/secret|more/);
});

it("describes an error and its causes by name, code and place, without its message", () => {
  const cause = Object.assign(new Error('duplicate key: "my secret need"'), { code: "23505" });
  const [line, bare] = written("info", (log) => {
    log.error({ err: new TypeError("my secret\n    need", { cause }) }, "not stored");
    log.error({ err: new Error("my secret need") }, undefined as never);
  });
  expect(line).toMatchObject({
    err: { name: "TypeError", cause: { name: "Error", code: "23505" } },
  });
  expect(line.err.at[0]).toContain("log.test.ts");
  expect(JSON.stringify([line, bare])).not.toContain("secret");
});

it("keeps the message and hint of Entwine's own errors", () => {
  const [line] = written("info", (log) =>
    log.error(
      { err: new EntwineError("port_taken", "Taken", { hint: "Set PORT" }) },
      "not started",
    ),
  );
  expect(line.err).toMatchObject({ code: "port_taken", message: "Taken", hint: "Set PORT" });
});

it("loses no line at the exit, and leaves standard output alone", () => {
  const module = new URL("../../src/lib/log.ts", import.meta.url).href;
  const script = `import { openLog } from ${JSON.stringify(module)}; openLog("info").fatal({ code: "last" }, "over"); process.exit(3);`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script],
    { encoding: "utf8" },
  );
  expect([stdout, status]).toEqual(["", 3]);
  expect(JSON.parse(stderr)).toMatchObject({ level: "fatal", code: "last", msg: "over" });
});

it("writes a database failure once a minute, with its count", () => {
  const lines: string[] = [];
  let now = 0;
  const log = openLog(
    "info",
    (line) => lines.push(line),
    () => now,
  );
  const full = new EntwineError("database_full", "Full");
  for (; now <= 61_000; now += 1_000) log.error({ err: full }, "a look failed");
  log.error({ err: new EntwineError("database_locked", "Locked") }, "a look failed");
  log.error({ err: new EntwineError("port_taken", "Taken") }, "not started");
  log.error({ err: new EntwineError("port_taken", "Taken") }, "not started");
  expect(lines.map((line) => JSON.parse(line)).map(({ err, again }) => [err.code, again])).toEqual([
    ["database_full", undefined],
    ["database_full", 59],
    ["database_locked", undefined],
    ["port_taken", undefined],
    ["port_taken", undefined],
  ]);
});
