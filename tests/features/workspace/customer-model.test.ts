import { afterEach, describe, expect, it } from "vitest";
import {
  type CatalogueItem,
  findCatalogueItems,
} from "../../../src/features/interview/requests/catalogue.ts";
import { onBothEngines } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import {
  createInterviewDriver,
  customerReading,
  needReading,
  requestReading,
} from "../interview/interview-driver.ts";
import { openWorkspaceHarness, type WorkspaceHarness } from "./workspace-harness.ts";

const text = "Buy what you like; we do the sign-in.";
const crm: CatalogueItem = {
  name: "crm",
  title: "Our CRM",
  words: ["crm", "salesforce"],
  link: "https://crm.example.com",
  text: "Sign in with your usual account.",
};
const wiki: CatalogueItem = {
  name: "wiki",
  title: "Wiki",
  words: ["wiki"],
  text: "Everybody has it.",
};

describe("catalogue", () => {
  it("names the closest item first, and each once", () => {
    expect(
      findCatalogueItems([wiki, crm], "a wiki beside Salesforce, our CRM").map(({ name }) => name),
    ).toEqual(["crm", "wiki"]);
    expect(findCatalogueItems([wiki, crm], "a phone")).toEqual([]);
  });
});

describe("request in the customer model", () => {
  const asked = (
    words: string,
    more: { kind?: "new_solution" | "factory_issue" | "change" } = {},
  ) => {
    const interview = createInterviewDriver(undefined, [crm, wiki]);
    const said = interview.hears(
      words,
      { request: requestReading(more.kind ?? "new_solution") },
      {},
      { ownWay: text },
    );
    return { interview, said };
  };

  it("shows the catalogue first when somebody asks for something new", () => {
    const { interview, said } = asked("We need Salesforce for the field team");
    expect(said).toMatch(
      /^I’ve logged this as R-1\. This is what we have that may help:\nOur CRM · Sign in with your usual account\. · \[Have a look\] https:\/\/crm\.example\.com\nIf none of that fits: Buy what you like/,
    );
    expect(said).toContain(
      `[${sentence("organisation.button.solved")}] [${sentence("organisation.button.own_way")}]`,
    );
    expect(said).toMatch(/tell me a little more\. Before anyone picks a tool/);
    expect(interview.presses("That works", undefined)).toContain("Good. I’ve closed R-1.");
    expect(interview.interview.ended).toBe("cancelled");
  });

  it("tells people who find nothing how to proceed on their own, and records it", () => {
    const { interview, said } = asked("We need Tableau");
    expect(said).toContain(
      sentence("organisation.catalogue.none", { text: "Buy what you like; we do the sign-in." }),
    );
    expect(said).not.toContain("[That works]");
    expect(interview.presses(sentence("organisation.button.own_way"))).toBe(
      `${sentence("organisation.own_way.went", { number: 1, text })}\n[Bring it back]`,
    );
    expect(interview.effects).toContainEqual(
      expect.objectContaining({ do: "status", status: "cancelled", why: "own_way" }),
    );
    expect(interview.presses("Bring it back")).not.toContain("catalogue");
  });

  it("asks less when the team is to look into it: need once, no colleagues", () => {
    const { interview } = asked("We need Tableau");
    expect(interview.hears("Tableau, as I said", needReading("solution_restated"))).toContain(
      sentence("requests.ask.customer"),
    );
    expect(
      interview.hears("The dealers see their delivery date", customerReading("direct")),
    ).toContain(sentence("requests.ask.measure"));
    expect(interview.hears("by end of March")).toContain(sentence("requests.brief.intro"));
  });

  it("treats faults and changes as in the other model", () => {
    expect(asked("The CRM crashes", { kind: "factory_issue" }).said).not.toContain("catalogue");
    expect(asked("Our CRM should export", { kind: "change" }).said).not.toContain("own way");
  });

  it("shows the catalogue once a person says only later what kind it is", () => {
    const interview = createInterviewDriver(undefined, [crm]);
    const known = { ownWay: text };
    expect(
      interview.hears(
        "something with the CRM",
        { request: requestReading("new_solution", { sure: 0.2 }) },
        {},
        known,
      ),
    ).not.toContain("Our CRM");
    expect(interview.presses("Something new", undefined, known)).toContain("Our CRM");
  });
});

onBothEngines("engagement model", (newUrl) => {
  let here: WorkspaceHarness;
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("applies to every request opened from then on", async () => {
    here = await openWorkspaceHarness({ url: await newUrl(), admins: ["petra"] });
    const [partner] = await here.says("maria", "We need Tableau");
    expect(partner).not.toContain("catalogue");
    await here.commands("petra", "settings model customer because we buy it all");
    await here.submits("petra", "entwine/own_way", { text, why: "" });
    const [choice] = await here.says("tom", "We need Tableau");
    expect(choice).toContain(sentence("organisation.catalogue.none", { text }));
    expect((await here.says("maria", "the dealers ask for dates")).join()).not.toContain(
      "catalogue",
    );
  });
});
