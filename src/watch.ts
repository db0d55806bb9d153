/** What an operator sees of the work: counters for `/metrics`, and a log line for whatever went wrong. */
import type { Log } from "./log.ts";
import type { Stored } from "./storage/arrivals.ts";
import { backlog } from "./storage/arrivals.ts";
import { counts } from "./storage/outbox.ts";
import type { Store } from "./storage/store.ts";
import type { Outcome } from "./surface/surface.ts";
import type { Reading } from "./web/metrics.ts";

/** Sockets' numbers, where there is one. */
interface Socketed {
  socket(): object | undefined;
}

export function openWatch(log: Log) {
  const failures = { turns: 0, given_up: 0, deliveries: 0, loop: 0, uncaught: 0 };
  const sends: Record<Outcome["kind"], number> = { sent: 0, refused: 0, unknown: 0 };

  return {
    watch: {
      turnFailed({ arrival: { kind, id, workspace } }: Stored, err: unknown, givenUp: boolean): void {
        failures[givenUp ? "given_up" : "turns"]++;
        log.error({ err, kind, arrival: id, workspace, givenUp }, "a turn failed");
      },
      deliveryFailed(err: unknown): void {
        failures.deliveries++;
        log.error({ err }, "a message's way was broken off, and is taken up again");
      },
      loopFailed(err: unknown): void {
        failures.loop++;
        log.error({ err }, "the look at what is due failed");
      },
      ended(surface: string, outcome: Outcome): void {
        sends[outcome.kind]++;
        if (outcome.kind !== "sent") log.warn({ surface, state: outcome.kind, code: outcome.code }, "a message did not go out at once");
      },
      buried(found: object): void {
        log.warn({ ...found }, "took up what a dead replica left");
      },
      uncaught(err: unknown): void {
        failures.uncaught++;
        log.error({ err }, "a failure that nobody caught");
      },
    },
    readings: (store: Store, slack: Socketed | undefined): Reading[] => [
      { name: "entwine_failures_total", help: "Failures by where they happened", kind: "counter", label: "where", read: () => failures },
      { name: "entwine_sends_total", help: "Messages to a platform by how the send ended", kind: "counter", label: "outcome", read: () => sends },
      { name: "entwine_arrivals_waiting", help: "Arrivals not dealt with yet", kind: "gauge", read: async () => (await backlog(store.read)).waiting },
      {
        name: "entwine_arrivals_oldest_seconds",
        help: "Age of the oldest arrival not dealt with yet",
        kind: "gauge",
        read: async () => {
          const { oldest } = await backlog(store.read);
          return oldest ? (Date.now() - oldest.getTime()) / 1000 : 0;
        },
      },
      { name: "entwine_outbox", help: "Messages not known to have arrived, by state", kind: "gauge", label: "state", read: () => counts(store.read) },
      ...(slack?.socket()
        ? [
            {
              name: "entwine_slack_socket",
              help: "Slack's socket",
              kind: "gauge" as const,
              label: "number",
              read: () => Object.fromEntries(Object.entries(slack.socket() ?? {}).map(([name, value]) => [name, Number(value)])),
            },
          ]
        : []),
    ],
  };
}
