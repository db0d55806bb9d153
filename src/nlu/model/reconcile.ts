/**
 * Selection of a model's readings. Readings that change a request or its recipients are taken from
 * the rules, which a message cannot manipulate. The model decides what is harmless if wrong: the
 * next question, and the understanding of an answer in a brief that the requester confirms. If it
 * reads another action, the author decides with a button. Its reading of a message's target is only
 * a suggestion, which `core/target/choose-target.ts` weighs.
 */
import type {
  JudgeInput,
  LabelReading,
  Readings,
  RequestKind,
  RequestReading,
  SmallTalkLabel,
} from "../judge.ts";

type ReadingsWithoutSource = Omit<Readings, "by">;

/**
 * Kinds with the same questions, whose brief is confirmed by the requester before it goes anywhere.
 */
const confirmedKinds = new Set<RequestKind>(["new_solution", "change"]);

/** Labels of small talk that differ only in the reply; praise, unlike these, reports no fault. */
const harmlessRemarks = new Set<SmallTalkLabel>(["not_for_it", "other"]);

/**
 * Returns the kind; with confidence 0 if rules and model disagree, so that the author is asked.
 * `sure` stays that of the rules: it decides if the author's answer is disputed as well.
 */
function reconcileKind(
  model: LabelReading<RequestKind>,
  rules: LabelReading<RequestKind>,
): LabelReading<RequestKind> {
  if (confirmedKinds.has(model.label) && confirmedKinds.has(rules.label)) return model;
  return model.label === rules.label ? rules : { ...rules, confidence: 0 };
}

function reconcileRequest(model: RequestReading, rules: RequestReading): RequestReading {
  const { need, customer, measure } = model.said;
  const { need: _, customer: __, measure: ___, ...facts } = rules.said;
  return {
    ...rules,
    smallTalk:
      harmlessRemarks.has(model.smallTalk.label) && harmlessRemarks.has(rules.smallTalk.label)
        ? model.smallTalk
        : rules.smallTalk,
    kind: reconcileKind(model.kind, rules.kind),
    providerLanguage: {
      label: model.providerLanguage.label && rules.providerLanguage.label,
      confidence: Math.min(model.providerLanguage.confidence, rules.providerLanguage.confidence),
    },
    // only answers that are there: each key is an answered question
    said: {
      ...facts,
      ...(need && { need }),
      ...(customer && { customer }),
      ...(measure && { measure }),
    },
    subject: model.subject,
    disputed: (model.isRequest.label && !rules.isRequest.label) || undefined,
  };
}

/** Maximum years until the date of the measure. */
const measureMaxYears = 2;

function validDate(date: string | undefined, today: string | undefined): string | undefined {
  if (!date || !today) return undefined;
  try {
    const day = Temporal.PlainDate.from(date);
    const now = Temporal.PlainDate.from(today);
    const inTime =
      Temporal.PlainDate.compare(day, now) > 0 &&
      Temporal.PlainDate.compare(day, now.add({ years: measureMaxYears })) <= 0;
    return inTime ? day.toString() : undefined;
  } catch {
    return undefined;
  }
}

/** Combines a model's readings of a message with those of the rules. */
export function reconcileReadings(
  { today }: Pick<JudgeInput, "today">,
  model: ReadingsWithoutSource,
  rules: Readings,
): ReadingsWithoutSource {
  const { by: _, ...fromRules } = rules;
  const readings: ReadingsWithoutSource = { ...fromRules };
  if (model.control && !rules.control) readings.suggestedControl = model.control.label;
  if (model.request && rules.request)
    readings.request = reconcileRequest(model.request, rules.request);
  if (model.need && rules.need) {
    const { restated, followUp } = model.need;
    const isBreakage = model.need.label === "breakage" || rules.need.label === "breakage";
    const { label, confidence, sure } = isBreakage ? rules.need : model.need;
    readings.need = { ...rules.need, label, confidence, sure, restated, followUp };
  }
  if (model.customer) readings.customer = model.customer;
  const date = rules.measure?.date ?? validDate(model.measure?.date, today);
  if (rules.measure) readings.measure = date ? { date } : {};
  if (model.target) readings.target = model.target;
  return readings;
}
