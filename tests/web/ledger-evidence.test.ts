/** Pages of services, trade-offs, check-up, retrospectives and checks: figures and who sees what. */
import { expect, it } from "vitest";
import { onBothEngines } from "../harness/core-harness.ts";
import { insertSampleEvidence } from "./sample-evidence.ts";
import { everySort, insertSampleRequests } from "./sample-requests.ts";
import { openWebHarness, words } from "./web-harness.ts";

onBothEngines("the ledger's pages of evidence", (newUrl) => {
  async function open() {
    const door = await openWebHarness(await newUrl());
    door.time.move("2027-03-02T12:00:00Z");
    await insertSampleRequests(door.store, everySort);
    await insertSampleEvidence(door.store, "maria");
    const cookies = new Map<string, string>();
    for (const person of ["maria", "lea"]) cookies.set(person, await door.signsIn(person));
    return async (path: string, person = "maria") => {
      const answer = await door.get(path, cookies.get(person));
      return { status: answer.status, text: await answer.text() };
    };
  }

  const rowsOf = (file: string): Record<string, unknown>[] =>
    file
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it("link each figure of a service and of its flow to the rows it counts", async () => {
    const page = await open();
    for (const path of ["/ledger/services/CRM", "/ledger/flow/CRM", "/ledger/checkup"]) {
      const { status, text } = await page(path);
      expect(status).toBe(200);
      const figures = text.matchAll(/<a href="(\/ledger\/requests\?[^"]*)"[^>]*>(\d+)<\/a>/g);
      let checked = 0;
      for (const [, href = "", count] of figures) {
        const list = `${href.replaceAll("&amp;", "&")}&format=jsonl`;
        expect([list, rowsOf((await page(list)).text).length]).toEqual([list, Number(count)]);
        checked += 1;
      }
      expect(checked).toBeGreaterThanOrEqual(3);
    }
    expect((await page("/ledger/services/Unheard")).status).toBe(404);
    expect((await page("/ledger/flow/Unheard")).status).toBe(404);
  });

  it("show decisions without private requests, and count those left out", async () => {
    const page = await open();
    const { text } = await page("/ledger/tradeoffs");
    expect(text).toContain("R-2");
    expect(text).not.toContain("Quiet matter");
    expect(text).toContain(words.plain("insights.tradeoffs.hidden"));
    expect(text).toContain(words.plain("ledger.hidden", { count: 1 }));
    const rows = rowsOf((await page("/ledger/tradeoffs?format=jsonl")).text);
    expect(rows.map(({ first, waits }) => [first, waits])).toEqual([
      ["R-1", "R-2"],
      ["R-5", null],
      ["R-2", null],
    ]);
    const own = rowsOf((await page("/ledger/tradeoffs?side=requester&format=jsonl")).text);
    expect(own.map(({ waits_title }) => waits_title)).toEqual(["the clean-up"]);
    expect((await page("/ledger/tradeoffs", "lea")).text).toContain("Quiet matter");
  });

  it("show retrospectives to those who took part only", async () => {
    const page = await open();
    const { text } = await page("/ledger/retrospectives");
    for (const shown of ["Our month", "Slow tests", "Split the suite"])
      expect(text).toContain(shown);
    for (const hidden of ["Their month", "Move the desks"]) expect(text).not.toContain(hidden);
    expect(text).toContain(words.plain("insights.records.others", { count: 1 }));
    const overdue = await page("/ledger/retrospectives?actions=overdue&format=csv");
    expect(overdue.text.split("\n").filter(Boolean)).toHaveLength(2);
    const others = (await page("/ledger/retrospectives", "lea")).text;
    expect(others).not.toContain("Our month");
    expect(others).toContain(words.plain("insights.records.none"));
  });

  it("show the published weeks of the checks only, and no bar for others", async () => {
    const page = await open();
    const rows = rowsOf((await page("/ledger/checks?format=jsonl")).text);
    expect(
      rows.map(({ week_from, glad_percent, bound }) => [week_from, glad_percent, bound]),
    ).toEqual([
      ["2027-02-08", 60, null],
      ["2027-02-22", 80, "or_more"],
    ]);
    const { text } = await page("/ledger/checks");
    expect(text.match(/<rect /g)).toHaveLength(2);
    expect(text).toContain("<td>–</td>");
  });

  it("count the stored facts for each question of the check-up", async () => {
    const page = await open();
    const rows = rowsOf((await page("/ledger/checkup?format=jsonl")).text);
    expect(rows[0]).toEqual({ question: "goals", knowledge: "partly", known: 1, of: 2 });
    expect(rows.find(({ question }) => question === "installed")).toMatchObject({
      ...{ knowledge: "known", known: 3, of: 3 },
    });
    expect(rows.find(({ question }) => question === "declined")).toMatchObject({
      knowledge: "not_known",
    });
  });
});
