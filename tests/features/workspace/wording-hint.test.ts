import { afterEach, expect, it } from "vitest";
import { usesProviderLanguage } from "../../../src/features/workspace/preferences.ts";
import { onBothEngines } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import { requestReading, smallTalkReading } from "../interview/interview-driver.ts";
import { briefChannel, openWorkspaceHarness, type WorkspaceHarness } from "./workspace-harness.ts";

it("recognises words about a provider only with enough confidence", () => {
  const said = (label: boolean, confidence: number) =>
    usesProviderLanguage([
      undefined,
      { ...smallTalkReading("feedback"), providerLanguage: { label, confidence } },
    ]);
  expect([said(true, 0.9), said(true, 0.6), said(false, 0.9)]).toEqual([true, false, false]);
});

onBothEngines("wording hint", (newUrl) => {
  let here: WorkspaceHarness;
  /** Opens a core whose judge recognises the word "provider". */
  const opened = async () => {
    here = await openWorkspaceHarness({
      ...{ url: await newUrl(), admins: ["petra"] },
      judge: {
        async read({ text, wants }) {
          const reading = text.startsWith("We need")
            ? requestReading()
            : smallTalkReading("feedback");
          const provider = { label: text.includes("provider"), confidence: 0.95 };
          return {
            by: "test",
            ...(wants.includes("request") && {
              request: { ...reading, providerLanguage: provider },
            }),
          };
        },
      },
    });
    await here.commands("petra", "settings");
  };
  const nudges = (person: string) =>
    here.platform.words(`slack/dm/${person}`).filter((words) => words.includes("just between us"));
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("comes in private after the answer, at most once a month", async () => {
    await opened();
    const said = await here.says("maria", "We need Tableau from our service provider");
    expect(said).toEqual([
      expect.stringContaining("slack/dm/maria: I’ve logged this as R-1."),
      expect.stringMatching(
        /^slack\/dm\/maria: A small thing, just between us[\s\S]*\[Don’t tell me again\]$/,
      ),
    ]);
    here.clock.move("2027-03-20T10:00:00Z");
    await here.says("maria", "my provider is slow");
    expect(nudges("maria")).toHaveLength(1);
    here.clock.move("2027-04-02T10:00:00Z");
    await here.says("maria", "my provider is slow again");
    expect(nudges("maria")).toHaveLength(2);
  });

  it("never appears in a channel, nor for messages not addressed to the bot", async () => {
    await opened();
    const thread = { ...briefChannel, id: "CSALES", thread: "t1" };
    const said = await here.says("tom", "We need Tableau from our service provider", thread);
    expect(said.filter((each) => each.includes("just between us"))).toEqual([
      expect.stringMatching(/^slack\/dm\/tom: /),
    ]);
    expect(said[0]).toMatch(/^slack\/channel\/CSALES\/t1: I’ve logged this as R-1/);
    await here.overhears("lea", [{ person: "ines" }, " ask our provider"], thread);
    expect(nudges("lea")).toEqual([]);
  });

  it("can be switched off by each person", async () => {
    await opened();
    await here.says("maria", "you are our provider");
    const card = here.platform.said.find(({ words }) => words.includes("just between us"))!.message;
    expect(await here.presses("maria", "entwine/wording/off", undefined, card)).toEqual([
      expect.stringContaining(sentence("organisation.wording.off")),
    ]);
    expect(nudges("maria")[0]).not.toContain(`[${sentence("organisation.button.wording.off")}]`);
    here.clock.move("2027-06-02T10:00:00Z");
    await here.says("maria", "you are our provider");
    expect(nudges("maria")).toHaveLength(1);
  });

  it("is off for everybody when an admin says so, or in the customer model", async () => {
    await opened();
    await here.presses("petra", "entwine/nudge/off");
    await here.says("maria", "you are our provider");
    await here.presses("petra", "entwine/nudge/on");
    await here.commands("petra", "settings model customer because we buy it all");
    await here.says("maria", "you are our provider");
    expect(nudges("maria")).toEqual([]);
    await here.commands("petra", "settings model partner because that did not work");
    await here.says("maria", "you are our provider");
    expect(nudges("maria")).toHaveLength(1);
  });
});
