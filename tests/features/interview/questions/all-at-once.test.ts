/** The form with all questions. */
import { expect, it, onTestFinished } from "vitest";
import { openCaseTeam } from "../../../harness/case-team.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

it("takes no empty form, which would skip all questions", async () => {
  const team = await openCaseTeam(await freshSqlite());
  onTestFinished(() => team.coreHarness.close());
  await team.says("maria", "We need Salesforce for the field team");
  const label = sentence("requests.button.form");
  const mistakes = await team.presses("maria", label, undefined, { need: " " });
  expect(Object.values(mistakes ?? {})).toEqual([sentence("requests.form.all.nothing")]);
  expect(await team.presses("maria", label, undefined, { need: "see the orders" })).toBeUndefined();
});
