/** Address and next step that `serve` tells on a terminal, beside the lines of the log. */
import type { WebAddress } from "../core/web-links.ts";
import type { Config } from "./config.ts";

/**
 * Returns the address, the connected platforms and the next step, one line each.
 * @param page address of the page in the browser, if it is served
 */
export function startedNotice(
  { slack, teams }: Pick<Config, "slack" | "teams">,
  address: WebAddress | undefined,
  page?: WebAddress,
): string[] {
  const isInTeams = teams?.appId !== undefined;
  const connected = [slack && "Slack", isInTeams && "Teams"].filter(Boolean).join(" and ");
  return [
    `Entwine is running${address ? `; its web pages are at ${address.origin}` : ""}.`,
    ...(page ? [`Try it as several colleagues, in your browser: ${page.origin}`] : []),
    ...(connected
      ? [`${connected} can reach it. Next: say hello to Entwine there.`]
      : [
          "Neither Slack nor Teams is connected. Next: stop it with Ctrl-C, then run",
          "  npm run -s entwine -- setup",
        ]),
  ];
}
