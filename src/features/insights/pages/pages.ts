/** Pages of the ledger, in the order of the navigation. */
import type { WebPage } from "../../../core/web-page.ts";
import { checkUpPage } from "./check-up-page.ts";
import { checksPage } from "./checks-page.ts";
import { flowPage, partFlowPage } from "./flow-page.ts";
import { homePage } from "./home-page.ts";
import { requestsPage } from "./requests-page.ts";
import { retrospectivesPage } from "./retrospectives-page.ts";
import { servicePage } from "./service-page.ts";
import { servicesPage } from "./services-page.ts";
import { storyPage } from "./story-page.ts";
import { tradeOffsPage } from "./trade-offs-page.ts";
import { valuePage, valueReportPage } from "./value-page.ts";

/** All pages of the ledger, in the order of the navigation. */
export const ledgerPages: readonly WebPage[] = [
  homePage,
  requestsPage,
  storyPage,
  valuePage,
  valueReportPage,
  flowPage,
  partFlowPage,
  servicesPage,
  servicePage,
  tradeOffsPage,
  checkUpPage,
  retrospectivesPage,
  checksPage,
];
