/** Languages of a turn in a workspace whose people speak several languages. */

import { afterEach, expect, it } from "vitest";
import {
  loadCatalogue,
  localizeCatalogue,
} from "../../src/features/interview/requests/catalogue.ts";
import {
  availableLanguages,
  languageName,
  languageOfLocale,
  wordsFor,
} from "../../src/lib/i18n.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import { type CaseTeam, directMessageKey, openCaseTeam } from "../harness/case-team.ts";
import { onBothEngines } from "../harness/core-harness.ts";
import { channelRef, commandEvent, directMessages } from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";
import { sentence } from "../harness/words.ts";

/** Locales as reported by the platform. */
const locales: Record<string, string> = {
  greta: "de-AT",
  fabienne: "fr-CA",
  elena: "es_ES",
  tom: "en-US",
  aiko: "ja-JP",
};
const intake = channelRef("CINTAKE");

onBothEngines("languages of people", (newUrl) => {
  let team: CaseTeam;
  const workspaceLanguage = "de";
  const theirs = (person: string) =>
    wordsFor(languageOfLocale(locales[person]) ?? workspaceLanguage);
  const heard = (person: string): string =>
    team.platform.words(directMessageKey(person)).join("\n");
  const commands = (person: string, text: string, place = directMessages(person)) =>
    team.accept(commandEvent({ by: { id: person }, place }, "entwine", text));

  async function open(): Promise<void> {
    const platform = createMemoryPlatform();
    const adapter = {
      ...platform.adapter(),
      isAdmin: async (_: string, person: string) => person === "tom",
    };
    team = await openCaseTeam(await newUrl(), { platform, adapter });
    const { core } = team.coreHarness;
    const { ingest } = core;
    core.ingest = (events) =>
      ingest(events.map((event) => ({ ...event, locale: locales[event.by.id] })));
    await commands("tom", `settings language ${workspaceLanguage}`);
  }

  afterEach(async () => {
    expect(team.coreHarness.troubles).toEqual([]);
    await team.coreHarness.close();
  });

  it("answer each person in their own, and the team in the workspace's", async () => {
    await open();
    for (const person of Object.keys(locales)) {
      const request = await team.brings(person);
      const words = theirs(person);
      for (const key of ["requests.ask.need", "requests.ask.customer", "requests.brief.intro"])
        expect(heard(person), `${person}, ${key}`).toContain(words.plain(key));
      expect((await team.card(request)).words, person).toContain(
        wordsFor(workspaceLanguage).plain("life.button.take"),
      );
      await team.does("petra", request, wordsFor(workspaceLanguage).plain("life.button.take"));
      expect(heard(person), person).toContain(
        words.plain("life.told.take", {
          who: "@petra",
          number: (await team.rows()).at(-1)!.number,
        }),
      );
    }
    const spoken = new Map(
      Object.keys(locales).map((person) => [
        theirs(person).locale,
        theirs(person).plain("requests.ask.customer"),
      ]),
    );
    expect(new Set(spoken.values()).size, "no two languages say the same").toBe(spoken.size);
  });

  it("name catalogue items in the reader's, for any name in the message", async () => {
    await open();
    for (const person of ["greta", "tom"])
      await team.asks(person, "We need a key: mein Passwort geht nicht");
    const password = (language: string) =>
      localizeCatalogue(loadCatalogue(), language).find(({ name }) => name === "password")!.text;
    expect(heard("greta")).toContain(password("de"));
    expect(heard("tom")).toContain(password("en"));
  });

  it("use that of the requester in a channel's thread, for replies to anyone", async () => {
    await open();
    const thread: ConversationRef = {
      platform: "slack",
      kind: "channel",
      id: "CSALES",
      thread: "1",
    };
    await team.says("greta", "We need Salesforce for the field team", { place: thread });
    await team.says("tom", "They stand at the dealer and cannot see what he ordered last month", {
      place: thread,
    });
    const said = team.platform.words("slack/channel/CSALES/1").join("\n");
    expect(said).toContain(wordsFor("de").plain("requests.ask.customer"));
    expect(said).not.toContain(wordsFor("en").plain("requests.ask.customer"));
  });

  it("can be chosen by tag or name, and reset to the platform's", async () => {
    await open();
    await commands("greta", "language");
    for (const language of availableLanguages)
      expect(heard("greta")).toContain(`[${languageName(language)}]`);
    await commands("greta", "language English");
    expect(heard("greta")).toContain(
      sentence("organisation.language.chosen", { language: "English" }),
    );
    await commands("greta", "help");
    expect(heard("greta")).toContain(wordsFor("en").plain("organisation.help"));
    await team.presses(
      "greta",
      wordsFor("de").plain("organisation.button.told"),
      directMessageKey("greta"),
    );
    expect(heard("greta")).toContain(
      wordsFor("de").plain("organisation.language.chosen", { language: "Deutsch" }),
    );
  });

  it("use the workspace's where the whole team reads", async () => {
    await open();
    await commands("elena", "settings", intake);
    expect(team.platform.words("slack/channel/CINTAKE").at(-1)).toContain(
      wordsFor(workspaceLanguage).plain("organisation.settings"),
    );
  });
});
