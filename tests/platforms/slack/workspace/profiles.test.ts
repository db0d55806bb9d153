import { describe, expect, it } from "vitest";
import { SlackCallError } from "../../../../src/platforms/slack/workspace/api-call.ts";
import { openSlackProfiles } from "../../../../src/platforms/slack/workspace/profiles.ts";

/** Opens profiles on a client with these responses, in order; the last one repeats. */
function open(...answers: (object | Error)[]) {
  let now = 0;
  let calls = 0;
  const read = async () => {
    const answer = answers[Math.min(calls++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const profiles = openSlackProfiles(read, () => now);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { profiles, calls: () => calls, pass };
}

const no = (error: string) => new SlackCallError(200, error, 0);

describe("openSlackProfiles", () => {
  it("asks once in ten minutes, and again after", async () => {
    const { profiles, calls, pass } = open({ id: "U1", is_restricted: true }, { id: "U1" });
    expect(profiles.cached("U1")).toBeUndefined();
    expect(await Promise.all([profiles.fetch("U1"), profiles.fetch("U1")])).toEqual(
      Array(2).fill({ id: "U1", is_restricted: true }),
    );
    expect(calls()).toBe(1);
    pass(10 * 60_000);
    expect(profiles.cached("U1")).toEqual({ id: "U1", is_restricted: true });
    expect(await profiles.fetch("U1")).toEqual({ id: "U1" });
    expect(calls()).toBe(2);
  });

  it("accepts a refusal of Slack, and asks again soon when it did not respond", async () => {
    const refused = open(no("missing_scope"));
    for (let count = 0; count < 2; count++)
      expect(await refused.profiles.fetch("U1")).toBeUndefined();
    expect(refused.calls()).toBe(1);
    const { profiles, calls, pass } = open(new Error("no answer"), { id: "U1" });
    for (let count = 0; count < 2; count++) expect(await profiles.fetch("U1")).toBeUndefined();
    expect(calls()).toBe(1);
    pass(5_000);
    expect(await profiles.fetch("U1")).toEqual({ id: "U1" });
  });

  it("keeps the last profile while Slack does not respond", async () => {
    const { profiles, pass } = open({ id: "U1", is_stranger: true }, new Error("no answer"));
    await profiles.fetch("U1");
    pass(10 * 60_000);
    expect(await profiles.fetch("U1")).toEqual({ id: "U1", is_stranger: true });
  });

  it("fetches at once when asked for a new profile, and caches it", async () => {
    const { profiles } = open({ id: "U1", tz: "Europe/Berlin" }, { id: "U1", tz: "Asia/Tokyo" });
    await profiles.fetch("U1");
    expect(await profiles.renew("U1")).toMatchObject({ tz: "Asia/Tokyo" });
    expect(profiles.cached("U1")).toMatchObject({ tz: "Asia/Tokyo" });
  });
});
