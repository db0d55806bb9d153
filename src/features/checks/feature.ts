/**
 * `/check`: the daily question, when it comes, what one answered, the way to the paying customer,
 * and the team's picture.
 */
import type { Feature, PrepareContext, TurnContext, TurnInput } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import { asFormButton, type Card, dividerElement } from "../../platform/card.ts";
import {
  briefChannelOf,
  type ConversationRef,
  type Person,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
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
import { checkButton } from "./cards.ts";
import { type ChainDraft, continueChain, runChainCommand } from "./chain/editor.ts";
import { everyoneGroup } from "./check.ts";
import {
  type AwaitedCheckWords,
  askCheckNow,
  type CheckContext,
  onCheckAction,
  onCheckWords,
  postCheckText,
} from "./daily-question.ts";
import { enrolTeam, notifyEnrolled } from "./enrol-team.ts";
import { buildCheckForm, validateCheckForm } from "./forms.ts";
import { runMyAnswersCommand } from "./my-answers.ts";
import { nextDigestAt, postWeeklyDigest, runTeamPictureCommand } from "./picture/team-picture.ts";
import { parseCheckWords } from "./pledge.ts";
import { readCheckLocalDate, readEnrolment, rescheduleAllChecks } from "./schedule/enrolments.ts";
import { createCheckBulkJob } from "./schedule/sweep.ts";
import { runCheckSettingsCommand } from "./settings.ts";

/** What the feature keeps with a conversation: what the next words are about. */
interface State {
  asks?: AwaitedCheckWords | undefined;
  drawing?: ChainDraft | undefined;
}

interface Known {
  /** Where the team reads its briefs. */
  intake: ConversationRef | undefined;
}

/** These may be done among others; all else is between the two of us. */
const open = new Set<CheckVerb>([
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
  intake: briefChannelOf(briefChannels, workspace, place.surface),
});

async function sceneOf(
  ctx: TurnContext,
  { by, place, kind }: InboundEvent,
  isOpen: boolean,
): Promise<CheckContext> {
  const { w, workspace, at } = ctx;
  const who: Person = kind === "due" ? { id: place.id } : by;
  const enrolment = await readEnrolment(w, workspace, who.id);
  const { zone, date: today } = await readCheckLocalDate(w, workspace, who.id, at);
  const group = enrolment
    ? enrolment.group
    : ((await readGroupOfPerson(w, workspace, who.id)) ?? null);
  const direct: ConversationRef =
    place.kind === "personal" ? place : { surface: place.surface, kind: "personal", id: who.id };
  return {
    ctx,
    who,
    personKey: { workspace, person: who.id },
    place: isOpen ? place : direct,
    today,
    zone,
    enrolment,
    group,
  };
}

async function turn(
  ctx: TurnContext,
  { event, action }: TurnInput<CheckAction>,
  state: State = {},
  known: Known,
): Promise<State> {
  const scene = await sceneOf(ctx, event, action ? open.has(action.verb) : true);
  if (!action) return event.kind === "message" ? hear(scene, event, state) : state;
  if (event.place.kind !== "personal" && !open.has(action.verb)) {
    if (action.values) return state;
    await ctx.enqueueEvent({
      id: ctx.newId(),
      place: withoutThread(scene.place),
      duty: checkActions.pathOf(action),
      subject: "",
    });
    postCheckText({ ...scene, place: event.place }, "in_private");
    return state;
  }
  return run(scene, event, action, state, known);
}

async function hear(
  scene: CheckContext,
  event: Extract<InboundEvent, { kind: "message" }>,
  { asks, drawing }: State,
): Promise<State> {
  if (drawing)
    return {
      asks,
      drawing: await continueChain(
        { ...scene, place: event.place },
        drawing,
        { words: toPlainText(event.text) },
        event,
      ),
    };
  if (asks) await onCheckWords(scene, event, asks);
  else scene.ctx.clearExpected();
  return {};
}

async function run(
  scene: CheckContext,
  event: InboundEvent,
  action: CheckAction,
  state: State,
  { intake }: Known,
): Promise<State> {
  const { ctx } = scene;
  const { words } = ctx;
  switch (action.verb) {
    case "now":
      await askCheckNow(scene, furtherButtons(scene, words));
      return state;
    case "answer":
    case "again":
    case "snooze":
    case "kept":
    case "retro":
    case "unsay":
    case "leave":
      if (event.kind !== "press") return state;
      return { ...state, asks: await onCheckAction(scene, action, event, state.asks) };
    case "skip":
      return {
        ...state,
        asks:
          event.kind === "press"
            ? await onCheckAction(scene, action, event, state.asks)
            : void postCheckText(
                scene,
                "skip_how",
                {},
                checkButton(words, "skip", "skip", scene.today),
              ),
      };
    case "mine":
    case "erase":
    case "erase_all":
    case "erase_now":
      await runMyAnswersCommand(
        scene,
        action,
        event.kind === "press" && action.verb !== "mine" ? event : undefined,
      );
      return state;
    case "team":
      await runTeamPictureCommand(scene, action.args[0]);
      return state;
    case "digest":
      await postWeeklyDigest(scene, intake);
      await planDigest(scene);
      return state;
    case "replan":
      if (event.kind === "due") await rescheduleAllChecks(ctx.w, ctx.workspace, ctx.at);
      return state;
    case "enrol":
      await enrolTeam(scene, action.args[0]);
      await planDigest(scene);
      return state;
    case "enrolled":
      await notifyEnrolled(scene, action.subject ?? "");
      return state;
    case "chain":
    case "edit_chain":
    case "chain_new":
    case "chain_end":
    case "chain_undo":
    case "chain_leave":
      return { ...state, drawing: await runChainCommand(scene, action, state.drawing) };
    case "help":
    case "unknown":
      postCheckText(
        scene,
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
      await runCheckSettingsCommand(scene, action);
      if (action.verb === "on") await planDigest(scene);
      return state;
  }
}

/** One digest a workspace, on the wall of whoever had it planned last. */
const planDigest = ({ ctx, zone }: CheckContext): Promise<void> =>
  ctx.scheduleJob({
    kind: checkActions.encode("digest"),
    subject: everyoneGroup,
    dueAt: nextDigestAt(ctx.at, zone),
  });

/** What else there is, under a question that somebody asked for. */
const furtherButtons = ({ enrolment }: CheckContext, words: Words): Card => [
  dividerElement,
  {
    kind: "buttons",
    buttons:
      enrolment && !enrolment.stoppedAt
        ? [
            asFormButton(checkButton(words, "settings", "settings")),
            checkButton(words, "mine", "mine"),
            checkButton(words, "team", "team"),
            checkButton(words, "chain", "chain"),
          ]
        : [checkButton(words, "on", "on"), checkButton(words, "help", "help")],
  },
];

export const createChecksFeature = (): Feature<State, Known, CheckAction> => ({
  name: checkActions.feature,
  actions: checkActions,
  parseCommand: parseCheckCommand,
  legacyAction: legacyCheckAction,
  allowsGuests: ({ action }) => isPersonalCheckAction(action),
  isAwaitingText: ({ asks, drawing } = {}) => asks !== undefined || drawing !== undefined,
  prepare,
  turn,
  bulkJob: createCheckBulkJob(),
  async applyEdit(w, workspace, message, text) {
    const check = await readCheckByMessage(w, workspace, message);
    if (!check) return;
    const whose = { workspace, person: check.person };
    if (!text) return clearCheckWords(w, whose, check.date);
    const { working, pledge } = parseCheckWords(toPlainText(text));
    await recordCheckWords(w, whose, check.date, {
      working: working ? [working] : null,
      pledge: [pledge],
      message,
    });
  },
  buildForm: (on, { workspace, by, action, words }) =>
    buildCheckForm(on, { workspace, person: by.id, action, words }),
  async validateForm(on, { workspace, by, action }, words, now) {
    const found = Object.entries(
      await validateCheckForm(on, { workspace, person: by.id, action }, now),
    );
    return found.length > 0
      ? Object.fromEntries(
          found.map(([field, key]) => [field, words.plain(`check.mistake.${key}`)]),
        )
      : undefined;
  },
});
