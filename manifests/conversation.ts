/**
 * Takes the README's picture, `npm exec -- node manifests/conversation.ts`: a colleague brings a
 * wish, and the core answers as it does everywhere, by the rules judge and in its own words.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumBinary from "@sparticuz/chromium";
import { html, raw } from "hono/html";
import { chromium } from "playwright-core";
import { defineTables, openFeatures } from "../src/app/registry.ts";
import { turnTools } from "../src/app/turn-tools.ts";
import { openCore } from "../src/core/core.ts";
import { interviewActions } from "../src/features/interview/model/actions.ts";
import { systemClock } from "../src/lib/clock.ts";
import { renderRichTextHtml } from "../src/lib/html.ts";
import { createRulesJudge } from "../src/nlu/rules/rules-judge.ts";
import type { OutboundMessage, PlatformAdapter } from "../src/platform/adapter.ts";
import type { Button, Card, CardElement } from "../src/platform/card.ts";
import type { InboundEventOf } from "../src/platform/event.ts";
import type { RichText } from "../src/platform/rich-text.ts";
import { openStore } from "../src/storage/engine/open-store.ts";
import { thisReplica } from "../src/storage/queue/replicas.ts";

const maria = { id: "maria", name: "Maria" };
const lines: RichText[] = [
  ["We need Salesforce for the field team"],
  ["a proper CRM"],
  ["They stand at the dealer and can’t see what he ordered last month"],
  ["The dealers. They’d get a delivery date on the spot, not two days later"],
  [{ person: "petra", name: "Petra" }],
  ["date given in the same call, end of March"],
];

interface Shown {
  by: string;
  card: Card;
  /** The platform's id, where the bot said it. */
  message?: string;
}

const pressOf = (button: Button): string[] => ("press" in button ? [button.press] : []);
const isPress = (press: string, ...verbs: string[]): boolean =>
  verbs.includes(interviewActions.decode(press)?.verb ?? "");

/** What stands in the chat at the end: each line is said, and the brief confirmed by its button. */
async function converse(): Promise<Shown[]> {
  const shown: Shown[] = [];
  async function send({ kind, target, id, card }: OutboundMessage) {
    const old = kind === "revise" && shown.find(({ message }) => message === target);
    if (old) old.card = card;
    else shown.push({ by: "Entwine", card, message: id });
    return { kind: "sent", message: id } as const;
  }
  const platform: PlatformAdapter = {
    name: "slack",
    send,
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
  const clock = systemClock(new Date("2027-03-02T10:00:00Z"));
  const store = await openStore("file::memory:", { tables: defineTables });
  await store.migrate();
  const core = await openCore({
    ...{
      store,
      clock,
      openTools: turnTools(createRulesJudge()),
      platforms: [platform],
      briefChannels: {},
      features: openFeatures({ secrets: ["a secret of the picture"] }),
    },
    ...{ replica: thisReplica(randomUUID()), newId: randomUUID },
    telemetry: {
      turnFailed: (_, error) => console.error(error),
      deliveryFailed: console.error,
      schedulerFailed: console.error,
      sendFinished: () => {},
      workRecovered: () => {},
    },
  });
  const happens = async (
    what:
      | Pick<InboundEventOf<"message">, "kind" | "message" | "text" | "addressed">
      | Pick<InboundEventOf<"press">, "kind" | "press" | "card">,
  ) => {
    const place = { platform: "slack", kind: "personal", id: maria.id } as const;
    await core.ingest([
      {
        id: randomUUID(),
        workspace: "slack:T1",
        at: clock.now().getTime(),
        by: maria,
        place,
        ...what,
      },
    ]);
    await core.settled();
  };

  for (const text of lines) {
    shown.push({ by: maria.name, card: [{ kind: "text", text }] });
    await happens({ kind: "message", message: randomUUID(), text, addressed: true });
  }
  const brief = shown.at(-1);
  const right = brief?.card
    .flatMap((element) => (element.kind === "buttons" ? element.buttons.flatMap(pressOf) : []))
    .find((press) => isPress(press, "right"));
  if (!brief?.message || !right) throw new Error("the conversation did not come to its brief");
  await happens({ kind: "press", press: right, card: brief.message });
  await core.stop();
  await store.close();
  return shown;
}

/**
 * Answers to tap; what may be done at any time (skip, back, later, a person) would crowd the
 * picture.
 */
const isAnswer = (button: Button): boolean =>
  pressOf(button).some((press) => isPress(press, "choose", "broken"));

function drawn(element: CardElement) {
  switch (element.kind) {
    case "heading":
      return html`<h2>${renderRichTextHtml(element.text)}</h2>`;
    case "facts":
      return html`<dl>${element.facts.map(({ label, value }) => html`<dt>${label}</dt><dd>${renderRichTextHtml(value)}</dd>`)}</dl>`;
    case "buttons":
      return element.buttons
        .filter(isAnswer)
        .map(({ label }) => html`<span class="button">${label}</span>`);
    case "note":
      return html`<p class="note">${renderRichTextHtml(element.text)}</p>`;
    case "text":
      return html`<p>${renderRichTextHtml(element.text)}</p>`;
    default:
      throw new Error(`the picture has no look for "${element.kind}" yet`);
  }
}

const icon = `data:image/png;base64,${readFileSync(new URL("slack-icon.png", import.meta.url)).toString("base64")}`;
const style = `
body { margin: 0; width: 800px; padding: 28px 32px 30px; box-sizing: border-box; background: #f6f4ef; color: #1d2430; font: 15px/1.5 "Open Sans"; }
.turn { display: flex; gap: 10px; margin-top: 10px; align-items: flex-start; }
.turn:first-child { margin-top: 0; }
.turn img { width: 34px; height: 34px; border-radius: 9px; margin-top: 1px; }
.said { max-width: 580px; padding: 8px 15px 9px; border-radius: 4px 15px 15px 15px; background: #fff; box-shadow: 0 1px 2px #1d243018; }
.mine { justify-content: flex-end; }
.mine .said { background: #1f4d5c; color: #fff; border-radius: 15px 4px 15px 15px; }
p, dd { margin: 0; text-wrap: pretty; }
.button { display: inline-block; margin: 9px 6px 1px 0; padding: 2px 12px; border: 1px solid #b9c9cc; border-radius: 14px; color: #1f4d5c; font-size: 13px; }
h2 { font-size: 15px; margin: 9px 0 0; padding: 0 0 7px 12px; border-left: 4px solid #f4b860; }
dl { display: grid; grid-template-columns: 122px 1fr; gap: 5px 10px; margin: 0; padding-left: 12px; border-left: 4px solid #f4b860; }
dt { color: #596273; font-size: 13.5px; }
.note { margin-top: 10px; color: #2c6b3f; font-size: 13.5px; }
`;

const page = (shown: Shown[]) =>
  html`<!doctype html><meta charset="utf-8"><style>${raw(style)}</style><body>${shown.map(
    ({ by, card }) =>
      html`<div class="${by === maria.name ? "turn mine" : "turn"}">${by === maria.name ? "" : html`<img src="${icon}" alt="">`}<div class="said">${card.map(drawn)}</div></div>`,
  )}</body>`;

const shown = await converse();
const executablePath = await chromiumBinary.executablePath();
// Its own font comes with it, so that the picture is the same on every machine.
const env = { ...process.env, FONTCONFIG_PATH: join(tmpdir(), "fonts") };
const browser = await chromium.launch({
  executablePath,
  args: [
    ...chromiumBinary.args,
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  env,
});
try {
  const view = await browser.newPage({
    viewport: { width: 800, height: 100 },
    deviceScaleFactor: 2,
  });
  await view.setContent(String(await page(shown)));
  writeFileSync(
    new URL("conversation.png", import.meta.url),
    await view.locator("body").screenshot(),
  );
} finally {
  await browser.close();
}
