/** Pages of the ledger, in the order of the navigation. */
import type { WebPage } from "../../../core/web-page.ts";
import { flowPage } from "./flow-page.ts";
import { homePage } from "./home-page.ts";
import { requestsPage } from "./requests-page.ts";
import { servicesPage } from "./services-page.ts";
import { storyPage } from "./story-page.ts";
import { valuePage, valueReportPage } from "./value-page.ts";

export const ledgerPages: readonly WebPage[] = [
  homePage,
  requestsPage,
  storyPage,
  valuePage,
  valueReportPage,
  flowPage,
  servicesPage,
];
