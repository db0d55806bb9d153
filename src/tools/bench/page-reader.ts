/** Thread that requests pages of the benchmark, so that its own work delays no page. */
import { parentPort } from "node:worker_threads";

/** Pages to request, each some times. */
export interface PageReading {
  origin: string;
  cookie: string;
  paths: readonly string[];
  times: number;
}

/** Durations (ms) of one page, in the order of the requests. */
export interface PageTimes {
  path: string;
  status: number;
  bytes: number;
  ms: number[];
}

parentPort!.on("message", async ({ origin, cookie, paths, times }: PageReading) => {
  for (const path of paths) {
    const page: PageTimes = { path, status: 0, bytes: 0, ms: [] };
    for (let time = 0; time <= times; time += 1) {
      const begun = performance.now();
      const response = await fetch(`${origin}${path}`, { headers: { cookie } });
      page.bytes = (await response.text()).length;
      if (time > 0) page.ms.push(performance.now() - begun); // the first one warms up
      page.status = response.status;
    }
    parentPort!.postMessage(page);
  }
});
