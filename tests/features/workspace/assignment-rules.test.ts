/** Rules that name somebody on the card of a new request. */
import { expect, it, type TestContext } from "vitest";
import {
  type AssignmentRule,
  findAssignment,
  withoutFromRules,
} from "../../../src/features/workspace/assignment-rules.ts";
import {
  WorkspaceSettings,
  writeWorkspaceSettings,
} from "../../../src/features/workspace/settings.ts";
import { openCaseTeam } from "../../harness/case-team.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";

const rules: AssignmentRule[] = [
  { id: "1", words: ["SAP", "cash desk"], kind: "factory_issue", person: "ada" },
  { id: "2", group: "sales", team: "crm" },
  { id: "3", kind: "advice", person: "bo", team: "crm" },
];
const found = (text: string, more: { kind?: string; group?: string } = {}) =>
  findAssignment(rules, { text, ...more })?.id;

it("finds the first rule whose conditions all hold", () => {
  expect(found("the cash desk is down", { kind: "factory_issue", group: "sales" })).toBe("1");
  expect(found("SAP, please", { kind: "change" })).toBeUndefined();
  expect(found("SAPling for the lobby", { kind: "factory_issue" })).toBeUndefined();
  expect(found("anything", { kind: "change", group: "sales" })).toBe("2");
  expect(found("which tool?", { kind: "advice" })).toBe("3");
});

it("drops people and groups that are gone, and rules that then name nobody", () => {
  expect(withoutFromRules(rules, { person: "ada" }).map(({ id }) => id)).toEqual(["2", "3"]);
  expect(withoutFromRules(rules, { group: "crm" })).toEqual([
    rules[0],
    { id: "3", kind: "advice", person: "bo" },
  ]);
  expect(withoutFromRules(rules, { group: "sales" }).map(({ id }) => id)).toEqual(["1", "3"]);
});

onBothEngines("a new request", (newUrl) => {
  it("names a person by a rule until somebody takes it", async ({
    onTestFinished,
  }: TestContext) => {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    const label = sentence("life.card.assigned");
    const unnamed = await team.asks("maria");
    expect((await team.card(unnamed)).words).not.toContain(`${label}: `);
    const [row] = await team.rows();
    await team.coreHarness.store.write((w) =>
      writeWorkspaceSettings(
        w,
        testWorkspace,
        WorkspaceSettings.parse({ assignments: [{ id: "1", kind: row?.kind, person: "tom" }] }),
      ),
    );
    const request = await team.asks("petra");
    expect((await team.card(request)).words).toContain(`${label}: @tom`);
    await team.does("lea", request, sentence("life.button.take"));
    expect((await team.card(request)).words).not.toContain(`${label}: @tom`);
  });
});
