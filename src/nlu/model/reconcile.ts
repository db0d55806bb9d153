/**
 * What a model's reading may decide. Whatever changes a request, or whom it reaches, is read by the
 * rules: they cannot be talked to, and no endpoint can lie for them.
 * The model decides what costs nothing where it is wrong: which question comes next, how an answer
 * is understood in the brief that its requester confirms. Where it sees something else to do, a tap
 * decides.
 */
import type {
  JudgeInput,
  LabelReading,
  Readings,
  RequestKind,
  RequestReading,
  SmallTalkLabel,
} from "../judge.ts";

type Unsigned = Omit<Readings, "by">;

/**
 * Kinds whose questions are alike, and whose brief goes nowhere before its requester has confirmed
 * it.
 */
const wishes = new Set<RequestKind>(["new_solution", "change"]);

/** Small talk that differs in nothing but the reply. */
const remarks = new Set<SmallTalkLabel>(["feedback", "not_for_it", "other"]);

/** A kind that the two do not agree on is asked for: its confidence is nothing. */
function kindOf(
  model: LabelReading<RequestKind>,
  rules: LabelReading<RequestKind>,
): LabelReading<RequestKind> {
  if (wishes.has(model.label) && wishes.has(rules.label)) return model;
  return model.label === rules.label ? rules : { label: rules.label, confidence: 0 };
}

function requestOf(model: RequestReading, rules: RequestReading): RequestReading {
  const { need, customer, measure } = model.said;
  const { need: _, customer: __, measure: ___, ...facts } = rules.said;
  const { subject } = model;
  const { subject: ____, ...counted } = rules;
  return {
    ...counted,
    smallTalk:
      remarks.has(model.smallTalk.label) && remarks.has(rules.smallTalk.label)
        ? model.smallTalk
        : rules.smallTalk,
    kind: kindOf(model.kind, rules.kind),
    providerLanguage: {
      label: model.providerLanguage.label && rules.providerLanguage.label,
      confidence: Math.min(model.providerLanguage.confidence, rules.providerLanguage.confidence),
    },
    said: {
      ...facts,
      ...(need && { need }),
      ...(customer && { customer }),
      ...(measure && { measure }),
    },
    ...(subject && { subject }),
    ...(model.isRequest.label && !rules.isRequest.label && { disputed: true as const }),
  };
}

/** How far ahead a day may be on which to ask whether it helped. */
const measureMaxYears = 2;

function dateOf(date: string | undefined, today: string | undefined): string | undefined {
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

/** What counts of a model's readings beside those of the rules on the same words. */
export function reconcileReadings(
  { today }: Pick<JudgeInput, "today">,
  model: Unsigned,
  rules: Readings,
): Unsigned {
  const { by: _, ...counted } = rules;
  const readings: Unsigned = { ...counted };
  if (model.control && !rules.control) readings.suggestedControl = model.control.label;
  if (model.request && rules.request) readings.request = requestOf(model.request, rules.request);
  if (model.need && rules.need) {
    const { restated, followUp } = model.need;
    const breaks = model.need.label === "breakage" || rules.need.label === "breakage";
    const { label, confidence } = breaks ? rules.need : model.need;
    readings.need = {
      ...rules.need,
      label,
      confidence,
      ...(restated && { restated }),
      ...(followUp && { followUp }),
    };
  }
  if (model.customer) readings.customer = model.customer;
  const date = rules.measure?.date ?? dateOf(model.measure?.date, today);
  if (rules.measure) readings.measure = date ? { date } : {};
  return readings;
}
