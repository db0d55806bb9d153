import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openFeatures } from "../../src/app/registry.ts";
import { defineActions } from "../../src/core/actions.ts";
import type { Feature } from "../../src/core/feature.ts";
import { assertDistinctFeatures, routeEvent, routeStoredEvent } from "../../src/core/route.ts";
import type { InboundEvent } from "../../src/platform/event.ts";

const actions = defineActions("new", {
  open: { args: [z.string()] },
  form: { opensForm: true },
  due: { jobOnly: true },
});

const feature: Feature = {
  name: "new",
  actions,
  commands: { entwine: ["news"] },
  legacyAction: (path) => (path === "old" ? actions.encode("form") : undefined),
  parseCommand: (text, from) =>
    (from === "command" && text[0] !== "concealed") || text[0] === "new open"
      ? actions.create("open", "x")
      : undefined,
  fromStorableEvent: (event) =>
    event.kind === "command" && event.text[0] === "concealed"
      ? { ...event, text: ["new open"] }
      : event,
  turn: async () => undefined,
};
const other: Feature = { name: "other", turn: async () => undefined };
const rest: Feature = { name: "rest", fallback: true, turn: async () => undefined };
const features = [other, feature, rest];

const event = (more: object): InboundEvent =>
  ({
    id: "e",
    workspace: "w",
    at: 1_000,
    by: { id: "u" },
    place: { platform: "slack", kind: "personal", id: "u" },
    ...more,
  }) as InboundEvent;
const routed = (more: object) => {
  const { feature: found, input } = routeEvent(event(more), features);
  return { name: found?.name, action: input.action };
};

describe("routeEvent", () => {
  it("finds the feature of a button, a form and a job, and decodes the action", () => {
    expect(routed({ kind: "press", press: "new/open/a%2Fb" })).toMatchObject({
      name: "new",
      action: { verb: "open", args: ["a/b"] },
    });
    expect(routed({ kind: "submitted", form: "new/form", values: { a: "1" } })).toMatchObject({
      name: "new",
      action: { verb: "form", values: { a: "1" } },
    });
    expect(routed({ kind: "due", job: "new/due", subject: "s" })).toMatchObject({
      name: "new",
      action: { verb: "due", subject: "s" },
    });
  });

  it("passes on no action when no feature knows the path", () => {
    for (const press of ["new", "new/gone", "new/due", "new/open", "new/open/a/b"])
      expect(routed({ kind: "press", press })).toEqual({ name: "new", action: undefined });
    expect(routed({ kind: "press", press: "newer/open/a" }).name).toBe("rest");
  });

  it("decodes a path that an earlier release wrote", () => {
    expect(routed({ kind: "press", press: "old" })).toMatchObject({
      name: "new",
      action: { verb: "form" },
    });
  });

  it("decodes commands, also under another command's name or as a message", () => {
    const action = { verb: "open", args: ["x"] };
    expect(routed({ kind: "command", command: "entwine", text: ["News today"] })).toMatchObject({
      name: "new",
      action,
    });
    const said = { kind: "message", message: "m", text: ["new open"] };
    expect(routed({ ...said, addressed: true })).toMatchObject({ name: "new", action });
    expect(routed({ ...said, addressed: false })).toMatchObject({ name: "rest" });
  });

  it("decodes a command's word as a message, alone or after the command's name", () => {
    const routedFrom = (text: string, addressed = true) =>
      routed({ kind: "message", message: "m", text: [text], addressed }).name;
    for (const text of ["news", "News?", " entwine news", "Entwine, news of May", "/entwine news"])
      expect(routedFrom(text), text).toBe("new");
    for (const text of ["news of May", "the news", "other news", "entwine", "newspaper"])
      expect(routedFrom(text), text).toBe("rest");
    expect(routedFrom("news", false)).toBe("rest");
  });

  it("leaves concealed words unread unless the event was stored", () => {
    const said = event({ kind: "command", command: "new", text: ["concealed"] });
    expect(routeEvent(said, features).input.action).toBeUndefined();
    expect(routeStoredEvent(said, features).input).toMatchObject({
      event: { text: ["new open"] },
      action: { verb: "open" },
    });
  });
});

describe("assertDistinctFeatures", () => {
  it("accepts the features of the bot", () => {
    expect(() => assertDistinctFeatures(openFeatures({ secrets: ["a secret"] }))).not.toThrow();
  });

  it.each<[string, Feature[]]>([
    ["a name", [feature, { ...other, name: "new" }]],
    ["the name of actions", [{ ...feature, name: "newer" }]],
    ["a command's word", [feature, { ...other, commands: { entwine: ["news"] } }]],
    ["the fallback", [rest, { ...rest, name: "another" }]],
  ])("refuses %s twice", (_, several) => {
    expect(() => assertDistinctFeatures(several)).toThrow();
  });
});
