/** Tenants and their people, and the simulation of their check settings. */

import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { RandomSource } from "../runtime/random-source.ts";
import type { SimulationWorld } from "../world.ts";
import type { SimulatedPeople } from "./people.ts";
import type { SimulatedPerson, SimulatedTenant, TenantClient } from "./screen.ts";

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "America/St_Johns",
  "Pacific/Honolulu",
  "Europe/London",
  "Australia/Lord_Howe",
];
const locales = ["en-US", "en-GB", "de-DE", "fr-FR", "es-ES"];
const times = ["09:30", "11:00", "15:00", "16:30"];

/**
 * Creates tenants whose people and channels have the same ids and different names, so that only the
 * tenant distinguishes them.
 */
export function createTenants(random: RandomSource): SimulatedTenant[] {
  const people = (count: number, mark: string): SimulatedPerson[] =>
    Array.from({ length: count }, (_, index) => ({
      id: `U${index}ABCDEF`,
      name: `${["Ana", "Ben", "Cat", "Dan", "Eva", "Fay"][index]} ${mark}`,
      zone: random.pick(zones),
      locale: random.pick(locales),
      team: index < 2,
      admin: index === 0,
    }));
  return [
    {
      workspace: "slack:T1",
      mark: "qalfa",
      people: people(4, "qalfa"),
      briefChannel: "CINTAKE",
      channel: "CTALK",
    },
    {
      workspace: "slack:T2",
      mark: "qbravo",
      people: people(4, "qbravo"),
      briefChannel: "CINTAKE",
      channel: "CTALK",
    },
    {
      workspace: "teams:t3",
      mark: "qcharlie",
      people: people(3, "qcharlie"),
      briefChannel: "19:intake@thread.tacv2",
      channel: "19:talk@thread.tacv2",
    },
  ];
}

/** Changes weekly whether, when and where people are asked; some people travel, some opt out. */
export function simulateCheckSettings(
  {
    world,
    tenant,
    client,
    people,
    watch,
  }: {
    world: SimulationWorld;
    tenant: SimulatedTenant;
    client: TenantClient;
    people: SimulatedPeople;
    watch: InvariantMonitor;
  },
  today: number,
): void {
  const { random } = world;
  /** Repeats a message a few times until the bot has acknowledged it. */
  async function insists(person: SimulatedPerson, text: string): Promise<boolean> {
    for (let tries = 0; tries < 5; tries++) {
      if ((await client.commands(person, "check", text)).acknowledged) return true;
      await world.time.sleep(90_000);
    }
    return false;
  }
  for (const person of tenant.people) {
    if (random.chance(today === 0 ? 0.1 : 0.75)) continue;
    const wants: [text: string, change: { on?: boolean; at?: string; zone?: string }][] = [];
    const at = random.pick(times);
    const zone = random.chance(0.3) ? random.pick(zones) : person.zone;
    wants.push(["on", { on: true }], [`zone ${zone}`, { zone }], [`time ${at}`, { at }]);
    if (today > 0 && random.chance(0.15)) wants.push(["off", { on: false }]);
    people.later(random.between(1, 120) * 60_000, async () => {
      watch.tries({ tenant, person, press: "check/time" });
      for (const [text] of wants) if (!(await insists(person, text))) return;
      for (const [, change] of wants) watch.settles(tenant, person, change);
    });
  }
}
