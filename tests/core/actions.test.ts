import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineActions } from "../../src/core/actions.ts";

const integer = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

const actions = defineActions("check", {
  now: {},
  answer: { args: [z.iso.date(), z.enum(["yes", "no"])] },
  zone: { args: [z.string().optional()] },
  time: { args: [z.string().optional(), z.string().optional()] },
  page: { args: [z.string(), integer] },
  digest: { jobOnly: true },
  settings: { opensForm: true },
});

describe("defineActions", () => {
  it("writes an action as a path of percent-encoded parts", () => {
    expect(actions.encode("now")).toBe("check/now");
    expect(actions.encode("answer", "2027-03-01", "yes")).toBe("check/answer/2027-03-01/yes");
    expect(actions.encode("zone", "Europe/Berlin")).toBe("check/zone/Europe%2FBerlin");
    expect(actions.encode("page", "r", 12)).toBe("check/page/r/12");
  });

  it("omits optional arguments at the end, and none before a given one", () => {
    expect(actions.encode("time")).toBe("check/time");
    expect(actions.encode("time", undefined, undefined)).toBe("check/time");
    expect(actions.encode("time", undefined, "late")).toBe("check/time//late");
    expect(actions.decode("check/time//late")?.args).toEqual([undefined, "late"]);
    expect(actions.decode("check/time/early/")?.args).toEqual(["early"]);
    expect(actions.decode("check/time//")?.args).toEqual([]);
  });

  it("reads each argument by its schema", () => {
    expect(actions.decode("check/answer/2027-03-01/yes")).toEqual({
      feature: "check",
      verb: "answer",
      args: ["2027-03-01", "yes"],
    });
    const page = actions.decode("check/page/r/12");
    expect(page?.verb === "page" && page.args[1] + 1).toBe(13);
    expect(actions.decode("check/page//12")?.args).toEqual(["", 12]);
  });

  it.each([
    "",
    "check",
    "check/",
    "other/now",
    "check/gone",
    "check/constructor",
    "check/__proto__",
    "check/now/more",
    "check/now/",
    "check/answer",
    "check/answer/2027-03-01",
    "check/answer/2027-03-01/perhaps",
    "check/answer/soon/yes",
    "check/answer/2027-03-01/yes/more",
    "check/zone/Europe/Berlin",
    "check/zone/%E0%A4%A",
    "check/page/r/-1",
    "check/page/r/",
  ])("refuses %j", (path) => {
    expect(actions.decode(path)).toBeUndefined();
    expect(actions.decodeJob(path)).toBeUndefined();
  });

  it("writes an action that was decoded or created as it was encoded", () => {
    const path = actions.encode("time", undefined, "late");
    expect(actions.pathOf(actions.decode(path)!)).toBe(path);
    expect(actions.create("zone", "UTC")).toEqual(actions.decode("check/zone/UTC"));
    expect(actions.create("zone", undefined)).toEqual(actions.decode("check/zone"));
  });

  it("decodes actions of jobs only from jobs, not from buttons", () => {
    expect(actions.decode("check/digest")).toBeUndefined();
    expect(actions.decodeJob("check/digest")?.verb).toBe("digest");
    expect(actions.decodeJob("check/now")?.verb).toBe("now");
  });
});
