/** Routines of the demo's company besides requests: settings, daily checks, retrospectives. */
import { workspaceActions } from "../../features/workspace/actions.ts";
import { hourMs } from "../../lib/dates/calendar-dates.ts";
import { eq } from "../../storage/drizzle.ts";
import type { RandomSource } from "../simulation/runtime/random-source.ts";
import { approver, type DemoGroup, groups, team } from "./company.ts";
import type { DemoOffice, DisplayedMessage } from "./office.ts";
import { retroActionTexts, retroNotes } from "./stories.ts";
import { workTimeAfter } from "./work-time.ts";

/** Sets the workspace up: rate, approval of new solutions, groups, and the checks of one. */
export async function setUpCompany(office: DemoOffice): Promise<void> {
  const admin = team[0]!;
  const { encode } = workspaceActions;
  await office.submits(admin, encode("rate"), { rate: "78 EUR" });
  await office.submits(admin, encode("approval", "new_solution"), { add: approver.id });
  const { t, db } = office.store.read;
  for (const { name, strategy, people } of groups) {
    const advocate = people[0]!.id;
    await office.submits(admin, encode("new_group"), { name, strategy, advocate });
    const [group] = await db
      .select({ id: t.groups.id })
      .from(t.groups)
      .where(eq(t.groups.name, name));
    for (const { id } of people)
      await office.submits(admin, encode("members", group!.id), { add: id });
  }
  for (const person of groups[1]!.people) {
    await office.commands(person, "check", "on");
    await office.commands(person, "check", "weekly");
  }
}

const feelings = { happy: 5, unsure: 3, unhappy: 2 };

/** Lets a person answer the check that the bot shows them. */
export function answerCheck(
  office: DemoOffice,
  random: RandomSource,
  { place, presses }: DisplayedMessage,
): void {
  const person = office.personOf(place.id);
  const path = presses.find((press) => press.startsWith("check/answer/"));
  if (!person || !path || random.chance(0.2)) return;
  const [, , date] = path.split("/");
  const press = `check/answer/${date}/${random.weigh(feelings)}`;
  if (!presses.includes(press)) return;
  office.plan(office.now() + random.between(2, 90) * 60_000, () => office.presses(person, press));
}

/** Holds a retrospective of a group, from its start to its actions. */
async function holdRetrospective(
  office: DemoOffice,
  random: RandomSource,
  { channel, people }: DemoGroup,
): Promise<void> {
  const facilitator = people[0]!;
  const press = async (path: RegExp): Promise<void> => {
    const found = office.findPress(channel, path);
    if (found) await office.presses(facilitator, found.press, channel, found.card);
  };
  const submit = async (path: RegExp, values: Record<string, string>): Promise<void> => {
    const found = office.findPress(channel, path);
    const form = found && (await office.opens(facilitator, found.press, channel));
    if (!form) return;
    const given = form.fields.map(({ name, value = "" }) => [name, values[name] ?? value]);
    await office.submits(facilitator, form.id, Object.fromEntries(given), channel);
  };
  const say = (words: string, person = facilitator) =>
    office.commands(person, "retro", words, channel);
  await say("start sailboat named");
  await press(/^retro\/go\/.*\/collect/);
  const notes = random.shuffled(retroNotes);
  for (const [index, person] of people.entries())
    await say(`add ${index % 2 ? "anchors" : "wind"}: ${notes[index]}`, person);
  await press(/^retro\/go\/.*\/group/);
  await press(/^retro\/go\/.*\/vote/);
  for (const person of people) await say(`vote ${random.between(1, 4)}`, person);
  await press(/^retro\/go\/.*\/discuss/);
  await press(/^retro\/go\/.*\/decide/);
  const due = new Date(office.now() + 21 * 24 * hourMs).toISOString().slice(0, 10);
  await submit(/^retro\/propose\//, {
    text: random.pick(retroActionTexts),
    owner: random.pick(people).id,
    due,
  });
  await submit(/^retro\/keep\//, {});
  await press(/^retro\/go\/.*\/closed/);
}

/** Plans the retrospectives of a year: one a month, of each group in turn. */
export function planRetrospectives(office: DemoOffice, random: RandomSource, months: Date[]): void {
  for (const [index, month] of months.entries()) {
    const group = groups[index % groups.length]!;
    office.plan(workTimeAfter(month.getTime() + random.between(2, 18) * 24 * hourMs, random), () =>
      holdRetrospective(office, random, group),
    );
  }
}
