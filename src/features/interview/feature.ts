/**
 * Feature "interview": the conversation about requests, and the fallback for events that no other
 * feature claims.
 */
import type { Feature, TurnInput } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import { maskTypedSecrets } from "../../nlu/rules/acts/private-marker.ts";
import type { Form } from "../../platform/form.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { readConversationRow } from "../../storage/conversations.ts";
import type { Reader } from "../../storage/store.ts";
import { checkCaseAccess, interviewParties } from "../cases/lifecycle/permissions.ts";
import {
  findConversationRequester,
  findRequestConversation,
  listFiledInterviews,
} from "../cases/queries/request-lookups.ts";
import { recordInstallation } from "../workspace/audit-log.ts";
import { addQuestionWords, listOpenInterviews } from "./dialogue/open-things.ts";
import {
  amendHeldMessage,
  type HeldMessage,
  isMessageHeld,
  readHeldMessage,
} from "./held/held-messages.ts";
import { type InterviewAction, interviewActions, legacyInterviewAction } from "./model/actions.ts";
import {
  currentInterview,
  type Interview,
  type InterviewConversation,
  parseStoredConversation,
} from "./model/interview-state.ts";
import { type PreparedInterview, prepareInterview } from "./prepare.ts";
import { formQuestions } from "./questions/next-question.ts";
import type { CatalogueItem } from "./requests/catalogue.ts";
import {
  parseRequestCommand,
  type RequestCommand,
  requestCommand,
  textOfTypedRequest,
} from "./requests/request-command.ts";
import { commitInterviewTurn } from "./turn.ts";

const withoutSecrets = (text: RichText): RichText =>
  text.map((span) => (typeof span === "string" ? maskTypedSecrets(span) : span));

const withoutTypedSecrets = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, maskTypedSecrets(value)]),
  );

/**
 * Creates the feature.
 * @param catalogue routine items, in every language
 */
export function createInterviewFeature(
  catalogue: readonly CatalogueItem[],
): Feature<InterviewConversation, PreparedInterview, InterviewAction | RequestCommand> {
  /** States whose shape this process has already checked or written. */
  const checkedStates = new WeakSet<InterviewConversation>();

  function checked(state: InterviewConversation | undefined): InterviewConversation {
    if (state && checkedStates.has(state)) return state;
    const parsed = parseStoredConversation(state);
    checkedStates.add(parsed);
    return parsed;
  }

  return {
    name: interviewActions.feature,
    fallback: true,
    actions: interviewActions,
    legacyAction: legacyInterviewAction,
    openThings: (on, author, state) =>
      addQuestionWords(
        on,
        author.workspace,
        checked(state),
        listOpenInterviews(checked(state), author),
      ),
    async findThread(on, workspace, direct, message) {
      const begun = await findRequestConversation(on, workspace, direct, message);
      return begun && { conversation: begun.conversation, about: begun.request };
    },
    findReader: async (on, workspace, conversation, state) =>
      currentInterview(checked(state))?.requester.id ??
      (await findConversationRequester(on, workspace, conversation)),
    parseCommand(text, from) {
      if (from === "command") return parseRequestCommand(text);
      const typed = textOfTypedRequest(text);
      return typed === undefined ? undefined : parseRequestCommand([typed]);
    },
    allowsGuests: ({ action }) => action?.verb !== "team" && action?.verb !== "backlog",
    toStorableEvent(event) {
      if (event.kind === "submitted")
        return { ...event, values: withoutTypedSecrets(event.values) };
      return "text" in event && event.text ? { ...event, text: withoutSecrets(event.text) } : event;
    },
    keepsMessage: isMessageHeld,
    applyEdit: amendHeldMessage,
    async prepare(ctx, sent, state) {
      const input = withTypedCommand(sent);
      const held = await readHeld(ctx.read, input);
      const subject = held ? subjectOfHeld(held) : subjectOf(input);
      const { workspace } = input.event;
      const here = { workspace, key: ctx.conversation, conversation: checked(state) };
      const before = await restoreInterview(ctx.read, subject, here);
      return prepareInterview({ ...ctx, catalogue }, input, before, held);
    },
    async turn(ctx, input, _, prepared) {
      const { event } = withTypedCommand(input);
      if (event.kind === "joined" && event.isInstalled) await recordInstallation(ctx, event.by);
      const state = await commitInterviewTurn(ctx, event, prepared);
      checkedStates.add(state);
      return state;
    },
    async buildForm(on, { workspace, by, place, team, guest, words, conversation, action }) {
      const viewer = { person: by.id, place, team, guest };
      if (action.verb === "ask") return askForm(words);
      if (action.verb !== "form") return undefined;
      const row = await readConversationRow(on, workspace, conversation);
      const { interviews } = parseStoredConversation(row?.state[interviewActions.feature]);
      const interview = interviews.find(
        ({ request, phase }) => request === action.args[0] && phase !== "done",
      );
      return interview && !checkCaseAccess("form", interviewParties(interview, place), viewer)
        ? allAtOnceForm(interview, words)
        : undefined;
    },
    async validateForm(_, { action, values }, words) {
      const [first] = Object.keys(values);
      const isEmpty = Object.values(values).every((value) => value.trim() === "");
      return action.verb === "form" && first && isEmpty
        ? { [first]: words.plain("requests.form.all.nothing") }
        : undefined;
    },
  };
}

/** Turns a message that is a typed command into the event of the command. */
function withTypedCommand<I extends TurnInput<InterviewAction | RequestCommand>>(input: I): I {
  const { event, action } = input;
  if (event.kind !== "message" || action?.feature !== requestCommand.name) return input;
  const { message, ...common } = event;
  const text = [textOfTypedRequest(event.text) ?? ""];
  return {
    ...input,
    event: { ...common, kind: "command", command: requestCommand.name, message, text },
  };
}

type InterviewSubject = { request: string } | { message: string };

/** Reads the held message that a button or a job is about. */
async function readHeld(
  read: Reader,
  { event, action }: TurnInput<InterviewAction | RequestCommand>,
): Promise<HeldMessage | undefined> {
  const id =
    action?.verb === "held" || action?.verb === "not_meant"
      ? action.args[0]
      : action?.verb === "settle_held" && event.kind === "due"
        ? event.subject
        : undefined;
  return id === undefined ? undefined : readHeldMessage(read, event.workspace, id);
}

/** Returns the request that a held message was filed under, else the one that it opened. */
function subjectOfHeld({ message, settledAs, targets }: HeldMessage): InterviewSubject {
  const request = targets.find(({ name }) => name === settledAs)?.target.request;
  return request === undefined ? { message } : { request };
}

/**
 * Returns the subject of an event: a request, or a message that may have started or answered one.
 */
function subjectOf({
  event,
  action,
  about,
}: TurnInput<InterviewAction | RequestCommand>): InterviewSubject | undefined {
  if (about) return { request: about };
  if (event.kind === "edited" || event.kind === "deleted") return { message: event.message };
  const [request] =
    action?.feature === "interview" && (event.kind === "press" || event.kind === "submitted")
      ? action.args
      : [];
  return request === undefined ? undefined : { request };
}

/** Restores filed interviews to the conversation, for a turn about them. */
async function restoreInterview(
  read: Reader,
  subject: InterviewSubject | undefined,
  {
    workspace,
    key,
    conversation,
  }: { workspace: string; key: string; conversation: InterviewConversation },
): Promise<InterviewConversation> {
  if (
    !subject ||
    ("request" in subject &&
      conversation.interviews.some(({ request }) => request === subject.request))
  )
    return conversation;
  const known = new Set(conversation.interviews.map(({ request }) => request));
  const interviews = (await listFiledInterviews(read, workspace, key, subject)).filter(
    ({ request, phase }) => phase === "done" && !known.has(request),
  );
  return interviews.length === 0
    ? conversation
    : { ...conversation, interviews: [...interviews, ...conversation.interviews] };
}

/** Builds the form for a new request. */
const askForm = (words: Words): Form => ({
  id: interviewActions.encode("ask"),
  title: words.plain("requests.form.ask.title"),
  submit: words.plain("requests.form.ask.submit"),
  cancel: words.plain("requests.form.cancel"),
  fields: [
    {
      name: "text",
      label: words.plain("requests.form.ask.label"),
      hint: words.plain("requests.form.ask.hint"),
      multiline: true,
      required: true,
    },
  ],
});

/** Builds the form with all questions, with known answers as values; all may stay empty. */
function allAtOnceForm(interview: Interview, words: Words): Form {
  const shown = (text: RichText | undefined) => (text ? { value: toPlainText(text) } : {});
  return {
    id: interviewActions.encode("form", interview.request),
    title: words.plain("requests.form.all.title", { number: interview.number ?? 0 }),
    submit: words.plain("requests.form.all.submit"),
    cancel: words.plain("requests.form.cancel"),
    intro: words("requests.form.all.intro"),
    fields: formQuestions(interview).map((question) => ({
      name: question,
      label: words.plain(`requests.label.${question}`),
      hint: words.plain(`requests.hint.${question}`),
      multiline: true,
      ...shown(interview.answers[question]?.text),
    })),
  };
}
