/**
 * The port to judgement: what can be read in somebody's words. A judge only labels and quotes; it
 * cannot cause anything.
 */

export const requestKinds = [
  "new_solution",
  "change",
  "factory_issue",
  "standard_service",
  "advice",
] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Why a message is no request. */
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
export type SmallTalkLabel = (typeof smallTalkLabels)[number];

/** What somebody wants of the conversation itself, said in place of an answer. */
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
export type ConversationControl = (typeof conversationControls)[number];

export const needLabels = [
  "need",
  "solution_restated",
  "vague",
  "breakage",
  "refusal_unknown",
] as const;
export type NeedLabel = (typeof needLabels)[number];

export const customerLabels = ["direct", "indirect", "internal_only", "unknown"] as const;
export type CustomerLabel = (typeof customerLabels)[number];

/** What an effect on the paying customer is about ("Who is your customer?"). */
export const effectKinds = ["value_creation", "experience", "satisfaction"] as const;
export type EffectKind = (typeof effectKinds)[number];

/**
 * A label and how sure the judge is of it, 0 to 1, so that the bot can ask with buttons instead of
 * guessing.
 */
export interface LabelReading<T> {
  label: T;
  confidence: number;
}

/**
 * What a first message already answers, each in the sender's own words (a verbatim part of the
 * text).
 */
export interface StatedAnswers {
  need?: string;
  customer?: string;
  measure?: string;
  /** For something broken: what happens, since when or how often, who is affected. */
  symptom?: string;
  since?: string;
  affected?: string;
  /** For advice: what it is for, and by when. */
  decision?: string;
  deadline?: string;
  /** The thing to wait for this one, where the sender already named it. */
  priority?: string;
}

export interface RequestReading {
  isRequest: LabelReading<boolean>;
  /** Meaningful when it is no request. */
  smallTalk: LabelReading<SmallTalkLabel>;
  kind: LabelReading<RequestKind>;
  /** The sender says that this goes before others. */
  priorityClaim: LabelReading<boolean>;
  /** The sender frames IT as a supplier, and colleagues as its customers. */
  providerLanguage: LabelReading<boolean>;
  /** One text a request, verbatim parts of the message; a single one for most messages. */
  parts: string[];
  said: StatedAnswers;
  /** A few words for the thing asked for, verbatim ("Salesforce", "the CRM export"). */
  subject?: string;
  /** No request by the rules, and one by the model: a tap decides. */
  disputed?: true;
}

export interface NeedReading extends LabelReading<NeedLabel> {
  /** The need put in a sentence, for a one-tap confirmation (a model's; the rules leave it out). */
  restated?: string;
  /** The one gentle follow-up in the sender's own words and language (a model's). */
  followUp?: string;
  /**
   * For `breakage`: since when or how often, and who is affected, where the answer says so,
   * verbatim.
   */
  since?: string;
  affected?: string;
}

export interface CustomerReading extends LabelReading<CustomerLabel> {
  lens?: EffectKind;
  /**
   * For `indirect`: the colleagues through whom the customer is reached, where the answer names
   * them, verbatim.
   */
  link?: string;
  /** Who looks after the customer, where the answer names them, verbatim. */
  owner?: string;
}

/**
 * When it will be known whether it helped: `date` is ISO (`2027-03-31`), worked out from `today`.
 */
interface MeasureReading {
  date?: string;
}

/** One message, and everything that is to be read in it at once. `text` is untrusted data. */
export interface JudgeInput {
  text: string;
  wants: readonly ("control" | "request" | "need" | "customer" | "measure")[];
  /** The request that the text answers a question about. */
  request?: string;
  /** ISO date in the sender's zone, for "by end of March". */
  today?: string;
}

export interface Readings {
  /** Which judge read it, with its version, for the ledger (`rules@1`, `model@3fa1…`). */
  by: string;
  control?: LabelReading<ConversationControl>;
  /**
   * What a model alone takes the whole message for: offered as a button, and never done by itself.
   */
  suggestedControl?: ConversationControl;
  request?: RequestReading;
  need?: NeedReading;
  customer?: CustomerReading;
  measure?: MeasureReading;
}

/** A request in a few words, for the requester to confirm before anybody else reads them. */
export interface BriefDraft {
  title: string;
  summary: string;
}

/** Notes of a retrospective, each in its author's words. */
interface Recapped {
  title: string;
  notes: string[];
}

export interface Judge {
  /** The same judge for one turn, whose readings share the time that a person waits. */
  forTurn?(): Judge;
  /**
   * Never throws and always answers what was wanted: `control` only where there is one, and
   * `request` not where a control is the whole message.
   */
  read(ask: JudgeInput): Promise<Readings>;
  /**
   * Words a brief from the request and the answers, by question. A model's; nothing where it has
   * none to give. Never throws.
   */
  draftBrief?(request: string, answers: Record<string, string>): Promise<BriefDraft | undefined>;
  /**
   * Sums up a retrospective in a sentence or two, with a few notes quoted word for word. A model's;
   * nothing where it has none to give. Never throws.
   */
  draftRecap?(board: Recapped): Promise<string | undefined>;
}
