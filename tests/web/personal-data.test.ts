/** Personal data page: complete, for its owner only, and as a download. */
import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { featureData } from "../../src/app/registry.ts";
import { exportPersonalRows } from "../../src/core/feature-data.ts";
import { erasePerson } from "../../src/features/privacy/erasure/erase-person.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import { personalDataSectionOf, personalDataSections } from "../../src/web/personal-data-pages.ts";
import { startWebServer } from "../../src/web/server.ts";
import { testWorkspace } from "../harness/core-harness.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { openWebHarness, type WebHarness, words } from "./web-harness.ts";

describe("personal data page", () => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await freshSqlite());
    await door.happens("maria", { says: "We need <b>Salesforce</b> for the field team" });
    await door.happens("maria", { says: "They stand at the dealer and ring the office" });
    await door.happens("petra", { says: "We need a dashboard for the warehouse" });
  });

  const linesOf = async (person: string) =>
    Array.fromAsync(exportPersonalRows(featureData, door.store.read, testWorkspace, person));

  it("shows a person's requests and answers as they were written", async () => {
    const page = await (await door.get("/ledger/me/requests", await door.signsIn("maria"))).text();
    expect(page).toContain("We need &lt;b&gt;Salesforce&lt;/b&gt; for the field team");
    expect(page).toContain("They stand at the dealer and ring the office");
    expect(page).toContain(`R-1 · ${words.plain("requests.label.need")}`);
  });

  it("shows and exports nothing of anybody else, nor of another workspace", async () => {
    await door.happens("maria", { says: "We need a secret thing" }, { workspace: "slack:T2" });
    const cookie = await door.signsIn("maria");
    const pages = [
      "/ledger/me",
      ...personalDataSections(featureData).map((section) => `/ledger/me/${section}`),
      ...["md", "csv", "jsonl"].map((format) => `/ledger/me.${format}`),
    ];
    for (const path of pages) {
      for (const more of ["", "?person=petra&workspace=slack:T2"]) {
        const answer = await door.get(path + more, cookie);
        expect(answer.status, path).toBe(200);
        expect(await answer.text()).not.toMatch(/dashboard|petra|secret thing|slack:T2/);
      }
    }
  });

  it("shows no address of a sign-in link among what the bot said", async () => {
    const cookie = await door.signsIn("maria");
    for (const path of ["/ledger/me/talk", "/ledger/me.jsonl"]) {
      const text = await (await door.get(path, cookie)).text();
      expect(text).toContain(words.plain("web.button.ledger"));
      expect(text).not.toMatch(/entwine:sign-in|\/ledger\/sign-in\/[\w-]{43}/);
    }
  });

  it("shows how much data there is, and links to no empty section", async () => {
    const page = await (await door.get("/ledger/me", await door.signsIn("maria"))).text();
    const requests = (await linesOf("maria")).filter(
      ({ type }) => personalDataSectionOf(featureData, type) === "requests",
    ).length;
    expect(page).toContain(`<a href="/ledger/me/requests">`);
    expect(page).toContain(words.plain("web.me.count", { count: requests }));
    expect(page).not.toContain(`href="/ledger/me/retrospectives"`);
  });

  it("goes page by page, the newest first, each line once", async () => {
    for (let n = 10; n < 22; n++) {
      door.time.move(`2027-03-02T10:${n}:00Z`);
      await door.happens("lea", { says: `/entwine note ${n}` });
    }
    const cookie = await door.signsIn("lea");
    const bodies: string[] = [];
    for (let page = 1; page < 20; page++) {
      const body = await (await door.get(`/ledger/me/talk?page=${page}`, cookie)).text();
      bodies.push(body);
      if (!body.includes('rel="next"')) break;
    }
    const all = (await linesOf("lea")).filter(
      ({ type }) => personalDataSectionOf(featureData, type) === "talk",
    ).length;
    expect(all).toBeGreaterThan(20);
    expect(
      bodies.map((body) => body.split("<details>").length - 1).reduce((sum, count) => sum + count),
    ).toBe(all);
    for (const odd of ["0", "-1", "x", "1e9"])
      expect((await door.get(`/ledger/me/talk?page=${odd}`, cookie)).status).toBe(200);
  });

  it("uses the person's language in the chat", async () => {
    await door.happens("lea", { text: "language de" });
    const page = await (await door.get("/ledger/me", await door.signsIn("lea"))).text();
    expect(page).toContain('<html lang="de">');
    expect(page).toContain(loadWords("de").plain("web.me.intro"));
  });

  it.each([
    ["jsonl", "application/jsonl"],
    ["csv", "text/csv"],
    ["md", "text/markdown"],
  ])("downloads as a file (%s) that contains every line", async (format, type) => {
    const cookie = await door.signsIn("maria");
    const answer = await door.get(`/ledger/me.${format}`, cookie);
    expect(answer.headers.get("content-type")).toBe(`${type}; charset=utf-8`);
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="entwine-my-data.${format}"`,
    );
    const body = await answer.text();
    const lines = await linesOf("maria");
    if (format === "jsonl")
      expect(
        body
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ).toEqual(lines);
    expect(
      lines
        .filter(({ type }) => type === "request" || type === "answer")
        .every(({ text }) => body.replaceAll("\\", "").includes(String(text))),
    ).toBe(true);
    const head = await door.call(`/ledger/me.${format}`, { method: "HEAD", headers: { cookie } });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("ends a failing export as incomplete, and logs no words", async () => {
    const failures: unknown[] = [];
    const heard = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => heard.mockRestore());
    const { read } = door.store;
    const broken = {
      db: read.db,
      t: {
        ...read.t,
        get outbox(): never {
          throw new Error("gone");
        },
      },
    }; // the last part of the export
    const signIn = door.signInBy(door.harness.key);
    const ledger = { read: broken, data: featureData, pages: [], signIn, now: door.time.now };
    const web = await startWebServer({
      host: "127.0.0.1",
      port: 0,
      ready: () => ({}),
      readings: [],
      words,
      log: { error: (fields) => failures.push(fields) },
      ledger,
    });
    onTestFinished(() => web.close());
    const answer = await fetch(`http://127.0.0.1:${web.port}/ledger/me.jsonl`, {
      headers: { cookie: await door.signsIn("maria") },
    });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(failures).toEqual([{ err: new Error("gone") }]);
    expect(heard.mock.calls.flat().map(String)).toEqual([
      "Error: a download failed before its end",
    ]);
  });

  it("is linked if browsers can reach it; otherwise its data comes in messages", async () => {
    const words = async () =>
      (await door.happens("maria", { press: "privacy/export" }))
        .map((said) => said.words)
        .join("\n");
    expect(await words()).toMatch(
      /https:\/\/entwine\.example\.com\/ledger\/sign-in\/[\w-]{43}\?to=me/,
    );
    door.harness.address = { origin: "http://127.0.0.1:3000", isLocalOnly: true };
    const instead = await words();
    expect(instead).toContain("They stand at the dealer and ring the office");
    expect(instead).not.toContain("/sign-in/");
  });

  it("is closed for an erased person, with their session and link", async () => {
    const cookie = await door.signsIn("maria");
    const link = await door.asks("maria");
    await door.store.write((w) =>
      erasePerson(w, {
        data: featureData,
        secrets: [],
        workspace: testWorkspace,
        person: "maria",
        scope: "name",
        at: door.time.now(),
        newId: randomUUID,
        words,
      }),
    );
    expect([(await door.get("/ledger/me", cookie)).status, (await door.use(link)).status]).toEqual([
      401, 404,
    ]);
  });
});

/** Types of lines in a person's data, read from the source: from `personalRows` on. */
const sources = globSync([
  "src/core/engine-personal-data.ts",
  "src/features/*/data.ts",
  "src/features/**/export-rows.ts",
]).map((file) => /function\* \w*[pP]ersonal\w*Rows.*/s.exec(readFileSync(file, "utf8"))?.[0] ?? "");
const types = [
  ...new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\btype: ([^,]+)/g)].flatMap(
        ([, type = ""]) => type.match(/(?<=")\w+(?=")/g) ?? [],
      ),
    ),
  ),
];

describe("each type of line", () => {
  it("is found", () =>
    expect(types).toEqual(
      expect.arrayContaining(["request", "request_in_hand", "check", "retrospective_note", "said"]),
    ));

  it("has a section, and a name that people understand", () => {
    expect(
      types.filter((type) => personalDataSectionOf(featureData, type) === "talk").toSorted(),
    ).toEqual(["arrival", "conversation", "job", "said"]);
    expect(types.filter((type) => !words.keys().includes(`privacy.kind.${type}`))).toEqual([]);
  });
});
