/**
 * Browser adapter: a workspace on a page of this machine, where one person is several made-up
 * colleagues. It keeps what they see itself, as a chat platform does.
 */
import { type Clock, withTimeLimit } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type {
  CommandSpec,
  OutboundMessage,
  PlatformAdapter,
  SendOutcome,
} from "../../platform/adapter.ts";
import { withoutThread } from "../../platform/conversation-ref.ts";
import { type Acts, createActs } from "./acts.ts";
import { type BrowserCompany, botId, nameIn } from "./company.ts";
import { openPages } from "./pages.ts";
import { createReadMarks } from "./read-marks.ts";
import { createSkipAhead, type TimeControl } from "./skip-ahead.ts";
import type { Transcript } from "./transcript.ts";

/** Time (ms) that a page waits for the bot's answer, which also arrives later. */
const answerWaitMs = 400;

/** What the browser workspace needs. */
export interface BrowserOptions {
  company: BrowserCompany;
  commands: readonly CommandSpec[];
  /** Messages that people have seen. */
  transcript: Transcript;
  /** Token of the page's forms, which other sites cannot know. */
  token: string;
  clock: Clock;
  /** Time zone of the people (IANA). */
  zone: string;
  /** Missing where the clock may not be wound, because other platforms use it too. */
  time?: TimeControl | undefined;
  /** Resolves when no event or message is being processed. */
  whenIdle(): Promise<void>;
  log: Pick<Log, "error">;
}

/** Opens the browser workspace as a platform. */
export function openBrowser({
  company,
  commands,
  transcript,
  token,
  clock,
  zone,
  time,
  whenIdle,
  log,
}: BrowserOptions): PlatformAdapter {
  if (time) time.clock.windTo(new Date(time.clock.now().getTime() + transcript.aheadMs));
  const running = new Set<Promise<unknown>>();
  const started = Promise.withResolvers<Acts>();
  let isStarted = false;

  const pages = openPages({
    company,
    transcript,
    zone,
    token,
    log,
    marks: createReadMarks(company, transcript),
    skipAhead: time && createSkipAhead(time, zone, () => transcript.saveAhead(time.clock.aheadMs)),
    acts: () => started.promise,
    now: clock.now,
    whenAnswered: () => withTimeLimit(answerWaitMs, whenIdle(), undefined),
    during(work) {
      running.add(work);
      const ended = (): boolean => running.delete(work);
      work.then(ended, ended);
      return work;
    },
  });

  /** Shows a message; one that was shown before the process ended is not shown again. */
  function show({ id, kind, place, card, target }: OutboundMessage): SendOutcome {
    if (kind === "home") {
      transcript.saveHome(place.id, card);
      return { kind: "sent" };
    }
    const old = kind === "revise" && target !== undefined ? transcript.find(target) : undefined;
    if (kind === "revise" && !old) return { kind: "refused", code: "no_message", gone: true };
    const known = old ?? transcript.find(id);
    const at = clock.now().getTime();
    transcript.save(
      known ? { ...known, card } : { id, seq: transcript.nextSeq(), place, at, card },
    );
    return { kind: "sent", message: known?.id ?? id };
  }

  return {
    name: "browser",
    routes: pages.routes,
    async send(message) {
      try {
        return show(message);
      } catch (err) {
        log.error({ err }, "could not keep a message of the page");
        return { kind: "unknown", code: "not_written" };
      }
    },
    findSentMessage: async ({ id }) => (transcript.find(id) ? { message: id } : "absent"),
    async readMessage(_, place, message) {
      const found = transcript.find(message);
      if (!found || withoutThread(found.place).id !== place.id) return undefined;
      const by = found.by ?? botId;
      return { author: { id: by, name: nameIn(company, by) }, text: found.text ?? [] };
    },
    isAdmin: async (_, person) =>
      company.people.some(({ id, isAdmin }) => id === person && isAdmin === true),
    membershipOf: async (_, person) =>
      company.people.some(({ id }) => id === person) ? "member" : undefined,
    async start(core) {
      started.resolve(createActs({ core, company, commands, transcript, clock, zone }));
      isStarted = true;
    },
    async stop() {
      isStarted = false;
      await Promise.allSettled([...running]);
      pages.close();
    },
    isReady: () => isStarted,
  };
}
