/** User of the setup: waits for questions and types answers. */
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { runSetup } from "../../../src/ops/setup/setup.ts";
import { eventually } from "../../harness/eventually.ts";
import { freshFolder } from "../../harness/storage/sqlite.ts";

const terminal = () =>
  Object.assign(new PassThrough(), {
    isTTY: true as const,
    columns: 200,
    rows: 60,
    setRawMode: () => {},
  });

export const enterKey = "\r";
export const spaceKey = " ";
export const downKey = "\u001b[B";
export const interruptKey = "\u0003";
export const clearLineKeys = "\u007f".repeat(80);

interface Options {
  /** Folder of .env and the manifests. */
  folder?: string;
  entraLogin?: string;
}

export function startWizard({ folder = freshFolder(), entraLogin }: Options = {}) {
  const [input, output] = [terminal(), terminal()];
  let [screen, read, examined] = ["", 0, 0];
  output.on("data", (chunk: Buffer) => (screen += stripVTControlCharacters(chunk.toString())));
  const file = join(folder, ".env");
  const ended = runSetup({
    ...{ input, output, file, folder: join(folder, "setup") },
    entraLogin,
    doctor: async () => examined++ * 0,
  });

  /** Waits until `question` is asked, and types. */
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
