import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { browserChannel, directMessagesOf } from "../../../src/platforms/browser/company.ts";
import { type ChatMessage, openTranscript } from "../../../src/platforms/browser/transcript.ts";
import { freshFolder } from "../../harness/storage/sqlite.ts";

const newFile = (): string => join(freshFolder(), "messages.jsonl");

const message = (id: string, parts: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id, seq: 1, at: 0, place: browserChannel("field-sales"), by: "maria", text: [id] },
  ...parts,
});

it("keeps every message, also after a line that the end of a process cut off", () => {
  const file = newFile();
  openTranscript(file).save(message("first"));
  appendFileSync(file, '{"message":{"id":"ha');
  openTranscript(file).save(message("second", { seq: 2 }));
  const ids = openTranscript(file)
    .of(browserChannel("field-sales"))
    .map(({ id }) => id);
  expect(ids).toEqual(["first", "second"]);
});

it("keeps no words that were changed", () => {
  const file = newFile();
  const transcript = openTranscript(file);
  transcript.save(message("m", { text: ["the old words"] }));
  transcript.save(message("m", { text: ["the new words"] }));
  transcript.saveHome("maria", [{ kind: "text", text: ["the old page"] }]);
  transcript.saveHome("maria", [{ kind: "text", text: ["the new page"] }]);
  expect(readFileSync(file, "utf8")).toContain("the new words");
  expect(readFileSync(file, "utf8")).not.toMatch(/the old/);
});

it("takes a person out of the file, and shows that at once in another process", () => {
  const file = newFile();
  const shown = openTranscript(file);
  shown.save(message("hers"));
  shown.save(message("to-her", { seq: 2, place: directMessagesOf("maria"), by: undefined }));
  shown.save(message("of-her", { seq: 3, by: "tom", text: ["ask Maria Sandoval"] }));
  shown.saveHome("maria", []);
  let changes = 0;
  shown.onChange(() => changes++);
  const clean = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll("Maria Sandoval", "a colleague"));
  expect(openTranscript(file).erase("maria", clean)).toBe(2);
  expect(readFileSync(file, "utf8")).not.toMatch(/maria/i);
  expect(shown.of(browserChannel("field-sales"))).toEqual([
    message("of-her", { seq: 3, by: "tom", text: ["ask a colleague"] }),
  ]);
  expect(changes).toBe(1);
});
