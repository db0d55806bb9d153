/** Preparation of a turn: its lookups, readings and decision. The network is used here only. */

import type { PrepareContext, TurnInput } from "../../core/feature.ts";
import { type MessageTarget, toTargetChoice } from "../../core/message-target.ts";
import { localDateAt } from "../../lib/dates/calendar-dates.ts";
import { weekCalendar } from "../../lib/dates/work-calendar.ts";
import type { JudgeInput, Readings } from "../../nlu/judge.ts";
import { withoutPrivateMarker } from "../../nlu/rules/acts/private-marker.ts";
import { isBriefChannel } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { type RichText, toPlainText, withoutFiles } from "../../platform/rich-text.ts";
import { readPerson } from "../../storage/directory.ts";
import { outboxRowByMessage } from "../../storage/queue/outbox.ts";
import type { Case } from "../cases/lifecycle/case.ts";
import { readCaseDetail } from "../cases/queries/case-detail.ts";
import { readOwnCasesPage, readTeamCasesPage, searchCases } from "../cases/queries/case-lists.ts";
import { listFiledInterviews, readRequestPeople } from "../cases/queries/request-lookups.ts";
import { queryRequestStatus } from "../cases/queries/status-queries.ts";
import { findOpenQuestion } from "../cases/requester/open-questions.ts";
import { isOldCard } from "../cases/requester/shown-cards.ts";
import { readCase } from "../cases/rows/repository.ts";
import { listTopPriorities } from "../cases/team/trade-offs.ts";
import { readOwnWayText } from "../workspace/settings.ts";
import { runInterviewTurn } from "./dialogue/dialogue.ts";
import { readPointedMessage, textsOf } from "./dialogue/pointed-message.ts";
import type { InterviewContext, RequestPart } from "./dialogue/turn-draft.ts";
import { type HeldMessage, readHeldMessage, readTargetNames } from "./held/held-messages.ts";
import type { InterviewAction } from "./model/actions.ts";
import {
  currentInterview,
  type Interview,
  type InterviewConversation,
} from "./model/interview-state.ts";
import { type InterviewQuestion, questions } from "./model/questions.ts";
import { readQuotedQuestion } from "./questions/quoted-question.ts";
import { type CatalogueItem, localizeCatalogue } from "./requests/catalogue.ts";
import type { RequestCommand } from "./requests/request-command.ts";
import { type CompletedTurn, completeTurn, readSilentPerson } from "./turn-lookups.ts";

export type InterviewLookups = Omit<InterviewContext, "now">;

export interface PreparedInterview {
  before: InterviewConversation;
  known: InterviewLookups;
  turn: CompletedTurn;
}

export interface InterviewSources extends PrepareContext {
  catalogue: readonly CatalogueItem[];
}

/** Prepares the turn of an event. */
export async function prepareInterview(
  sources: InterviewSources,
  input: TurnInput<InterviewAction | RequestCommand>,
  conversation: InterviewConversation,
  held?: HeldMessage,
): Promise<PreparedInterview> {
  const { event, action, about, heard } = input;
  const { read, words, catalogue, newId } = sources;
  const { workspace, by, guest } = event;
  const today = localDateAt(new Date(event.at), event.zone ?? "UTC");
  const known: InterviewLookups = {
    newId,
    calendar: weekCalendar("UTC"),
    readings: {},
    parts: [],
    mine: [],
    found: [],
    numberOnes: [],
    catalogue: localizeCatalogue(catalogue, words.locale),
    chosen: (choice) =>
      words.keys().includes(`requests.choice.${choice}`)
        ? words(`requests.choice.${choice}`)
        : undefined,
    welcomed: false,
    team: !guest && isBriefChannel(sources.briefChannels, workspace, event.place),
    about,
    held,
    ofRequests:
      event.place.kind !== "personal"
        ? await readRequestPeople(read, workspace, conversation)
        : undefined,
  };
  const viewer = {
    workspace,
    person: by.id,
    place: event.place,
    team: known.team,
    guest,
    now: sources.now(),
  };
  const beneath = known.team && (await beneathCard(sources, event));
  if (beneath) return decide({ ...known, beneath });
  const judged = (
    text: RichText,
    wants: JudgeInput["wants"],
    interview?: Interview,
  ): Promise<Readings> =>
    sources.judge.read({
      text: toPlainText(withoutFiles(text)),
      wants,
      today,
      request: interview && toPlainText(interview.text),
    });
  const partsOf = async (text: RichText, readings?: Readings): Promise<RequestPart[]> =>
    split(text, readings?.request ? readings : await judged(text, ["request"]), judged);

  switch (event.kind) {
    case "message": {
      if (!heard?.words) break;
      const { target, words: said } = heard;
      const readings: Readings = said.readings;
      const { forms, isUnfinished } = said;
      Object.assign(known, { target, others: heard.others, forms, isUnfinished });
      known.readings.text = readings;
      const pointedAt = await readPointedMessage(sources, event, conversation, target);
      const begun = pointedAt && (await interviewOfMessage(pointedAt));
      if (pointedAt && !(begun && pointedAt.isDoubtful)) {
        known.pointedAt = pointedAt;
        if (begun)
          known.detail = await readCaseDetail(read, viewer, begun, conversation.interviews);
        else known.parts = (await Promise.all(textsOf(pointedAt).map((of) => partsOf(of)))).flat();
        break;
      }
      const quoted = await readQuotedQuestion(read, event, conversation, target);
      if (quoted) {
        known.quotedQuestion = quoted.question;
        known.readings.text = await judged(event.text, wanted(quoted.question), quoted.interview);
      } else if (target.is === "answer" && target.thing.answers === "kind") {
        const whole: RichText = [`${target.thing.about}. `, ...event.text];
        known.readings.text = { ...readings, ...(await judged(whole, ["request"])) };
      }
      if (target.is === "agreement" && target.thing.id === "small_talk" && conversation.smallTalk)
        known.held = await readHeldMessage(read, workspace, conversation.smallTalk.held);
      if (target.is === "agreement" && target.thing.id === "doubt" && conversation.doubt)
        known.parts = await partsOf(conversation.doubt.text);
      else if (mayOpenRequest(target)) known.parts = await partsOf(event.text, readings);
      if (target.is === "status" || (target.is === "aside" && saysStatus(readings)))
        Object.assign(
          known,
          await queryRequestStatus(read, viewer, event.text, {
            about,
            live: conversation.interviews,
          }),
        );
      break;
    }
    case "submitted": {
      if (action?.verb === "ask") known.parts = await partsOf([event.values.text ?? ""]);
      else if (action?.verb === "form") {
        const interview = conversation.interviews.find(({ request }) => request === action.args[0]);
        for (const [question, text] of Object.entries(event.values) as [
          InterviewQuestion,
          string,
        ][]) {
          const wants = wanted(question);
          if (wants.length > 0 && text.trim())
            known.readings[question] = await judged([text], wants, interview);
        }
      }
      break;
    }
    case "command": {
      if (action?.feature !== "request") break;
      if (action.verb === "help" || action.verb === "mine")
        Object.assign(known, await readOwnCasesPage(read, viewer));
      else if (action.verb === "find")
        known.found = await searchCases(read, viewer, action.args[0]);
      else if (action.verb === "team" || action.verb === "backlog")
        Object.assign(known, await readTeamCasesPage(read, viewer, action.verb));
      else if (action.verb === "detail" || (action.verb === "cancel" && action.args[0]))
        Object.assign(
          known,
          await queryRequestStatus(read, viewer, event.text, {
            about: undefined,
            live: conversation.interviews,
          }),
        );
      else if (action.verb === "open") known.parts = await partsOf(event.text);
      break;
    }
    case "approved": {
      const row = await outboxRowByMessage(read, workspace, event.place, event.message);
      if (row?.question === "brief") known.approved = row.request ?? undefined;
      break;
    }
    case "pointed": {
      const text =
        event.text ??
        (
          await sources.platforms
            .get(event.place.platform)
            ?.readMessage?.(workspace, event.place, event.message)
        )?.text;
      if (!text || !toPlainText(text).trim() || sources.isConfidentialText(text)) break;
      known.parts = await partsOf(text);
      const interview = currentInterview(conversation);
      if (interview?.pending)
        known.readings.text = await judged(text, wanted(interview.pending), interview);
      break;
    }
    case "press": {
      const interview = conversation.interviews.find(({ request }) => request === action?.args[0]);
      const { doubt, open = [] } = conversation;
      known.isOldCard =
        interview && (await isOldCard(read, event, conversation, interview.request));
      if ((action?.verb === "is_request" || action?.verb === "another") && doubt)
        known.parts = await partsOf(doubt.text);
      else if (action?.verb === "as_new") {
        const words = findOpenQuestion(open, action.args[0])?.words;
        if (words) known.parts = await partsOf(words.text);
      } else if (action?.verb === "answers" && doubt && interview?.pending)
        known.readings.text = await judged(doubt.text, wanted(interview.pending), interview);
      else if (action?.verb === "replace" && interview?.draft)
        known.readings.text = await judged(interview.draft.text, wanted(action.args[1]), interview);
      break;
    }
    case "edited": {
      if (conversation.interviews.some(({ message }) => message === event.message))
        known.parts = await partsOf(event.text);
      const [interview, question] = answeredBy(conversation, event.message) ?? [];
      const wants = question ? wanted(question) : [];
      if (wants.length > 0) known.readings.text = await judged(event.text, wants, interview);
      break;
    }
    case "due":
      Object.assign(known, await readSilentPerson(sources, event, conversation));
      break;
    case "opened":
    case "joined":
      if (event.kind === "opened" && event.tab === "home")
        Object.assign(known, await readOwnCasesPage(read, viewer));
      else known.welcomed = Boolean((await readPerson(read, workspace, by.id))?.welcomedAt);
      break;
  }
  const offered = [
    ...(known.target?.is === "unclear" ? known.target.among : (known.others ?? [])).map(
      toTargetChoice,
    ),
    ...(known.held?.targets.map(({ target }) => target) ?? []),
    ...(event.kind === "message" && event.chosen ? [event.chosen.target] : []),
  ];
  if (offered.length > 0) known.targetNames = await readTargetNames(read, workspace, offered);
  if (known.parts.length > 0) Object.assign(known, await readOwnWayText(read, workspace, words));
  const claimant =
    conversation.interviews.find(({ claimed, phase }) => claimed && phase !== "done")?.requester ??
    (known.parts.some(({ reading }) => reading.priorityClaim.label) ? by : undefined);
  const alone = event.place.kind === "personal" ? event.place.id : undefined;
  if (claimant && !guest)
    known.numberOnes = await listTopPriorities(read, workspace, claimant.id, alone);
  return decide(known);

  async function interviewOfMessage(of: { message: string }): Promise<Interview | undefined> {
    return (
      conversation.interviews.find(({ message }) => message === of.message) ??
      (await listFiledInterviews(read, workspace, sources.conversation, of))[0]
    );
  }

  async function decide(lookups: InterviewLookups): Promise<PreparedInterview> {
    const turn = runInterviewTurn(conversation, input, {
      ...lookups,
      now: sources.now().getTime(),
    });
    const completed = await completeTurn(sources, event, turn);
    return { before: conversation, known: lookups, turn: completed };
  }
}

/** Returns the request of the card above a thread in the brief channel. */
async function beneathCard(
  { read }: InterviewSources,
  { workspace, place }: InboundEvent,
): Promise<Case | undefined> {
  const card = place.thread
    ? await outboxRowByMessage(read, workspace, place, place.thread)
    : undefined;
  return card?.question === "intake" && card.request
    ? readCase(read, workspace, card.request)
    : undefined;
}

type Want = JudgeInput["wants"][number];

/** Returns the reading that an answer needs; none for unknown fields. */
const wanted = (question: InterviewQuestion): Want[] =>
  [questions[question]?.reading].filter((want) => want !== undefined);

/** Returns whether a message with this target may open a request. */
const mayOpenRequest = (target: MessageTarget): boolean =>
  target.is === "new_request" ||
  (target.is === "control" && target.control === "person") ||
  (target.is === "unclear" && target.among.some(mayOpenRequest));

const saysStatus = ({ request }: Readings): boolean =>
  request !== undefined && !request.isRequest.label && request.smallTalk.label === "status";

/** Returns text without the words that ask to keep it private. */
function withoutMarker(text: RichText): RichText {
  const bare = text.map((span) => (typeof span === "string" ? withoutPrivateMarker(span) : span));
  return toPlainText(bare).trim() === "" ? text : bare;
}

/** Splits a message into requests; each of several is read by itself, and keeps all files. */
async function split(
  text: RichText,
  whole: Readings,
  judged: (text: RichText, wants: JudgeInput["wants"]) => Promise<Readings>,
): Promise<RequestPart[]> {
  const { request, by } = whole;
  if (!request) return [];
  const several = request.parts.length > 1;
  const files = text.slice(withoutFiles(text).length);
  const parts = several
    ? await Promise.all(
        request.parts.map(async (part) => ({
          text: [part, ...files] as RichText,
          ...(await judged([part], ["request"])),
        })),
      )
    : [{ text: request.isPrivate ? withoutMarker(text) : text, request, by }];
  return Promise.all(
    parts.map(async (part): Promise<RequestPart> => {
      const reading = part.request ?? request;
      const customer = reading.said.customer
        ? (await judged([reading.said.customer], ["customer"])).customer
        : undefined;
      const { isPrivate } = request;
      return {
        text: part.text,
        reading: { ...reading, isPrivate },
        judge: part.by,
        customer,
      };
    }),
  );
}

function answeredBy(
  { interviews }: InterviewConversation,
  message: string,
): [Interview, InterviewQuestion] | undefined {
  for (const interview of interviews)
    for (const [question, answer] of Object.entries(interview.answers))
      if (answer.message === message) return [interview, question as InterviewQuestion];
  return undefined;
}
