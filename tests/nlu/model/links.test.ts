import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findVerbatimQuote, sanitizeSentence } from "../../../src/nlu/model/sanitize.ts";

const own =
  "We sell on salesforce.com and with ASP.NET; order 4711223344 and Node.js, error 0x80070005";
const shown = (words: string): string =>
  sanitizeSentence(`Please tell us what ${words} does today`, "the prompt", own) ?? "";

describe("sanitizeSentence: links, calls and mentions", () => {
  for (const link of [
    ...[
      "evil.zip",
      "EVIL.ZIP",
      "Evil.Com",
      "evil.me/login",
      "evil.com:8080/x?y=z#a",
      "(evil.io)",
      "„evil.mov“",
      "www.evil",
      "evil.co.uk.",
      "a-evil.museum",
    ],
    ...[
      "https://evil.example",
      "HTTPS://evil",
      "hxxp://evil.com",
      "hxxps://evil[.]com",
      "//evil.com/x",
      "ftp:evil",
      "file:///etc/evil",
      "javascript:evil()",
    ],
    ...[
      "data:text/html,evil",
      "vbscript:evil",
      "tel:1evil",
      "sms:1evil",
      "mailto:evil",
      "evil@evil.com",
      "evil@localhost",
      "slack://evil",
      "ms-evil://x",
    ],
    ...[
      "10.0.0.1",
      "http://169.254.169.254/latest",
      "[::1]",
      "[2001:db8::7]",
      "fe80::1",
      "2130706433/x",
      "2130706433",
      "0x7f.1",
      "0x7f000001",
      "0177.0.0.1",
    ],
    ...[
      "127.1/x",
      "127.1:80",
      "xn--80ak6aa92e.com",
      "пример.рф",
      "evil.भारत",
      "münchen-evil.de",
      "💩.la",
      "ｅｖｉｌ．ｃｏｍ",
      "evil。com",
      "evil｡com",
      "evil․com",
    ],
    ...[
      "ev\u200Bil.com",
      "evil.\u200Dcom",
      "ev\u00ADil.zip",
      "moc.\u202Elive.zip",
      "evil.com\u2060",
      "e\u{E0001}vil.com",
      "ev*il*.c_o_m",
      "`evil.com`",
      "evil\\.com",
    ],
    ...[
      "[evil](https://evil.example)",
      "![evil](x).com",
      "[evil.com][1]",
      "<https://evil.example|evil>",
      "<a href=x>evil.com</a>",
      "<@U1evil>",
      "<!channel>",
      "<!here|evil>",
    ],
    ...[
      "@here",
      "@evil",
      "＠channel",
      "<#C1|evil>",
      "<!subteam^S1>",
      "<at>evil.com</at>",
      "+49 170 1234567",
      "＋49(170)1234567",
      "99999999",
    ],
  ])
    it(`removes ${JSON.stringify(link)}`, () =>
      expect(shown(link)).not.toMatch(
        /evil\.|\.(?:com|zip|la|рф)|https?:|\/\/|[@<>[\]*`]|\d{7}|127\.1|::|0x7f|169|\p{Cf}/iu,
      ));

  it("refuses a sentence when the removal creates a link", () => {
    for (const words of [
      "evil .com",
      "evil. com",
      "evil.\ncom",
      "evil<b></b>.com",
      "evil [](x).com",
      "ht<x>tps://evil.com",
      "evil.<x>com",
    ])
      expect(shown(words)).not.toMatch(/\S\.com/);
  });

  it("leaves none, whatever a model says", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "evil",
        ".",
        "com",
        "zip",
        "/",
        ":",
        "@",
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "http",
        "1",
        "0x7f",
        " ",
        "\n",
        "。",
        "\u200B",
        "*",
        "|",
        "T",
      ),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const said = sanitizeSentence(pieces.join(""), "the prompt") ?? "";
        expect(said).not.toMatch(
          /[^\s.]\.(?:com|zip)(?![\p{L}\p{N}\p{M}])|\/\/|[@<>[\]|]|\p{Cf}/iu,
        );
        expect(sanitizeSentence(said, "the prompt") ?? "").toBe(said);
      }),
      { numRuns: 3_000, examples: [[["⺀", "。", "<", "evil", "ﯪ"]]] },
    );
  });
});

describe("sanitizeSentence: ordinary words", () => {
  for (const words of [
    ...[
      "e.g. 3.5 %",
      "R-12",
      "v1.2.3",
      "Node.js",
      "foo.pdf (2 pages)",
      "24/7",
      "km/h and/or a.m./p.m.",
      "10:30",
      "10:30:15",
      "31.03.2027",
      "2027-03-31",
    ],
    ...[
      "1.000.000",
      "z. B. u.a. d.h.",
      "Ph.D.",
      "U.S.A.",
      "R&D",
      "50 %",
      "…dann",
      "order 4711223344",
      "error 0x80070005",
      "これは問題です。次の文です。そして",
    ],
  ])
    it(`keeps ${words}`, () =>
      expect(shown(words)).toBe(`Please tell us what ${words} does today`));

  it("inserts a missing space between sentences", () =>
    expect(sanitizeSentence("It is done.Then we go on:today", "")).toBe(
      "It is done. Then we go on: today",
    ));
  it("keeps a domain that the person wrote, without its dots", () =>
    expect(shown("salesforce.com and ASP.NET")).toContain("salesforce com and ASP NET"));
  it("keeps the question mark after a link", () =>
    expect(sanitizeSentence("What goes wrong at evil.zip?", "")).toBe("What goes wrong at?"));
});

it("refuses to ask for a password, and names one that the person mentioned", () => {
  expect(
    sanitizeSentence("What is your SAP password?", "", "I forgot my SAP password"),
  ).toBeUndefined();
  expect(
    sanitizeSentence("Schick uns bitte dein Passwort.", "", "Wir brauchen ein CRM"),
  ).toBeUndefined();
  expect(sanitizeSentence("You forgot your SAP password.", "", "I forgot my SAP password")).toBe(
    "You forgot your SAP password.",
  );
});

describe("findVerbatimQuote", () => {
  it("returns the person's spelling, not the model's", () => {
    expect(findVerbatimQuote("Our  DEALERS wait in Zürich", "our dealers wait in zurich")).toBe(
      "Our DEALERS wait in Zürich",
    );
    expect(findVerbatimQuote("Größe", "grosse")).toBeUndefined();
    expect(findVerbatimQuote("a", " ".repeat(1e6))).toBeUndefined();
  });
});
