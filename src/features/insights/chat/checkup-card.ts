/**
 * Four questions that a partner can answer, answered from the ledger: each group's strategy, the
 * last new thing and why, the last thing not done and for which need, and the last thing that helped.
 */
import type { Words } from "../../../lib/i18n.ts";
import {
  buttonRow,
  type Card,
  type CardElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { type RichText, toPlainText, truncateText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { caseActions } from "../../cases/actions.ts";
import { customerName } from "../../cases/brief/about.ts";
import { readHistories } from "../../cases/rows/history.ts";
import { workspaceActions } from "../../workspace/actions.ts";
import { readGroups } from "../../workspace/groups.ts";
import { kindsOfWork } from "../aggregates.ts";
import { checkUpFilters, type Knowledge, knowledgeOf } from "../check-up.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import type { RequestFilter } from "../request-filter.ts";
import { readValueRows, type ValueRow } from "../value-rows.ts";
import { requestName } from "./stories.ts";

/** Days within which the last of a kind counts as known. */
const days = 365;

/** Facts of the check-up in chat. */
export interface Checkup {
  /** Names of the groups, with and without a strategy. */
  groups: Record<"known" | "unknown", string[]>;
  /** Last delivery of a new solution. */
  installed?: ValueRow | undefined;
  /** Last declined request, and what was offered instead. */
  declined?: (ValueRow & { alternative?: RichText | undefined }) | undefined;
  /** Last wish whose requester said that it helped, at least partly. */
  helped?: ValueRow | undefined;
}

/** Reads the facts of the check-up. */
export async function readCheckup(on: Reader, viewer: LedgerViewer): Promise<Checkup> {
  const since = sinceDays(days, viewer.now, viewer.zone);
  const filters = checkUpFilters(viewer);
  const last = async (filter: RequestFilter): Promise<ValueRow | undefined> =>
    (await readValueRows(on, viewer, filter, { limit: 1, isNewestFirst: true }))[0];
  const groups = await readGroups(on, viewer.workspace);
  const named = (isKnown: boolean): string[] =>
    groups.filter(({ strategy }) => (strategy !== undefined) === isKnown).map(({ name }) => name);
  const [declined, yes, partly] = [
    await last(filters.declined),
    await last({ answered: since, outcome: "yes", kind: kindsOfWork.partner }),
    await last({ answered: since, outcome: "partly", kind: kindsOfWork.partner }),
  ];
  const step =
    declined &&
    (await readHistories(on, viewer.workspace, [declined.row.id]))(declined.row.id).findLast(
      ({ act }) => act === "decline",
    );
  return {
    groups: { known: named(true), unknown: named(false) },
    installed: await last(filters.installed),
    declined: declined && { ...declined, alternative: step?.alternative },
    helped: yes ?? partly,
  };
}

/** Characters of a quoted need. */
const needMaxCharacters = 140;

const known = (facts: readonly unknown[]): Knowledge =>
  knowledgeOf({ known: facts.filter(Boolean).length, all: facts.length });

/** Renders the check-up. */
export function checkupCard({ groups, installed, declined, helped }: Checkup, words: Words): Card {
  const isNamed = (customer: string | null | undefined): boolean =>
    Boolean(customer) && customer !== "not_known_yet";
  const quote = (text: RichText | undefined): string =>
    text ? truncateText(toPlainText(text), needMaxCharacters) : words.plain("ledger.not_known");
  const nameOf = ({ row }: ValueRow): string => requestName(row, words);
  const all = groups.known.length + groups.unknown.length;
  const answers: {
    key: string;
    knowledge: Knowledge;
    note: string;
    about?: ValueRow | undefined;
  }[] = [
    {
      key: "groups",
      knowledge: knowledgeOf({ known: groups.known.length, all }),
      note: words.plain("report.checkup.groups.note", {
        known: groups.known.length,
        unknown: groups.unknown.length,
        count: all,
        missing: groups.unknown.join(", "),
      }),
    },
    {
      key: "installed",
      about: installed,
      knowledge: known([installed?.need, isNamed(installed?.row.customer)]),
      note: installed
        ? words.plain("report.checkup.installed.note", {
            request: nameOf(installed),
            need: quote(installed.need),
            customer:
              (installed.row.customer && customerName(installed.row.customer, words)) ||
              words.plain("ledger.not_known"),
          })
        : words.plain("report.checkup.none"),
    },
    {
      key: "declined",
      about: declined,
      knowledge: known([declined?.need, declined?.alternative]),
      note: declined
        ? words.plain("report.checkup.declined.note", {
            request: nameOf(declined),
            need: quote(declined.need),
            alternative: quote(declined.alternative),
          })
        : words.plain("report.checkup.none"),
    },
    {
      key: "helped",
      about: helped,
      knowledge: known([helped?.said.at(-1), helped?.row.brought]),
      note: helped
        ? words.plain("report.checkup.helped.note", {
            request: nameOf(helped),
            said: quote(helped.said.at(-1)?.text),
            brought: helped.row.brought ?? "unknown",
          })
        : words.plain("report.checkup.none"),
    },
  ];
  const lines = answers.flatMap(({ key, knowledge, note, about }): CardElement[] => [
    itemElement(
      [
        { bold: words.plain(`report.checkup.${key}`) },
        ` · ${words.plain(`report.checkup.is.${knowledge}`)}`,
      ],
      { note: [note] },
    ),
    ...(about && knowledge !== "known"
      ? [
          buttonRow({
            label: words.plain("report.checkup.look", { number: about.row.number }),
            press: caseActions.encode("show", about.row.id),
          }),
        ]
      : []),
  ]);
  return [
    headingElement(words("report.checkup")),
    textElement(
      words("report.checkup.sentence", {
        count: answers.length,
        known: answers.filter(({ knowledge }) => knowledge === "known").length,
      }),
    ),
    ...lines,
    ...(groups.unknown.length > 0 || all === 0
      ? [
          buttonRow({
            label: words.plain("organisation.button.groups"),
            press: workspaceActions.encode("groups"),
          }),
        ]
      : []),
    noteElement(words("report.left_out")),
  ];
}
