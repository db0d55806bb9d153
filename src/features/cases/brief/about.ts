/**
 * Service and paying customer of a request: names proposed from its words, until the team confirms
 * or corrects them.
 */
import type { Words } from "../../../lib/i18n.ts";
import { quoteCustomerName, quoteServiceName } from "../../../nlu/rules/requests/subject-names.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, asc, desc, eq, inArray, isNotNull, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import type { Interview } from "../../interview/model/interview-state.ts";

/**
 * Values of the paying customer that are no names: nobody outside, not known yet, and named in the
 * answer only.
 */
export const customerValues = ["nobody_outside", "not_known_yet", "in_words"] as const;
type CustomerValue = (typeof customerValues)[number];

const isCustomerValue = (customer: string): customer is CustomerValue =>
  customerValues.some((value) => value === customer);

/** Returns the paying customer as people read it; `undefined` where only the answer names them. */
export function customerName(customer: string, words: Words): string | undefined {
  if (customer === "in_words") return undefined;
  return isCustomerValue(customer) ? words.plain(`life.customer.${customer}`) : customer;
}

interface About {
  service: string | null;
  customer: string | null;
}

/** Newest requests whose confirmed names are looked for in the words of a new one. */
const namesFromRequests = 300;

const recentNames = prepared("recent_names", ({ db, t: { requests } }: Reader) =>
  db
    .select({ service: requests.service, customer: requests.customer })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, sql.placeholder("workspace")),
        eq(requests.isAboutConfirmed, true),
      ),
    )
    .orderBy(desc(requests.number))
    .limit(namesFromRequests),
);

/** Returns whether a text contains a name as whole words. */
const contains = (text: string, name: string): boolean =>
  ` ${wordsOf(text)} `.includes(` ${wordsOf(name)} `);
const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ");

/** Returns the longest name that a text contains. */
const namedIn = (text: string, names: readonly (string | null)[]): string | undefined =>
  names
    .filter((name): name is string => name !== null && !isCustomerValue(name))
    .filter((name) => contains(text, name))
    .reduce<string | undefined>(
      (best, name) => (name.length > (best?.length ?? 0) ? name : best),
      undefined,
    );

/** Proposes both from an interview: by known names, then by the words, then by similar requests. */
async function proposalOf(w: Writer, workspace: string, interview: Interview): Promise<About> {
  const known = await recentNames(w, { workspace });
  const { answers, wish = [], text } = interview;
  const said = [text, wish, answers.symptom?.text ?? [], answers.need?.text ?? []]
    .map(toPlainText)
    .join("\n");
  const service =
    namedIn(
      said,
      known.map((row) => row.service),
    ) ??
    quoteServiceName(said) ??
    (await serviceOfSimilar(w, workspace, interview.alike ?? []));
  return { service: service ?? null, customer: customerIn(interview, known) };
}

function customerIn(
  { answers: { customer } }: Interview,
  known: readonly Pick<About, "customer">[],
): string | null {
  if (!customer) return null;
  if (customer.label === "internal_only") return "nobody_outside";
  if (!customer.text || customer.label === "unknown") return "not_known_yet";
  const text = toPlainText(customer.text);
  return (
    namedIn(
      text,
      known.map((row) => row.customer),
    ) ??
    quoteCustomerName(text) ??
    "in_words"
  );
}

async function serviceOfSimilar(
  { db, t: { requests } }: Reader,
  workspace: string,
  alike: readonly string[],
): Promise<string | undefined> {
  if (alike.length === 0) return undefined;
  const rows = await db
    .select({ id: requests.id, service: requests.service })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, workspace),
        inArray(requests.id, [...alike]),
        isNotNull(requests.service),
      ),
    );
  return alike.map((id) => rows.find((row) => row.id === id)?.service).find(Boolean) ?? undefined;
}

/** Writes the proposal of a request that is or goes to the team, unless the team has confirmed it. */
export async function storeAboutProposal(
  w: Writer,
  workspace: string,
  interview: Interview,
): Promise<void> {
  const { requests } = w.t;
  const proposal = await proposalOf(w, workspace, interview);
  if (proposal.service === null && proposal.customer === null) return;
  await w.db
    .update(requests)
    .set(proposal)
    .where(
      and(
        eq(requests.workspace, workspace),
        eq(requests.id, interview.request),
        eq(requests.isAboutConfirmed, false),
      ),
    );
}

/** Lists the names in use, for a form. */
export async function listAboutNames(
  { db, t: { requests } }: Reader,
  workspace: string,
): Promise<{ services: string[]; customers: string[] }> {
  const named = async (column: typeof requests.service | typeof requests.customer) => {
    const rows = await db
      .select({ name: column })
      .from(requests)
      .where(and(eq(requests.workspace, workspace), isNotNull(column)))
      .groupBy(column)
      .orderBy(asc(column))
      .limit(maxNames);
    return rows.flatMap(({ name }) => name ?? []);
  };
  const customers = await named(requests.customer);
  return {
    services: await named(requests.service),
    customers: customers.filter((name) => !isCustomerValue(name)),
  };
}

/** Options of a choice; Slack takes 100. */
const maxNames = 90;
