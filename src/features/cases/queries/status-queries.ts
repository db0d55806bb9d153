/** Status queries such as "where is my request?": all requests of the asker, or the named one. */

import { conversationKey } from "../../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import { parseRequestNumber, requestNumberIn } from "../brief/request-title.ts";
import { type CaseDetail, readCaseDetail } from "./case-detail.ts";
import type { CaseListItem, CaseViewer } from "./case-list-items.ts";
import { listOwnCases, readNeeds } from "./case-lists.ts";

/** Answer to a question about requests. */
export interface StatusQueryResult {
  mine: CaseListItem[];
  detail?: CaseDetail;
  /** Number that was asked for and shows nothing. */
  unknown?: number;
}

/** Words of status questions in all languages, which do not identify a request. */
const questionWords = new Set(
  `about already and any anything are been but can could did does ever for from get getting going got had happen happened happening has have heard here how
   its long looked many more much need needed new news not now one our out progress request requests see should since some somebody someone soon status still
   taking tell than that the their them then there they thing things this ticket tickets update updates was were what when where which who will with yet you your
   aber anfrage anfragen antwort auch auf aus bei bin brauche brauchen das dem den der des die dran eigentlich ein eine einen es etwas fur gibt gibts habe haben hat
   ich ihr ist jemand kommt man mein meine meinem meinen meiner mit nach neues noch nun oder passiert schon sich sind stand steht und uns unser von wann warum was
   welche wer wie wir wird wo wurde zu zum zur
   avec avez avons besoin cette combien dans demande demandes des elle est est-ce nous nouvelle nouvelles ont pas pour quand que quelqu'un qui quoi sont sur une vous
   con cual cuando cuanto del donde ella esta este estan hay las los mas mis necesitamos necesito noticia noticias para pero por que quien solicitud solicitudes sobre una`.split(
    /\s+/,
  ),
);

const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}+/gu, "");

/** Returns the distinctive words of a text. */
const distinctiveWords = (text: string): Set<string> =>
  new Set(
    (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).filter(
      (word) => word.length > 1 && !questionWords.has(word) && (word.length > 2 || /\d/.test(word)),
    ),
  );

/**
 * Returns whether two words have the same stem: "laptop" and "laptops", "report" and "reporting".
 */
const isSame = (one: string, other: string): boolean =>
  one === other ||
  (Math.min(one.length, other.length) > 3 && (one.startsWith(other) || other.startsWith(one)));

/** Returns the request that shares most words with a text; `undefined` for none or a tie. */
export function findBestTitleMatch<
  R extends Pick<CaseListItem, "title" | "text"> & { need?: string | undefined },
>(text: string, requests: readonly R[]): R | undefined {
  const sought = [...distinctiveWords(text)];
  const scored = requests.map((request) => {
    const words = [
      ...distinctiveWords(`${request.title} ${toPlainText(request.text)} ${request.need ?? ""}`),
    ];
    return {
      request,
      score: sought.filter((word) => words.some((other) => isSame(word, other))).length,
    };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const [first, second] = best > 0 ? scored.filter(({ score }) => score === best) : [];
  return second ? undefined : first?.request;
}

/**
 * Looks up the requests of a question. In a thread with one request of the asker, it is that one;
 * `about` is the request of the message above a thread in direct messages.
 */
export async function queryRequestStatus(
  on: Reader,
  viewer: CaseViewer,
  text: RichText,
  { about, live }: { about: string | undefined; live: readonly Interview[] },
): Promise<StatusQueryResult> {
  const number = requestNumberIn(toPlainText(text)) ?? parseRequestNumber(toPlainText(text));
  const show = async (
    sought: { request: string } | { number: number },
    requests: CaseListItem[],
  ): Promise<StatusQueryResult> => {
    const detail = await readCaseDetail(on, viewer, sought, live);
    const unknown = !detail && "number" in sought ? sought.number : undefined;
    return { mine: requests, detail, unknown };
  };
  if (number !== undefined) return show({ number }, []);
  if (about) return show({ request: about }, []);
  const requests = await listOwnCases(on, viewer);
  const here = viewer.place.thread
    ? requests.filter(({ conversation }) => conversation === conversationKey(viewer.place))
    : [];
  const needs = await readNeeds(
    on,
    viewer.workspace,
    requests.map(({ request }) => request),
  );
  const one =
    findBestTitleMatch(
      toPlainText(text),
      requests.map((each) => ({ ...each, need: needs.get(each.request) })),
    ) ?? (here.length === 1 ? here[0] : undefined);
  return one ? show({ request: one.request }, requests) : { mine: requests };
}
