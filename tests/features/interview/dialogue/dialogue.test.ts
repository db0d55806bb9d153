import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../../../src/features/interview/requests/catalogue.ts";
import { requestHeading } from "../../../harness/words.ts";
import {
  createInterviewDriver,
  customerReading,
  needReading,
  requestReading,
  sentence,
  smallTalkReading,
  tom,
} from "../interview-driver.ts";

const starterKit = loadCatalogue().find(({ name }) => name === "starter-kit")!;

const statusesOf = (effects: ReturnType<typeof createInterviewDriver>["effects"]) =>
  effects.flatMap((effect) => (effect.do === "status" ? [effect.status] : []));

describe("request for something new", () => {
  it("has its number before the first question", () => {
    const c = createInterviewDriver();
    expect(c.hears("We need Salesforce", { request: requestReading() })).toContain(
      `${sentence("noted", { number: 1 })} ${sentence("ask.need")}`,
    );
    expect(c.effects[0]).toMatchObject({ do: "open", interview: { text: ["We need Salesforce"] } });
  });

  it("asks need, customer, owner and measure, and has the brief confirmed", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    expect(c.hears("see orders at the dealer", needReading())).toContain(sentence("ask.customer"));
    expect(c.hears("The dealers get a date at once", customerReading())).toContain(
      sentence("ask.owner"),
    );
    expect(c.hears("Petra")).toContain(sentence("ask.measure"));
    const brief = c.hears("a date in the same call, end of March", {
      measure: { date: "2027-03-31" },
    });
    expect(brief).toContain(requestHeading(1, "We need Salesforce"));
    expect(brief).toContain(`${sentence("brief.need")}: see orders at the dealer`);
    expect(brief).toContain(
      `${sentence("brief.measure")}: ${sentence("brief.ask_on", {
        words: "a date in the same call, end of March",
        date: new Date("2027-03-31T12:00:00Z"),
      })}`,
    );
    expect(c.presses("button.right")).toContain(sentence("logged", { number: 1 }));
    expect(statusesOf(c.effects)).toEqual(["asking", "confirming", "new"]);
    expect(c.effects).toContainEqual({ do: "brief", request: c.interview.request });
  });

  it("asks one follow-up in the requester's own words, and never two", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    expect(c.hears("have a proper CRM", needReading("solution_restated"))).toContain(
      sentence("ask.need_again", { echo: "have a proper CRM" }),
    );
    expect(c.hears("a modern one", needReading("vague"))).toContain(sentence("ask.customer"));
    expect(c.interview.asked).toEqual(["need", "need_again", "customer"]);
  });

  it("offers a need restated by a model for one press, and takes it back with another", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    const reply = c.hears("they stand at the dealer and can't see what he ordered", {
      need: {
        label: "need",
        confidence: 0.9,
        restated: "At the dealer, they can’t see last month’s orders.",
      },
    });
    expect(reply.split("\n")).toEqual([
      "At the dealer, they can’t see last month’s orders.",
      `[${sentence("button.heard")}] [${sentence("button.again")}]`,
      sentence("ask.customer"),
      expect.any(String),
      expect.any(String),
    ]);
    expect(c.presses("button.again")).toContain(sentence("ask.need"));
    expect(c.interview).toMatchObject({ pending: "need" });
  });

  it("shows the brief as drafted by a model, until an answer changes", () => {
    const c = createInterviewDriver();
    const worded = {
      title: "Salesforce for reps",
      summary: "Reps cannot see orders at the dealer.",
    };
    c.hears("We need Salesforce", { request: requestReading() });
    c.hears("see orders", needReading());
    c.hears("the dealers get a date", customerReading());
    c.hears("Petra");
    expect(c.hears("a date in the same call", {}, {}, { worded })).toContain(
      `${sentence("brief.title", { number: 1, title: worded.title })}\n${worded.summary}`,
    );
    c.presses("button.change");
    c.presses("brief.need");
    expect(c.hears("ring nobody any more", needReading())).not.toContain(worded.title);
  });

  it("becomes a repair when an existing tool fails, and keeps the original request", () => {
    const c = createInterviewDriver();
    c.hears("can we throw out the CRM and get HubSpot", { request: requestReading() });
    const reply = c.hears("open a record without it freezing. three times a day", {
      need: { label: "breakage", confidence: 0.9, since: "three times a day" },
    });
    expect(reply).toContain(sentence("breakage.wish", { number: 1 }));
    expect(reply).toContain(sentence("ask.affected"));
    expect(c.interview).toMatchObject({
      kind: "factory_issue",
      wish: ["can we throw out the CRM and get HubSpot"],
      answers: { symptom: {}, since: { text: ["three times a day"] } },
    });
    expect(c.hears("eight people in support")).toContain(sentence("logged", { number: 1 }));
  });

  it("becomes a repair by a button", () => {
    const c = createInterviewDriver();
    c.hears("We need a new CRM", { request: requestReading() });
    expect(c.presses("button.broken")).toContain(sentence("ask.symptom"));
    expect(c.interview).toMatchObject({ kind: "factory_issue", wish: ["We need a new CRM"] });
  });

  it("asks for colleagues, not an owner, when customers are reached indirectly", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    c.hears("see orders", needReading());
    expect(c.hears("it helps sales", customerReading("indirect"))).toContain(sentence("ask.link"));
    expect(c.hears("sales, who quote to them")).toContain(sentence("ask.measure"));
  });

  it("takes keeping operations running as a full answer", () => {
    const c = createInterviewDriver();
    c.hears("We need an audit tool", { request: requestReading() });
    c.hears("prove our controls", needReading());
    expect(c.presses("choice.nobody_outside")).toContain(sentence("took.customer.internal_only"));
    expect(c.interview.answers.customer).toMatchObject({
      label: "internal_only",
      text: [sentence("choice.nobody_outside")],
    });
    expect(c.interview.pending).toBe("measure");
  });

  it("continues when the answer is not known, and says so in the brief", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    c.presses("button.skip");
    c.presses("choice.not_known_yet");
    expect(c.presses("button.skip")).toContain(
      `${sentence("brief.need")}: ${sentence("brief.unknown")}`,
    );
  });

  it("asks what should wait only when the requester claims priority", () => {
    const c = createInterviewDriver();
    c.hears("We urgently need Salesforce, before everything else", {
      request: requestReading("change", { priority: true }),
    });
    c.hears("see orders", needReading());
    expect(c.hears("the dealers", customerReading())).toContain(sentence("ask.priority"));
  });

  it("shows current priorities, and stores what will wait in the trade ledger", () => {
    const c = createInterviewDriver();
    const numberOnes = [{ request: "q9", number: 4, title: "stock on one page" }];
    c.hears("We need Salesforce, before everything else", {
      request: requestReading("new_solution", { priority: true }),
    });
    c.hears("see orders", needReading());
    c.hears("the dealers", customerReading());
    expect(c.hears("Petra", {}, {}, { numberOnes })).toContain(
      sentence("ask.priority.others", { others: "R-4 stock on one page" }),
    );
    c.pressesRaw(`waits/${c.interview.request}/q9`, undefined, { numberOnes });
    expect(c.interview.answers.priority).toMatchObject({ text: ["R-4 stock on one page"] });
    expect(c.effects.findLast((effect) => effect.do === "trade")).toMatchObject({
      request: c.interview.request,
      waits: "q9",
    });
  });

  it("names a waiting private request only by its number in a public answer", () => {
    const c = createInterviewDriver();
    const numberOnes = [{ request: "q9", number: 9, title: "the vault", isPrivate: true }];
    c.hears(
      "We need Salesforce first",
      { request: requestReading("change", { priority: true }) },
      {},
      { numberOnes },
    );
    c.hears("see orders", needReading(), {}, { numberOnes });
    c.hears("the dealers", customerReading(), {}, { numberOnes });
    c.pressesRaw(`waits/${c.interview.request}/q9`, undefined, { numberOnes });
    expect(c.interview.answers.priority?.text).toEqual(["R-9"]);
  });

  it("does not ask again what the first message said, but has it confirmed", () => {
    const c = createInterviewDriver();
    const reply = c.hears("We need Salesforce so that reps see orders", {
      request: requestReading("new_solution", { said: { need: "reps see orders" } }),
    });
    expect(reply).toContain(sentence("heard.need", { words: "reps see orders" }));
    expect(reply).toContain(sentence("ask.customer"));
    expect(c.labels).toContain(sentence("button.again"));
    expect(c.presses("button.again")).toContain(sentence("ask.need"));
    expect(c.interview.answers.need).toBeUndefined();
  });

  it("asks with buttons when it cannot tell the kind of request", () => {
    const c = createInterviewDriver();
    expect(c.hears("the CRM", { request: requestReading("change", { sure: 0.3 }) })).toContain(
      sentence("ask.kind"),
    );
    expect(c.presses("choice.factory_issue")).toContain(sentence("ask.symptom"));
  });

  it("uses earlier answers once it knows the kind", () => {
    const c = createInterviewDriver();
    c.hears("the CRM freezes", {
      request: requestReading("change", { sure: 0.3, said: { symptom: "the CRM freezes" } }),
    });
    expect(c.presses("choice.factory_issue")).toContain(sentence("ask.since"));
  });
});

describe("number of questions", () => {
  it("is zero for a routine request, which is logged at once", () => {
    const c = createInterviewDriver();
    expect(
      c.hears("locked out of SAP again", { request: requestReading("standard_service") }),
    ).toContain(sentence("logged.service"));
    expect(statusesOf(c.effects)).toEqual(["new"]);
  });

  it("is that of the catalogue item", () => {
    const c = createInterviewDriver();
    expect(
      c.hears("starter kit for a new colleague please", {
        request: requestReading("standard_service"),
      }),
    ).toContain(starterKit.ask!);
    expect(c.hears("Ana, 1 April, sales")).toContain(sentence("logged", { number: 1 }));
  });

  it("is at most three for a fault, which needs no business case", () => {
    const c = createInterviewDriver();
    expect(
      c.hears("SAP is slow", {
        request: requestReading("factory_issue", { said: { symptom: "SAP is slow" } }),
      }),
    ).toContain(`${sentence("mending")} ${sentence("ask.since")}`);
    c.hears("since Monday");
    expect(c.hears("all of sales; they can't quote")).toContain(sentence("logged", { number: 1 }));
  });

  it("asks purpose and date for advice", () => {
    const c = createInterviewDriver();
    expect(
      c.hears("Which tool should we use for surveys?", { request: requestReading("advice") }),
    ).toContain(sentence("ask.decision"));
    expect(c.hears("whether to buy one")).toContain(sentence("ask.deadline"));
    expect(c.hears("next week")).toContain(sentence("logged.advice", { number: 1 }));
  });

  it("is never more than five, follow-ups included", () => {
    const c = createInterviewDriver();
    c.hears("Salesforce, top priority", {
      request: requestReading("new_solution", { priority: true }),
    });
    c.hears("a CRM", needReading("vague"));
    c.hears("see orders", needReading());
    c.hears("through sales", customerReading("indirect"));
    c.hears("sales quote to them");
    c.hears("end of March", { measure: { date: "2027-03-31" } });
    expect(c.interview.phase).toBe("confirming");
    expect(c.interview.asked).toHaveLength(5);
  });
});

describe("commands at any time", () => {
  const begun = () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    c.hears("see orders", needReading());
    return c;
  };

  it("correct an earlier answer with “back”; the old one is kept as outdated", () => {
    const c = begun();
    expect(c.hears("back", { control: { label: "back", confidence: 1 } })).toContain(
      sentence("ask.need"),
    );
    expect(c.effects).toContainEqual(expect.objectContaining({ do: "retire", question: "need" }));
    expect(c.hears("quote on site", needReading())).toContain(sentence("ask.customer"));
  });

  it("park a request with “later”, which a button resumes", () => {
    const c = begun();
    expect(c.hears("later", { control: { label: "later", confidence: 1 } })).toContain(
      sentence("about.parked", { number: 1 }),
    );
    expect(c.presses("button.resume")).toContain(sentence("ask.customer"));
  });

  it("resume a parked request when an answer comes days later", () => {
    const c = begun();
    c.hears("later", { control: { label: "later", confidence: 1 } });
    expect(
      c.hears("the dealers get a date at once", {
        ...customerReading(),
        request: smallTalkReading("other", 0.3),
      }),
    ).toContain(sentence("ask.owner"));
  });

  it("cancel a request, which can be undone", () => {
    const c = begun();
    expect(c.hears("cancel", { control: { label: "cancel", confidence: 1 } })).toContain(
      sentence("about.cancelled", { number: 1 }),
    );
    expect(c.presses("button.restore")).toContain(sentence("ask.customer"));
  });

  it("mark a message as no request, with a button to restore it", () => {
    const c = createInterviewDriver();
    c.hears("Salesforce is nice", { request: requestReading() });
    expect(c.presses("button.no_request")).toContain(sentence("about.no_request", { number: 1 }));
    expect(statusesOf(c.effects)).toContain("not_a_request");
    expect(c.labels).toEqual([sentence("button.restore")]);
  });

  it("hand over to a person, with the answers so far", () => {
    const c = begun();
    expect(c.presses("button.person")).toContain(sentence("about.person", { number: 1 }));
    expect(c.effects).toContainEqual({ do: "brief", request: c.interview.request });
  });

  it("explain a question without asking it twice", () => {
    const c = begun();
    expect(c.presses("button.why")).toContain(sentence("why.customer"));
    expect(c.interview.pending).toBe("customer");
  });

  it("take every answer in one form, and leave empty fields open", () => {
    const c = begun();
    expect(c.hears("all at once", { control: { label: "all_at_once", confidence: 1 } })).toContain(
      sentence("all_at_once"),
    );
    const brief = c.submits(
      `all/${c.interview.request}`,
      { need: "see orders", customer: "the dealers", owner: "", measure: "end of March" },
      {
        readings: {
          customer: { by: "test", ...customerReading() },
          measure: { by: "test", measure: { date: "2027-03-31" } },
        },
      },
    );
    expect(brief).toContain(`${sentence("brief.owner")}: ${sentence("brief.unknown")}`);
    expect(brief).toContain(`${sentence("brief.customer")}: the dealers`);
  });

  it("do not send a brief with the yes to a change of it", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading("change") });
    c.hears("see orders", needReading());
    c.hears("the dealers", customerReading());
    c.hears("end of March", { measure: { date: "2027-03-31" } });
    const yes = { control: { label: "yes" as const, confidence: 1 } };
    expect(c.presses("button.change")).toContain(sentence("which_part"));
    expect(c.hears("yes", yes)).toContain(sentence("brief.intro"));
    expect(c.hears("yes", yes)).not.toContain(sentence("brief.intro"));
  });

  it("correct a part of the brief in free words", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading("change") });
    c.hears("see orders", needReading());
    c.hears("the dealers", customerReading());
    c.hears("end of March", { measure: { date: "2027-03-31" } });
    expect(
      c.hears("make that the end of April", { request: smallTalkReading("other", 0.3) }),
    ).toContain(sentence("which_part.draft"));
    expect(
      c.presses("brief.measure", undefined, {
        readings: { text: { by: "test", measure: { date: "2027-04-30" } } },
      }),
    ).toContain(
      sentence("brief.ask_on", {
        words: "make that the end of April",
        date: new Date("2027-04-30T12:00:00Z"),
      }),
    );
  });

  it("count a double click once, and explain what an old button would do", () => {
    const c = begun();
    c.presses("choice.not_known_yet");
    const { pending } = c.interview;
    expect(c.presses("choice.not_known_yet")).toBe("");
    expect(c.presses("choice.through_colleagues")).toContain(
      sentence("about.stale", { number: 1 }),
    );
    expect(c.interview.pending).toBe(pending);
  });
});

describe("words that name or hold nothing to read", () => {
  it("are asked about when they name a group instead of a person", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    c.hears("see orders at the dealer", needReading());
    c.hears("The dealers get a date at once", customerReading());
    const group = [{ group: "@crm-team" }];
    expect(c.hears(group)).toBe(sentence("about.which_person"));
    expect(c.interview).toMatchObject({ pending: "owner", answers: {} });
    expect(c.interview.answers).not.toHaveProperty("owner");
    expect(c.hears("Petra")).toContain(sentence("ask.measure"));
  });
});

describe("silence of the requester", () => {
  it("leads to one reminder after a working day, then to silent parking", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    expect(c.silence(c.interview.request)).toContain(sentence("reminder", { number: 1 }));
    expect(c.silence(c.interview.request)).toBe("");
    expect(c.interview.phase).toBe("parked");
    expect(
      c.hears("see orders", { ...needReading(), request: smallTalkReading("other", 0.3) }),
    ).toContain(sentence("ask.customer"));
    expect(c.silence(c.interview.request)).toBe("");
    expect(c.interview.phase).toBe("parked");
  });

  it("neither reminds nor parks while the requester is away", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    const { request } = c.interview;
    for (let days = 0; days < 10; days++) expect(c.silence(request, { isAway: true })).toBe("");
    expect(c.interview).toMatchObject({ phase: "asking", reminded: false });
    expect(c.silence(request)).toContain(sentence("reminder", { number: 1 }));
    expect(c.silence(request, { isAway: true })).toBe("");
    expect(c.interview.phase).toBe("asking");
    c.silence(request);
    expect(c.interview.phase).toBe("parked");
  });

  it("reminds at the end of the requester's do-not-disturb", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    const { request } = c.interview;
    const quietUntil = Date.parse("2027-03-09T07:00:00Z");
    expect(c.silence(request, { quietUntil })).toBe("");
    expect(c.effects.at(-1)).toMatchObject({ do: "remind", at: quietUntil });
    expect(c.silence(request)).toContain(sentence("reminder", { number: 1 }));
  });

  it("sends an uncorrected brief to the team unchanged", () => {
    const c = createInterviewDriver();
    c.hears(
      "Please change the CRM",
      { request: requestReading("change", { said: { need: "a", customer: "b", measure: "c" } }) },
      {},
      {
        parts: [
          {
            text: ["Please change the CRM"],
            reading: requestReading("change", { said: { need: "a", customer: "b", measure: "c" } }),
            customer: { label: "direct", confidence: 1 },
            judge: "test",
          },
        ],
      },
    );
    expect(c.interview.phase).toBe("confirming");
    expect(c.silence(c.interview.request)).toContain(
      sentence("reminder.confirming", { number: 1 }),
    );
    expect(c.silence(c.interview.request)).toContain(sentence("logged.unconfirmed", { number: 1 }));
    expect(statusesOf(c.effects).at(-1)).toBe("new");
  });
});

describe("several requests or people", () => {
  it("are listed, numbered and handled one after another", () => {
    const c = createInterviewDriver();
    const reply = c.hears("We need Salesforce and a new laptop", {
      request: requestReading("new_solution", { parts: ["We need Salesforce", "we need Miro"] }),
    });
    expect(reply).toContain(
      sentence("noted.many", {
        count: 2,
        number: 1,
        list: [1, 2]
          .map((number) =>
            sentence("noted.listed", {
              number,
              title: ["Salesforce", "Miro"][number - 1]!,
            }),
          )
          .join("; "),
      }),
    );
    c.hears("skip", { control: { label: "skip", confidence: 1 } });
    c.presses("choice.not_known_yet");
    c.presses("button.skip");
    expect(c.presses("button.right")).toContain(
      `${sentence("next", { number: 2, title: "Miro" })} ${sentence("ask.need")}`,
    );
  });

  it("keep a second request in the thread waiting and separate from the first", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    expect(
      c.hears("another request: we need Miro", {
        control: { label: "new_request", confidence: 1 },
        request: requestReading(),
      }),
    ).toContain(sentence("noted.queued", { number: 2, other: 1 }));
    c.hears("see orders", needReading());
    expect(c.conversation.interviews[0]).toMatchObject({
      answers: { need: { text: ["see orders"] } },
    });
    expect(c.conversation.interviews[1]).toMatchObject({ phase: "waiting", answers: {} });
  });

  it("may answer in one thread: each answer records its author", () => {
    const c = createInterviewDriver({
      platform: "slack",
      kind: "channel",
      id: "C1",
      thread: "1.1",
    });
    c.hears("We need Salesforce", { request: requestReading() });
    c.hears("they can't see orders", needReading(), { by: tom, addressed: false });
    expect(c.interview.answers.need).toBeUndefined();
    c.hears("they can't see orders", needReading(), { by: tom });
    expect(c.interview.answers.need).toMatchObject({ by: tom });
    c.hears("the dealers", customerReading());
    expect(c.interview.answers.customer).toMatchObject({ by: { id: "maria" } });
  });

  it("exchange messages in a thread that are no answers", () => {
    const c = createInterviewDriver({
      platform: "slack",
      kind: "channel",
      id: "C1",
      thread: "1.1",
    });
    c.hears("We need Salesforce", { request: requestReading() });
    expect(
      c.turn(
        {
          id: "x",
          workspace: "slack:T1",
          at: 0,
          by: tom,
          place: { platform: "slack", kind: "channel", id: "C1", thread: "1.1" },
          kind: "message",
          message: "m9",
          text: [{ person: "petra" }, " can you say?"],
          addressed: false,
        },
        { readings: { text: { by: "test" } } },
      ),
    ).toBe("");
    expect(c.interview.pending).toBe("need");
  });

  it("share a group chat, where another person's request is no answer", () => {
    const c = createInterviewDriver({ platform: "teams", kind: "group", id: "G1" });
    c.hears("We need Salesforce", { request: requestReading() });
    const unsure = {
      ...requestReading("standard_service"),
      isRequest: { label: true, confidence: 0.7 },
    };
    expect(
      c.hears("I need a parking permit", { ...needReading(), request: unsure }, { by: tom }),
    ).toContain(sentence("which_target", { words: "I need a parking permit" }));
    expect(
      c.presses("target.new_request", tom, {
        parts: [
          {
            text: ["I need a parking permit"],
            reading: requestReading("standard_service"),
            judge: "test",
          },
        ],
      }),
    ).toContain(`${sentence("noted", { number: 2 })} ${sentence("logged.service")}`);
    expect(c.conversation.interviews[0]).toMatchObject({ phase: "asking", pending: "need" });
  });

  it("open what is clearly another request, and repeat the open question", () => {
    const c = createInterviewDriver();
    c.hears("SAP is slow", {
      request: requestReading("factory_issue", { said: { symptom: "SAP is slow" } }),
    });
    const sure = {
      ...requestReading("standard_service"),
      isRequest: { label: true, confidence: 0.99 },
    };
    const reply = c.hears("We also need a new mouse", { request: sure });
    expect(reply).toContain(sentence("noted", { number: 2 }));
    expect(reply).toContain(sentence("ask.since"));
    expect(c.hears("since Monday", {})).toContain(sentence("ask.affected"));
  });

  it("need a button when words may be an answer or another request", () => {
    const c = createInterviewDriver();
    c.hears("SAP is slow", {
      request: requestReading("factory_issue", { said: { symptom: "SAP is slow" } }),
    });
    const sure = {
      ...requestReading("standard_service"),
      isRequest: { label: true, confidence: 0.6 },
    };
    expect(c.hears("We also need a new mouse", { request: sure })).toContain(
      sentence("which_target", { words: "We also need a new mouse" }),
    );
    expect(c.hears("since Monday")).toContain(sentence("ask.affected"));
    expect(c.conversation.interviews[0]?.answers.since).toMatchObject({ text: ["since Monday"] });
    expect(
      c.presses("target.new_request", undefined, {
        parts: [
          { text: ["a new mouse"], reading: requestReading("standard_service"), judge: "test" },
        ],
      }),
    ).toContain(sentence("noted", { number: 2 }));
  });

  it("keep a fault that a model disputes when the kind was asked twice", () => {
    const kindRead = (kind: { confidence: number; sure: boolean }) => ({
      request: { ...requestReading(), kind: { label: "factory_issue" as const, ...kind } },
    });
    const c = createInterviewDriver();
    c.hears("The VPN and the tunnel", kindRead({ confidence: 0.2, sure: false }));
    expect(c.interview.pending).toBe("kind");
    c.hears("our reps at the dealer", kindRead({ confidence: 0.2, sure: false }));
    expect(c.interview.pending).toBe("kind");
    c.hears("It crashes all the time", kindRead({ confidence: 0, sure: true }));
    expect(c.interview.kind).toBe("factory_issue");
  });

  it("act for another person, who owns the request; the author is stored", () => {
    const c = createInterviewDriver({
      platform: "slack",
      kind: "channel",
      id: "C1",
      thread: "1.1",
    });
    c.points("We need Salesforce", requestReading(), tom);
    expect(c.interview).toMatchObject({ requester: tom, raisedBy: { id: "maria" } });
    expect(c.points("We need Salesforce", requestReading(), tom)).toBe("");
  });
});

describe("message that refers to a colleague's", () => {
  const pointedAt = { author: tom, message: "m0", text: ["the gate stays shut"] };
  const parts = [{ text: pointedAt.text, reading: requestReading(), judge: "test" }];

  it("opens the colleague's request, raised by its author", () => {
    const c = createInterviewDriver();
    c.hears("one for you?", {}, {}, { pointedAt, parts });
    expect(c.interview).toMatchObject({ requester: tom, raisedBy: { id: "maria" } });
  });

  it("asks first if it may have a matter of its own", () => {
    const c = createInterviewDriver();
    const known = { pointedAt: { ...pointedAt, isDoubtful: true }, parts };
    expect(c.hears("this is broken", {}, {}, known)).toContain(
      sentence("that_message", { words: "the gate stays shut" }),
    );
    expect(c.conversation.interviews).toEqual([]);
    expect(c.conversation.smallTalk).toBeDefined();
  });
});

describe("message that is no request", () => {
  it.each([
    ["delete everything you know about me", "delete_all"],
    ["speak german please", "language"],
    ["who are you?", "about_bot"],
    ["are you open on saturdays?", "team_hours"],
  ])("gets the reply to the question to the bot: %j", (text, key) => {
    const c = createInterviewDriver();
    expect(c.hears(text, { request: smallTalkReading("other") })).toContain(
      sentence(`plain.${key}`),
    );
  });

  it.each(["greeting", "thanks", "feedback", "about_bot", "not_for_it"] as const)(
    "gets a suitable reply to %s and opens nothing",
    (label) => {
      const c = createInterviewDriver();
      expect(c.hears("so it goes", { request: smallTalkReading(label) })).toContain(
        sentence(`plain.${label}`),
      );
      expect(c.conversation.interviews).toEqual([]);
    },
  );

  it("gets a question when that is unsure, and a button can open it as a request", () => {
    const c = createInterviewDriver();
    expect(c.hears("Salesforce?", { request: smallTalkReading("other", 0.4) })).toContain(
      sentence("doubt"),
    );
    expect(
      c.presses("button.is_request", undefined, {
        parts: [{ text: ["Salesforce?"], reading: requestReading(), judge: "test" }],
      }),
    ).toContain(sentence("noted", { number: 1 }));
  });

  it("may be thanks, which are no answer to an open question", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    expect(
      c.hears("thanks", { ...needReading("vague"), request: smallTalkReading("thanks") }),
    ).toContain(sentence("plain.thanks"));
    expect(c.interview.pending).toBe("need");
  });
});

describe("edits and deletions", () => {
  it("change the answer when its message is edited", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() }, { message: "m1" });
    c.hears("see odrers", needReading(), { message: "m2" });
    expect(c.edits("m2", "see orders", needReading())).toBe("");
    expect(c.interview.answers.need?.text).toEqual(["see orders"]);
    expect(c.effects).toContainEqual({ do: "amend", message: "m2", text: ["see orders"] });
  });

  it("leave a deleted answer open, and withdraw a deleted request", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() }, { message: "m1" });
    c.hears("see orders", needReading(), { message: "m2" });
    c.deletes("m2");
    expect(c.interview.answers.need?.text).toBeUndefined();
    expect(c.deletes("m1")).toContain(sentence("about.cancelled", { number: 1 }));
    expect(c.interview).toMatchObject({ phase: "done", text: [] });
  });

  it("are undone when a deleted message comes back with its words", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() }, { message: "m1" });
    c.hears("see orders", needReading(), { message: "m2" });
    c.deletes("m2");
    c.edits("m2", "see orders", needReading());
    expect(c.interview.answers.need?.text).toEqual(["see orders"]);
    c.deletes("m1");
    expect(c.edits("m1", "We need Salesforce")).toContain(
      sentence("about.restored", { number: 1 }),
    );
    expect(c.interview).toMatchObject({ phase: "asking", text: ["We need Salesforce"] });
  });

  it("leave a request cancelled whose person cancelled it before", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() }, { message: "m1" });
    c.presses("button.no_request");
    c.deletes("m1");
    expect(c.edits("m1", "We need Salesforce")).toBe("");
    expect(c.interview.phase).toBe("done");
  });
});

describe("fault while a wish is talked about", () => {
  it("is asked about at once, and the wish afterwards", () => {
    const c = createInterviewDriver();
    c.hears("We need Salesforce", { request: requestReading() });
    const sure = { isRequest: { label: true, confidence: 0.99 } };
    const reply = c.hears("another request: the label printer is broken", {
      control: { label: "new_request", confidence: 1 },
      request: { ...requestReading("factory_issue", { said: { symptom: "is broken" } }), ...sure },
    });
    expect(reply).toContain(`${sentence("noted", { number: 2 })} ${sentence("mending")}`);
    expect(reply).toContain(sentence("ask.since"));
    c.hears("since Monday");
    expect(c.hears("the drivers wait")).toContain(sentence("ask.need"));
  });
});
