import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { openProgressBar } from "../../src/lib/progress.ts";

function shown(isTTY: boolean, seconds: number[]): string {
  let text = "";
  let now = 0;
  const output = Object.assign(
    new Writable({
      write(chunk, _, done) {
        text += chunk;
        done();
      },
    }),
    { isTTY },
  );
  const { step, end } = openProgressBar(output, "Copying", { now: () => now });
  for (const second of seconds) {
    now = second * 1_000;
    step(second * 100, 4_000);
  }
  end();
  return text;
}

it("prints nothing for work of less than two seconds", () => {
  expect(shown(true, [0, 1, 1.9])).toBe("");
  expect(shown(false, [0, 1, 1.9])).toBe("");
});

it("shows a bar on a terminal, in one line that is removed at the end", () => {
  expect(shown(true, [1, 10, 20])).toBe(
    `\r\u001b[KCopying ${"█".repeat(8)}${"░".repeat(22)} 25 %, 1,000 of 4,000\r\u001b[KCopying ${"█".repeat(15)}${"░".repeat(15)} 50 %, 2,000 of 4,000\r\u001b[K`,
  );
});

it("writes a plain line every few seconds elsewhere", () => {
  expect(shown(false, [2, 3, 4, 13, 14])).toBe(
    "Copying: 5 %, 200 of 4,000\nCopying: 32 %, 1,300 of 4,000\n",
  );
});
