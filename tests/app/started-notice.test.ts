import { expect, it } from "vitest";
import { startedNotice } from "../../src/app/started-notice.ts";

const here = { origin: "http://127.0.0.1:3000", isLocalOnly: true };

it("tells the address, and to run setup when nothing is connected", () => {
  const said = startedNotice({ teams: {} }, here).join("\n");
  expect(said).toContain(here.origin);
  expect(said).toContain("entwine -- setup");
});

it("names the connected platforms, and no setup", () => {
  const said = startedNotice({ slack: {}, teams: { appId: "app" } }, undefined).join("\n");
  expect(said).toContain("Slack and Teams");
  expect(said).not.toContain("setup");
});
