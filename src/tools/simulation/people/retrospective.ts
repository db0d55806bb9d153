/**
 * Simulates a team's retrospective from start to close: named and anonymous notes, votes beyond the
 * budget and on two replicas at once, and actions.
 */

import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { SimulationWorld } from "../world.ts";
import type { SimulatedPeople } from "./people.ts";
import type {
  SimulatedPerson,
  SimulatedTenant,
  TenantClient,
  VisibleButton,
  VisibleMessage,
} from "./screen.ts";

const templates = [
  "sailboat",
  "4ls",
  "mad-sad-glad",
  "partner",
  "paying-customer",
  "start-stop-continue",
  "value-stream",
];

interface Stage {
  world: SimulationWorld;
  tenant: SimulatedTenant;
  desk: TenantClient;
  people: SimulatedPeople;
  watch: InvariantMonitor;
}

/**
 * Starts a retrospective unless one is under way. Skips whatever is not available when its time
 * comes.
 */
export function simulateRetrospective({ world, tenant, desk, people, watch }: Stage): void {
  const { dice } = world;
  if (watch.naming(tenant)) return;
  const { later, mint, presses, roomOf } = people;
  const members = dice.shuffled(tenant.people).slice(0, 4);
  const facilitator = members[0]!;
  const naming = dice.weigh({ anonymous: 4, choice: 1, named: 1 });
  const minutes = (from: number, to: number): number => dice.between(from * 60, to * 60) * 1_000;

  /** Returns the newest button of a kind in the channel. */
  function find(path: RegExp): { on: VisibleMessage; button: VisibleButton } | undefined {
    const all = [...roomOf(tenant.channel).messages.values()].flatMap((on) =>
      on.buttons.map((button) => ({ on, button })),
    );
    return all.findLast(({ button }) => path.test(button.press));
  }

  async function press(
    person: SimulatedPerson,
    path: RegExp,
    given?: Record<string, string>,
  ): Promise<void> {
    const found = find(path);
    if (found) await presses(person, found.on, found.button, given);
  }

  /** Twice, like an impatient user, on any replicas. */
  const twice = (act: () => Promise<unknown>): Promise<unknown> =>
    Promise.all(Array.from({ length: dice.between(1, 2) }, act));

  async function write(person: SimulatedPerson): Promise<void> {
    const it = mint();
    const text = `${dice.pick(["good", "slow", "better", "too many"])} ${it} this week`;
    const as = watch.naming(tenant) === "anonymous" ? "anonymous note" : "note";
    if (as === "anonymous note") watch.writes(it);
    const heard = () => watch.heard({ tenant, person, marker: it, purpose: as });
    if (dice.chance(0.4))
      return void (
        (await desk.commands(person, "retro", `add ${text}`, tenant.channel)).acknowledged &&
        heard()
      );
    const found = find(/^retro\/write\//);
    const { form } = (found && (await desk.presses(person, found.on, found.button))) ?? {};
    if (!found || !form) return;
    const values = Object.fromEntries(form.fields.map(({ name, value }) => [name, value]));
    const { name } = dice.pick(form.fields.filter((field) => field.name.startsWith("column.")));
    if (
      (await desk.fills(person, found.on, form, { ...values, [name]: `${values[name]}\n${text}` }))
        .acknowledged
    )
      heard();
  }

  /** Votes by form, or in words, which can ask for more votes than there are. */
  async function vote(person: SimulatedPerson): Promise<void> {
    const found = find(/^retro\/vote\//);
    if (!found) return;
    watch.tries({ tenant, person, press: found.button.press });
    const { form } = await desk.presses(person, found.on, found.button);
    const dots = form?.fields.filter(({ name }) => name.startsWith("dot.")) ?? [];
    if (!form || dots.length === 0) return;
    watch.opened(found.button.press.split("/")[2]!, dots.length);
    const topics = dots[0]!.options.filter((topic) => topic !== "-");
    world.count("ballots");
    if (dice.chance(0.4))
      return void (await twice(() =>
        desk.fills(
          person,
          found.on,
          form,
          Object.fromEntries(dots.map(({ name, options }) => [name, dice.pick(options)])),
        ),
      ));
    const chosen = Array.from({ length: dice.between(1, 2 * dots.length) }, () =>
      dice.pick(topics),
    );
    if (topics.length > 0)
      await twice(() => desk.commands(person, "retro", `vote ${chosen.join(" ")}`, tenant.channel));
  }

  const everybody = async (
    from: number,
    to: number,
    act: (person: SimulatedPerson) => Promise<void>,
  ): Promise<void> => {
    for (const person of members)
      for (let times = dice.between(1, 3); times > 0; times--)
        later(minutes(from, to), () => act(person));
  };
  const course: [minute: number, act: () => Promise<unknown>][] = [
    [
      1,
      () =>
        desk.commands(
          facilitator,
          "retro",
          `start ${dice.pick(templates)} ${naming}`,
          tenant.channel,
        ),
    ],
    [15, () => press(facilitator, /^retro\/go\/.*\/collect/)],
    [20, () => everybody(1, 60, write)],
    [90, async () => watch.search()],
    [100, () => press(facilitator, /^retro\/go\/.*\/group/)],
    [115, () => press(facilitator, /^retro\/go\/.*\/vote/)],
    [120, () => everybody(1, 60, vote)],
    [200, () => press(facilitator, /^retro\/go\/.*\/discuss/)],
    [220, () => press(facilitator, /^retro\/turn\//)],
    [240, () => press(facilitator, /^retro\/go\/.*\/decide/)],
    [245, () => press(facilitator, /^retro\/propose\//, { owner: dice.pick(members).id })],
    [260, () => press(facilitator, /^retro\/keep\//)],
    [280, () => press(facilitator, /^retro\/go\/.*\/closed/)],
    [300, async () => watch.search()],
  ];
  world.count("retrospectives");
  for (const [minute, act] of course) later(minute * 60_000, act);
}
