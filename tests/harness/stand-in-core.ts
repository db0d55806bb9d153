/** Core without features and database, for tests of what platforms report to it. */
import type { Core } from "../../src/platform/adapter.ts";

/** Returns a core that accepts every event and knows no form, apart from what is given. */
export const standInCore = (given: Partial<Core> = {}): Core => ({
  ingest: async () => {},
  buildForm: async () => undefined,
  validateForm: async () => undefined,
  languageFor: async () => "en",
  search: async () => [],
  shownCard: async () => undefined,
  replyToOutsider: async () => {},
  ...given,
});
