import { afterEach, beforeEach, expect, it } from "vitest";
import { openSlackHarness, type SlackHarness } from "../../../harness/slack/slack-harness.ts";

let harness: SlackHarness;
beforeEach(async () => {
  harness = await openSlackHarness({ http: true });
});
afterEach(() => harness.close());

it("recognises admins", async () => {
  harness.slack.admins.add("U1");
  expect(await harness.adapter.isAdmin?.("slack:T0TEST", "U1")).toBe(true);
  expect(await harness.adapter.isAdmin?.("slack:T0TEST", "U2")).toBe(false);
});

it("returns undefined without the scope", async () => {
  harness.slack.fail("users.info", { error: "missing_scope" });
  expect(await harness.adapter.isAdmin?.("slack:T0TEST", "U1")).toBeUndefined();
});

it("reads a user group's members by its id, anywhere in a text", async () => {
  harness.slack.userGroups.set("S0614TZR7", ["U1", "U2"]);
  for (const written of [
    "S0614TZR7",
    "https://app.slack.com/team/S0614TZR7",
    "<!subteam^S0614TZR7|@sales>",
  ])
    expect(await harness.adapter.membersOf?.("slack:T0TEST", written)).toEqual([
      { id: "U1" },
      { id: "U2" },
    ]);
});

it("reads an empty user group as empty, and a missing one as unknown", async () => {
  harness.slack.userGroups.set("S0000EMPTY", []);
  expect(await harness.adapter.membersOf?.("slack:T0TEST", "S0000EMPTY")).toEqual([]);
  expect(await harness.adapter.membersOf?.("slack:T0TEST", "S0000GONE")).toBeUndefined();
  expect(await harness.adapter.membersOf?.("slack:T0TEST", "the sales people")).toBeUndefined();
});
