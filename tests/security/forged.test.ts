/**
 * Forged button presses and forms: of another person, outdated or invented. Each is answered or
 * ignored, and causes no error.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toPlainText } from "../../src/platform/rich-text.ts";
import { onBothEngines, untilIdle } from "../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  directMessages,
  messageEvent,
  pressEvent,
  submittedEvent,
  testWorkspace,
} from "../harness/events.ts";
import { attackers, type FullWorkspace, openFullWorkspace } from "./full-workspace.ts";
import { hostileValues, mutateValue, seededRolls } from "./mutate-value.ts";

const seed = 20_270_302;
/** Number of presses, and number of forms. */
const many = 120;

onBothEngines("forged input in a workspace that uses every feature", (newUrl) => {
  let stage: FullWorkspace;
  beforeAll(async () => {
    stage = await openFullWorkspace(await newUrl());
  });
  afterAll(() => stage.team.close());

  /** Returns the errors, from any source, that occurred during `action`. */
  async function trouble(what: unknown, action: () => Promise<unknown>): Promise<unknown[]> {
    const { core, troubles } = stage.team.coreHarness;
    const thrown = await action().then(
      () => core.settled(),
      (error: unknown) => error,
    );
    return [thrown, ...troubles.splice(0)]
      .filter(Boolean)
      .map((error) => ({ what, error: String(error), at: error instanceof Error && error.stack }));
  }

  it(`breaks nothing with ${many} forged presses and forms each (seed ${seed})`, async () => {
    const roll = seededRolls(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;
    const presses = stage.presses();
    const forms = await stage.forms();
    /** Replaces one part of a path by part of another, or by junk, or mutates the whole path. */
    function forged(path: string): string {
      if (roll() < 0.15) return String(mutateValue(path, roll));
      const parts = path.split("/");
      const at = Math.floor(roll() * (parts.length + 1));
      return parts
        .toSpliced(
          at,
          1,
          roll() < 0.4 ? (pick(presses).split("/")[at] ?? "") : String(pick(hostileValues)),
        )
        .join("/");
    }
    const { core, store } = stage.team.coreHarness;
    const found: unknown[] = [];
    for (let count = 0; count < many; count += 1) {
      const [person, place] = attackers[count % attackers.length]!;
      const form = pick(forms);
      const blank = Object.fromEntries(
        form.fields.map(({ name, value }) => [name, value ?? "2027-04-01"]),
      );
      const mixed = Object.entries(Object(roll() < 0.2 ? mutateValue(blank, roll) : blank));
      const values = Object.fromEntries(
        mixed.map(([name, value]) => [name, String(roll() < 0.4 ? pick(hostileValues) : value)]),
      );
      const press = forged(pick(presses));
      const pressed = pressEvent(stage.actor(person, place), press, "m1");
      const submitted = submittedEvent(
        stage.actor(person, place),
        roll() < 0.3 ? forged(form.id) : form.id,
        values,
      );
      found.push(
        ...(await trouble(press, () =>
          core.buildForm({ workspace: testWorkspace, by: { id: person }, place, press }),
        )),
      );
      found.push(...(await trouble(submitted, () => core.validateForm(submitted))));
      for (const event of [pressed, submitted])
        found.push(...(await trouble(event, () => core.ingest([event]))));
    }
    expect(found).toEqual([]);
    await untilIdle(store);
  });

  it("cuts, ignores or stores names, ids and words of any length", async () => {
    const long = randomBytes(6_000).toString("base64");
    const request = (await stage.team.rows())[0]?.id;
    const days = { first: "2027-05-01", last: "" };
    const forms: [form: string, values: Record<string, string>][] = [
      ["entwine/new_group", { name: long, advocate: long, strategy: long, source: long }],
      ["entwine/admins", { add: long, drop: "", why: long }],
      ["entwine/approval/advice", { add: long, drop: long, all: long, why: long }],
      ["entwine/add_days_off", { ...days, name: long, region: "" }],
      [
        "check/settings",
        {
          time: "15:00",
          days: "12345",
          often: long,
          zone: "",
          region: "",
          group: long,
          count: long,
        },
      ],
      [`act/${request}/stream`, { stream: "", new: long }],
      [`act/${request}/hand`, { to: long, text: long }],
      [`act/${request}/merge`, { into: long }],
      [
        `retro/start/slack%2Fchannel%2F${encodeURIComponent(long)}`,
        { template: long, naming: long, until: long, group: long, weeks: long },
      ],
      [`all/${long}`, { need: long, [long]: long }],
      ["request:new", { text: `We need ${long}` }],
    ];
    const commands = [
      ...["find", "R-1", ""].map((verb) => ["request", `${verb} ${long}`] as const),
      ...["team", "on for", "zone", "time", "chain"].map(
        (verb) => ["check", `${verb} ${long}`] as const,
      ),
      ...["group", "language", "settings model customer"].map(
        (verb) => ["entwine", `${verb} ${long}`] as const,
      ),
      ...["start", "add", "summary", "vote"].map((verb) => ["retro", `${verb} ${long}`] as const),
    ];
    const found: unknown[] = [];
    for (const [person, place] of [
      ["ada", directMessages("ada")],
      ["tom", channelRef("CINTAKE")],
    ] as const) {
      const actor = () => stage.actor(person, place);
      for (const [form, values] of forms)
        found.push(
          ...(await trouble(form.slice(0, 50), () =>
            stage.accept(submittedEvent(actor(), form, values)),
          )),
        );
      for (const press of stage.presses().slice(0, 30))
        found.push(
          ...(await trouble(press, () =>
            stage.accept(
              pressEvent(actor(), `${press.slice(0, press.lastIndexOf("/"))}/${long}`, long),
            ),
          )),
        );
      for (const [command, text] of commands)
        found.push(
          ...(await trouble(text.slice(0, 50), () =>
            stage.accept(commandEvent(actor(), command, [text])),
          )),
        );
    }
    expect(found).toEqual([]);
  });

  it("takes quotes, wildcards, a NUL and half an emoji as plain text", async () => {
    const odd = [
      "'; drop table requests; --",
      "%' or 1=1 --",
      "_%\\",
      "\\",
      'a"b`c',
      "a\0b",
      "half \ud83e",
      "\u202eturned",
      "$" + "{1}{{2}}",
      "$1 ?1 :name",
    ];
    const found: unknown[] = [];
    const actor = () => stage.actor("eve", directMessages("eve"));
    for (const text of odd) {
      for (const command of ["request", "check", "retro", "entwine"] as const)
        for (const verb of ["", "find ", "group ", "team ", "start "])
          found.push(
            ...(await trouble(text, () =>
              stage.accept(commandEvent(actor(), command, [verb + text])),
            )),
          );
      const asks = {
        workspace: testWorkspace,
        by: { id: text },
        place: directMessages(text),
        press: `act/${text}/ask`,
      };
      found.push(...(await trouble(text, () => stage.team.coreHarness.core.buildForm(asks))));
      found.push(
        ...(await trouble(text, () =>
          stage.accept({ ...messageEvent(text, `We need ${text}`, text), id: text }),
        )),
      );
    }
    expect(found).toEqual([]);
    const kept = (await stage.team.rows()).map((row) => toPlainText(row.text));
    for (const text of odd)
      expect(kept.some((words) => words.includes(text.replace("\0", "").slice(0, 4)))).toBe(true);
  });

  it("does not find another workspace's request, group or retrospective", async () => {
    const { core } = stage.team.coreHarness;
    const at = { workspace: "slack:T0OTHER", by: { id: "maria" }, place: directMessages("maria") };
    const own = stage.presses().filter((press) => /[\da-f]{8}-/.test(press));
    expect(own.length).toBeGreaterThan(50);
    const before = stage.team.platform.said.length;
    for (const press of own) {
      const form = await core.buildForm({ ...at, press });
      expect(JSON.stringify(form ?? "")).not.toMatch(/dealer|Salesforce|Sales\b|new build/);
      await core.ingest([pressEvent(at, press)]);
    }
    await untilIdle(stage.team.coreHarness.store);
    for (const { words } of stage.team.platform.said.slice(before))
      expect(words).not.toMatch(/dealer|Salesforce|Sales\b|new build/);
    expect(stage.team.coreHarness.troubles).toEqual([]);
  });

  it("refuses buttons pressed by a person for whom they were not meant", async () => {
    const { store, core } = stage.team.coreHarness;
    const standing = async () => {
      const { db, t } = store.read;
      return {
        requests: (await db.select().from(t.requests))
          .map(({ id, status, owner }) => `${id} ${status} ${owner}`)
          .sort(),
        settings: await db.select({ settings: t.workspaces.settings }).from(t.workspaces),
        groups: await db.select({ id: t.groups.id, name: t.groups.name }).from(t.groups),
        phases: await db.select({ phase: t.retrospectives.phase }).from(t.retrospectives),
      };
    };
    await untilIdle(store);
    const before = await standing();
    const forms = await stage.forms();
    for (const press of stage
      .presses()
      .filter((each) =>
        /^(?:act|entwine|right|cancel|no_request|later|seclude|retro\/go|retro\/group)/.test(each),
      ))
      await core.ingest([pressEvent(stage.actor("mallory", directMessages("mallory")), press)]);
    for (const { id, fields } of forms.filter((each) => /^(?:act|entwine|all)/.test(each.id)))
      await core.ingest([
        submittedEvent(
          stage.actor("mallory", directMessages("mallory")),
          id,
          Object.fromEntries(fields.map(({ name }) => [name, "2027-04-01"])),
        ),
      ]);
    await untilIdle(store);
    expect(await standing()).toEqual(before);
  });
});
