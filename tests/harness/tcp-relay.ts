/** TCP relay on loopback that can drop everything, like a network that loses packets. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

interface Pair {
  near: Socket;
  far?: Socket;
  lost?: true;
}

export interface Relay {
  port: number;
  /** Drops bytes, connection ends and new connections from now on. */
  silence(): void;
  /** Forwards again, including what was held back; with `forget` only new connections. */
  resume(how?: { forget?: boolean }): void;
  /** Returns the number of connections so far. */
  count(): number;
  close(): void;
}

export async function openRelay(target: number): Promise<Relay> {
  const pairs = new Set<Pair>();
  let silent = false;

  function join(pair: Pair): void {
    const { near } = pair;
    const far = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true }).on(
      "error",
      () => {},
    );
    pair.far = far;
    for (const [from, to] of [[near, far] as const, [far, near] as const])
      from
        .on("data", (chunk) => to.write(chunk))
        .on("end", () => to.end())
        .on("close", () => {
          if (!silent) to.destroy();
        });
  }

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    const pair: Pair = { near: near.on("error", () => {}) };
    pairs.add(pair);
    if (silent) return;
    join(pair);
    near.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      silent = true;
      for (const { near, far } of pairs) {
        near.pause();
        far?.pause();
      }
    },
    resume({ forget = false } = {}) {
      silent = false;
      for (const pair of pairs)
        if (forget) pair.lost = true;
        else if (!pair.lost) {
          if (!pair.far) join(pair);
          pair.near.resume();
          pair.far?.resume();
        }
    },
    count: () => pairs.size,
    close() {
      server.close();
      for (const { near, far } of pairs) {
        near.destroy();
        far?.destroy();
      }
    },
  };
}
