/** Messages of every shape in which Teams clients send them, after public bug reports. */
import { describe, expect, it } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { Activity } from "../../../../src/platforms/teams/inbound/activity.ts";
import { toTeamsInboundEvents } from "../../../../src/platforms/teams/inbound/to-inbound-events.ts";
import { openMentionResolver } from "../../../../src/platforms/teams/workspace/members.ts";
import { readTeamsReplay } from "../../../harness/teams/replay.ts";

const eventsOf = (activity: Activity) =>
  toTeamsInboundEvents(activity, { at: 0, commands: featureCommands });
const replayed = (name: string) => eventsOf(Activity.parse(readTeamsReplay(name)));

const petra = { person: "29:petra", name: "Petra Kern" };
const frontDesk = { group: "Front desk" };
const priceList = ": we need a price list for the dealers";
const tourPlan =
  "can we get the tour plan onto the drivers' phones? they call the depot for every change";
const tom = { id: "9c1b5a77-63b0-4a5c-8e0a-3f6c3f1f7a10", name: "Tom Berg" };
const question = { message: "1763630127999", text: ["Who looks after those dealers?"] };

describe("toTeamsInboundEvents", () => {
  it.each([
    "picture-pasted",
    "gif",
    "code-snippet",
    "loop-component",
    "file-alone",
    "voice-clip",
    "forwarded-picture",
    "quoted-alone",
  ])("reads no words in %s, and does not take it for an empty message", (name) => {
    const [event, ...others] = replayed(name);
    expect(event).toMatchObject({ kind: "message", addressed: true, text: [], isBare: undefined });
    expect(others).toEqual([]);
  });

  it.each(["mention-alone", "nothing-at-all"])("reads %s as an empty message", (name) => {
    expect(replayed(name)).toMatchObject([{ addressed: true, text: [], isBare: true }]);
  });

  it.each([
    ["forwarded-with-comment", ["please look at this"], { text: [tourPlan], author: tom }],
    [
      "forwarded-by-older-client",
      ["can we get the tour plan onto the drivers' phones?"],
      { message: "1786399119244", author: tom },
    ],
    ["quoted-in-text", ["Petra does"], question],
    ["quoted-by-reference", ["Petra does"], question],
    ["quoted-deleted", ["Petra does"], { message: "1763630127999", text: [] }],
  ])("separates the words of %s from those of the other message", (name, text, quoted) => {
    expect(replayed(name)).toMatchObject([{ text, quoted }]);
  });

  it("does not name the bot as the author of its own question", () => {
    for (const name of ["quoted-in-text", "quoted-by-reference", "quoted-deleted"])
      expect(replayed(name)).toMatchObject([{ quoted: { author: undefined } }]);
  });

  it("reads two quotes with an answer below each as two messages", () => {
    const events = replayed("quoted-twice");
    expect(events).toMatchObject([
      { text: ["Petra does"], quoted: { message: "1763630127999" } },
      { text: ["fewer calls by March"], quoted: { message: "1763630128999" } },
    ]);
    const ids = events.map((event) => event.kind === "message" && event.message);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ["mention-in-halves", ["For ", petra, priceList]],
    ["mention-in-halves-plain", ["For ", petra, priceList]],
    ["mention-without-text", ["we need a price list for the dealers"]],
    ["mention-at-end", ["we need a price list for the dealers, right?"]],
    [
      "mention-of-tag-and-channel",
      ["the ", frontDesk, " tag and ", { group: "General" }, " need a price list"],
    ],
    [
      "mention-with-entities",
      ["for ", { person: "29:ann", name: "Ann O'Hara <IT>" }, " a list of <open> orders"],
    ],
    ["list", ["we need\n1. a scanner\n2. a ", { bold: "badge" }, "\n• soon"]],
    ["html-alone", [{ bold: "We need a badge" }]],
    ["table-pasted", ["we need this as a report\nDealer open\nBerg 12"]],
    ["code-block", ["the script fails\n", { code: "rm -rf <dir>" }, "\n", { code: "  echo done" }]],
  ])("reads the words and people of %s", (name, text) => {
    expect(replayed(name)).toMatchObject([{ kind: "message", addressed: true, text }]);
  });

  it("names people whom a message action's text leaves out", () =>
    expect(replayed("pointed-with-nameless-mentions")).toMatchObject([
      { kind: "pointed", text: ["can you get Petra Kern and Lea a badge"] },
    ]));

  it("takes no tag for a person that the team's roster does not know", async () => {
    const resolve = openMentionResolver(async () => ({
      kind: "refused",
      code: "MemberNotFoundInConversation",
    }));
    const activity = Activity.parse(readTeamsReplay("mention-of-tag-by-account"));
    expect(eventsOf(await resolve(activity))).toMatchObject([
      { text: ["the ", frontDesk, " tag needs a price list"] },
    ]);
  });

  it("reads a restored message as an edit, and an edit to a picture as a deletion", () => {
    expect(replayed("message-undeleted")).toMatchObject([
      { kind: "edited", text: ["We need Salesforce for the field team"] },
    ]);
    expect(replayed("message-edited-to-picture")).toMatchObject([{ kind: "deleted" }]);
  });

  it.each([
    ["pointed-at-titled-post", "Prices in the quote PDFs\nthey are still last year's"],
    ["pointed-at-plain-text", "margin < 5 & falling: we need a report"],
    ["pointed-at-forward", tourPlan],
  ])("reads the words of a message with the action, %s", (name, words) => {
    const [event] = replayed(name);
    expect(event?.kind === "pointed" && toPlainText(event.text ?? [])).toBe(words);
  });
});
