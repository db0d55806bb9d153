/** Lives of requests in the demo: asked for, taken, delivered or not, and what became of them. */

import { caseActions } from "../../features/cases/actions.ts";
import { customerValues } from "../../features/cases/brief/about.ts";
import type { CaseStatus } from "../../features/cases/lifecycle/case.ts";
import { type EffortBand, effortHours } from "../../features/cases/lifecycle/effort.ts";
import { interviewActions } from "../../features/interview/model/actions.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { and, desc, eq } from "../../storage/drizzle.ts";
import type { RandomSource } from "../simulation/runtime/random-source.ts";
import {
  approver,
  customers,
  type DemoPerson,
  demoWorkspace,
  streams,
  team,
  teamChannel,
} from "./company.ts";
import { type DemoOffice, type DisplayedMessage, directTo } from "./office.ts";
import { places, requesterWords, type Story, stories, teamWords } from "./stories.ts";
import { workTimeAfter } from "./work-time.ts";

const { encode } = caseActions;

/** What becomes of a request, unless its people decide otherwise. */
const endings = {
  deliver: 70,
  decline: 7,
  propose: 7,
  postpone: 8,
  withdraw: 3,
  dismiss: 2,
  merge: 4,
};
type Ending = keyof typeof endings;

interface RequestLife {
  id: string;
  story: Story;
  requester: DemoPerson;
  owner: DemoPerson;
  customer: string;
  where: string;
  ending: Ending;
  effort: EffortBand;
  /** Whether the ending, other than a delivery, has been tried. */
  isDecided: boolean;
  isSorted: boolean;
  visits: number;
}

/** Bands of effort by the sort of work. */
const efforts = {
  wish: { half_day: 2, days: 6, weeks: 2 },
  other: { hour: 6, half_day: 3, days: 1 },
};
const isWish = ({ kind }: Story): boolean => kind === "new_solution" || kind === "change";

/** Working days that work of a band takes, beside everything else. */
const elapsedDays: Record<EffortBand, number> = { hour: 0.1, half_day: 1, days: 6, weeks: 22 };

/** Visits of the team after which a request that does not move is left alone. */
const maxVisits = 12;

export type RequestLives = ReturnType<typeof createRequestLives>;

export function createRequestLives(office: DemoOffice, random: RandomSource) {
  const { requests } = office.store.read.t;
  const lives = new Map<string, RequestLife>();

  const later = (days: number, act: () => Promise<unknown>): void =>
    office.plan(workTimeAfter(office.now() + days * dayMs, random), act);
  const fill = (text: string, { customer, where }: Pick<RequestLife, "customer" | "where">) =>
    text.replaceAll("{customer}", customer).replaceAll("{where}", where);

  async function read(id: string) {
    const [row] = await office.store.read.db
      .select({ status: requests.status, service: requests.service, customer: requests.customer })
      .from(requests)
      .where(and(eq(requests.workspace, demoWorkspace), eq(requests.id, id)));
    return row;
  }

  async function newest(): Promise<string | undefined> {
    const [row] = await office.store.read.db
      .select({ id: requests.id })
      .from(requests)
      .where(eq(requests.workspace, demoWorkspace))
      .orderBy(desc(requests.number))
      .limit(1);
    return row?.id;
  }

  /** Answers what the bot asks about a new request, by its form where it has one. */
  async function answerQuestions(life: RequestLife): Promise<void> {
    const { id, requester, story } = life;
    const here = directTo(requester);
    const find = (path: string) => office.findPress(here, new RegExp(`^interview/${path}`));
    const press = async (found: { press: string; card: string } | undefined) => {
      if (found) await office.presses(requester, found.press, undefined, found.card);
      return found !== undefined;
    };
    await press(find(`choose/${id}/kind/${story.kind}`));
    const form = find(`form/${id}`) && (await office.opens(requester, `interview/form/${id}`));
    if (form) {
      const isLeftOpen = (name: string): boolean => name === "measure" && random.chance(0.2);
      const values = form.fields.map(({ name }) => [
        name,
        isLeftOpen(name) ? "" : fill(story.answers[name] ?? "", life),
      ]);
      await office.submits(requester, form.id, Object.fromEntries(values));
    }
    for (let tries = 0; tries < 4; tries++)
      if (!(await press(find(`right/${id}`) ?? find(`skip/${id}/`)))) return;
  }

  /** Brings a request, and plans its life. */
  async function bring(requester: DemoPerson, kind: Story["kind"]): Promise<void> {
    const story = random.pick(stories.filter((each) => each.kind === kind));
    const facts = { customer: random.pick(customers), where: random.pick(places) };
    const before = await newest();
    await office.submits(requester, interviewActions.encode("ask"), {
      text: fill(story.text, facts),
    });
    const id = await newest();
    if (id === undefined || id === before) return;
    const life: RequestLife = {
      id,
      story,
      requester,
      ...facts,
      owner: random.pick(team),
      ending: isWish(story) ? random.weigh(endings) : random.chance(0.94) ? "deliver" : "withdraw",
      effort: random.weigh<EffortBand>(isWish(story) ? efforts.wish : efforts.other),
      isDecided: false,
      isSorted: false,
      visits: 0,
    };
    lives.set(id, life);
    await answerQuestions(life);
    later(random.next() ** 2 * (isWish(story) ? 9 : 1.5) + 0.05, () => tend(life));
  }

  const byTeam = (life: RequestLife, act: Parameters<typeof encode>[0], values = {}) =>
    Object.keys(values).length > 0
      ? office.submits(life.owner, encode(act, life.id), values, teamChannel)
      : office.presses(life.owner, encode(act, life.id), teamChannel);

  /** Names the service and the paying customer, the stream, and sometimes asks a question. */
  async function sort(life: RequestLife, proposed: string | null): Promise<void> {
    life.isSorted = true;
    const { story, customer } = life;
    const isOpen = proposed === null || customerValues.some((value) => value === proposed);
    const named = story.answers.customer?.includes("{customer}") ? customer : undefined;
    if (random.chance(0.92))
      await byTeam(life, "set_service", {
        new_service: story.service,
        ...(isOpen && named && { new_customer: named }),
      });
    if (random.chance(0.5))
      await byTeam(life, "set_stream", {
        new: story.kind === "factory_issue" ? streams[2] : random.pick(streams.slice(0, 2)),
      });
    if (isWish(story) && random.chance(0.2))
      await byTeam(life, "ask", { text: random.pick(teamWords.questions) });
  }

  async function decide(life: RequestLife): Promise<void> {
    life.isDecided = true;
    const alternative = random.pick(teamWords.alternatives);
    switch (life.ending) {
      case "decline":
        return byTeam(life, "decline", { text: random.pick(teamWords.declines), alternative });
      case "propose":
        return byTeam(life, "propose", { alternative });
      case "postpone": {
        const until = new Date(office.now() + random.between(20, 70) * dayMs);
        return byTeam(life, "postpone", {
          until: until.toISOString().slice(0, 10),
          text: random.pick(teamWords.postponements),
          alternative,
        });
      }
      case "withdraw":
      case "dismiss":
        return office.presses(life.requester, encode(life.ending, life.id));
      case "merge": {
        const [into] = await others(life, ["new", "accepted"]);
        return into ? byTeam(life, "merge", { into }) : undefined;
      }
    }
  }

  /** Returns other requests about the same service in some states, newest first. */
  async function others(life: RequestLife, statuses: readonly CaseStatus[]): Promise<string[]> {
    const found: string[] = [];
    for (const other of [...lives.values()].toReversed().slice(0, 40)) {
      if (other === life || other.story.service !== life.story.service) continue;
      const row = await read(other.id);
      if (row && statuses.includes(row.status)) found.push(other.id);
    }
    return found;
  }

  async function take(life: RequestLife): Promise<void> {
    if (!isWish(life.story) || !random.chance(0.15)) return byTeam(life, "take");
    const [waits] = await others(life, ["accepted"]);
    return byTeam(life, "take", waits ? { waits } : { text: teamWords.waits });
  }

  /** The team looks at a request, and does what comes next. */
  async function tend(life: RequestLife): Promise<void> {
    const row = await read(life.id);
    if (!row || ++life.visits > maxVisits) return;
    switch (row.status) {
      case "waiting": // the interview is still open
      case "postponed":
      case "alternative_proposed":
        return later(random.between(4, 12), () => tend(life));
      case "new":
      case "handed_over": {
        if (!life.isSorted) await sort(life, row.customer);
        if (life.ending !== "deliver" && !life.isDecided) await decide(life);
        else await take(life);
        const isTaken = (await read(life.id))?.status === "accepted";
        return later(isTaken ? workOf(life) : random.between(1, 4), () => tend(life));
      }
      case "accepted": {
        if (random.chance(0.05)) {
          await byTeam(life, "assign", { to: random.pick(team).id });
          return later(2, () => tend(life));
        }
        return byTeam(life, "deliver", {
          brought: isWish(life.story) && random.chance(0.15) ? "team" : "requested",
          ...(random.chance(0.88) && { effort: life.effort }),
          ...(random.chance(0.6) && { text: fill(random.pick(teamWords.deliveries), life) }),
        });
      }
    }
  }

  const workOf = ({ effort }: RequestLife): number =>
    elapsedDays[effort] * (0.6 + random.next()) + effortHours[effort] / 24 / 8;

  /** Requester's answer to a question about the outcome, by button, then in words below it. */
  async function tellOutcome(life: RequestLife, card: string): Promise<void> {
    const { requester } = life;
    const verdict = random.weigh(
      isWish(life.story)
        ? { yes: 58, partly: 20, no: 11, too_early: 6, not_needed: 5 }
        : { yes: 84, partly: 9, no: 7 },
    );
    await office.presses(requester, encode("outcome", life.id, verdict), undefined, card);
    if (verdict === "too_early" || verdict === "not_needed" || !isWish(life.story)) return;
    if (random.chance(0.75))
      await office.says(requester, fill(random.pick(requesterWords.outcomes[verdict]), life), {
        ...directTo(requester),
        thread: card,
      });
  }

  /** Reactions of people to a button that the bot shows them, by its verb. */
  const reactions: Record<string, (life: RequestLife, card: string) => void> = {
    outcome: (life, card) => {
      if (random.chance(0.86)) later(random.next() * 4, () => tellOutcome(life, card));
    },
    accept: (life) =>
      later(random.next() * 3, () =>
        random.chance(0.7)
          ? office.presses(life.requester, encode("accept", life.id))
          : office.submits(life.requester, encode("object", life.id), {
              text: random.pick(requesterWords.objections),
            }),
      ),
    answer: (life) =>
      later(random.next() * 4, () =>
        office.submits(life.requester, encode("answer", life.id), {
          text: random.pick(requesterWords.answers),
        }),
      ),
    approve: (life) =>
      later(random.next() * 3, () =>
        random.chance(0.9)
          ? office.presses(approver, encode("approve", life.id))
          : office.submits(approver, encode("please_change", life.id), {
              text: random.pick(requesterWords.changes),
            }),
      ),
  };

  return {
    bring,
    /** Lets people react to the buttons of a message. */
    react({ id: card, presses }: DisplayedMessage): void {
      for (const verb of Object.keys(reactions)) {
        const press = presses.find((each) => each.startsWith(`cases/${verb}/`));
        const life = press && lives.get(press.split("/")[2] ?? "");
        if (life) return reactions[verb]!(life, card);
      }
    },
  };
}
