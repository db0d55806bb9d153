/**
 * Simulation of a team's retrospective from start to close: named and anonymous notes, votes beyond
 * the budget and on two replicas at once, and actions.
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
  client: TenantClient;
  people: SimulatedPeople;
  watch: InvariantMonitor;
}

/** Starts a retrospective unless one is running. Skips steps that are not available. */
export function simulateRetrospective({ world, tenant, client, people, watch }: Stage): void {
  const { random } = world;
  if (watch.naming(tenant)) return;
  const { later, mint, presses, roomOf } = people;
  const members = random.shuffled(tenant.people).slice(0, 4);
  const facilitator = members[0]!;
  const naming = random.weigh({ anonymous: 4, choice: 1, named: 1 });
  const minutes = (from: number, to: number): number => random.between(from * 60, to * 60) * 1_000;

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

  /** Does an action twice, like an impatient user, on any replicas. */
  const twice = (act: () => Promise<unknown>): Promise<unknown> =>
    Promise.all(Array.from({ length: random.between(1, 2) }, act));

  async function write(person: SimulatedPerson): Promise<void> {
    const it = mint();
    const text = `${random.pick(["good", "slow", "better", "too many"])} ${it} this week`;
    const as = watch.naming(tenant) === "anonymous" ? "anonymous note" : "note";
    if (as === "anonymous note") watch.writes(it);
    const heard = () => watch.heard({ tenant, person, marker: it, purpose: as });
    if (random.chance(0.4))
      return void (
        (await client.commands(person, "retro", `add ${text}`, tenant.channel)).acknowledged &&
        heard()
      );
    const found = find(/^retro\/write\//);
    const { form } = (found && (await client.presses(person, found.on, found.button))) ?? {};
    if (!found || !form) return;
    const values = Object.fromEntries(form.fields.map(({ name, value }) => [name, value]));
    const { name } = random.pick(form.fields.filter((field) => field.name.startsWith("column.")));
    if (
      (
        await client.fills(person, found.on, form, {
          ...values,
          [name]: `${values[name]}\n${text}`,
        })
      ).acknowledged
    )
      heard();
  }

  /** Votes by form, or in words, which can ask for more votes than are left. */
  async function vote(person: SimulatedPerson): Promise<void> {
    const found = find(/^retro\/vote\//);
    if (!found) return;
    watch.tries({ tenant, person, press: found.button.press });
    const { form } = await client.presses(person, found.on, found.button);
    const fields = form?.fields.filter(({ name }) => name.startsWith("topic.")) ?? [];
    if (!form || fields.length === 0) return;
    const budget = fields[0]!.options.length - 1;
    watch.opened(found.button.press.split("/")[2]!, budget);
    const topics = fields.map(({ name }) => name.slice("topic.".length));
    world.count("ballots");
    if (random.chance(0.4))
      return void (await twice(() =>
        client.fills(
          person,
          found.on,
          form,
          Object.fromEntries(
            fields.map(({ name, options }) => [
              name,
              random.chance(0.5) ? "0" : random.pick(options),
            ]),
          ),
        ),
      ));
    const chosen = Array.from({ length: random.between(1, 2 * budget) }, () => random.pick(topics));
    if (topics.length > 0)
      await twice(() =>
        client.commands(person, "retro", `vote ${chosen.join(" ")}`, tenant.channel),
      );
  }

  const everybody = async (
    from: number,
    to: number,
    act: (person: SimulatedPerson) => Promise<void>,
  ): Promise<void> => {
    for (const person of members)
      for (let times = random.between(1, 3); times > 0; times--)
        later(minutes(from, to), () => act(person));
  };
  const course: [minute: number, act: () => Promise<unknown>][] = [
    [
      1,
      () =>
        client.commands(
          facilitator,
          "retro",
          `start ${random.pick(templates)} ${naming}`,
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
    [245, () => press(facilitator, /^retro\/propose\//, { owner: random.pick(members).id })],
    [260, () => press(facilitator, /^retro\/keep\//)],
    [280, () => press(facilitator, /^retro\/go\/.*\/closed/)],
    [300, async () => watch.search()],
  ];
  world.count("retrospectives");
  for (const [minute, act] of course) later(minute * 60_000, act);
}
