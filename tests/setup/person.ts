/** Somebody who sits through the set-up: reads what is asked, then types. */
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { setUp } from "../../src/setup/setup.ts";
import { eventually } from "../harness/eventually.ts";
import { freshFolder } from "../harness/sqlite.ts";

const terminal = () => Object.assign(new PassThrough(), { isTTY: true as const, columns: 200, rows: 60, setRawMode: () => {} });

export const enter = "\r";
export const space = " ";
export const down = "\u001b[B";
export const leave = "\u0003";
export const erase = "\u007f".repeat(80);

interface Options {
  /** Where .env and the manifests are. */
  folder?: string;
  login?: string;
}

export function sitDown({ folder = freshFolder(), login }: Options = {}) {
  const [input, output] = [terminal(), terminal()];
  let [screen, read, examined] = ["", 0, 0];
  output.on("data", (chunk: Buffer) => (screen += stripVTControlCharacters(chunk.toString())));
  const file = join(folder, ".env");
  const ended = setUp({
    ...{ input, output, file, folder: join(folder, "setup") },
    ...(login !== undefined && { login }),
    doctor: async () => examined++ * 0,
  });

  /** Waits for `question` to be asked, and types. */
  async function answer(question: string, ...keys: string[]): Promise<void> {
    await eventually(() => {
      const at = screen.indexOf(question, read);
      if (at < 0) throw new Error(`nobody asked "${question}"; last seen: ${screen.slice(-600)}`);
      read = at + question.length;
    }, 10);
    for (const key of keys) input.write(key);
  }
  return { file, folder, ended, answer, screen: () => screen, examined: () => examined };
}
