/** A Slack surface in front of the fake workspace, with a core that keeps what it gets. */
import { type Clock, systemClock } from "../../src/clock.ts";
import { openLog } from "../../src/log.ts";
import { openSlack, type SlackSurface } from "../../src/slack/app.ts";
import type { Arrival } from "../../src/surface/arrival.ts";
import type { Form } from "../../src/surface/form.ts";
import type { Core } from "../../src/surface/surface.ts";
import { loadWords } from "../../src/words.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack.ts";

export const words = loadWords("en");

export interface House {
  slack: FakeSlack;
  surface: SlackSurface;
  core: Core;
  arrivals: Arrival[];
  /** Forms by their press. */
  forms: Map<string, Form>;
  /** What is wrong with any form that comes back. */
  mistakes: { current?: Record<string, string> | undefined };
  log: string[];
  close(): Promise<void>;
}

export async function openHouse(modes: { http?: boolean; socket?: boolean }, clock: Clock = systemClock(), given?: FakeSlack): Promise<House> {
  const slack = given ?? (await fakeSlack());
  const [arrivals, forms, log]: [Arrival[], Map<string, Form>, string[]] = [[], new Map(), []];
  const mistakes: House["mistakes"] = {};
  const surface = openSlack({
    ...{ botToken: slack.botToken, apiUrl: slack.apiUrl, clock, machine: clock, log: openLog("trace", (line) => log.push(line)) },
    ...(modes.http && { signingSecret: slack.signingSecret }),
    ...(modes.socket && { appToken: slack.appToken }),
  });
  if (surface.requestListener) await slack.host(surface.requestListener);
  const core: Core = {
    accept: async (all) => void arrivals.push(...all),
    form: async ({ press }) => forms.get(press),
    mistakes: async () => mistakes.current,
    language: async () => "en",
    tellOutsider: async () => {},
  };
  return {
    ...{ slack, surface, core, arrivals, forms, mistakes, log },
    async close() {
      await surface.stop();
      await slack.close();
    },
  };
}
