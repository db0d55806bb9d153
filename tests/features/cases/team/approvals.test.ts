import { afterEach, expect, it } from "vitest";
import { caseActions } from "../../../../src/features/cases/actions.ts";
import { interviewActions } from "../../../../src/features/interview/model/actions.ts";
import { onBothEngines, wishMessages } from "../../../harness/core-harness.ts";
import { requestHeading, sentence, words } from "../../../harness/words.ts";
import {
  briefChannel,
  directMessages,
  openWorkspaceHarness,
  type WorkspaceHarness,
} from "../../workspace/workspace-harness.ts";

onBothEngines("approval of a brief", (newUrl) => {
  let here: WorkspaceHarness;
  const opened = async () => {
    here = await openWorkspaceHarness({ url: await newUrl(), admins: ["petra"] });
    await here.commands("petra", "settings");
  };
  const approvers = async (all: "any" | "all", ...people: string[]) => {
    for (const add of people)
      await here.submits("petra", "entwine/approval/new_solution", { add, all });
  };
  /** Takes a person's request to the team; returns the messages caused by their last message. */
  const brings = async (person = "maria"): Promise<string[]> => {
    let said: string[] = [];
    for (const text of wishMessages) said = await here.says(person, text);
    return said;
  };
  const request = async (): Promise<string> => {
    const { db, t } = here.store.read;
    return (await db.select({ id: t.requests.id }).from(t.requests))[0]!.id;
  };
  const press = async (person: string, act: "approve" | "take", place = directMessages(person)) =>
    here.presses(person, caseActions.encode(act, await request()), place);
  const sends = async (person: string, act: string, values: Record<string, string>) =>
    here.submits(person, `act/${await request()}/${act}`, values);
  const teamCard = () =>
    here.platform.words("slack/channel/CINTAKE").find((words) => words.startsWith("R-1 · "))!;
  const heard = (person: string) => here.platform.words(`slack/dm/${person}`);
  const asks = sentence("life.approval.ask", { requester: "@maria" });
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("waits for one of several approvers, and tells the requester whom it waits for", async () => {
    await opened();
    await approvers("any", "ada", "bo");
    const said = await brings();
    expect(said.find((each) => each.startsWith("slack/dm/maria"))).toContain(
      sentence("life.approval.waits", { who: "@ada, @bo" }),
    );
    for (const person of ["ada", "bo"]) {
      expect(heard(person)).toEqual([expect.stringContaining(asks)]);
      expect(heard(person)[0]).toContain("[I agree] [Please change …]");
    }
    expect(teamCard()).toContain(sentence("life.card.awaits", { missing: "@ada, @bo" }));
    expect(teamCard()).not.toContain("[I’ll take it]");
    expect(await press("tom", "take", briefChannel)).toEqual([
      expect.stringContaining(
        sentence("life.refused.unapproved", { number: 1, missing: "@ada, @bo" }),
      ),
    ]);
    expect(await press("tom", "approve")).toEqual([
      expect.stringContaining(sentence("life.refused.not_approver", { number: 1 })),
    ]);

    const agreed = await press("bo", "approve");
    expect(agreed.filter((each) => each.startsWith("slack/dm/bo"))).toEqual([
      expect.stringContaining(sentence("life.approval.given")),
    ]);
    expect(teamCard()).not.toContain("Waits for");
    expect(teamCard()).toContain("[I’ll take it]");
    await press("tom", "take", briefChannel);
    expect(teamCard()).toContain("With @tom");
  });

  it("waits for all approvers when the settings require all", async () => {
    await opened();
    await approvers("all", "ada", "bo");
    await brings();
    await press("bo", "approve");
    expect(teamCard()).toContain(sentence("life.card.awaits", { missing: "@ada" }));
    expect(await press("tom", "take", briefChannel)).toEqual([
      expect.stringContaining(sentence("life.refused.unapproved", { number: 1, missing: "@ada" })),
    ]);
    await press("ada", "approve");
    expect(teamCard()).toContain("[I’ll take it]");
  });

  it("returns to the requester when an approver asks for changes, then to approval", async () => {
    await opened();
    await approvers("all", "ada", "bo");
    await brings();
    await press("bo", "approve");
    here.clock.move("2027-03-02T10:05:00Z");
    const asked = await sends("ada", "please_change", {
      text: "Only for the dealers in the north",
    });
    expect(asked.find((each) => each.startsWith("slack/dm/maria"))).toMatch(
      /@ada was asked to agree to R-1 and would like a change first:\n> Only for the dealers in the north/,
    );
    expect(teamCard()).toContain("@ada asked: Only for the dealers in the north");
    await press("tom", "take", briefChannel);
    expect(heard("ada").filter((words) => words.includes("[I agree]"))).toHaveLength(1);

    here.clock.move("2027-03-02T10:10:00Z");
    const answered = await here.says("maria", "Fine, the north first");
    expect(answered.find((each) => each.startsWith("slack/dm/maria"))).toContain(
      sentence("life.relay.answered", { who: "@ada" }),
    );
    for (const person of ["ada", "bo"]) {
      const again = heard(person).at(-1)!;
      expect(again).toContain(
        sentence("life.approval.again", { who: "@ada", requester: "@maria" }),
      );
      expect(again).toMatch(
        /@ada asked: Only for the dealers in the north\n@maria answered: Fine, the north first/,
      );
    }
    await press("bo", "approve");
    expect(teamCard()).toContain(sentence("life.card.awaits", { missing: "@ada" }));
    await press("ada", "approve");
    expect(teamCard()).toContain("[I’ll take it]");
  });

  it("also needs approvers who were added before the team receives it", async () => {
    await opened();
    const said = await brings();
    expect(said.join()).not.toContain("has to agree first");
    await approvers("any", "ada");
    expect(heard("ada")).toEqual([]);
    expect(await press("tom", "take", briefChannel)).toContainEqual(
      expect.stringContaining(sentence("life.refused.unapproved", { number: 1, missing: "@ada" })),
    );
    expect(heard("ada")).toEqual([expect.stringContaining(asks)]);
    await press("tom", "take", briefChannel);
    expect(heard("ada")).toHaveLength(1);
    await press("ada", "approve");
    await press("tom", "take", briefChannel);
    expect(teamCard()).toContain("With @tom");
  });

  it("shows it once to the group's advocate, with the strategy on the team's card", async () => {
    await opened();
    await here.submits("petra", "entwine/new_group", {
      name: "Field sales",
      advocate: "ada",
      strategy: "Dealers order\nby themselves",
    });
    const { db, t } = here.store.read;
    const group = (await db.select({ id: t.groups.id }).from(t.groups))[0]!.id;
    await here.submits("petra", `entwine/members/${group}`, { add: "maria" });
    await brings();
    expect(teamCard()).toContain("Group: Field sales, advocate @ada");
    expect(teamCard()).toContain(
      sentence("organisation.card.strategy", {
        group: "Field sales",
        strategy: "Dealers order by themselves",
      }),
    );
    expect(heard("ada")).toHaveLength(1);
    expect(heard("ada")[0]!.split("\n")).toEqual(
      expect.arrayContaining([
        words.plain("organisation.advocate.brief", { group: "Field sales" }),
        requestHeading(1, wishMessages[0]!),
        `${words.plain("requests.brief.need")}: ${wishMessages[1]}`,
        words.plain("organisation.advocate.why", { group: "Field sales" }),
      ]),
    );
    expect(heard("ada")[0]).not.toContain("[");

    await here.presses("maria", interviewActions.encode("again", await request(), "measure"));
    await here.says("maria", "a date within the day");
    await here.says("maria", "yes");
    expect(heard("ada")).toHaveLength(1);

    await here.presses("ada", "entwine/briefs/off");
    await brings();
    const told = sentence("organisation.advocate.brief", { group: "Field sales" });
    expect(heard("ada").filter((said) => said.includes(told))).toHaveLength(1);
  });

  it("does not notify an advocate who is the requester", async () => {
    await opened();
    await here.submits("petra", "entwine/new_group", { name: "Field sales", advocate: "maria" });
    const { db, t } = here.store.read;
    const group = (await db.select({ id: t.groups.id }).from(t.groups))[0]!.id;
    await here.submits("petra", `entwine/members/${group}`, { add: "maria" });
    await brings();
    expect(heard("maria").join()).not.toContain("A brief from");
  });
});
