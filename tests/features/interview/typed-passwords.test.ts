/** Passwords that people type: in a message or a form, they are stored nowhere. */
import { expect, it } from "vitest";
import { createInterviewFeature } from "../../../src/features/interview/feature.ts";
import { secretMask } from "../../../src/nlu/rules/acts/private-marker.ts";
import { directMessageKey, openCaseTeam } from "../../harness/case-team.ts";
import { storedAnswers, wishMessages } from "../../harness/core-harness.ts";
import { directMessages, messageEvent, submittedEvent } from "../../harness/events.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { sentence } from "../../harness/words.ts";

const password = "Sommer2024!";
const told = `we log in with one account, its password is ${password}`;
const masked = told.replace(password, secretMask);
const from = { by: { id: "maria" }, place: directMessages("maria") };

it("masks passwords in every field of a form and in a message before they are stored", () => {
  const { toStorableEvent } = createInterviewFeature([]);
  const form = submittedEvent(from, "interview/form/r", { need: told, customer: "the dealers" });
  expect(toStorableEvent?.(form)).toEqual({
    ...form,
    values: { need: masked, customer: "the dealers" },
  });
  expect(toStorableEvent?.(messageEvent(from, told))).toMatchObject({ text: [masked] });
});

it("stores the answer of a form without the password, and says so", async () => {
  const t = await openCaseTeam(await freshSqlite());
  await t.says("maria", wishMessages[0]!);
  const place = directMessageKey("maria");
  await t.presses("maria", sentence("requests.button.form"), place, { need: told });
  const words = t.platform.words(place).join("\n");
  expect(words).toContain(sentence("requests.plain.password_hidden"));
  expect(words).not.toContain(password);
  expect(JSON.stringify(await storedAnswers(t.coreHarness.store))).toContain(secretMask);
  const { db, t: tables } = t.coreHarness.store.read;
  for (const table of [tables.inbox, tables.outbox, tables.answers, tables.conversations])
    expect(JSON.stringify(await db.select().from(table))).not.toContain(password);
});

it("says nothing of passwords after a form without one", async () => {
  const t = await openCaseTeam(await freshSqlite());
  await t.says("maria", wishMessages[0]!);
  const place = directMessageKey("maria");
  const need = "no password is needed any more";
  await t.presses("maria", sentence("requests.button.form"), place, { need });
  expect(t.platform.words(place).join("\n")).not.toContain(
    sentence("requests.plain.password_hidden"),
  );
});
