import { afterEach, beforeEach, expect, it } from "vitest";
import { openSlackHarness, type SlackHarness } from "../../../harness/slack/slack-harness.ts";

const at = new Date("2027-03-01T14:00:00Z");
const seconds = (date: string) => Date.parse(date) / 1_000;

let harness: SlackHarness;
beforeEach(async () => {
  harness = await openSlackHarness({ http: true });
});
afterEach(() => harness.close());

const told = async (...people: string[]) =>
  Object.fromEntries((await harness.adapter.presence?.("slack:T0TEST", people, at)) ?? []);

it("reads a person's time zone, or their offset where Slack gives no name", async () => {
  harness.slack.profiles.set("U1", { tz: "Asia/Kolkata" });
  harness.slack.users.set("U2", { tz: "", tz_offset: 20_700 });
  harness.slack.users.set("U3", { tz: "", tz_offset: -12_600 });
  const all = await told("U1", "U2", "U3");
  expect([all.U1?.zone, all.U2?.zone, all.U3?.zone]).toEqual(["Asia/Kolkata", "+05:45", "-03:30"]);
});

it("reads people as away by their status while it lasts, or once deactivated", async () => {
  harness.slack.profiles.set("U1", { status_emoji: ":palm_tree:" });
  harness.slack.profiles.set("U2", { status_text: "Parental leave until June" });
  harness.slack.profiles.set("U3", {
    status_text: "OOO",
    status_expiration: seconds("2027-03-01T13:00:00Z"),
  });
  harness.slack.profiles.set("U4", { status_emoji: ":bus:", status_text: "Commuting" });
  harness.slack.profiles.set("U5", { deleted: true });
  const all = await told("U1", "U2", "U3", "U4", "U5");
  expect(Object.keys(all).filter((id) => all[id]?.away)).toEqual(["U1", "U2", "U5"]);
});

it("reads absence in our languages, and ignores other languages", async () => {
  const away = ["Im Urlaub bis 3.5.", "krank", "En congés", "malade", "De vacaciones", "Enferma"];
  away.push("Urlaub", "Urlaub (3.–17.8.)", "PTO until Monday", "Vacances", "Vacaciones hasta el 5");
  const present = ["Büro Köln", "plant den Urlaub", "au bureau", "en la oficina"];
  present.push("Holiday party at 5", "Urlaubsplanung", "vacation planner");
  for (const text of [...away, ...present]) harness.slack.profiles.set(text, { status_text: text });
  const all = await told(...away, ...present);
  expect(Object.keys(all).filter((id) => all[id]?.away)).toEqual(away);
});

it("reads until when do-not-disturb lasts", async () => {
  harness.slack.quiet.set("U1", [seconds("2027-03-01T13:30:00Z"), seconds("2027-03-01T15:00:00Z")]);
  harness.slack.quiet.set("U2", [seconds("2027-03-01T21:00:00Z"), seconds("2027-03-02T07:00:00Z")]);
  const all = await told("U1", "U2");
  expect([all.U1?.quietUntil, all.U2?.quietUntil]).toEqual([
    new Date("2027-03-01T15:00:00Z"),
    undefined,
  ]);
});

it("asks about do-not-disturb in two calls for a hundred people", async () => {
  await told(...Array.from({ length: 100 }, (_, index) => `U${index}`));
  expect(harness.slack.calls.filter(({ method }) => method === "dnd.teamInfo")).toHaveLength(2);
});

it("returns undefined without the scopes, or when Slack fails", async () => {
  harness.slack.fail("users.info", { error: "missing_scope" });
  harness.slack.fail("dnd.teamInfo", { status: 429, retryAfter: 30 });
  expect(await told("U1")).toEqual({});
});
