/** A company for some days: tenants on both platforms with their people, one or two processes of the house on one database, and whatever goes wrong. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EntwineError } from "../../src/errors.ts";
import { rulesJudge } from "../../src/judgement/rules.ts";
import { loadCatalogue } from "../../src/requests/catalogue.ts";
import { openMigrated } from "../../src/storage/store.ts";
import type { Place } from "../../src/surface/place.ts";
import { openFeatures } from "../../src/turn/features.ts";
import { openDelivery, type Weather } from "./delivery.ts";
import { openDice } from "./dice.ts";
import { openFaults } from "./faults.ts";
import { openLedger } from "./ledger.ts";
import { idle, takeOver } from "./machine.ts";
import { openPeople, type People } from "./people.ts";
import { openReplica, type Replica } from "./replica.ts";
import { holdRetro } from "./retro.ts";
import type { Desk, Message, Tenant } from "./screen.ts";
import { openSlackTenant, type SlackTenant } from "./slack.ts";
import { slackSurface, teamsSurface } from "./surfaces.ts";
import { openTeamsTenant, type TeamsTenant } from "./teams.ts";
import { settle, tenantsOf } from "./tenants.ts";
import { openTime } from "./time.ts";
import { openWatch } from "./watch.ts";
import { openWorld, type World } from "./world.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/** Days on which a company may begin: before summer time in both hemispheres, before its end, and any other. */
const beginnings = ["2027-03-08", "2027-03-22", "2027-09-20", "2027-10-25", "2027-05-03", "2027-01-11"];
/** When all is quiet each day, by UTC: from then on nobody does anything, and nothing goes wrong. */
const quietAt = 4 * 60 * minute;
const quietFor = 45 * minute;
/** Where nobody has held a retrospective until this day, they all do. */
const noRetroUntil = 12;
/** Events that a day has at most: a busy one has some thousand. */
const mostSteps = 30_000;

/** A folder in memory where there is one: what becomes of the file when the power goes is no matter here, and each commit is synced. */
const scratch = (): string => mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "entwine-simulation-"));

const secret = "a secret of the simulation";
const heavy = { judge: rulesJudge(), catalogue: loadCatalogue() };

export interface Life {
  seed: number;
  days: number;
  dayDone(): void;
}

/** Lives until its days are over or something breaks. */
export async function live({ seed, days, dayDone }: Life): Promise<{ world: World; day: number }> {
  const dice = openDice(seed);
  const start =
    Date.UTC(
      ...(dice
        .pick(beginnings)
        .split("-")
        .map((part, index) => Number(part) - (index === 1 ? 1 : 0)) as [number, number, number]),
    ) +
    quietAt +
    quietFor;
  const time = openTime(start);
  takeOver(time, openDice(seed + 1));
  const world = openWorld(time, dice);
  const folder = scratch();
  const file = join(folder, "entwine.db");
  const store = await openMigrated(`file:${file}`);
  const ledger = openLedger(file);
  const tenants = tenantsOf(dice);
  const watch = openWatch({ world, ledger, tenants, secret });
  const weather: Weather = { rough: 0, down: false, deaf: false, database: 0 };
  let replicas: Replica[] = [];
  let quiet = false;

  const deliver = openDelivery({ world, replicas: () => replicas, weather });
  const slack = new Map<string, SlackTenant>();
  const teams = new Map<string, TeamsTenant>();
  const crowd = new Map<Tenant, { people: People; desk: Desk }>();
  for (const tenant of tenants) {
    const shown = (message: Message, kind: "post" | "revise" | "home"): void => {
      world.tell(`${tenant.workspace} ${kind} in ${message.room}: ${message.words.slice(0, 60).replaceAll("\n", " ")}`);
      watch.shown(tenant, message, kind);
      crowd.get(tenant)!.people.shown(message, kind);
    };
    const side = { world, tenant, deliver, weather, shown, blind: watch.blind };
    const { workspace } = tenant;
    const of = <T>(all: Map<string, T>, opened: T): T => all.set(workspace, opened) && opened;
    const { desk } = workspace.startsWith("slack") ? of(slack, openSlackTenant(side)) : of(teams, openTeamsTenant(side));
    crowd.set(tenant, { desk, people: openPeople({ world, tenant, desk, watch, isQuiet: () => quiet }) });
  }

  const surfaces = [slackSurface(slack, world), teamsSurface(teams, world)];
  const features = openFeatures(secret);
  const intake = Object.fromEntries(
    tenants.map((tenant): [string, Place] => [
      tenant.workspace,
      { surface: tenant.workspace.startsWith("slack") ? "slack" : "teams", kind: "channel", id: tenant.intake },
    ]),
  );
  const trouble = (error: unknown): void => {
    world.hold("drained", false, () => `the house failed: ${error instanceof Error ? error.stack : error}`);
  };

  /** Starts a process, again and again while there is no database, as whoever watches over processes does. */
  async function open(host: string): Promise<Replica> {
    try {
      return await openReplica({ world, weather, host, store, ...heavy, features, surfaces, intake, acknowledged: watch.acknowledged, trouble });
    } catch (error) {
      if (!(error instanceof EntwineError) || error.code !== "database_unreachable") throw error;
      world.count("starts that failed");
      await time.sleep(10_000);
      return open(host);
    }
  }
  const hosts = dice.chance(0.6) ? ["east", "west"] : ["east"];

  /** Another process in the place of one that is gone. */
  async function replace(gone: Replica): Promise<void> {
    replicas = replicas.filter((replica) => replica !== gone);
    replicas.push(await open(gone.host));
  }
  const faults = openFaults({
    ...{ world, watch, weather, replicas: () => replicas },
    async renew(replica) {
      replicas = replicas.filter((each) => each !== replica);
      await Promise.race([replica.retire(), time.sleep(60_000)]); // whoever takes longer is killed
      replica.crash();
      replicas.push(await open(replica.host));
    },
  });
  const returning = new Set<Replica>();

  let steps = 0;

  /** Until the next event, and all that comes of it. */
  async function step(): Promise<void> {
    world.hold("drained", ++steps < mostSteps, () => "the house is busy, and gets nowhere");
    time.step();
    await idle();
    for (const replica of replicas) {
      if (replica.isUp() || returning.has(replica)) continue;
      returning.add(replica);
      time.after(dice.between(1, 90) * 1_000, () => void replace(replica).catch(trouble));
    }
    watch.each();
  }

  let today = 0;
  try {
    for (const host of hosts) replicas.push(await open(host));
    for (; today < days && world.violations.length === 0; today++) {
      const from = start + today * day;
      steps = 0;
      for (const [tenant, { people, desk }] of crowd) {
        for (const person of tenant.people) people.day(person, from);
        if (today % 7 < 3) settle({ world, tenant, desk, people, watch }, today);
        const isOverdue = today === noRetroUntil && !world.counts.has("retrospectives");
        if (isOverdue || dice.chance(0.12)) time.at(from + dice.between(60, 16 * 60) * minute, () => holdRetro({ world, tenant, desk, people, watch }));
      }
      faults.day(from + 30 * minute, from + day - quietFor - 30 * minute);
      for (let at = from; at < from + day; at += dice.between(45, 120) * minute) time.stir(at);
      for (const at of watch.times(from)) for (const late of [dice.between(0, 25), 30, 35]) time.stir(at + late * minute);
      time.at(from + day - quietFor, () => {
        quiet = true;
      });
      for (let at = from + day - quietFor; at < from + day; at += 5 * minute) time.stir(at);
      time.at(from + day, () => {});
      while (world.violations.length === 0 && time.now() < from + day) await step();
      if (world.violations.length === 0) watch.quiet();
      quiet = false;
      dayDone();
    }
  } finally {
    for (const replica of replicas) replica.crash();
    ledger.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
  return { world, day: today };
}
