/** Interface of the pages that features show on the web to a signed-in person. */
import type { HtmlMarkup } from "../lib/html.ts";
import type { Words } from "../lib/i18n.ts";
import type { Reader } from "../storage/store.ts";

/** Request of a page by a signed-in person. */
export interface PageRequest {
  read: Reader;
  workspace: string;
  person: string;
  isGuest: boolean;
  /** In the person's language. */
  words: Words;
  now: Date;
  /** Values of the path's parameters. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
}

/** A page without the frame that the web server puts around it. */
export interface RenderedPage {
  title: string;
  body: HtmlMarkup;
  /** Address of an Atom feed of what it lists. */
  feed?: string;
}

/** A file to download, in pieces. */
export interface PageFile {
  name: string;
  type: string;
  content: AsyncIterable<string>;
}

/** Page below `/ledger`; `undefined` if there is nothing that the person may see. */
export interface WebPage {
  /** Path with parameters (`/requests/:number`). */
  path: string;
  /** Key of its name in the navigation; missing for pages that others link to. */
  nav?: string;
  render(request: PageRequest): Promise<RenderedPage | PageFile | undefined>;
}
