/** Personal data in the messages of the page in the browser, which are a file beside the database. */
import { type FeatureData, isoInstantOrNull, plainTextOrNull } from "../core/feature-data.ts";
import { createPseudonymiser } from "../features/privacy/erasure/pseudonymise.ts";
import { instanceFilePath } from "../lib/secrets.ts";
import { conversationKey } from "../platform/conversation-ref.ts";
import { browserWorkspace, madeUpCompany, nameIn } from "../platforms/browser/company.ts";
import { openTranscript, type Transcript } from "../platforms/browser/transcript.ts";

/** Opens the messages of the page beside a database. */
export const openPageTranscript = (database: string): Transcript =>
  openTranscript(instanceFilePath(database, "browser.jsonl"));

/** Returns the erasure and the export of the page’s messages beside a database. */
export const pageData = (database: string): FeatureData => ({
  erasure: {
    async eraseApart({ workspace, person, traces, pseudonymFor }) {
      if (workspace !== browserWorkspace) return 0;
      const names = [...traces.names, nameIn(madeUpCompany, person)];
      const clean = createPseudonymiser({ ...traces, names }, await pseudonymFor());
      return openPageTranscript(database).erase(person, clean);
    },
  },
  export: {
    async *personalRows(_, workspace, person) {
      if (workspace !== browserWorkspace) return;
      for (const { place, text, at } of openPageTranscript(database).writtenBy(person))
        yield {
          type: "page_message",
          workspace,
          place: conversationKey(place),
          text: plainTextOrNull(text),
          at: isoInstantOrNull(new Date(at)),
        };
    },
  },
  pageSections: { talk: ["page_message"] },
});
