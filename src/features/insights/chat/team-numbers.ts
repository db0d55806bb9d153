/** Three numbers of a person's business group, for their home page. */
import type { Words } from "../../../lib/i18n.ts";
import { type Card, headingElement } from "../../../platform/card.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroup, readGroupOfPerson } from "../../workspace/groups.ts";
import { countRequests } from "../figures.ts";
import { sinceDays } from "../periods.ts";
import { readSharedViewer } from "./shared-viewer.ts";

const days = 90;

/** Returns what the group has open, was delivered, and found helpful; nothing without a group. */
export async function teamNumbersSection(
  on: Reader,
  { workspace, person, now }: { workspace: string; person: string; now: Date },
  words: Words,
): Promise<Card> {
  const id = await readGroupOfPerson(on, workspace, person);
  const group = id && (await readGroup(on, workspace, id))?.name;
  if (!group) return [];
  const viewer = await readSharedViewer(on, workspace, now);
  const recent = sinceDays(days, now, viewer.zone);
  const { open, delivered, answered, yes, partly } = await countRequests(
    on,
    viewer,
    { group },
    {
      open: { state: "open" },
      delivered: { delivered: recent },
      answered: { answered: recent, outcome: "answered" },
      yes: { answered: recent, outcome: "yes" },
      partly: { answered: recent, outcome: "partly" },
    },
  );
  const facts = [
    ["open", String(open)],
    ["delivered", String(delivered)],
    ["helped", words.plain("report.team.of", { part: yes + partly, count: answered })],
  ] as const;
  return [
    headingElement(words("report.team", { group })),
    {
      kind: "facts",
      facts: facts.map(([name, value]) => ({
        label: words.plain(`report.team.${name}`),
        value: [value],
      })),
    },
  ];
}
