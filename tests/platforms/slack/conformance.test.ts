import { featureCommands } from "../../../src/app/registry.ts";
import { openLog } from "../../../src/lib/log.ts";
import { openSlack } from "../../../src/platforms/slack/adapter.ts";
import { type AdapterHarness, testAdapterConformance } from "../../conformance/platform-adapter.ts";
import { type FakeSlack, fakeSlack } from "../../harness/slack/fake-slack.ts";
import { visibleModal } from "../../harness/slack/modal.ts";

const log = openLog("silent");
const maria = "U0MARIA";

async function open(
  mode: (slack: FakeSlack) => { appToken: string } | { signingSecret: string },
): Promise<AdapterHarness> {
  const slack = await fakeSlack();
  const adapter = openSlack({
    commands: featureCommands,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    log,
    ...mode(slack),
  });
  const listener = adapter.routes?.["POST /slack/events"];
  if (listener) await slack.host(listener);
  return {
    adapter,
    says: async (text) => (await slack.dm(maria, text)).acknowledged,
    repeats: async () => (await slack.redeliver()).acknowledged,
    presses: async (message, label) => (await slack.press(maria, message, label)).acknowledged,
    colleague: "U0LEA",
    form() {
      const modal = slack.modal();
      return modal && visibleModal(modal);
    },
    fills: async (values) => (await slack.submit(maria, values)).acknowledged,
    shown: (message) => slack.show(message),
    refusesNext: (status) =>
      slack.fail("chat.postMessage", status === 429 ? { status, retryAfter: 2 } : { status }),
    close: () => slack.close(),
  };
}

testAdapterConformance("Slack by HTTP", () => open(({ signingSecret }) => ({ signingSecret })));
testAdapterConformance("Slack by socket", () => open(({ appToken }) => ({ appToken })));
