/** Reporter that keeps a file of the running tests, for runs that are ended from outside. */
import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Writes to the file named by `TESTS_UNDER_WAY`, if it is set. */
export default class UnderWay implements Reporter {
  readonly #file = process.env.TESTS_UNDER_WAY;
  readonly #running = new Map<string, string>();

  onTestModuleStart = ({ id, relativeModuleId }: TestModule): void =>
    this.#note(id, relativeModuleId);
  onTestModuleEnd = ({ id }: TestModule): void => this.#note(id);
  onTestCaseReady = ({ id, module, fullName }: TestCase): void =>
    this.#note(id, `${module.relativeModuleId}: ${fullName}`);
  onTestCaseResult = ({ id }: TestCase): void => this.#note(id);

  #note(id: string, name?: string): void {
    if (name === undefined) this.#running.delete(id);
    else this.#running.set(id, name);
    if (this.#file !== undefined)
      writeFileSync(this.#file, [...this.#running.values()].map((line) => `${line}\n`).join(""));
  }
}
