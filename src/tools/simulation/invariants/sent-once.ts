/**
 * Invariant: nothing is asked or sent twice. No message is displayed twice, and no words open two
 * requests or answer two questions.
 */
import { messageLocationKey } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

/**
 * Time (ms) within which a repeated message counts as a duplicate, unless a person acted again; the
 * action may be as old.
 */
const duplicateWindowMs = 30 * 60_000;
const transitMaxMs = 3 * 60 * 60_000;
/** Maximum time that a crashed replica's message may be in transit. */
const maxCallMs = 20_000;

export function observeSentOnce({
  world,
  database,
}: InvariantContext): InvariantObserver & { unknownFate(outbox: string): void } {
  /** Number of messages of each outbox row, and the time of the first. */
  const posted = new Map<string, { times: number; at: number }>();
  /** Rows whose outcome the platform could not tell. */
  const unknownFates = new Set<string>();
  /** Times at which the same message was displayed in the same place. */
  const said = new Map<string, number[]>();
  const fresh = new Set<string>();

  return {
    unknownFate: (outbox) => void unknownFates.add(outbox),
    shown(tenant, message, kind) {
      if (kind !== "post") return;
      const { workspace } = tenant;
      const { outbox, words, buttons, room } = message;
      const presses = buttons.map(({ press }) => press);
      const before = posted.getOrInsertComputed(outbox, () => ({ times: 0, at: world.time.now() }));
      before.times++;
      if (before.times > 1) {
        // A message of unknown outcome may be resent once, as recorded; a daily check never.
        const excused =
          unknownFates.has(outbox) ||
          (workspace.startsWith("teams") && world.disturbedSince(before.at - maxCallMs));
        const { attempts = 0, bulk = 1 } =
          database.one("select attempts, bulk from outbox where id = ?", outbox) ?? {};
        const allowed =
          excused && before.times === 2 && Number(attempts) >= 2 && Number(bulk) === 0;
        if (allowed) world.count("messages resent once, as recorded");
        world.hold(
          "once",
          allowed,
          () => `a message was sent ${before.times} times (${presses[0] ?? words.slice(0, 80)})`,
        );
      } else world.hold("once", true, () => "");
      const now = world.time.now();
      const same = said.getOrInsertComputed(
        `${messageLocationKey(workspace, message)} ${words} ${presses}`,
        () => [],
      );
      const repeated =
        same.push(now) - same.findLastIndex((at) => at < now - duplicateWindowMs) - 1;
      const most = () => world.acts(`${workspace} `, now - duplicateWindowMs - transitMaxMs);
      world.hold(
        "once",
        repeated <= 1 || before.times > 1 || repeated - 1 <= most(),
        () =>
          `the same message was sent ${repeated} times to ${room} of ${workspace} (${presses[0] ?? words.slice(0, 80)})`,
      );
    },
    heard({ marker, purpose }) {
      if (purpose === "request" || purpose === "answer") fresh.add(marker);
    },
    onQuiet() {
      for (const it of fresh) {
        const like = `%${it}%`;
        const { requests = 0 } =
          // further elements are words that were added to a request that another message opened
          database.one(
            "select count(*) as requests from requests where json_extract(text, '$[0]') like ?",
            like,
          ) ?? {};
        world.hold("once", Number(requests) <= 1, () => `one message opened ${requests} requests`);
        // one answer may tell several things about a request, such as since when and who is stuck
        const { answers = 0, told = 0 } =
          database.one(
            "select count(*) as answers, count(distinct question) as told from answers where text like ? and retired_at is null",
            like,
          ) ?? {};
        world.hold(
          "once",
          Number(answers) === Number(told),
          () => `one message answered ${told} questions ${answers} times`,
        );
      }
      fresh.clear();
    },
  };
}
