/** Interface of language understanding. A judge only labels and quotes; it has no side effects. */

/** Kinds of requests; each decides which questions are asked. */
export const requestKinds = [
  "new_solution",
  "change",
  "factory_issue",
  "standard_service",
  "advice",
] as const;

/** Kind of a request. */
export type RequestKind = (typeof requestKinds)[number];

/** Labels of messages that are no request. */
export const smallTalkLabels = [
  "greeting",
  "thanks",
  "acknowledgement",
  "status",
  "feedback",
  "about_bot",
  "not_for_it",
  "other",
] as const;

/** What a message is that is no request. */
export type SmallTalkLabel = (typeof smallTalkLabels)[number];

/** Controls of the conversation, given instead of an answer. */
export const conversationControls = [
  "skip",
  "back",
  "later",
  "resume",
  "cancel",
  "all_at_once",
  "help",
  "what_for",
  "person",
  "not_a_request",
  "yes",
  "no",
  "new_request",
] as const;

/** Control of the conversation, such as "skip". */
export type ConversationControl = (typeof conversationControls)[number];

/** Labels of answers to the question for the need. */
export const needLabels = [
  "need",
  "solution_restated",
  "vague",
  "breakage",
  "refusal_unknown",
] as const;

/** Label of an answer to the question for the need. */
export type NeedLabel = (typeof needLabels)[number];

/** Labels of answers to the question for the paying customer. */
export const customerLabels = ["direct", "indirect", "internal_only", "unknown"] as const;

/** Label of an answer to the question for the paying customer. */
export type CustomerLabel = (typeof customerLabels)[number];

/** Acts of a message sent while something is open. */
export const messageActs = [
  /** Answers the open question. */
  "answer",
  /** The problem is solved, or the request was fulfilled otherwise. */
  "resolved",
  /** No longer wanted. */
  "withdrawn",
  "agreement",
  "refusal",
  /** The author cannot answer: "no idea", "ask my boss". */
  "not_known",
  /** Asks for the status of a request. */
  "status",
  /** Adds to a request: another detail, a reason, a place. */
  "addition",
  /** A remark without consequence: thanks, a joke, lunch. */
  "aside",
  /** Asks for something that is not open yet. */
  "new_request",
  /** Addressed to another person. */
  "to_somebody_else",
] as const;

/** What a message does while something is open. */
export type MessageAct = (typeof messageActs)[number];

/** Kinds of answers that may be expected when a message comes. */
export const answerKinds = [
  "need",
  "customer",
  "owner",
  "measure",
  "priority",
  "symptom",
  "since",
  "affected",
  "decision",
  "deadline",
  "brief",
  "team_question",
  "alternative",
  "outcome",
  "check",
  "chain",
  "pledge",
  "none",
] as const;

/** Kind of answer that is expected. */
export type AnswerKind = (typeof answerKinds)[number];

/** Aspects of an effect on the paying customer ("Who is your customer?"). */
export const effectKinds = ["value_creation", "experience", "satisfaction"] as const;

/** Aspect of an effect on the paying customer. */
export type EffectKind = (typeof effectKinds)[number];

/** Confidence from which the bot acts on a reading that has no threshold of its own. */
export const minActedOnConfidence = 0.5;

/** A label with its confidence (0 to 1). */
export interface LabelReading<T> {
  label: T;
  /** Calibrated by the rules: equals the share of such readings that is right. */
  confidence: number;
  /** Whether the confidence reaches the label's threshold; if not, the bot asks with buttons. */
  sure?: boolean;
}

/** Answers that a first message already contains, verbatim. */
export interface StatedAnswers {
  need?: string;
  customer?: string;
  measure?: string;
  /** For a fault: what happens, since when or how often, and who is affected. */
  symptom?: string;
  since?: string;
  affected?: string;
  /** For a request for advice: its purpose and deadline. */
  decision?: string;
  deadline?: string;
  /** A request that may wait for this one, if the sender named it. */
  priority?: string;
}

/** Reading of a message as a request. */
export interface RequestReading {
  isRequest: LabelReading<boolean>;
  /** Meaningful when the message is no request. */
  smallTalk: LabelReading<SmallTalkLabel>;
  kind: LabelReading<RequestKind>;
  /** Whether the author claims priority over other requests. */
  priorityClaim: LabelReading<boolean>;
  /** Whether the author treats IT as a supplier and colleagues as its customers. */
  providerLanguage: LabelReading<boolean>;
  /** Whether it reports a security incident, such as a stolen laptop or a clicked phishing link. */
  security: LabelReading<boolean>;
  /** Whether the author says that others must not read it. */
  isPrivate: boolean;
  /** One text for each request, verbatim; a single one for most messages. */
  parts: string[];
  said: StatedAnswers;
  /** Name of the requested thing in a few words, verbatim ("Salesforce", "the CRM export"). */
  subject?: string;
  /** The sentence that asks or reports, if the message says much else. */
  asks?: string;
  /** A request according to the model but not the rules; the author decides with a button. */
  disputed?: true;
}

/** Reading of an answer to the question for the need. */
export interface NeedReading extends LabelReading<NeedLabel> {
  /** The need in one sentence, for confirmation with a button. Only a model writes it. */
  restated?: string;
  /** A follow-up question in the sender's language. Only a model writes it. */
  followUp?: string;
  /** For a fault, if the answer says so, verbatim: since when or how often, and who is affected. */
  since?: string;
  affected?: string;
}

/** Reading of an answer to the question for the paying customer. */
export interface CustomerReading extends LabelReading<CustomerLabel> {
  lens?: EffectKind;
  /** For an indirect effect: the colleagues through whom the customer is reached, verbatim. */
  link?: string;
  /** The person who looks after the customer, verbatim. */
  owner?: string;
}

/** Act of a message, conditional on what is open; `chances` sum to 1. */
export interface ActReading extends LabelReading<MessageAct> {
  chances: Record<MessageAct, number>;
}

/** Something that a message may belong to: an open question or offer, or a request. */
export interface PossibleTarget {
  /** Its name among the others: `q1`, `r1`. */
  id: string;
  /** Kind of answer that it waits for, `request` or `closed_request`. */
  kind: string;
  /** Text of the question or offer, if a person wrote it. */
  question?: string | undefined;
  title?: string | undefined;
  minutesAgo?: number | undefined;
  /** Whether the author of the message was asked, and not another person. */
  askedSender?: boolean | undefined;
}

/** What a model takes a message for: one of the possible targets, or none with its act. */
export interface TargetReading {
  id?: string;
  act: MessageAct;
  confidence: number;
}

/** When the result will be known. `date` is ISO (`2027-03-31`), computed from `today`. */
interface MeasureReading {
  date?: string;
}

/** One message and everything to read in it. `text` is untrusted. */
export interface JudgeInput {
  text: string;
  wants: readonly ("control" | "request" | "need" | "customer" | "measure" | "act")[];
  /** Expected kind of answer; used for `act` and `request`. */
  open?: AnswerKind;
  /** The request that the text answers a question about. */
  request?: string;
  /** What the message may belong to. Only a model reads it. */
  targets?: readonly PossibleTarget[];
  /** ISO date in the sender's time zone, for "by end of March". */
  today?: string;
}

/** All readings of a message; each is present only if it was wanted. */
export interface Readings {
  /** Judge and version, as stored in the ledger (`rules@1`, `model@3fa1…`). */
  by: string;
  control?: LabelReading<ConversationControl>;
  /** Control that only the model recognises; offered as a button, never applied automatically. */
  suggestedControl?: ConversationControl;
  request?: RequestReading;
  need?: NeedReading;
  customer?: CustomerReading;
  measure?: MeasureReading;
  act?: ActReading;
  /** Only a model reads it, and only where `targets` are given and it is sure enough to say. */
  target?: TargetReading;
}

/** A request in a few words, which the requester confirms before others read them. */
export interface BriefDraft {
  title: string;
  summary: string;
}

/** Notes of a retrospective, verbatim. */
interface RecapInput {
  title: string;
  notes: string[];
}

/** Classifies messages, by rules or by a model with the rules behind it. */
export interface Judge {
  /** Returns this judge for one turn, whose readings share one time limit. */
  forTurn?(): Judge;
  /**
   * Reads a message. Never throws and always gives what was wanted, except: `control` only when
   * there is one, `request` not when a control is the whole message, and `act` not when one
   * sentence of several asks.
   */
  read(ask: JudgeInput): Promise<Readings>;
  /**
   * Drafts a brief from the request and its answers by question. Returns undefined without a model
   * or if it fails. Never throws.
   */
  draftBrief?(request: string, answers: Record<string, string>): Promise<BriefDraft | undefined>;
  /**
   * Summarises a retrospective in one or two sentences with a few verbatim notes. Returns undefined
   * without a model or if it fails. Never throws.
   */
  draftRecap?(board: RecapInput): Promise<string | undefined>;
}
