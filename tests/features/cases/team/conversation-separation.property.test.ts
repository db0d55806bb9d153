/**
 * Random actions on both sides in any order: no note of the team appears in the requester's place,
 * and private words appear only in the requester's place and to the team.
 */

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  briefChannelKey,
  cardButtons,
  caseJudge,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import { messageEvent, testWorkspace } from "../../../harness/core-harness.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";

const event = fc.record({
  what: fc.constantFrom("presses", "presses", "presses", "asks", "writes", "notes"),
  who: fc.constantFrom("maria", "petra", "lea", "tom"),
  nth: fc.nat(1000),
  addressed: fc.boolean(),
});

it("keeps the team's notes and the replies to requesters apart", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 25, maxLength: 40 }), async (events) => {
      const t = await openCaseTeam(await freshSqlite(), { judge: caseJudge() });
      let count = 0;
      const requester = (who: string): string =>
        who === "maria" || who === "lea" ? "maria" : "petra";
      await t.asks("maria", "We need a key: private-maria-0");
      await t.asks("petra", "We need a key: private-petra-0");
      for (const { what, who, nth, addressed } of events) {
        const person = requester(who);
        const cards = t.platform.said.filter(({ place }) => place === briefChannelKey);
        if (what === "asks") await t.asks(person, `We need a key: private-${person}-${++count}`);
        else if (what === "writes") await t.says(person, `private-${person}-${++count}`);
        else if (what === "notes") {
          const under = cards[nth % cards.length]!;
          await t.accept(
            messageEvent(who, `team-note-${++count} We need`, randomUUID(), {
              place: { ...under.at, thread: under.message },
              addressed,
            }),
          );
        } else {
          const mine =
            who === "lea" || who === "tom"
              ? (place: string) => place.startsWith(briefChannelKey)
              : (place: string) => place === directMessageKey(who);
          const buttons = t.platform.said
            .filter(({ place }) => mine(place))
            .flatMap((on) => cardButtons(on).map((button) => ({ on, button })));
          const chosen = buttons[nth % Math.max(1, buttons.length)];
          if (!chosen || !("press" in chosen.button)) continue;
          const { on, button } = chosen;
          const common = {
            id: randomUUID(),
            workspace: testWorkspace,
            at: 0,
            by: { id: who },
            place: on.at,
          };
          const form =
            button.opensForm &&
            (await t.coreHarness.core.buildForm({
              workspace: testWorkspace,
              by: common.by,
              place: on.at,
              press: button.press,
            }));
          if (!form)
            await t.accept({ ...common, kind: "press", press: button.press, card: on.message });
          else {
            const words =
              who === "lea" || who === "tom"
                ? `to-requester-${++count}`
                : `private-${who}-${++count}`;
            const values = form.fields.map((field): [string, string] => [
              field.name,
              field.kind === "choice"
                ? field.options[0]!.value
                : field.kind === "date"
                  ? "2027-03-08"
                  : field.kind === "person"
                    ? "tom"
                    : words,
            ]);
            await t.accept({
              ...common,
              kind: "submitted",
              form: form.id,
              values: Object.fromEntries(values),
            });
          }
        }
      }
      for (const { place, words } of t.platform.said) {
        expect(words, `in ${place}`).not.toContain("team-note");
        for (const person of ["maria", "petra"]) {
          if (!words.includes(`private-${person}`) || words.includes("is for the same thing as"))
            continue;
          expect(
            place === directMessageKey(person) ||
              place === briefChannelKey ||
              place.startsWith(`${briefChannelKey}/`),
            `${words} in ${place}`,
          ).toBe(true);
        }
        if (place === directMessageKey("maria") || place === directMessageKey("petra"))
          expect(words).not.toMatch(/answers @|asks @|adds:|handed|was first and has/);
      }
      expect(t.coreHarness.troubles).toEqual([]);
      await t.close();
    }),
    { numRuns: 5, endOnFailure: true },
  );
});
