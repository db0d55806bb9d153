/** Slack adapter on the fake workspace, with a core that stores its events. */

import { featureCommands } from "../../../src/app/registry.ts";
import { type Clock, systemClock } from "../../../src/lib/clock.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import { openLog } from "../../../src/lib/log.ts";
import type { Core } from "../../../src/platform/adapter.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import type { Form } from "../../../src/platform/form.ts";
import { openSlack, type SlackAdapter } from "../../../src/platforms/slack/adapter.ts";
import { standInCore } from "../stand-in-core.ts";
import { type FakeSlack, fakeSlack } from "./fake-slack.ts";

export const words = loadWords("en");

export interface SlackHarness {
  slack: FakeSlack;
  adapter: SlackAdapter;
  core: Core;
  arrivals: InboundEvent[];
  /** Forms by the button that opens them. */
  forms: Map<string, Form>;
  /** Validation errors returned for every submitted form. */
  mistakes: { current?: Record<string, string> | undefined };
  log: string[];
  close(): Promise<void>;
}

export async function openSlackHarness(
  modes: { http?: boolean; socket?: boolean },
  clock: Clock = systemClock(),
  given?: FakeSlack,
): Promise<SlackHarness> {
  const slack = given ?? (await fakeSlack());
  const [events, forms, log]: [InboundEvent[], Map<string, Form>, string[]] = [[], new Map(), []];
  const mistakes: SlackHarness["mistakes"] = {};
  const adapter = openSlack({
    commands: featureCommands,
    ...{
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      clock,
      machineClock: clock,
      log: openLog("trace", (line) => log.push(line)),
    },
    signingSecret: modes.http ? slack.signingSecret : undefined,
    appToken: modes.socket ? slack.appToken : undefined,
  });
  const listener = adapter.routes?.["POST /slack/events"];
  if (listener) await slack.host(listener);
  const core: Core = standInCore({
    ingest: async (all) => void events.push(...all),
    buildForm: async ({ press }) => forms.get(press),
    validateForm: async () => mistakes.current,
  });
  return {
    ...{ slack, adapter, core, arrivals: events, forms, mistakes, log },
    async close() {
      await adapter.stop();
      await slack.close();
    },
  };
}
