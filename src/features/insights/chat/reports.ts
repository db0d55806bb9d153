/** Reports in chat: `/entwine report`, `services`, `checkup` and `flow`, and those of the schedule. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { Feature } from "../../../core/feature.ts";
import type { WebLinks } from "../../../core/web-links.ts";
import { type Button, buttonRow, type Card, textElement } from "../../../platform/card.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import type { ReportAsked, TeamReports } from "../../cases/team/team-report.ts";
import { monthAfter, monthAt, monthName } from "../periods.ts";
import { checkupCard, readCheckup } from "./checkup-card.ts";
import { flowCard, readFlow } from "./flow-card.ts";
import { parseMonth } from "./months-as-typed.ts";
import { pageButton } from "./page-link.ts";
import { readYearsServices, servicesCard } from "./services-card.ts";
import { readSharedViewer } from "./shared-viewer.ts";
import { teamNumbersSection } from "./team-numbers.ts";
import { monthReportCard, readMonthReport } from "./value-card.ts";
import { readWeeklyDigest, weeklyDigestCard } from "./weekly-digest.ts";

const reports = ["report", "services", "checkup", "flow"] as const;

const actions = defineActions("insights", {
  /** The value report of a month as typed; of the present one without it. */
  report: { args: [z.string().optional()] },
  services: {},
  checkup: {},
  flow: {},
});
type ReportAction = ActionIn<typeof actions>;

interface Asked extends ReportAsked {
  links: WebLinks | undefined;
}

function parseReport(text: RichText, from: "command" | "message"): ReportAction | undefined {
  if (from === "message") return undefined;
  const [, word = "", rest = ""] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(toPlainText(text)) ?? [];
  const verb = reports.find((each) => each === word.toLowerCase());
  if (verb === "report") return actions.create("report", rest || undefined);
  return verb && actions.create(verb);
}

/** Adds a button to a page of the ledger, if there is one, and others. */
function withPage(
  card: Card,
  path: string,
  { links, platform, words }: Asked,
  ...more: Button[]
): Card {
  const page = pageButton(links, platform, path, words);
  return page || more.length > 0 ? [...card, buttonRow(page, ...more)] : card;
}

/** Returns the report of a month; `typed` finds it, given the present one. */
async function monthCard(
  asked: Asked,
  typed: (present: string) => string | undefined,
): Promise<Card> {
  const { read, workspace, words, now } = asked;
  const viewer = await readSharedViewer(read, workspace, now);
  const month = typed(monthAt(now, viewer.zone));
  if (!month) return [textElement(words("report.month.unknown"))];
  const before = monthAfter(month, -1);
  const report = await readMonthReport(read, viewer, month);
  return withPage(monthReportCard(report, words), `/value/${month}`, asked, {
    label: monthName(before, words.locale),
    press: actions.encode("report", before),
  });
}

async function answer(action: ReportAction, asked: Asked): Promise<Card> {
  const { read, workspace, words, now } = asked;
  const viewer = await readSharedViewer(read, workspace, now);
  switch (action.verb) {
    case "report":
      return monthCard(asked, (present) => parseMonth(action.args[0] ?? "", present));
    case "services":
      return withPage(
        servicesCard(await readYearsServices(read, viewer), words),
        "/services",
        asked,
      );
    case "checkup":
      return withPage(checkupCard(await readCheckup(read, viewer), words), "/checkup", asked);
    case "flow":
      return withPage(flowCard(await readFlow(read, viewer), words), "/flow", asked);
  }
}

/** @param links without them, cards have no buttons to pages */
export const openReports = (links?: WebLinks): Feature<undefined, Card, ReportAction> => ({
  name: actions.feature,
  actions,
  commands: { entwine: reports },
  parseCommand: parseReport,
  homeSection: teamNumbersSection,
  prepare: async ({ readAside: read, words, now }, { event: { workspace, place }, action }) =>
    action
      ? answer(action, { read, words, workspace, platform: place.platform, now: now(), links })
      : [],
  async turn(ctx, _, __, card) {
    if (card.length > 0) ctx.post({ card });
    return undefined;
  },
});

/** Returns the cards of the weekly digest and the monthly value report, for the team's channel. */
export const openTeamReports = (links?: WebLinks): TeamReports => ({
  async readWeek(asked, more) {
    const { read, workspace, words, now } = asked;
    const digest = await readWeeklyDigest(read, await readSharedViewer(read, workspace, now));
    return digest ? withPage(weeklyDigestCard(digest, more, words), "", { ...asked, links }) : more;
  },
  readMonth: (asked) => monthCard({ ...asked, links }, (present) => monthAfter(present, -1)),
});
