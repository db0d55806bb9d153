/** The command `/check`: the daily question, answers, the customer chain and the team's picture. */

import type { Feature, PrepareContext, TurnContext, TurnInput } from "../../core/feature.ts";
import type { MessageAuthor, MessageTarget, OpenThing } from "../../core/message-target.ts";

import { localDateAt } from "../../lib/dates/calendar-dates.ts";
import {
  briefChannelOf,
  type ConversationRef,
  type Person,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import { readGroupOfPerson } from "../workspace/groups.ts";
import {
  type CheckAction,
  type CheckVerb,
  checkActions,
  isPersonalCheckAction,
  legacyCheckAction,
  parseCheckCommand,
} from "./actions.ts";
import { clearCheckWords, readCheckByMessage, recordCheckWords } from "./answers.ts";
import { checkButton, furtherCheckButtons } from "./cards.ts";
import { type ChainDraft, continueChain, runChainCommand } from "./chain-editor.ts";
import { everyoneGroup } from "./check.ts";
import { readChainLinks } from "./customer-chain.ts";
import {
  type AwaitedCheckWords,
  askCheckNow,
  type CheckContext,
  isAwaited,
  logCheckWords,
  offerToLog,
  onCheckAction,
  onCheckWords,
  postCheckText,
  restOf,
} from "./daily-question.ts";
import { enrolTeam, notifyEnrolled } from "./enrol-team.ts";
import { buildCheckForm, validateCheckForm } from "./forms.ts";
import { runMyAnswersCommand } from "./my-answers.ts";
import { nextDigestAt, postWeeklyDigest, runTeamPictureCommand } from "./picture/team-picture.ts";
import { parseCheckWords } from "./pledge.ts";
import {
  readCheckLocalDate,
  readEnrolment,
  rescheduleAllChecks,
  rescheduleInZone,
} from "./schedule/enrolments.ts";
import { createCheckBulkJob } from "./schedule/sweep.ts";
import { checkHomeSection, runCheckSettingsCommand } from "./settings.ts";
import { findOpenCheck } from "./typed-answer.ts";

/** State of a conversation: the subject of the next text. Stored as JSON. */
interface State {
  asks?: AwaitedCheckWords | undefined;
  drawing?: ChainDraft | undefined;
  /** Answer whose words may be logged as a request; the rest of it follows then. */
  told?: AwaitedCheckWords | undefined;
  /** Date whose words were logged as a request, so that they are logged once. */
  logged?: string;
}

interface Known {
  briefChannel: ConversationRef | undefined;
}

/** Verbs that are answered in the channel; all others in direct messages. */
const publicVerbs = new Set<CheckVerb>([
  "team",
  "chain",
  "edit_chain",
  "chain_new",
  "chain_end",
  "chain_undo",
  "chain_leave",
  "enrol",
  "digest",
  "replan",
  "help",
  "unknown",
]);

const prepare = async (
  { briefChannels }: PrepareContext,
  { event: { workspace, place } }: TurnInput<CheckAction>,
): Promise<Known> => ({
  briefChannel: briefChannelOf(briefChannels, workspace, place.platform),
});

async function readContext(
  ctx: TurnContext,
  { by, place, kind }: InboundEvent,
  isPublic: boolean,
): Promise<CheckContext> {
  const { w, workspace, at } = ctx;
  const who: Person = kind === "due" ? { id: place.id } : by;
  const enrolment = await readEnrolment(w, workspace, who.id);
  const { zone, date: today } = await readCheckLocalDate(w, workspace, who.id, at);
  const group = enrolment
    ? enrolment.group
    : ((await readGroupOfPerson(w, workspace, who.id)) ?? null);
  const direct: ConversationRef =
    place.kind === "personal" ? place : { platform: place.platform, kind: "personal", id: who.id };
  return {
    ctx,
    who,
    personKey: { workspace, person: who.id },
    place: isPublic ? place : direct,
    today,
    zone,
    enrolment,
    group,
  };
}

async function turn(
  ctx: TurnContext,
  { event, action, heard }: TurnInput<CheckAction>,
  state: State = {},
  known: Known,
): Promise<State> {
  const isPublic = action === undefined || publicVerbs.has(action.verb);
  const context = await readContext(ctx, event, isPublic);
  if (!action)
    return event.kind === "message" ? takeWords(context, event, state, heard?.target) : state;
  if (event.place.kind !== "personal" && !isPublic) {
    if (action.values) return state;
    await ctx.enqueueEvent({
      id: ctx.newId(),
      place: withoutThread(context.place),
      job: checkActions.pathOf(action),
      subject: "",
    });
    postCheckText({ ...context, place: event.place }, "in_private");
    return state;
  }
  return run(context, event, action, state, known);
}

/** Lists the questions of the check that await text, until the end of the person's day. */
async function listOpenThings(
  on: Reader,
  { workspace, person, now }: MessageAuthor,
  { asks, drawing }: State = {},
): Promise<OpenThing[]> {
  if (!asks && !drawing) return [];
  const { zone, date: today } = await readCheckLocalDate(on, workspace, person, now);
  const things: OpenThing[] = [];
  const add = ({ at, by = person }: { at?: number; by?: string }, more: Partial<OpenThing>) => {
    if (at === undefined || localDateAt(new Date(at), zone) === today)
      things.push({
        feature: checkActions.feature,
        id: "",
        answers: "",
        isPrivate: true,
        asked: [by],
        askedAt: at,
        ...more,
      });
  };
  if (asks && isAwaited(asks, now))
    add(asks, {
      id: "answer",
      answers: "check",
      isInterrupted: asks.isInterrupted,
      mayTellOfProblems: true,
    });
  if (drawing) add(drawing, { id: "chain", answers: "chain", form: "name" });
  return things;
}

/** Handles text that a chain or an answer awaits. */
async function takeWords(
  context: CheckContext,
  event: InboundEventOf<"message">,
  state: State,
  target: MessageTarget | undefined,
): Promise<State> {
  const { asks, drawing } = state;
  const thing = target && "thing" in target ? target.thing?.id : undefined;
  if (target?.is === "control" && target.control === "later") return state;
  if (thing === "chain" && drawing) {
    const input = { words: toPlainText(event.text) };
    const { place } = event;
    return { asks, drawing: await continueChain({ ...context, place }, drawing, input, event) };
  }
  if (thing !== "answer" || !asks) return state;
  if (target?.is === "control" && target.control === "what_for") {
    postCheckText(context, "help");
    return state;
  }
  await onCheckWords(context, event, asks);
  const mayBeRequest = target?.is === "answer" && target.mayBeRequest;
  if (mayBeRequest) offerToLog(context, asks.date);
  return { ...state, asks: undefined, told: mayBeRequest ? asks : undefined };
}

async function run(
  context: CheckContext,
  event: InboundEvent,
  action: CheckAction,
  state: State,
  { briefChannel }: Known,
): Promise<State> {
  const { ctx } = context;
  const { words } = ctx;
  const isEnrolled = !!context.enrolment && !context.enrolment.stoppedAt;
  switch (action.verb) {
    case "now":
      await askCheckNow(context, furtherCheckButtons(isEnrolled, words));
      return state;
    case "answer":
    case "again":
    case "snooze":
    case "kept":
    case "retro":
    case "unsay":
    case "leave":
      if (event.kind !== "press") return state;
      return { ...state, asks: await onCheckAction(context, action, event, state.asks) };
    case "log":
      if (event.kind !== "press" || state.logged === action.args[0]) return state;
      await logCheckWords(context, action.args[0], event);
      return { ...state, logged: action.args[0], asks: state.asks ?? restOf(state.told, ctx.at) };
    case "skip":
      return {
        ...state,
        asks:
          event.kind === "press"
            ? await onCheckAction(context, action, event, state.asks)
            : void postCheckText(
                context,
                "skip_how",
                {},
                checkButton(words, "skip", "skip", context.today),
              ),
      };
    case "mine":
    case "erase":
    case "erase_all":
    case "erase_now":
      await runMyAnswersCommand(
        context,
        action,
        event.kind === "press" && action.verb !== "mine" ? event : undefined,
      );
      return state;
    case "team":
      await runTeamPictureCommand(context, action.args[0]);
      return state;
    case "digest":
      await postWeeklyDigest(context, briefChannel);
      await scheduleDigest(context);
      return state;
    case "replan":
      if (event.kind === "due") await rescheduleAllChecks(ctx.w, ctx.workspace, ctx.at);
      return state;
    case "enrol":
      await enrolTeam(context, action.args[0]);
      await scheduleDigest(context);
      return state;
    case "enrolled":
      await notifyEnrolled(context, action.subject ?? "");
      return state;
    case "chain":
    case "edit_chain":
    case "chain_new":
    case "chain_end":
    case "chain_undo":
    case "chain_leave":
      return { ...state, drawing: await runChainCommand(context, action, state.drawing) };
    case "help":
    case "unknown":
      postCheckText(
        context,
        action.verb,
        {},
        checkButton(words, "now", "now"),
        checkButton(words, "see_settings", "settings"),
        checkButton(words, "mine", "mine"),
        checkButton(words, "team", "team"),
        checkButton(words, "chain", "chain"),
      );
      return state;
    default:
      await runCheckSettingsCommand(context, action);
      if (action.verb === "on") await scheduleDigest(context);
      return state;
  }
}

/** Schedules the workspace's weekly digest, in the time zone of the person who acts. */
const scheduleDigest = ({ ctx, zone }: CheckContext): Promise<void> =>
  ctx.scheduleJob({
    kind: checkActions.encode("digest"),
    subject: everyoneGroup,
    dueAt: nextDigestAt(ctx.at, zone),
  });

export const createChecksFeature = (): Feature<State, Known, CheckAction> => ({
  name: checkActions.feature,
  actions: checkActions,
  parseCommand: parseCheckCommand,
  legacyAction: legacyCheckAction,
  allowsGuests: ({ action }) => isPersonalCheckAction(action),
  openThings: listOpenThings,
  openQuestion: findOpenCheck,
  prepare,
  turn,
  bulkJob: createCheckBulkJob(),
  onTimeZone: rescheduleInZone,
  readCustomerChain: readChainLinks,
  homeSection: checkHomeSection,
  keepsMessage: async (on, workspace, message) =>
    (await readCheckByMessage(on, workspace, message)) !== undefined,
  async applyEdit(w, workspace, message, text) {
    const check = await readCheckByMessage(w, workspace, message);
    if (!check) return;
    const key = { workspace, person: check.person };
    if (!text) return clearCheckWords(w, key, check.date);
    const { working, pledge } = parseCheckWords(toPlainText(text));
    await recordCheckWords(w, key, check.date, {
      working: working ? [working] : null,
      pledge: [pledge],
      message,
    });
  },
  buildForm: (reader, { workspace, by, action, words }) =>
    buildCheckForm(reader, { workspace, person: by.id, action, words }),
  async validateForm(reader, { workspace, by, action }, words, now) {
    const mistakes = Object.entries(
      await validateCheckForm(reader, { workspace, person: by.id, action }, now),
    );
    return mistakes.length > 0
      ? Object.fromEntries(
          mistakes.map(([field, key]) => [field, words.plain(`check.mistake.${key}`)]),
        )
      : undefined;
  },
});
