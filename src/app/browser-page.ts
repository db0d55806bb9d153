/** Use of the page in the browser: when it is served, and which of its jobs are due. */
import { caseActions } from "../features/cases/actions.ts";
import { EntwineError } from "../lib/errors.ts";
import { isLoopbackHost } from "../lib/loopback-host.ts";
import { browserWorkspace } from "../platforms/browser/company.ts";
import type { DueJob } from "../platforms/browser/skip-ahead.ts";
import { pendingJobs } from "../storage/queue/jobs.ts";
import type { Reader } from "../storage/store.ts";
import type { Config } from "./config.ts";

/**
 * `alone`: no other platform uses the clock, so that it can be wound. `beside`: the page is served
 * beside Slack or Teams.
 */
export type BrowserUse = "off" | "alone" | "beside";

/**
 * Decides whether the page is served: on this machine only, and beside Slack or Teams only when
 * asked for.
 * @param isWanted whether `--browser` was given
 * @throws `browser_unavailable` when it is asked for and other machines could reach it
 */
export function browserUse(
  { host, publicUrl, slack, teams }: Pick<Config, "host" | "publicUrl" | "slack" | "teams">,
  isWanted: boolean,
): BrowserUse {
  if (!isLoopbackHost(host) || publicUrl !== undefined) {
    if (isWanted)
      throw new EntwineError(
        "browser_unavailable",
        "--browser serves a page without sign-in, which only this machine may reach",
        { hint: "Set HOST to 127.0.0.1 and leave ENTWINE_PUBLIC_URL empty." },
      );
    return "off";
  }
  const isSetUp = slack !== undefined || teams?.appId !== undefined;
  return !isSetUp ? "alone" : isWanted ? "beside" : "off";
}

/** Returns the jobs of the page's workspace, the next one first. */
export const browserWorkspaceJobs = async (read: Reader): Promise<DueJob[]> =>
  (await pendingJobs(read, browserWorkspace)).map(({ kind, dueAt }) => ({
    at: dueAt,
    isOutcome: kind === caseActions.encode("ask_outcome"),
  }));
