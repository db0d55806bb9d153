/**
 * Service and paying customer of a request: names proposed from its words, until the team confirms
 * or corrects them.
 */
import type { Words } from "../../../lib/i18n.ts";
import { quoteCustomerName, quoteServiceName } from "../../../nlu/rules/requests/subject-names.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, asc, desc, eq, inArray, isNotNull, sql } from "../../../storage/drizzle.ts";
import { prepared, preparedList } from "../../../storage/prepared.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import { isAboutConfirmed } from "../tables.ts";

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
    .where(and(eq(requests.workspace, sql.placeholder("workspace")), isAboutConfirmed(requests)))
    .orderBy(desc(requests.number))
    .limit(namesFromRequests),
);

/** Returns the words of a text between spaces. */
const wordsOf = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ")} `;

/** Returns the longest name that a text contains as whole words. */
function namedIn(text: string, names: readonly (string | null)[]): string | undefined {
  const words = wordsOf(text);
  return [...new Set(names)]
    .filter((name): name is string => name !== null && !isCustomerValue(name))
    .filter((name) => words.includes(wordsOf(name)))
    .reduce<string | undefined>(
      (best, name) => (name.length > (best?.length ?? 0) ? name : best),
      undefined,
    );
}

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

const servicesOf = preparedList("services_of", ({ db, t: { requests } }: Reader, ids) =>
  db
    .select({ id: requests.id, service: requests.service })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, sql.placeholder("workspace")),
        inArray(requests.id, ids),
        isNotNull(requests.service),
      ),
    ),
);

async function serviceOfSimilar(
  on: Reader,
  workspace: string,
  alike: readonly string[],
): Promise<string | undefined> {
  const rows = await servicesOf(on, alike, { workspace });
  return alike.map((id) => rows.find((row) => row.id === id)?.service).find(Boolean) ?? undefined;
}

const setProposal = prepared("request_about_proposal", ({ db, t: { requests } }: Writer) =>
  db
    .update(requests)
    .set({
      service: sql.placeholder("service") as never,
      customer: sql.placeholder("customer") as never,
    })
    .where(
      and(
        eq(requests.workspace, sql.placeholder("workspace")),
        eq(requests.id, sql.placeholder("request")),
        eq(requests.isAboutConfirmed, false),
      ),
    ),
);

/** Writes the proposal of a request that is or goes to the team, unless the team has confirmed it. */
export async function storeAboutProposal(
  w: Writer,
  workspace: string,
  interview: Interview,
): Promise<void> {
  const proposal = await proposalOf(w, workspace, interview);
  if (proposal.service === null && proposal.customer === null) return;
  await setProposal(w, { ...proposal, workspace, request: interview.request });
}

/**
 * Returns the names as other requests spell them already, so that "salesforce" and "Salesforce" are
 * one service.
 */
export async function spellAsBefore<T extends { [K in keyof About]?: string | undefined }>(
  { db, t: { requests } }: Reader,
  workspace: string,
  names: T,
): Promise<T> {
  const spelled = { ...names };
  for (const column of ["service", "customer"] as const) {
    const name = names[column];
    if (name === undefined || isCustomerValue(name)) continue;
    const [before] = await db
      .select({ name: requests[column] })
      .from(requests)
      .where(
        and(
          eq(requests.workspace, workspace),
          sql`lower(${requests[column]}) = ${name.toLowerCase()}`,
        ),
      )
      .orderBy(desc(isAboutConfirmed(requests)), desc(requests.number))
      .limit(1);
    spelled[column] = before?.name ?? name;
  }
  return spelled;
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
