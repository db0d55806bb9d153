/** Before a turn: everything that it needs to know is looked up and read, so that the dialogue can be pure and the transaction short. The network is spoken to here and never later. */
import type { Feature, Means } from "../feature.ts";
import type { Ask, Readings } from "../judgement/judge.ts";
import { choiceIn } from "../organisation/own-way.ts";
import { openOf } from "../requests/acting.ts";
import { readAsAsked, readCase } from "../requests/cases.ts";
import { catalogueIn, type Item } from "../requests/catalogue.ts";
import type { Context, Part } from "../requests/draft.ts";
import { readForm } from "../requests/form.ts";
import { beginsLikeRequest, talkFor } from "../requests/hear.ts";
import type { Case } from "../requests/life.ts";
import { find, myPage, workPage } from "../requests/lists.ts";
import { ofRequests } from "../requests/lookups.ts";
import { noticeOf } from "../requests/notices.ts";
import { numberOnes } from "../requests/number-ones.ts";
import { readPress } from "../requests/press.ts";
import { readStory } from "../requests/story.ts";
import type { Conversation, Question, Talk } from "../requests/talk.ts";
import { numberAlone, whereabouts } from "../requests/whereabouts.ts";
import { byMessage } from "../storage/outbox.ts";
import { personOf } from "../storage/places.ts";
import type { Arrival } from "../surface/arrival.ts";
import { isIntake, type Person } from "../surface/place.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { foresee } from "./foresee.ts";
import { isConfidential } from "./route.ts";
import type { Voices } from "./voices.ts";

/** A short message may be small talk even while a question stands in the room; a longer one answers it, unless it begins like a request. Reading it as one costs as much as the rest of a turn's judgement. */
const fewWords = 6;

export type Knowledge = Omit<Context, "now">;

export interface Sources extends Omit<Means, "words"> {
  catalogue: readonly Item[];
  /** What Entwine does besides requests. */
  features: readonly Feature[];
}

/** Looks up and reads what the turn on this arrival needs. */
export async function prepare(
  sources: Sources & Pick<Voices, "words">,
  arrival: Arrival,
  conversation: Conversation,
  about: string | undefined,
): Promise<Knowledge> {
  const { read, words, catalogue, newId } = sources;
  const { workspace, by, guest } = arrival;
  const today = new Date(arrival.at).toISOString().slice(0, 10);
  const known: Knowledge = {
    newId,
    zone: "UTC",
    readings: {},
    parts: [],
    mine: [],
    found: [],
    numberOnes: [],
    catalogue: catalogueIn(catalogue, words.locale),
    chosen: (choice) => (words.keys().includes(`requests.choice.${choice}`) ? words(`requests.choice.${choice}`) : undefined),
    welcomed: false,
    team: !guest && isIntake(sources.intake, workspace, arrival.place),
    ...(about && { about }),
    ...(arrival.place.kind !== "personal" && { ofRequests: await ofRequests(read, workspace, conversation) }),
  };
  const viewer = { workspace, person: by.id, place: arrival.place, team: known.team, guest, now: sources.now() };
  const beneath = known.team && (await beneathCard(sources, arrival));
  if (beneath) return { ...known, beneath };
  const judged = (text: Prose, wants: Ask["wants"], talk?: Talk): Promise<Readings> =>
    sources.judge.read({ text: plain(text), wants, today, ...(talk && { request: plain(talk.text) }) });
  const partsOf = async (text: Prose, readings?: Readings): Promise<Part[]> =>
    split(text, readings?.request ? readings : await judged(text, ["request"]), judged);

  switch (arrival.kind) {
    case "message": {
      const found = talkFor({ conversation, arrival, context: known });
      const talk = found?.phase === "done" ? undefined : found;
      if (!arrival.addressed && !talk && !conversation.open) break;
      const readings = await judged(arrival.text, wantsOf(arrival.text, talk, by), talk);
      known.readings.text = readings;
      const { control, request } = readings;
      if (control?.label === "yes" && conversation.doubt) known.parts = await partsOf(conversation.doubt.text);
      else if (
        control?.label === "person" ||
        control?.label === "new_request" ||
        (request?.isRequest.label && (!talk || talk.phase === "parked" || talk.phase === "done"))
      )
        known.parts = await partsOf(arrival.text, readings);
      if (request && !request.isRequest.label && request.smallTalk.label === "status")
        Object.assign(known, await whereabouts(read, viewer, arrival.text, { about, live: conversation.talks }));
      break;
    }
    case "submitted": {
      const form = readForm(arrival.form);
      if (form === "ask") known.parts = await partsOf([arrival.values.text ?? ""]);
      else if (form) {
        const talk = conversation.talks.find(({ request }) => request === form.request);
        for (const [question, text] of Object.entries(arrival.values) as [Question, string][]) {
          const want = readingOf(question);
          if (want && text.trim()) known.readings[question] = await judged([text], [want], talk);
        }
      }
      break;
    }
    case "command": {
      if (arrival.command !== "request") break;
      const said = plain(arrival.text).trim();
      const number = numberAlone(said);
      if (/^(|help|mine)$/i.test(said)) Object.assign(known, await myPage(read, viewer));
      else if (/^find\b/i.test(said)) known.found = await find(read, viewer, said.slice(4).trim());
      else if (/^(?:team|backlog)$/i.test(said)) Object.assign(known, await workPage(read, viewer, said.toLowerCase() === "team" ? "team" : "backlog"));
      else if (number !== undefined) Object.assign(known, await whereabouts(read, viewer, arrival.text, { about: undefined, live: conversation.talks }));
      else known.parts = await partsOf(arrival.text);
      break;
    }
    case "pointed": {
      const text = arrival.text ?? (await sources.surfaces.get(arrival.place.surface)?.quote?.(workspace, arrival.place, arrival.message))?.text;
      if (text && plain(text).trim() && !isConfidential(sources.features, text)) known.parts = await partsOf(text);
      break;
    }
    case "press": {
      const press = readPress(arrival.press);
      const talk = press && "request" in press ? conversation.talks.find(({ request }) => request === press.request) : undefined;
      const { doubt } = conversation;
      if (press?.verb === "mine") Object.assign(known, await myPage(read, viewer));
      else if (press?.verb === "backlog") Object.assign(known, await workPage(read, viewer, "backlog"));
      else if (press?.verb === "show") {
        const story = await readStory(read, viewer, press, conversation.talks);
        if (story) known.story = story;
      } else if ((press?.verb === "is_request" || press?.verb === "another") && doubt) known.parts = await partsOf(doubt.text);
      else if (press?.verb === "as_new") {
        const words = openOf(conversation, press.request)?.words;
        if (words) known.parts = await partsOf(words.text);
      } else if (press?.verb === "answers" && doubt && talk?.pending) known.readings.text = await judged(doubt.text, wanted(talk.pending), talk);
      else if (press?.verb === "replace" && talk?.draft) known.readings.text = await judged(talk.draft.text, wanted(press.question), talk);
      break;
    }
    case "edited": {
      const [talk, question] = answeredBy(conversation, arrival.message) ?? [];
      const want = question && readingOf(question);
      if (want) known.readings.text = await judged(arrival.text, [want], talk);
      break;
    }
    case "due": {
      if (arrival.duty === "told") {
        const notice = await noticeOf(read, workspace, arrival.subject);
        if (notice) known.notice = notice;
        break;
      }
      if (arrival.duty === "outcome") {
        const due = await readAsAsked(read, workspace, arrival.subject);
        if (due) known.due = due;
        known.zone = (due && (await personOf(read, workspace, due.requester.id))?.zone) ?? known.zone;
        break;
      }
      const person = conversation.talks.find(({ request }) => request === arrival.subject)?.requester;
      known.zone = (person && (await personOf(read, workspace, person.id))?.zone) ?? known.zone;
      break;
    }
    case "opened":
    case "joined":
      if (arrival.kind === "opened" && arrival.tab === "home") Object.assign(known, await myPage(read, viewer));
      else known.welcomed = Boolean((await personOf(read, workspace, by.id))?.welcomedAt);
      break;
  }
  if (known.parts.length > 0) Object.assign(known, await choiceIn(read, workspace, words));
  const claimant =
    conversation.talks.find(({ claimed, phase }) => claimed && phase !== "done")?.requester ??
    (known.parts.some(({ reading }) => reading.priorityClaim.label) ? by : undefined);
  const alone = arrival.place.kind === "personal" ? arrival.place.id : undefined;
  if (claimant && !guest) known.numberOnes = await numberOnes(read, workspace, claimant.id, alone);
  return { ...known, ...(await foresee(sources, arrival, conversation, known)) };
}

/** The request under whose card in the intake channel something was written. */
async function beneathCard({ read }: Sources, { workspace, place }: Arrival): Promise<Case | undefined> {
  const card = place.thread ? await byMessage(read, workspace, place, place.thread) : undefined;
  return card?.question === "intake" && card.request ? readCase(read, workspace, card.request) : undefined;
}

type Want = Ask["wants"][number];

/** The reading that an answer to a question needs; most are taken as they are. */
function readingOf(question: Question): Want | undefined {
  if (question === "need" || question === "need_again") return "need";
  if (question === "kind") return "request";
  return question === "customer" || question === "measure" ? question : undefined;
}

const wanted = (question: Question): Want[] => [readingOf(question)].filter((want) => want !== undefined);

function wantsOf(text: Prose, talk: Talk | undefined, by: Person): Ask["wants"] {
  if (!talk) return ["control", "request"];
  const pending = talk.pending ? wanted(talk.pending) : [];
  const short = plain(text).trim().split(/\s+/).length <= fewWords;
  if (talk.phase === "asking" && !short && !beginsLikeRequest(text) && by.id === talk.requester.id) return ["control", ...pending];
  return ["control", ...pending, ...(pending.includes("request") ? [] : (["request"] as const))];
}

/** One part a request; where there are several, each is read by itself. */
async function split(text: Prose, whole: Readings, judged: (text: Prose, wants: Ask["wants"]) => Promise<Readings>): Promise<Part[]> {
  const { request, by } = whole;
  if (!request) return [];
  const several = request.parts.length > 1;
  const parts = several
    ? await Promise.all(request.parts.map(async (part) => ({ text: [part] as Prose, ...(await judged([part], ["request"])) })))
    : [{ text, request, by }];
  return Promise.all(
    parts.map(async (part): Promise<Part> => {
      const reading = part.request ?? request;
      const customer = reading.said.customer ? (await judged([reading.said.customer], ["customer"])).customer : undefined;
      return { text: part.text, reading, judge: part.by, ...(customer && { customer }) };
    }),
  );
}

function answeredBy({ talks }: Conversation, message: string): [Talk, Question] | undefined {
  for (const talk of talks) for (const [question, answer] of Object.entries(talk.answers)) if (answer.message === message) return [talk, question as Question];
  return undefined;
}
