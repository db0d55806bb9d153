import { expect, it } from "vitest";
import { isolateText, toPlainText, withFiles, withoutFiles } from "../../src/platform/rich-text.ts";

const files = [{ name: "label.png", link: "https://acme.slack.com/files/label.png" }];

it("lists the files of a message after its words, and finds the words again", () => {
  const text = withFiles(["it looks like this"], [...files, { name: "offer.pdf" }]);
  expect(toPlainText(text)).toBe(
    "it looks like this\n📎 label.png (https://acme.slack.com/files/label.png)\n📎 offer.pdf",
  );
  expect(withoutFiles(text)).toEqual(["it looks like this"]);
  expect(withoutFiles(withFiles([], files))).toEqual([]);
});

it("isolates text that is written from the right, and no other", () => {
  const note = "אנחנו מפספסים את הלקוח ב-14:00 (SAP)";
  expect(isolateText(note)).toBe(`\u2068${note}\u2069`);
  for (const text of ["-5 °C in the server room", "日本語", "🙏🏽", ""])
    expect(isolateText(text)).toBe(text);
});
