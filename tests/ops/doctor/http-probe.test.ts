import { expect, it } from "vitest";
import { openProbeSession } from "../../../src/ops/doctor/http-probe.ts";
import { listen } from "../../harness/listen.ts";

it("aborts an endless answer at its size limit", async () => {
  let bytes = 0;
  const { url, close } = await listen((_, response) => {
    const more = (): void => {
      while (!response.destroyed) {
        bytes += 65_536;
        if (!response.write(" ".repeat(65_536))) return;
      }
    };
    response.on("drain", more).on("error", () => {});
    response.writeHead(200, { "content-type": "application/json" });
    more();
  });
  await expect(openProbeSession().probe(url)).rejects.toThrow();
  await close();
  expect(bytes).toBeLessThan(50_000_000);
});
