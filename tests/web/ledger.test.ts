/** Pages of the ledger: their figures, the rows behind them, and who sees what. */
import { expect, it, type TestContext } from "vitest";
import { saveNeedEmbedding } from "../../src/features/cases/similar/need-embedding.ts";
import { onBothEngines, testWorkspace } from "../harness/core-harness.ts";
import { everySort, insertSampleRequests } from "./sample-requests.ts";
import { openWebHarness, words } from "./web-harness.ts";

/** Returns a page's text without markup. */
const textOf = (page: string): string =>
  page
    .replace(/<style[\s\S]*<\/style>/, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ");

onBothEngines("the ledger's pages", (newUrl) => {
  async function open(_: TestContext, samples = everySort) {
    const door = await openWebHarness(await newUrl());
    door.time.move("2027-03-02T12:00:00Z");
    await insertSampleRequests(door.store, samples);
    const cookies = new Map<string, string>();
    for (const person of ["maria", "lea", "zoe"]) cookies.set(person, await door.signsIn(person));
    const page = async (path: string, person = "zoe") => {
      const answer = await door.get(path, cookies.get(person));
      return { status: answer.status, text: await answer.text() };
    };
    return { door, page };
  }

  /** Follows each link of a figure, and compares the number with the rows of the list. */
  async function expectFiguresToAgree(
    page: string,
    fetch: (path: string) => Promise<{ text: string }>,
  ) {
    const figures = [...page.matchAll(/<a href="(\/ledger\/requests\?[^"]*)"[^>]*>(\d+)<\/a>/g)];
    for (const [, href = "", count] of figures) {
      const path = href.replaceAll("&amp;", "&");
      const { text } = await fetch(`${path}&format=jsonl`);
      expect([path, text.split("\n").filter(Boolean).length]).toEqual([path, Number(count)]);
    }
    return figures.length;
  }

  it("show figures that agree with the rows behind them", async (context) => {
    const { page } = await open(context);
    const pages = {
      "/ledger": 8,
      "/ledger/value/2027-02": 8,
      "/ledger/flow": 7,
      "/ledger/services": 8,
    };
    for (const [path, figures] of Object.entries(pages)) {
      const { text } = await page(path);
      expect(await expectFiguresToAgree(text, page)).toBeGreaterThanOrEqual(figures);
    }
  });

  it("show a private request to its people and the team only, and say so", async (context) => {
    const { page } = await open(context);
    const note = words.plain("ledger.hidden", { count: 1 });
    const seen = async (person: string) => (await page("/ledger/requests", person)).text;
    expect(await seen("zoe")).not.toContain("Quiet matter");
    expect(textOf(await seen("zoe"))).toContain(note);
    expect((await page("/ledger/requests?format=csv")).text).not.toContain("Quiet matter");
    expect((await page("/ledger/requests/R-9")).status).toBe(404);
    // Lea has taken requests on lately
    expect(await seen("lea")).toContain("Quiet matter");
    expect(textOf(await seen("lea"))).not.toContain(note);
    expect((await page("/ledger/requests/R-9", "lea")).status).toBe(200);
  });

  it("have a feed of each list, without private requests", async (context) => {
    const { page } = await open(context);
    const { status, text } = await page("/ledger/requests?kind=factory_issue&format=atom");
    expect(status).toBe(200);
    expect([...text.matchAll(/<title>(R-\d+) /g)].map(([, name]) => name)).toEqual(["R-7", "R-3"]);
    expect(text).toContain('<link href="/ledger/requests/R-7"/>');
    expect(text).toMatch(/^<feed xmlns="[^"]+">[\s\S]*<\/feed>\s*$/);
    expect((await page("/ledger/requests?format=atom")).text).not.toContain("Quiet matter");
  });

  it("name their feed, and open it from the list", async (context) => {
    const { page } = await open(context);
    const { text } = await page("/ledger/requests?kind=factory_issue");
    const feed = "/ledger/requests?kind=factory_issue&amp;format=atom";
    expect(text).toContain(`<link rel="alternate" type="application/atom+xml" href="${feed}">`);
    expect(text).toContain(`<a href="${feed}" type="application/atom+xml">`);
  });

  it("find requests by meaning beside words, without private ones", async (context) => {
    const text = "Half of the calls to the hotline ask where a package is";
    const { door, page } = await open(context, [
      { kind: "new_solution", text: [text], title: text },
      { kind: "new_solution", text: [text], title: "Quiet matter of Ben", isPrivate: true },
    ]);
    await door.store.write(async (w) => {
      for (const id of ["sample-1", "sample-2"])
        await saveNeedEmbedding(w, testWorkspace, id, { text });
    });
    const search = async (q: string) =>
      (await page(`/ledger/requests?q=${encodeURIComponent(q)}`)).text;
    const asked = await search("customers should be able to follow their shipment themselves");
    expect(asked).toContain(words.plain("ledger.alike"));
    expect(asked).toContain(text);
    expect(asked).not.toContain("Quiet matter");
    expect(await search("Half of the calls")).not.toContain(words.plain("ledger.alike"));
    expect(await search("a key to the workshop")).not.toContain(words.plain("ledger.alike"));
  });

  it("show guests their own requests only", async (context) => {
    const { door, page } = await open(context);
    await door.store.write(({ db, t }) => db.update(t.signIns).set({ isGuest: true }));
    expect((await page("/ledger/requests?format=jsonl", "zoe")).text).toBe("");
    expect((await page("/ledger/requests/R-1", "zoe")).status).toBe(404);
    expect((await page("/ledger/requests/R-1", "maria")).status).toBe(200);
  });

  it("filter, search and page by their address", async (context) => {
    const { page } = await open(
      context,
      Array.from({ length: 30 }, (_, index) => ({
        kind: index < 2 ? ("advice" as const) : ("new_solution" as const),
        service: index === 4 ? "CRM" : "Shop",
      })),
    );
    const numbers = async (query: string) =>
      [...(await page(`/ledger/requests?${query}`)).text.matchAll(/requests\/R-(\d+)"/g)].map(
        ([, number]) => Number(number),
      );
    expect(await numbers("kind=advice")).toEqual([2, 1]);
    expect(await numbers("q=R-7")).toEqual([7]);
    expect(await numbers("q=scanner")).toEqual([2, 1]);
    expect(await numbers("service=CRM&state=open")).toEqual([5]);
    expect(await numbers("service=CRM&kind=advice")).toEqual([]);
    expect(await numbers("")).toHaveLength(25);
    expect(await numbers("page=2")).toEqual([5, 4, 3, 2, 1]);
    expect(await numbers("page=99")).toEqual([5, 4, 3, 2, 1]);
  });

  it("tell a request's whole story", async (context) => {
    const { page } = await open(context);
    const text = textOf((await page("/ledger/requests/R-5")).text);
    for (const part of ["delivery date on the spot", "a date in the same call", "CRM", "dealers"])
      expect(text).toContain(part);
    expect(text).toContain(words.plain("life.effort.days"));
    expect((await page("/ledger/requests/R-99")).status).toBe(404);
    expect((await page("/ledger/requests/nonsense")).status).toBe(404);
  });

  it("report a month: what helped, what did not, and what is not known", async (context) => {
    const { page } = await open(context);
    const text = textOf((await page("/ledger/value/2027-02")).text);
    const values = { month: "February 2027", delivered: 4, answered: 2, yes: 1, partly: 0, no: 1 };
    expect(text).toContain(words.plain("ledger.value.sentence", values));
    for (const part of ["Dealers get their date at once", "Nobody uses it"])
      expect(text).toContain(part);
    expect(text).toContain(words.plain("ledger.value.failed"));
    // too few deliveries with a band for a cost per outcome
    expect(text).toContain(words.plain("ledger.not_known"));
    expect(textOf((await page("/ledger/value/2020-01")).text)).toContain(
      words.plain("ledger.value.none"),
    );
    expect((await page("/ledger/value/2027-13")).status).toBe(404);
    expect((await page("/ledger/value/2027-04")).status).toBe(404); // still to come
  });

  it("show where the time went", async (context) => {
    const times = [60, 230, 230, 960, 2_340];
    const { page } = await open(context, [
      ...everySort.filter(({ deliveredAt }) => !deliveredAt),
      ...times.map((lead) => ({ ...everySort[6]!, times: { lead, hand: lead } })),
    ]);
    const flow = textOf((await page("/ledger/flow")).text);
    // 230 minutes are within 4 hours, 2,340 within 5 days of 8 hours, and no delivery was put off
    expect(flow).toContain(words.plain("where.time.hours", { hours: 4 }));
    expect(flow).toContain(words.plain("where.time.days", { days: 5 }));
    expect(flow).toMatch(new RegExp(`${words.plain("ledger.flow.postponed")} – –`));
    expect(flow).toContain(words.plain("ledger.flow.oldest", { date: "10 Feb 2027" }));
  });

  it("show what each service was asked for", async (context) => {
    const { page } = await open(context);
    const services = textOf((await page("/ledger/services")).text);
    expect(services.indexOf("CRM")).toBeLessThan(services.indexOf("Shop"));
    expect(services).toContain(words.plain("ledger.services.without", { count: 3 }));
    const rows = (await page("/ledger/services?format=jsonl")).text.trim().split("\n");
    expect(rows.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { service: "CRM", requests: 4, yes: 1, effort_hours: 16 },
      { service: "Shop", requests: 1, no: 1, effort_hours: 4 },
    ]);
  });

  it("tell what nobody answered and what was not asked from what is known", async (context) => {
    const { page } = await open(context);
    const listed = async (state: string) =>
      (await page(`/ledger/requests?state=${state}&format=jsonl`)).text.match(/R-\d+/g);
    expect(await listed("known")).toEqual(["R-6", "R-5"]);
    expect(await listed("unanswered")).toEqual(["R-8"]);
    const kind = words.plain("requests.kind.standard_service");
    expect(textOf((await page("/ledger/value/2027-02")).text)).toContain(
      words.plain("ledger.not_asked", { kind }),
    );
  });

  it("count a security incident as no repair", async (context) => {
    const { page } = await open(context, [{ kind: "factory_issue", security: true }]);
    const listed = async (kind: string) =>
      (await page(`/ledger/requests?kind=${kind}&format=jsonl`)).text.match(/R-\d+/g);
    expect(await listed("factory_issue")).toBeNull();
    expect(await listed("incident")).toEqual(["R-1"]);
  });

  it("say which filters they do not know, and lead back to the ledger", async (context) => {
    const { page } = await open(context);
    const { text } = await page("/ledger/requests?state=foo&kind=advice");
    const filter = words.plain("ledger.filter.state");
    expect(textOf(text)).toContain(words.plain("ledger.filter.unknown", { value: "foo", filter }));
    const lost = await page("/ledger/requests/R-99");
    expect(lost.status).toBe(404);
    expect(lost.text).toContain(`<a href="/ledger">${words.plain("web.home")}</a>`);
  });

  it("show each delivery, what is open for long, and why things went back", async (context) => {
    const day = (number: number) => new Date(`2027-02-${10 + number}T10:00:00Z`);
    const { door, page } = await open(context, [
      ...Array.from({ length: 6 }, (_, index) => ({
        ...{ kind: "factory_issue" as const, status: "delivered" as const, owner: "lea" },
        ...{ deliveredAt: day(index), times: { lead: 60 * (index + 1), hand: 60 } },
      })),
      { kind: "advice", title: "An old question", createdAt: new Date("2027-02-02T10:00:00Z") },
      { kind: "advice", title: "A new question", createdAt: new Date("2027-03-02T11:30:00Z") },
    ]);
    const step = { workspace: testWorkspace, status: "accepted" as const, by: "lea", at: day(1) };
    await door.store.write(({ db, t }) =>
      db.insert(t.historyEntries).values([
        { ...step, id: "q1", request: "sample-1", act: "ask", why: ["Which machine is it?"] },
        { ...step, id: "q2", request: "sample-2", act: "reopen", why: ["It froze again"] },
        { ...step, id: "q3", request: "sample-7", act: "ask", why: ["Not delivered yet"] },
      ]),
    );
    const { text } = await page("/ledger/flow");
    expect(text.match(/<circle /g)).toHaveLength(6);
    for (const reason of ["Which machine is it?", "It froze again"]) expect(text).toContain(reason);
    expect(text).not.toContain("Not delivered yet");
    expect(text.indexOf("An old question")).toBeLessThan(text.indexOf("A new question"));
    expect(text.split(words.plain("ledger.flow.old"))).toHaveLength(2);
    expect(await expectFiguresToAgree(text, page)).toBeGreaterThanOrEqual(9);
  });

  it("say no time and no share of fewer than five deliveries", async (context) => {
    const { page } = await open(context);
    const flow = textOf((await page("/ledger/flow")).text);
    expect(flow).toContain(words.plain("ledger.flow.sentence.few", { count: 4 }));
    expect(flow).not.toContain(" %");
    expect(flow).not.toContain(words.plain("where.time.hours", { hours: 4 }));
  });

  it("count the outcomes of a month by its deliveries on every page", async (context) => {
    const { page } = await open(context, [
      { ...everySort[4]!, deliveredAt: new Date("2027-01-31T23:30:00Z") }, // answered in February
      everySort[5]!,
    ]);
    const listed = textOf((await page("/ledger/value")).text);
    const january = textOf((await page("/ledger/value/2027-01")).text);
    expect(listed).toContain(
      `January 2027 ${words.plain("ledger.value.month", { delivered: 1, said: 1, helped: 1 })}`,
    );
    const values = { month: "January 2027", delivered: 1, answered: 1, yes: 1, partly: 0, no: 0 };
    expect(january).toContain(words.plain("ledger.value.sentence", values));
    expect(listed).not.toContain("December 2026"); // nothing was delivered before
    const february = textOf((await page("/ledger/value/2027-02")).text);
    const earlier = words.plain("ledger.value.earlier", { month: "February 2027" });
    expect(february.indexOf("R-1 ")).toBeGreaterThan(february.indexOf(earlier));
    expect(february).toContain(earlier);
  });

  it("say that a time is not known where nothing was delivered", async (context) => {
    const { page } = await open(context, []);
    const { text } = await page("/ledger");
    expect(textOf(text)).toContain(words.plain("ledger.not_known"));
    for (const path of [
      "/ledger/requests",
      "/ledger/value",
      "/ledger/value/2027-02",
      "/ledger/flow",
      "/ledger/services",
    ])
      expect((await page(path)).status).toBe(200);
  });
});
