/** The demo: the same year for a seed, and pages whose figures agree with its export. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { featureData } from "../../../src/app/registry.ts";
import { type ExportRow, exportAllRows } from "../../../src/core/feature-data.ts";
import { effortHours } from "../../../src/features/cases/lifecycle/effort.ts";
import { dayMs } from "../../../src/lib/dates/calendar-dates.ts";
import { openTranscript } from "../../../src/platforms/browser/transcript.ts";
import { pageCompany, team, teamChannel } from "../../../src/tools/demo/company.ts";
import { type DemoServer, serveDemo } from "../../../src/tools/demo/demo.ts";
import { openDemoStore } from "../../../src/tools/demo/demo-store.ts";
import { demoEnd, fillDemo } from "../../../src/tools/demo/fill.ts";
import { words } from "../../harness/words.ts";

/** Fills a database and serves it. */
async function openDemo(requests: number) {
  const { store, remove } = await openDemoStore();
  const transcript = openTranscript(undefined);
  await fillDemo({ store, seed: 7, requests, transcript });
  const rows = await Array.fromAsync(exportAllRows(featureData, store.read));
  const server = await serveDemo(store, transcript, 0);
  const close = async (): Promise<void> => {
    await server.close();
    await store.close();
    remove();
  };
  return { rows, server, close };
}

/** Signs in as the printed link does, and returns the session's cookie. */
async function signIn(server: DemoServer): Promise<string> {
  const link = new URL(await server.newSignInLink()).pathname.split("/").at(-1)!;
  const answer = await fetch(`${server.origin}/ledger/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ link, to: "ledger" }),
    headers: { Origin: server.origin },
    redirect: "manual",
  });
  return answer.headers.getSetCookie()[0]!.split(";")[0]!;
}

describe("the demo", () => {
  let demo: Awaited<ReturnType<typeof openDemo>>;
  let cookie: string;
  beforeAll(async () => {
    demo = await openDemo(60);
    cookie = await signIn(demo.server);
  });
  afterAll(() => demo.close());

  const of = (type: string): ExportRow[] => demo.rows.filter((row) => row.type === type);

  /** Returns the values of the figures of a page, by label. */
  async function figures(path: string): Promise<Record<string, string>> {
    const answer = await fetch(`${demo.server.origin}${path}`, { headers: { Cookie: cookie } });
    const found = (await answer.text()).matchAll(/<dt>([^<]+)<\/dt><dd[^>]*>(?:<[^>]+>)?([^<]+)</g);
    return Object.fromEntries([...found].map(([, label, value]) => [label!, value!]).toReversed());
  }

  /** Returns the month of an instant of the export, in the time zone of the company. */
  const monthOf = (at: unknown): string | undefined =>
    typeof at === "string"
      ? new Date(at).toLocaleDateString("sv", { timeZone: "Europe/Berlin" }).slice(0, 7)
      : undefined;

  it("brings every request to the team, and opens no other by mistake", () => {
    const requests = of("request");
    expect(requests.length).toBeGreaterThan(55);
    expect(requests.length).toBeLessThanOrEqual(60);
    expect(requests.filter(({ kind, service }) => kind && service).length).toBeGreaterThan(50);
    const acts = new Set(of("step").map(({ act }) => act));
    for (const act of ["set_service", "approve", "take", "deliver", "outcome", "evidence", "ask"])
      expect(acts).toContain(act);
    expect(of("retrospective_action").length).toBeGreaterThan(5);
  });

  it("shows on the first page what its export says", async () => {
    const shown = await figures("/ledger");
    const since = new Date(demoEnd.getTime() - 90 * dayMs).toISOString().slice(0, 10);
    const delivered = of("request").filter(
      ({ delivered_at, status }) =>
        `${delivered_at ?? ""}` >= since && ["delivered", "outcome_known"].includes(`${status}`),
    );
    expect(shown[words.plain("ledger.figure.delivered")]).toBe(`${delivered.length}`);
    const verdicts = ["yes", "partly", "no", "not_needed"];
    const answered = delivered.filter(({ outcome }) => verdicts.includes(`${outcome}`));
    expect(shown[words.plain("ledger.figure.answered")]).toBe(`${answered.length}`);
  });

  it("shows in the report of a month what its export says", async () => {
    const month = monthOf(
      of("request").find(({ kind, effort }) => kind === "factory_issue" && effort)?.delivered_at,
    );
    const shown = await figures(`/ledger/value/${month}`);
    const delivered = of("request").filter(({ delivered_at }) => monthOf(delivered_at) === month);
    const came = of("request").filter(({ created_at }) => monthOf(created_at) === month);
    const repairs = came.filter(({ kind }) => kind === "factory_issue");
    const hours = delivered
      .filter(({ kind, effort }) => kind === "factory_issue" && effort)
      .reduce((sum, { effort }) => sum + effortHours[effort as keyof typeof effortHours], 0);
    expect(delivered.length).toBeGreaterThan(0);
    expect(hours).toBeGreaterThan(0);
    expect(shown).toMatchObject({
      [words.plain("ledger.figure.delivered")]: `${delivered.length}`,
      [words.plain("ledger.figure.repair_share")]:
        came.length < 10
          ? words.plain("ledger.of_came", { part: repairs.length, count: came.length })
          : `${Math.round((100 * repairs.length) / came.length)} %`,
    });
    expect(shown[words.plain("ledger.work.repair")]).toContain(
      words.plain("ledger.hours", { hours }),
    );
  });

  it("shows its people, and the newest cards of the team, in the browser", async () => {
    const { origin } = demo.server;
    const answer = await fetch(`${origin}/?you=${team[0]!.id}&in=${teamChannel.id}`);
    const page = await answer.text();
    for (const { name } of pageCompany.people) expect(page).toContain(name);
    expect(page.match(/<article/g)?.length).toBeGreaterThan(10);
    expect(page.match(/<article/g)?.length).toBeLessThan(100);
  });

  it("is the same for a seed", async () => {
    /** Ids on boards, and the order of their notes, are random on purpose. */
    const comparable = (rows: readonly ExportRow[]): ExportRow[] =>
      rows.filter(({ type }) => !`${type}`.startsWith("retrospective"));
    const again = await openDemo(60);
    await again.close();
    expect(comparable(again.rows)).toEqual(comparable(demo.rows));
  });
});
