/** Ledger of the pages' benchmark: one workspace with years of requests, the same each time. */
import { effortBands } from "../../features/cases/lifecycle/effort.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { insertMany } from "../../storage/prepared.ts";
import type { Reader, Store, Writer } from "../../storage/store.ts";
import { createRandomSource, type RandomSource } from "../simulation/runtime/random-source.ts";

type Tables = Reader["t"];
type RequestRow = Tables["requests"]["$inferInsert"];
type StepRow = Tables["historyEntries"]["$inferInsert"];
type AnswerRow = Tables["answers"]["$inferInsert"];

export const ledgerWorkspace = "local";
/** Person of the team who reads the pages. */
export const ledgerReader = "person-7";
/** Instant at which the pages are read. */
export const ledgerNow = new Date("2027-03-02T12:00:00Z");

/** Years over which the requests came in. */
const years = 4;
const stepsPerRequest = 10;
const people = 3_000;
const groups = Array.from({ length: 12 }, (_, index) => `Group ${index + 1}`);
const services = Array.from({ length: 60 }, (_, index) => `Service ${index + 1}`);
const customers = Array.from({ length: 40 }, (_, index) => `Customer ${index + 1}`);
const sentence =
  "see at the counter what this dealer ordered in the last year, so that the date is right the first time";

/** Share of requests by what became of them, once they are old enough. */
const endings = { outcome_known: 70, delivered: 12, declined: 8, cancelled: 6, merged: 4 };
/** Newest requests, some of which are still open. */
const recent = 5_000;
const openings = {
  asking: 6,
  new: 30,
  accepted: 40,
  alternative_proposed: 6,
  postponed: 8,
  delivered: 10,
};

const requestColumns = [
  ...["id", "workspace", "number", "conversation", "place", "requester", "raisedBy", "kind"],
  ...["status", "text", "title", "createdAt", "updatedAt", "loggedAt", "owner", "deliveredAt"],
  ...["group", "service", "customer", "isAboutConfirmed", "isPrivate", "outcome", "effort"],
  ...["times", "interview"],
] as (keyof RequestRow)[];
const stepColumns = [
  ...["id", "workspace", "request", "act", "status", "by", "at", "why", "details"],
] as (keyof StepRow)[];
const answerColumns = [
  ...["id", "workspace", "request", "question", "text", "by", "at"],
] as (keyof AnswerRow)[];

const insertRequests = insertMany<RequestRow>("bench_requests", requestColumns, ({ db, t }, rows) =>
  db.insert(t.requests).values(rows),
);
const insertSteps = insertMany<StepRow>("bench_steps", stepColumns, ({ db, t }, rows) =>
  db.insert(t.historyEntries).values(rows),
);
const insertAnswers = insertMany<AnswerRow>("bench_answers", answerColumns, ({ db, t }, rows) =>
  db.insert(t.answers).values(rows),
);

interface Life {
  request: RequestRow;
  steps: StepRow[];
  answers: AnswerRow[];
}

/** Returns a request with its history and answers. */
function createLife(number: number, requests: number, random: RandomSource): Life {
  const id = `request-${number}`;
  const age = ((requests - number) / requests) * years * 365 * dayMs;
  const createdAt = new Date(ledgerNow.getTime() - age - dayMs / 24);
  const status = random.weigh(
    requests - number < recent && random.chance(0.5) ? openings : endings,
  ) as RequestRow["status"] & string;
  const requester = `person-${random.below(people)}`;
  const owner = `person-${random.below(20)}`;
  const kind = random.weigh({
    new_solution: 25,
    change: 20,
    factory_issue: 30,
    standard_service: 15,
    advice: 10,
  });
  const isWish = kind === "new_solution" || kind === "change";
  const isDelivered = status === "delivered" || status === "outcome_known";
  const untilDelivery = Math.min(random.between(1, 40) * dayMs, age);
  const deliveredAt = isDelivered ? new Date(createdAt.getTime() + untilDelivery) : null;
  const outcome =
    status === "outcome_known"
      ? random.weigh({ yes: 60, partly: 15, no: 8, not_needed: 4, not_answered: 13 })
      : null;
  const by = { id: requester };
  const said = isWish ? ["need", "customer", "measure"] : ["symptom"];
  const [asking, queue, hand, waiting] = [5, 400, 2_000, 600].map((most) => random.below(most));
  const at = (share: number): Date => new Date(createdAt.getTime() + share * untilDelivery);
  const step = (nth: number, act: string | null, more: Partial<StepRow> = {}): StepRow => ({
    id: `${id}/${nth}`,
    workspace: ledgerWorkspace,
    request: id,
    act,
    status: "accepted",
    by: owner,
    at: at(nth / stepsPerRequest),
    why: null,
    details: null,
    ...more,
  });
  const isAsked = random.chance(0.3);
  const steps = [
    step(0, null, { status: "asking", by: requester }),
    step(1, null, { status: "new", by: requester }),
    step(2, "take"),
    isAsked ? step(3, "ask", { why: ["Which branch is it for?"] }) : step(3, "add"),
    isAsked ? step(4, "answer", { by: requester, why: ["Lyon"] }) : step(4, "add"),
    step(5, "add", { by: requester, why: [sentence] }),
    step(6, "add", { why: ["ordered"] }),
    step(7, random.chance(0.1) ? "assign" : "add"),
    isDelivered ? step(8, "deliver", { status: "delivered", at: deliveredAt! }) : step(8, "add"),
    outcome
      ? step(9, "outcome", {
          status,
          by: requester,
          at: new Date(deliveredAt!.getTime() + 20 * dayMs),
          why: [sentence],
          details: { verdict: outcome },
        })
      : step(9, null, { status }),
  ];
  return {
    request: {
      id,
      workspace: ledgerWorkspace,
      number,
      conversation: `terminal/dm/${requester}`,
      place: { platform: "terminal", kind: "personal", id: requester },
      requester,
      raisedBy: requester,
      kind,
      status,
      text: [`We need to ${sentence}`],
      title: `R ${number}: ${sentence.slice(0, 60)}`,
      createdAt,
      updatedAt: createdAt,
      loggedAt: createdAt,
      deliveredAt,
      owner: status === "new" || status === "asking" ? null : owner,
      group: random.chance(0.8) ? `group-${random.below(groups.length)}` : null,
      service: random.chance(0.7) ? random.pick(services) : null,
      customer: isWish ? random.pick([...customers, "nobody_outside", "not_known_yet"]) : null,
      isAboutConfirmed: true,
      isPrivate: random.chance(0.03),
      outcome,
      effort: isDelivered && random.chance(0.6) ? random.pick(effortBands) : null,
      times: isDelivered
        ? {
            lead: asking! + queue! + hand! + waiting!,
            asking: asking!,
            queue: queue!,
            hand: hand!,
            requester: waiting!,
          }
        : null,
      interview: {
        request: id,
        number,
        requester: by,
        text: [`We need to ${sentence}`],
        phase: "done",
        ended: "new",
        filed: true,
        asked: said,
        claimed: false,
        reminded: false,
        kind,
        answers: Object.fromEntries(said.map((question) => [question, { text: [sentence], by }])),
      },
    },
    steps,
    answers: said.map((question) => ({
      id: `${id}/${question}`,
      workspace: ledgerWorkspace,
      request: id,
      question,
      text: [sentence],
      by: requester,
      at: createdAt,
    })),
  };
}

/** Writes what the requests refer to: the workspace, its people and groups. */
async function insertCompany({ db, t }: Writer, requests: number): Promise<void> {
  const created = { createdAt: ledgerNow };
  await db.insert(t.workspaces).values({ ...created, id: ledgerWorkspace, lastRequest: requests });
  for (let from = 0; from < people; from += 500)
    await db.insert(t.people).values(
      Array.from({ length: 500 }, (_, index) => ({
        ...created,
        workspace: ledgerWorkspace,
        id: `person-${from + index}`,
        name: `Person ${from + index}`,
        zone: "Europe/Paris",
      })),
    );
  await db.insert(t.groups).values(
    groups.map((name, index) => ({
      ...created,
      workspace: ledgerWorkspace,
      id: `group-${index}`,
      name,
      source: { kind: "list" as const },
    })),
  );
}

const requestsPerWrite = 500;

/**
 * Fills an empty database with requests, each with ten history entries.
 * @param progress is told the requests written so far
 */
export async function fillLargeLedger(
  store: Store,
  requests: number,
  progress: (done: number, of: number) => void,
): Promise<void> {
  const random = createRandomSource(1);
  await store.write((w) => insertCompany(w, requests));
  for (let from = 0; from < requests; from += requestsPerWrite) {
    const count = Math.min(requestsPerWrite, requests - from);
    const lives = Array.from({ length: count }, (_, index) =>
      createLife(from + index + 1, requests, random),
    );
    await store.write(async (w) => {
      await insertRequests(
        w,
        lives.map(({ request }) => request),
      );
      await insertSteps(
        w,
        lives.flatMap(({ steps }) => steps),
      );
      await insertAnswers(
        w,
        lives.flatMap(({ answers }) => answers),
      );
    });
    progress(from + count, requests);
  }
}
