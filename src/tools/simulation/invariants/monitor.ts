/** Monitor that combines all observers and derives facts from people's actions. */

import type {
  SimulatedPerson,
  SimulatedTenant,
  VisibleButton,
  VisibleMessage,
} from "../people/screen.ts";
import { observeAnonymousNotes } from "./anonymous-notes.ts";
import { observeCaseTransitions } from "./case-transitions.ts";
import { observeDailyChecks } from "./daily-checks.ts";
import { type AwaitedReply, observeDrainedQueues } from "./drained-queues.ts";
import { observeKeptAnswers } from "./kept-answers.ts";
import type { InvariantContext, InvariantObserver, SpokenWords } from "./observer.ts";
import { observeSentOnce } from "./sent-once.ts";
import { observeTeamCards } from "./team-cards.ts";
import { observeTenantIsolation } from "./tenant-isolation.ts";

function observeVoteBudget({ world, database }: InvariantContext): InvariantObserver & {
  told(retrospective: string, dots: number): void;
  voted(retrospective: string, person: string): void;
} {
  /** Vote budget by board. */
  const budgets = new Map<string, number>();
  const voters = new Map<string, Set<string>>();
  const most = (retrospective: unknown): number =>
    budgets.get(String(retrospective)) ?? Number.POSITIVE_INFINITY;
  return {
    told: (retrospective, dots) => void budgets.set(retrospective, dots),
    voted: (retrospective, person) =>
      void voters.getOrInsertComputed(retrospective, () => new Set()).add(person),
    afterEvent() {
      for (const { retrospective, person, dots } of database.rows(
        "select retrospective, person, count(*) as dots from retrospective_votes group by 1, 2",
      ))
        world.hold(
          "votes",
          Number(dots) <= most(retrospective),
          () => `${person} has ${dots} votes of ${most(retrospective)}`,
        );
    },
    onQuiet() {
      for (const { retrospective, votes } of database.rows(
        "select retrospective, sum(votes) as votes from retrospective_topics group by 1",
      )) {
        const possible =
          (budgets.get(String(retrospective)) ?? 0) *
          (voters.get(String(retrospective))?.size ?? 0);
        world.hold(
          "votes",
          Number(votes) <= possible,
          () => `a retrospective counted ${votes} votes of ${possible} possible ones`,
        );
      }
    },
  };
}

function observeTurnOrder({ world, database }: InvariantContext): InvariantObserver {
  let latest = 0;
  const states = new Map<string, { revision: number; at: number }>();
  return {
    afterEvent() {
      const changed = database.rows(
        "select workspace || ' ' || key as of, revision, updated_at as at from conversations where updated_at >= ?",
        latest,
      );
      for (const { of, revision, at } of changed as {
        of: string;
        revision: number;
        at: number;
      }[]) {
        const before = states.get(of);
        const follows =
          !before ||
          revision === 0 ||
          revision > before.revision ||
          (revision === before.revision && at === before.at);
        world.hold("kept", follows, () => `a turn in ${of} used a state that another had changed`);
        states.set(of, { revision, at });
        latest = Math.max(latest, at);
      }
      const early = database.one(
        `select later.seq, waiting.workspace from arrivals waiting
         join arrivals later on later.seq > waiting.seq and later.workspace = waiting.workspace and later.conversation = waiting.conversation
         where waiting.done_at is null and later.done_at is not null`,
      );
      world.hold(
        "kept",
        early === undefined,
        () => `something in ${early?.workspace} was processed before an earlier event`,
      );
    },
  };
}

interface Pressed {
  tenant: SimulatedTenant;
  person: SimulatedPerson;
  button: VisibleButton;
}

/** Actions that change a person's check times. */
const timing = new Set(
  "on off time days zone region pause back daily weekly count settings enrol".split(" "),
);

/** Actions that erase a person's answers about their days. */
const erasing = new Set(["unsay", "erase", "erase_all", "erase_now"]);

export type InvariantMonitor = ReturnType<typeof createInvariantMonitor>;

export function createInvariantMonitor(context: InvariantContext) {
  const { world, database } = context;
  const [once, daily, votes, tenants] = [
    observeSentOnce(context),
    observeDailyChecks(context),
    observeVoteBudget(context),
    observeTenantIsolation(context),
  ];
  const [kept, anonymous, drained] = [
    observeKeptAnswers(context),
    observeAnonymousNotes(context),
    observeDrainedQueues(context),
  ];
  const all: InvariantObserver[] = [
    kept,
    once,
    daily,
    observeCaseTransitions(context),
    observeTurnOrder(context),
    observeTeamCards(context),
    votes,
    tenants,
    anonymous,
    drained,
  ];

  return {
    shown(
      tenant: SimulatedTenant,
      message: VisibleMessage,
      kind: "post" | "revise" | "home",
    ): void {
      world.count(`messages shown (${kind})`);
      for (const each of all) each.shown?.(tenant, message, kind);
    },
    heard(words: SpokenWords): void {
      for (const each of all) each.heard?.(words);
    },
    acknowledged: kept.acknowledged,
    takenBack(it: string): void {
      for (const each of all) each.takenBack?.(it);
    },
    awaits: (awaited: AwaitedReply): void => drained.awaits(awaited),
    unknownFate: once.unknownFate,
    unsettled: daily.unsettled,
    settles: daily.settles,
    times: daily.times,
    /**
     * Records that a button or form was sent, which may take effect whether or not it is
     * acknowledged.
     */
    tries({
      tenant,
      person,
      press,
    }: {
      tenant: SimulatedTenant;
      person: SimulatedPerson;
      press: string;
    }): void {
      const [feature, verb = "", of = "", choice] = press.split("/");
      if (feature === "check" && verb === "snooze") daily.snoozes(tenant, person, of);
      if (feature === "check" && timing.has(verb)) daily.doubts(tenant, person);
      if (feature === "check" && (verb === "settings" || verb === "weekly"))
        daily.choosesPace(tenant, person);
      if (feature === "check" && erasing.has(verb)) kept.forgets(tenant, person);
      if (feature === "check" && verb === "retro") {
        tenants.handsOver(tenant, person);
        kept.handsOver(tenant, person);
      }
      if (feature === "retro" && (verb === "remove" || choice === "cancelled"))
        kept.clearsNotes(tenant);
      if (feature === "retro" && verb === "go" && choice !== "collect")
        anonymous.revealed(tenant.mark);
      if (feature === "retro" && verb === "vote") votes.voted(of, person.id);
    },
    /** Records a button press that the bot has acknowledged. */
    pressed({ tenant, person, button }: Pressed): void {
      const [feature, verb, of = ""] = button.press.split("/");
      if (feature === "check" && verb === "answer") daily.answers(tenant, person, of);
    },
    opened(retrospective: string, dots: number): void {
      votes.told(retrospective, dots);
    },
    voted: votes.voted,
    writes: anonymous.writes,
    /**
     * Returns whether notes have names in the current retrospective, according to its board;
     * undefined without one.
     */
    naming: ({ workspace }: SimulatedTenant): unknown =>
      database.one(
        "select naming from retrospectives where workspace = ? and phase not in ('closed', 'cancelled')",
        workspace,
      )?.naming,
    search: anonymous.search,
    each(): void {
      if (database.changed()) for (const each of all) each.afterEvent?.();
    },
    quiet(): void {
      for (const each of all) each.onQuiet?.();
    },
  };
}
