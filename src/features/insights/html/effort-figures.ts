/** Figures of the estimated effort of deliveries, in hours, and in money where there is a rate. */
import type { PageRequest } from "../../../core/web-page.ts";
import type { HtmlMarkup } from "../../../lib/html.ts";
import type { Words } from "../../../lib/i18n.ts";
import { type EffortSum, kindsOfWork, sumEffort } from "../aggregates.ts";
import { fewDeliveries } from "../figures.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { filterHref, type RequestFilter } from "../request-filter.ts";
import { figureList } from "./components.ts";

/** Formats an estimate in hours, or in money where the workspace has a rate. */
function effortText({ hours }: EffortSum, { hourlyRate }: LedgerViewer, words: Words): string {
  const text = words.plain("ledger.hours", { hours });
  if (!hourlyRate) return text;
  const { amount, currency } = hourlyRate;
  const money = new Intl.NumberFormat(words.locale, {
    style: "currency",
    currency,
    maximumFractionDigits: 0,
  });
  return `${text} · ${money.format(hours * amount)}`;
}

/** Renders the effort of deliveries by sort of work, and that of one that helped. */
export async function effortFigures(
  { read, words }: PageRequest,
  viewer: LedgerViewer,
  delivered: RequestFilter,
): Promise<HtmlMarkup> {
  const figures = [];
  for (const [work, kind] of Object.entries(kindsOfWork)) {
    const sum = await sumEffort(read, viewer, { ...delivered, kind });
    figures.push({
      label: words.plain(`ledger.work.${work}`),
      value: sum.known === 0 ? undefined : effortText(sum, viewer, words),
      href: filterHref({ ...delivered, kind }),
      note: words.plain("ledger.effort.note", { known: sum.known, count: sum.known + sum.unknown }),
    });
  }
  const helped = { ...delivered, outcome: "yes" };
  const verified = await sumEffort(read, viewer, helped);
  const per = { ...verified, hours: Math.round((10 * verified.hours) / verified.known) / 10 };
  return figureList(
    [
      ...figures,
      {
        label: words.plain("ledger.figure.per_outcome"),
        value: verified.known < fewDeliveries ? undefined : effortText(per, viewer, words),
        href: filterHref(helped),
        note:
          verified.known < fewDeliveries
            ? words.plain("ledger.too_few")
            : words.plain("ledger.estimate"),
      },
    ],
    words,
  );
}
