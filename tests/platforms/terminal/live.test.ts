import { afterEach, describe, expect, it, vi } from "vitest";
import { buttonsCard, openTerminalHarness, textCard, words } from "./terminal-harness.ts";

afterEach(() => void vi.unstubAllEnvs());

describe("interactive terminal", () => {
  it("shows a welcome, and ends with Ctrl-D", async () => {
    const { read, type, terminal, arrivals: events } = await openTerminalHarness({ tty: true });
    expect(read()).toContain("Hello, I’m Entwine.");
    type("hi\r");
    await expect.poll(() => events).toHaveLength(1);
    type("\u0004");
    await terminal.ended;
    expect(read()).toMatch(/\n$/);
  });

  it("keeps the line being typed below new messages", async () => {
    const { read, type, say, arrivals: events } = await openTerminalHarness({ tty: true });
    type("half a sen");
    await expect.poll(read).toMatch(/half a sen$/);
    await say(textCard("A reminder"));
    expect(read()).toMatch(/A reminder\n\n> half a sen$/);
    type("tence\r");
    await expect.poll(() => events).toMatchObject([{ text: ["half a sentence"] }]);
  });

  it("shows a spinner while an answer takes long, and none otherwise", async () => {
    const gate = Promise.withResolvers<void>();
    const { read, type } = await openTerminalHarness({
      tty: true,
      answer: () => gate.promise.then(() => [textCard("Done")]),
    });
    type("think\r");
    await expect.poll(read).toContain("··· ");
    gate.resolve();
    await expect.poll(read).toMatch(/Done\n\n.*> $/s);
  });

  it("wraps at the width of the screen, between buttons and not inside their words", async () => {
    const { read, say } = await openTerminalHarness({ tty: true, columns: 24 });
    await say([
      ...textCard("Before anybody rings a shop: what will you be able to do?"),
      ...buttonsCard("Skip", "What is this for?", "Later"),
    ]);
    const said = read().slice(read().indexOf("Before"), read().lastIndexOf("\n\n"));
    expect(said.split("\n")).toEqual([
      "Before anybody rings a",
      "shop: what will you be",
      "able to do?",
      "[1] Skip",
      "[2] What is this for?",
      "[3] Later",
    ]);
  });

  it("uses colour, unless NO_COLOR is set", async () => {
    const bold = "\u001b[1mR-17";
    const heading = [{ kind: "heading" as const, text: ["R-17"] }];
    vi.stubEnv("TERM", "xterm-256color");
    vi.stubEnv("CI", undefined); // in CI, Node reports no colours
    vi.stubEnv("FORCE_COLOR", undefined);
    vi.stubEnv("NO_COLOR", undefined);
    const coloured = await openTerminalHarness({ tty: true });
    await coloured.say(heading);
    expect(coloured.raw()).toContain(bold);
    vi.stubEnv("NO_COLOR", "1");
    const plain = await openTerminalHarness({ tty: true });
    await plain.say(heading);
    expect(plain.read()).toContain("R-17");
    expect(plain.raw()).not.toContain(bold);
  });

  it("leaves a form with Ctrl-C, and the terminal with the next", async () => {
    const {
      read,
      type,
      say,
      terminal,
      arrivals: events,
    } = await openTerminalHarness({
      tty: true,
      form: {
        id: "f",
        title: "Change",
        submit: "Save",
        cancel: "Leave it",
        fields: [{ name: "need", label: "Need" }],
      },
    });
    await say([
      { kind: "buttons", buttons: [{ label: "Change", press: "change", opensForm: true }] },
    ]);
    type("1\r");
    await expect.poll(read).toContain("Need");
    type("half\u0003");
    await expect.poll(read).toContain(words.plain("terminal.form_left"));
    type("\u0003");
    await terminal.ended;
    expect(events).toEqual([]);
  });
});
