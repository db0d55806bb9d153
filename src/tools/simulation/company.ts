/**
 * Simulates a company for some days: tenants on both platforms, their people, one or two replicas
 * on one database, and faults.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTables, openFeatures } from "../../app/registry.ts";
import { EntwineError } from "../../lib/errors.ts";
import { createRulesJudge } from "../../nlu/rules/rules-judge.ts";
import type { PlatformAdapter } from "../../platform/adapter.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { openMigratedStore } from "../../storage/engine/open-store.ts";
import { createInvariantMonitor } from "./invariants/monitor.ts";
import { openDatabaseInspector } from "./invariants/observer.ts";
import { createSimulatedPeople, type SimulatedPeople } from "./people/people.ts";
import { simulateRetrospective } from "./people/retrospective.ts";
import type { SimulatedTenant, TenantClient, VisibleMessage } from "./people/screen.ts";
import { createTenants, simulateCheckSettings } from "./people/tenants.ts";
import { createEventDelivery, type FaultConditions } from "./platforms/event-delivery.ts";
import { createSlackTenant, type SlackTenant } from "./platforms/slack-tenant.ts";
import { createTeamsTenant, type TeamsTenant } from "./platforms/teams-tenant.ts";
import { createFaultInjector } from "./runtime/fault-injector.ts";
import { createRandomSource } from "./runtime/random-source.ts";
import { openSimulatedReplica, type SimulatedReplica } from "./runtime/simulated-replica.ts";
import {
  createSimulatedTime,
  eventLoopIdle,
  installSimulatedGlobals,
} from "./runtime/simulated-time.ts";
import { createSimulationWorld, type SimulationWorld } from "./world.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/** Start dates: before summer time in both hemispheres, before its end, and one more. */
const startDates = [
  "2027-03-08",
  "2027-03-22",
  "2027-09-20",
  "2027-10-25",
  "2027-05-03",
  "2027-01-11",
];
/** Daily quiet hour (UTC) without activity and faults, when the queues must drain. */
const quietHourMs = 4 * 60 * minute;
const quietFor = 45 * minute;
/** From this day on, each tenant without a retrospective starts one. */
const retrospectiveByDay = 12;
/** Maximum number of events a day; a busy day has some thousand. */
const maxStepsPerDay = 30_000;

/**
 * Creates a folder in memory if possible: every commit is synced, and power failures are not
 * simulated.
 */
const scratch = (): string =>
  mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "entwine-simulation-"));

const secret = "a secret of the simulation";
const judge = createRulesJudge();

interface CompanyRunOptions {
  seed: number;
  days: number;
  dayDone(): void;
}

/** Simulates until the days have passed or an invariant breaks. */
export async function simulateCompany({
  seed,
  days,
  dayDone,
}: CompanyRunOptions): Promise<{ world: SimulationWorld; day: number }> {
  const random = createRandomSource(seed);
  const start =
    Date.UTC(
      ...(random
        .pick(startDates)
        .split("-")
        .map((part, index) => Number(part) - (index === 1 ? 1 : 0)) as [number, number, number]),
    ) +
    quietHourMs +
    quietFor;
  const time = createSimulatedTime(start);
  installSimulatedGlobals(time, createRandomSource(seed + 1));
  const world = createSimulationWorld(time, random);
  const folder = scratch();
  const file = join(folder, "entwine.db");
  const store = await openMigratedStore(`file:${file}`, { tables: defineTables });
  const ledger = openDatabaseInspector(file);
  const tenants = createTenants(random);
  const watch = createInvariantMonitor({ world, database: ledger, tenants, secret });
  const conditions: FaultConditions = {
    lossRate: 0,
    isPlatformDown: false,
    isUnreachable: false,
    closedBriefChannels: new Set(),
    databaseFailureRate: 0,
  };
  let replicas: SimulatedReplica[] = [];
  let quiet = false;

  const deliver = createEventDelivery({ world, replicas: () => replicas, conditions });
  const slack = new Map<string, SlackTenant>();
  const teams = new Map<string, TeamsTenant>();
  const simulatedTenants = new Map<
    SimulatedTenant,
    { people: SimulatedPeople; client: TenantClient }
  >();
  for (const tenant of tenants) {
    const shown = (message: VisibleMessage, kind: "post" | "revise" | "home"): void => {
      world.tell(
        `${tenant.workspace} ${kind} in ${message.room}: ${message.words.slice(0, 60).replaceAll("\n", " ")}`,
      );
      watch.shown(tenant, message, kind);
      simulatedTenants.get(tenant)!.people.shown(message, kind);
    };
    const side = { world, tenant, deliver, conditions, shown, unknownFate: watch.unknownFate };
    const { workspace } = tenant;
    const of = <T>(all: Map<string, T>, opened: T): T => all.set(workspace, opened) && opened;
    const { client } = workspace.startsWith("slack")
      ? of(slack, createSlackTenant(side))
      : of(teams, createTeamsTenant(side));
    simulatedTenants.set(tenant, {
      client,
      people: createSimulatedPeople({ world, tenant, client, watch, isQuiet: () => quiet }),
    });
  }

  const adapters = [
    createSimulatedSlackAdapter(slack, world),
    createSimulatedTeamsAdapter(teams, world),
  ];
  const features = openFeatures({ secrets: [secret] });
  const briefChannels = Object.fromEntries(
    tenants.map((tenant): [string, ConversationRef] => [
      tenant.workspace,
      {
        platform: tenant.workspace.startsWith("slack") ? "slack" : "teams",
        kind: "channel",
        id: tenant.briefChannel,
      },
    ]),
  );
  const trouble = (error: unknown): void => {
    world.hold(
      "drained",
      false,
      () => `a replica failed: ${error instanceof Error ? error.stack : error}`,
    );
  };

  /** Starts a replica and retries while the database is unavailable, like a process supervisor. */
  async function open(host: string): Promise<SimulatedReplica> {
    try {
      return await openSimulatedReplica({
        world,
        conditions,
        host,
        store,
        judge,
        features,
        adapters,
        briefChannels,
        acknowledged: watch.acknowledged,
        trouble,
      });
    } catch (error) {
      if (!(error instanceof EntwineError) || error.code !== "database_unreachable") throw error;
      world.count("starts that failed");
      await time.sleep(10_000);
      return open(host);
    }
  }
  const hosts = random.chance(0.6) ? ["east", "west"] : ["east"];

  /** Replaces a replica that has ended. */
  async function replace(gone: SimulatedReplica): Promise<void> {
    replicas = replicas.filter((replica) => replica !== gone);
    replicas.push(await open(gone.host));
  }
  const faults = createFaultInjector({
    world,
    watch,
    conditions,
    replicas: () => replicas,
    workspaces: tenants.map(({ workspace }) => workspace),
    reopenIntake: (workspace) =>
      void (slack.get(workspace) ?? teams.get(workspace))?.reopenIntake().catch(trouble),
    async renew(replica) {
      replicas = replicas.filter((each) => each !== replica);
      await Promise.race([replica.retire(), time.sleep(60_000)]); // killed after a minute
      replica.crash();
      replicas.push(await open(replica.host));
    },
  });
  const returning = new Set<SimulatedReplica>();

  let steps = 0;

  /** Runs the next event and everything that follows from it. */
  async function step(): Promise<void> {
    world.hold("drained", ++steps < maxStepsPerDay, () => "too many events in one day");
    time.step();
    await eventLoopIdle();
    for (const replica of replicas) {
      if (replica.isUp() || returning.has(replica)) continue;
      returning.add(replica);
      time.after(random.between(1, 90) * 1_000, () => void replace(replica).catch(trouble));
    }
    watch.each();
  }

  let today = 0;
  try {
    for (const host of hosts) replicas.push(await open(host));
    for (; today < days && world.violations.length === 0; today++) {
      const from = start + today * day;
      steps = 0;
      for (const [tenant, { people, client }] of simulatedTenants) {
        for (const person of tenant.people) people.day(person, from);
        if (today % 7 < 3) simulateCheckSettings({ world, tenant, client, people, watch }, today);
        const isOverdue = today === retrospectiveByDay && !world.counts.has("retrospectives");
        if (isOverdue || random.chance(0.12))
          time.at(from + random.between(60, 16 * 60) * minute, () =>
            simulateRetrospective({ world, tenant, client, people, watch }),
          );
      }
      faults.day(from + 30 * minute, from + day - quietFor - 30 * minute);
      for (let at = from; at < from + day; at += random.between(45, 120) * minute) time.wake(at);
      for (const at of watch.times(from))
        for (const late of [random.between(0, 25), 30, 35]) time.wake(at + late * minute);
      time.at(from + day - quietFor, () => {
        quiet = true;
      });
      for (let at = from + day - quietFor; at < from + day; at += 5 * minute) time.wake(at);
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

function createSimulatedSlackAdapter(
  tenants: ReadonlyMap<string, SlackTenant>,
  world: SimulationWorld,
): PlatformAdapter {
  const of = (workspace: string): SlackTenant | undefined => tenants.get(workspace);
  return {
    name: "slack",
    async send(message) {
      const tenant = of(message.workspace);
      world.hold(
        "tenants",
        tenant !== undefined,
        () =>
          `a message was sent to the workspace ${message.workspace}, which does not exist on Slack`,
      );
      return tenant ? tenant.send(message) : { kind: "refused", code: "uninstalled" };
    },
    findSentMessage: async (message) => of(message.workspace)?.find(message),
    readMessage: async (workspace, place, message) => of(workspace)?.quote(place, message),
    isAdmin: async (workspace, person) => of(workspace)?.isAdmin(person),
    membersOf: async (workspace, group) => of(workspace)?.membersOf(group),
    presence: async (workspace, people, at) =>
      (await of(workspace)?.presence(people, at)) ?? new Map(),
    bulkPerSecond: 6,
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
}

function createSimulatedTeamsAdapter(
  tenants: ReadonlyMap<string, TeamsTenant>,
  world: SimulationWorld,
): PlatformAdapter {
  return {
    name: "teams",
    bulkPerSecond: 10,
    async send(message) {
      const tenant = tenants.get(message.workspace);
      world.hold(
        "tenants",
        tenant !== undefined,
        () =>
          `a message was sent to the workspace ${message.workspace}, which does not exist in Teams`,
      );
      return tenant ? tenant.send(message) : { kind: "refused", code: "tenant_not_allowed" };
    },
    findSentMessage: async (message) => tenants.get(message.workspace)?.find(message),
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
}
