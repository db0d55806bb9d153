/** Service, paying customer and effort of a request. */
import { describe, expect, it, type TestContext } from "vitest";
import {
  quoteCustomerName,
  quoteServiceName,
} from "../../../../src/nlu/rules/requests/subject-names.ts";
import { openCaseTeam } from "../../../harness/case-team.ts";
import { onBothEngines } from "../../../harness/core-harness.ts";
import { sentence } from "../../../harness/words.ts";

describe("names in words", () => {
  it.each([
    ["We need Salesforce for the field team", "Salesforce"],
    ["Das ERP hängt seit dem Update", "ERP"],
    ["Somebody from IT, ASAP please: my PC is slow", undefined],
    ["the printer on floor 3 is out of paper", undefined],
    ["THIRD time this month that the till is down", undefined],
    ["I lost my laptop in the ICE", undefined],
    ["schon WIEDER steht die Kasse", undefined],
    ["my vpn is slow", "VPN"],
    ["salesforce hangs", "Salesforce"],
    ["mein SAP hängt", "SAP"],
    ["mon Outlook plante", "Outlook"],
    ["I need access to the drive of ward 3", undefined],
    ["Access to the drive of ward 3, please", undefined],
    ["la visio de la salle Loire ne marche plus", undefined],
    ["Microsoft Access crashes", "Access"],
  ])("finds the service in %j", (text, service) => {
    expect(quoteServiceName(text)).toBe(service);
  });

  it.each([
    ["The dealers would get a delivery date on the spot", "dealers"],
    ["unsere Patienten warten kürzer", "Patienten"],
    ["it saves us an hour", undefined],
  ])("finds the customers in %j", (text, customer) => {
    expect(quoteCustomerName(text)).toBe(customer);
  });
});

onBothEngines("service and paying customer", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    const newest = async () => (await team.rows()).at(-1)!;
    const cardOf = async (request: string) => JSON.stringify((await team.card(request)).card);
    return Object.assign(team, { newestRow: newest, cardOf });
  }

  it("are proposed from the words, and confirmed by one tap", async (context) => {
    const team = await open(context);
    const request = await team.brings("maria");
    const proposed = { service: "Salesforce", customer: "dealers" };
    expect(await team.newestRow()).toMatchObject({ ...proposed, isAboutConfirmed: false });
    expect(await team.cardOf(request)).toContain(sentence("life.card.about"));
    await team.presses("lea", sentence("life.button.confirm_service"));
    expect(await team.newestRow()).toMatchObject({ ...proposed, isAboutConfirmed: true });
    expect(await team.cardOf(request)).not.toContain(sentence("life.card.about"));
    expect((await team.steps(request)).at(-1)).toBe("confirm_service");
  });

  it("are named by the team, and found in the words of later requests", async (context) => {
    const team = await open(context);
    const request = await team.brings("maria");
    const label = sentence("life.button.set_service");
    const mistakes = await team.does("lea", request, label, { service: "", customer: "" });
    expect(Object.keys(mistakes ?? {})).toEqual(["new_service"]);
    await team.does("lea", request, label, {
      new_service: "Field team tools",
      customer: "nobody_outside",
    });
    expect(await team.newestRow()).toMatchObject({
      service: "Field team tools",
      customer: "nobody_outside",
    });
    await team.asks("ben", "We need a key to the cupboard of the field team tools");
    expect((await team.newestRow()).service).toBe("Field team tools");
  });

  it("are spelled as before, whatever the case that they are typed in", async (context) => {
    const team = await open(context);
    const label = sentence("life.button.set_service");
    const first = await team.brings("maria");
    await team.does("lea", first, label, { new_service: "Dealer portal", customer: "" });
    const second = await team.brings("ben");
    await team.does("lea", second, label, { new_service: "dealer PORTAL", customer: "" });
    expect((await team.newestRow()).service).toBe("Dealer portal");
  });

  it("take the effort at delivery, which may be left open", async (context) => {
    const team = await open(context);
    const request = await team.asks("maria");
    await team.does("lea", request, sentence("life.button.take"));
    await team.does("lea", request, sentence("life.button.deliver"), { effort: "days" });
    expect(await team.newestRow()).toMatchObject({ effort: "days", times: { lead: 0 } });
    const other = await team.asks("maria");
    await team.does("lea", other, sentence("life.button.take"));
    await team.does("lea", other, sentence("life.button.deliver"));
    expect((await team.newestRow()).effort).toBeNull();
  });
});
