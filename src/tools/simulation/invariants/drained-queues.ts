/**
 * Invariant: acknowledged events are processed and queued messages are sent. In the quiet hour
 * nothing waits, and every message marked sent exists.
 */
import type { SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

export interface AwaitedReply {
  tenant: SimulatedTenant;
  /** Person in whose direct messages a reply is expected. */
  person: string;
  since: number;
  what: string;
}

export function observeDrainedQueues({
  world,
  database,
}: InvariantContext): InvariantObserver & { awaits(awaited: AwaitedReply): void } {
  const arrived = new Set<string>();
  const answered = new Map<string, number>();
  const open: AwaitedReply[] = [];
  let seen = 0;
  /**
   * Returns whether a message of unknown outcome was resent once, as recorded, on a platform that
   * cannot look messages up.
   */
  const isGivenUp = ({ workspace }: SimulatedTenant, person: string, since: number): boolean =>
    database.one(
      "select 1 from outbox where workspace = ? and conversation = ? and code = 'never_known' and attempts = 2 and queued_at >= ?",
      workspace,
      `teams/dm/${person}`,
      since,
    ) !== undefined;
  const key = (tenant: SimulatedTenant, room: string): string => `${tenant.workspace} ${room}`;

  return {
    awaits: (awaited) => void open.push(awaited),
    shown(tenant, { outbox, room }: VisibleMessage) {
      arrived.add(outbox);
      answered.set(key(tenant, room), world.time.now());
    },
    onQuiet() {
      const now = world.time.now();
      for (const { n, table } of database.rows(
        `select 'arrivals' as "table", count(*) as n from arrivals where done_at is null
         union all select 'outbox', count(*) from outbox where (state in ('queued', 'sending', 'blocked') or (state = 'unknown' and code is null)) and not (bulk and max(queued_at, coalesce(not_before, 0)) > ${now - 44 * 60_000})
         union all select 'duties', count(*) from duties where done_at is null and due_at < ${now - 3_600_000}`,
      ))
        world.hold(
          "drained",
          n === 0,
          () => `${n} of the ${table} still wait, without recent events or faults`,
        );
      for (const { rowid, id, kind, workspace } of database.rows(
        "select rowid, id, kind, workspace from outbox where rowid > ? and state = 'sent'",
        seen,
      )) {
        seen = Number(rowid);
        world.hold(
          "drained",
          kind === "home" || arrived.has(String(id)),
          () => `a message to ${workspace} is stored as sent, and never arrived`,
        );
      }
      for (const { tenant, person, since, what } of open.splice(0))
        world.hold(
          "drained",
          (answered.get(key(tenant, person)) ?? 0) >= since || isGivenUp(tenant, person, since),
          () => `${what} of ${person} in ${tenant.workspace} was acknowledged, and had no effect`,
        );
    },
  };
}
