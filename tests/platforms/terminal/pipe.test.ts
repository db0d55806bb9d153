import { describe, expect, it } from "vitest";
import type { Form } from "../../../src/platform/form.ts";
import { toPlainText } from "../../../src/platform/rich-text.ts";
import { lineMaxChars } from "../../../src/platforms/terminal/screen.ts";
import { buttonsCard, openTerminalHarness, textCard, words } from "./terminal-harness.ts";

const brief: Form = {
  id: "brief:1",
  title: "All at once",
  submit: "Send",
  cancel: "Leave it",
  fields: [
    { name: "need", label: "Need", required: true },
    { name: "customer", label: "Customer", hint: "who would notice?" },
    { name: "measure", label: "Measure", value: "end of March" },
  ],
};

describe("pipe", () => {
  it("answers plain lines in their order, however slow an answer is", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness({
      async answer(event) {
        if (event.kind !== "message") return [];
        const said = toPlainText(event.text);
        if (said === "slow") await new Promise((resolve) => setTimeout(resolve, 30));
        return [textCard(`1 to ${said}`), textCard(`2 to ${said}`)];
      },
    });
    expect(await pipes("slow", "", "quick")).toBe("1 to slow\n2 to slow\n1 to quick\n2 to quick\n");
    expect(events).toMatchObject([
      {
        kind: "message",
        workspace: "local",
        by: { id: "maria" },
        place: { platform: "terminal", kind: "personal", id: "maria" },
        addressed: true,
      },
      { kind: "message" },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it("keeps the last line, with or without an end of line", async () => {
    const { input, terminal, arrivals: events } = await openTerminalHarness();
    input.end("first\r\nlast");
    await terminal.ended;
    expect(events.map((event) => event.kind === "message" && event.text)).toEqual([
      ["first"],
      ["last"],
    ]);
  });

  it("reads commands, and everything else as messages", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness();
    await pipes(
      "/request a CRM",
      "/entwine",
      "/Request mine",
      "/help",
      "/etc/hosts is gone",
      "# heading",
    );
    expect(events).toMatchObject([
      { kind: "command", command: "request", text: ["a CRM"] },
      { kind: "command", command: "entwine", text: [] },
      { kind: "command", command: "request", text: ["mine"] },
      { kind: "command", command: "entwine", text: ["help"] },
      { kind: "message", text: ["/etc/hosts is gone"] },
      { kind: "message", text: ["# heading"] },
    ]);
  });

  it("says that it does not know a command, and shows nobody its words", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness();
    const said = await pipes("/foo", "/bar baz");
    for (const name of ["foo", "bar"])
      expect(said).toContain(words.plain("terminal.unknown_command", { name }));
    expect(events).toEqual([]);
  });

  it("ends at /quit", async () => {
    const { type, terminal, arrivals: events } = await openTerminalHarness();
    type("one\n/quit\ntwo\n");
    await terminal.ended;
    expect(events).toHaveLength(1);
  });

  it("presses a button by its number or its label, and reads other numbers as words", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness({
      answer: (event) =>
        event.kind === "message"
          ? [textCard("What for?"), buttonsCard("Skip", "What is this for?")]
          : [],
    });
    expect(await pipes("CRM", "2", "skip", "7")).toContain(
      "What for?\n[1] Skip  [2] What is this for?\n",
    );
    expect(events).toMatchObject([
      { kind: "message" },
      { kind: "press", press: "press:What is this for?" },
      { kind: "press", press: "press:Skip" },
      { kind: "message", text: ["7"] },
    ]);
    expect(events[1]).toHaveProperty("card", expect.stringMatching(/./));
  });

  it("recognises a button's label as a keyboard types it", async () => {
    const { say, pipes, arrivals: events } = await openTerminalHarness();
    await say(buttonsCard("That’s right"));
    await pipes("that's right");
    expect(events).toMatchObject([{ kind: "press", press: "press:That’s right" }]);
  });

  it("numbers buttons on until a line is read, then restarts", async () => {
    const { say, type, read, arrivals: events } = await openTerminalHarness();
    await say(buttonsCard("Yes"));
    await say(buttonsCard("No"));
    expect(read()).toBe("[1] Yes\n[2] No\n");
    type("2\n");
    await expect.poll(() => events).toMatchObject([{ press: "press:No" }]);
    await say(buttonsCard("Undo"));
    expect(read()).toMatch(/\[1\] Undo\n$/);
  });

  it("prints only what is new in an updated message, and drops removed buttons", async () => {
    const { say, pipes, arrivals: events } = await openTerminalHarness();
    const question = textCard("Who looks after the dealers?");
    const outcome = await say([...question, ...buttonsCard("Skip", "Back")]);
    const target = outcome.kind === "sent" && outcome.message ? outcome.message : "";
    expect(target).not.toBe("");
    await say([...question, ...buttonsCard("Back")], { kind: "revise", target });
    await say([...question, ...textCard("Lea took it"), ...buttonsCard("Back", "Thank her")], {
      kind: "revise",
      target,
    });
    await say(textCard("a page"), { kind: "home" });
    expect(await pipes("1", "2")).toBe(
      "Who looks after the dealers?\n[1] Skip  [2] Back\nLea took it\n[3] Thank her\n",
    );
    expect(events).toMatchObject([
      { kind: "message", text: ["1"] },
      { kind: "press", press: "press:Back" },
    ]);
  });

  it("does not print the button that the person just pressed", async () => {
    const sitting = await openTerminalHarness({
      answer(event) {
        if (event.kind !== "press" || !event.card) return [];
        void sitting.say([{ kind: "note", text: ["@maria: Skip"] }], {
          kind: "revise",
          target: event.card,
        });
        return [textCard("Left open.")];
      },
    });
    await sitting.say(buttonsCard("Skip"));
    expect(await sitting.pipes("1")).toBe("[1] Skip\nLeft open.\n");
  });

  it("prints nothing when words settle a card, also if it keeps some buttons", async () => {
    const { say, pipes } = await openTerminalHarness();
    const question = textCard("Who looks after the dealers?");
    const outcome = await say([...question, ...buttonsCard("Skip"), ...buttonsCard("Not meant")]);
    const target = outcome.kind === "sent" && outcome.message ? outcome.message : "";
    const note = { kind: "note", text: ["@maria: answered in words"] } as const;
    await say([...question, { ...note, text: [...note.text] }, ...buttonsCard("Not meant")], {
      kind: "revise",
      target,
    });
    expect(await pipes("Petra")).toBe("Who looks after the dealers?\n[1] Skip\n[2] Not meant\n");
  });

  it("asks a form field by field", async () => {
    const {
      pipes,
      arrivals: events,
      asked,
    } = await openTerminalHarness({
      answer: (event) =>
        event.kind === "message"
          ? [
              [
                {
                  kind: "buttons",
                  buttons: [{ label: "All at once", press: "all:1", opensForm: true }],
                },
              ],
            ]
          : [textCard("Thank you")],
      form: brief,
    });
    const said = await pipes("CRM", "1", "", "see orders", "", "", "and more");
    expect(asked).toEqual(["all:1"]);
    expect(events[1]).toMatchObject({
      kind: "submitted",
      form: "brief:1",
      values: { need: "see orders", customer: "", measure: "end of March" },
    });
    expect(events[2]).toMatchObject({ kind: "message", text: ["and more"] });
    const order = [
      "[1] All at once",
      "Need",
      words.plain("terminal.form_required"),
      "Need",
      "Customer · who would notice?",
      "Measure",
      "So far: end of March",
      "Thank you",
    ];
    expect(said).toMatch(new RegExp(order.map(RegExp.escape).join("[^]*")));
  });

  describe("form on a pipe", () => {
    const opened = (
      form: Omit<Form, "id" | "title" | "submit" | "cancel">,
      mistakes?: (values: Record<string, string>) => Record<string, string> | undefined,
    ) =>
      openTerminalHarness({
        answer: (event) =>
          event.kind === "message"
            ? [
                [
                  {
                    kind: "buttons",
                    buttons: [{ label: "All at once", press: "all:1", opensForm: true }],
                  },
                ],
              ]
            : [],
        form: { id: "brief:1", title: "All at once", submit: "Send", cancel: "Leave it", ...form },
        mistakes,
      });
    const kind = {
      kind: "choice",
      name: "kind",
      label: "Kind",
      options: ["3", "What’s new", "Other"].map((label, index) => ({ value: `${index}`, label })),
    } as const;
    const when = { kind: "date", name: "when", label: "When" } as const;

    it.each([
      ["1", "0"],
      ["[2]", "1"],
      ["what's new", "1"],
      ["3", "0"],
      ["0", "0"],
      ["", ""],
    ])("%j chooses the value %j", async (line, value) => {
      const { pipes, arrivals: events } = await opened({ fields: [kind] });
      expect(await pipes("CRM", "1", line)).toContain("Kind\n[1] 3\n[2] What’s new\n[3] Other\n");
      expect(events[1]).toMatchObject({ kind: "submitted", values: { kind: value } });
    });

    it("asks again for an invalid choice", async () => {
      const { pipes, arrivals: events } = await opened({ fields: [{ ...kind, value: "2" }] });
      const said = await pipes("CRM", "1", "4", "");
      expect(said).toContain("So far: Other");
      expect(said).toContain(words.plain("terminal.form_choice"));
      expect(events[1]).toMatchObject({ values: { kind: "2" } });
    });

    it.each(["2027-03-05", "2027-3-5", "05.03.2027", "5. 3. 2027"])(
      "reads %s as a date",
      async (line) => {
        const { pipes, arrivals: events } = await opened({ fields: [when] });
        await pipes("CRM", "1", line);
        expect(events[1]).toMatchObject({ values: { when: "2027-03-05" } });
      },
    );

    it.each(["soon", "2027-02-29", "31.04.2027", "2027-03-05 or so"])(
      "asks again for an invalid date: %s",
      async (line) => {
        const { pipes, arrivals: events } = await opened({ fields: [when] });
        expect(await pipes("CRM", "1", line, "2028-02-29")).toContain(
          words.plain("terminal.form_date"),
        );
        expect(events[1]).toMatchObject({ values: { when: "2028-02-29" } });
      },
    );

    it.each(["@lea", "lea", "@ lea"])("reads %s as a colleague", async (line) => {
      const { pipes, arrivals: events } = await opened({
        fields: [{ kind: "person", name: "owner", label: "Owner", value: "tom" }],
      });
      expect(await pipes("CRM", "1", line)).toContain("So far: @tom");
      expect(events[1]).toMatchObject({ values: { owner: "lea" } });
    });

    const two: Form["fields"] = [{ name: "need", label: "Need" }, when];

    it("asks again only for fields with errors", async () => {
      const { pipes, arrivals: events } = await opened({ fields: two }, (values) =>
        values.when === "2027-03-05" ? undefined : { when: "That is a Sunday." },
      );
      const said = await pipes("CRM", "1", "see orders", "2027-03-07", "2027-03-05", "and more");
      expect(said).toContain(
        "Need\nWhen\nThat is a Sunday.\nWhen\nSo far: 2027-03-07\n[1] All at once\n",
      );
      expect(events.slice(1)).toMatchObject([
        { kind: "submitted", values: { need: "see orders", when: "2027-03-05" } },
        { kind: "message" },
      ]);
    });

    it("asks for everything again when the whole form is wrong, and keeps the values", async () => {
      const { pipes, arrivals: events } = await opened({ fields: two }, ({ need }) =>
        need === "see dates" ? undefined : { "": "R-9 asks for the same." },
      );
      const said = await pipes("CRM", "1", "see orders", "2027-03-05", "see dates", "");
      expect(said).toContain("R-9 asks for the same.\nNeed\nSo far: see orders\n");
      expect(events[1]).toMatchObject({ values: { need: "see dates", when: "2027-03-05" } });
    });

    it("can be cancelled although it has an error", async () => {
      const { pipes, arrivals: events } = await opened({ fields: two }, () => ({
        when: "That is a Sunday.",
      }));
      expect(await pipes("CRM", "1", "see orders", "", "/cancel")).toContain(
        words.plain("terminal.form_left"),
      );
      expect(events.map(({ kind }) => kind)).toEqual(["message"]);
    });

    it("waits for a word when there is no field", async () => {
      const { pipes, arrivals: events } = await opened(
        { intro: ["Shall I withdraw R-17?"], fields: [] },
        () => ({ "": "Lea has taken it." }),
      );
      const said = await pipes("CRM", "1", "yes", "/cancel");
      expect(said.split("\n")).toEqual(
        expect.arrayContaining([
          "Shall I withdraw R-17?",
          "Lea has taken it.",
          words.plain("terminal.form_left"),
        ]),
      );
      expect(events.map(({ kind }) => kind)).toEqual(["message"]);
    });
  });

  it("ends at /cancel", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness({
      answer: (event) =>
        event.kind === "message"
          ? [
              [
                {
                  kind: "buttons",
                  buttons: [{ label: "All at once", press: "all:1", opensForm: true }],
                },
              ],
            ]
          : [],
      form: brief,
    });
    expect(await pipes("CRM", "all at once", "see orders", "/cancel", "1")).toContain(
      words.plain("terminal.form_left"),
    );
    expect(events.map(({ kind }) => kind)).toEqual(["message"]);
  });

  it("sends a press as an event when its form does not exist", async () => {
    const { say, pipes, arrivals: events } = await openTerminalHarness();
    await say([
      { kind: "buttons", buttons: [{ label: "All at once", press: "all:1", opensForm: true }] },
    ]);
    await pipes("1");
    expect(events).toMatchObject([{ kind: "press", press: "all:1" }]);
  });

  it("reports what could not be stored, and continues", async () => {
    let works = false;
    const {
      pipes,
      arrivals: events,
      failures,
    } = await openTerminalHarness({
      accept: async () => {
        if (works) return;
        works = true;
        throw new Error("disk full");
      },
    });
    expect(await pipes("lost", "kept")).toBe(`${words.plain("terminal.not_kept")}\n`);
    expect(events).toMatchObject([{ text: ["kept"] }]);
    expect(failures).toHaveLength(1);
  });

  it("writes no escape codes, not even from people's words", async () => {
    const { say, pipes } = await openTerminalHarness();
    const hostile = "\u001b[2J\u001b]0;owned\u0007bell\b\u009b31m\u202etxt\r\nnext\ttab \ud800";
    await say([
      { kind: "heading", text: [hostile] },
      { kind: "quote", text: [{ bold: hostile }] },
      { kind: "facts", facts: [{ label: hostile, value: [hostile] }] },
      { kind: "item", text: [hostile], button: { label: hostile, press: "x" } },
      { kind: "buttons", buttons: [{ label: hostile, url: `https://e.example/${hostile}` }] },
    ]);
    const said = await pipes();
    expect(said.match(/[^\P{Cc}\n]|\u202e/gu)).toBeNull();
    expect(said).toContain("bell");
    expect(said).toContain("next tab");
  });

  it("removes control characters and broken UTF-8 from its input", async () => {
    const { input, terminal, arrivals: events } = await openTerminalHarness();
    input.write(Uint8Array.of(0xc3));
    input.write(Uint8Array.of(0xa9, 0x20, 0xff, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x00, 0x78, 0x0a));
    input.end();
    await terminal.ended;
    expect(events).toMatchObject([{ text: ["é \ufffdx"] }]);
  });

  it("cuts a line longer than a message can be, and says so", async () => {
    const { pipes, arrivals: events } = await openTerminalHarness();
    expect(await pipes("a".repeat(3 * lineMaxChars), "next")).toBe(
      `${words.plain("terminal.cut", { limit: lineMaxChars })}\n`,
    );
    expect(
      events.map((event) => event.kind === "message" && toPlainText(event.text).length),
    ).toEqual([lineMaxChars, 4]);
  });

  it("ends quietly when its output is closed", async () => {
    const { output, terminal, say } = await openTerminalHarness();
    output.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    await terminal.ended;
    expect(await say(textCard("anybody?"))).toMatchObject({ kind: "unknown" });
  });
});
