/** The most asked-for services, as a card: a line each, with what their figures say. */
import type { Words } from "../../../lib/i18n.ts";
import {
  type Card,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { Reader } from "../../../storage/store.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { sinceDays } from "../periods.ts";
import { readServices, type ServiceFigures, serviceMarks } from "../services.ts";

const days = 365;
const maxShown = 5;

/** Reads the services of a year's requests, most asked for first. */
export const readYearsServices = (on: Reader, viewer: LedgerViewer): Promise<ServiceFigures[]> =>
  readServices(on, viewer, sinceDays(days, viewer.now, viewer.zone));

/** Renders the services with the most requests. */
export function servicesCard(services: readonly ServiceFigures[], words: Words): Card {
  if (services.length === 0)
    return [headingElement(words("ledger.services")), textElement(words("ledger.services.none"))];
  const rest = services.length - maxShown;
  return [
    headingElement(words("ledger.services")),
    ...services.slice(0, maxShown).map((each) =>
      itemElement([{ bold: each.service }], {
        note: [
          [
            words.plain("report.service", {
              came: each.came,
              repairs: each.repairs,
              open: each.open,
              helped: each.yes + each.partly,
              answered: each.yes + each.partly + each.no,
            }),
            ...serviceMarks(each).map((mark) => words.plain(`ledger.mark.${mark}`)),
          ].join(" · "),
        ],
      }),
    ),
    ...(rest > 0 ? [textElement(words("report.services.more", { count: rest }))] : []),
    noteElement(words("report.left_out")),
  ];
}
