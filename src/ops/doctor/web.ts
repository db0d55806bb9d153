/**
 * The web side: the port, and whether the public address leads to it. Where no Entwine runs, the
 * doctor answers there for as long as it looks.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./finding.ts";
import { type HttpProbe, nodeErrorCode, UnreachableError } from "./http-probe.ts";

export interface WebDiagnosisSettings {
  host: string;
  /** 0 takes any free one. */
  port: number;
  publicUrl?: string;
}

const health = "/livez";

/** A server of ours that says that it lives, or why it could not listen. */
async function standIn(
  host: string,
  port: number,
): Promise<{ server: Server; calls(): number } | { code: string }> {
  let calls = 0;
  const server = createServer((request, response) => {
    if (request.url === health) calls++;
    response
      .writeHead(request.url === health ? 200 : 404, { connection: "close" })
      .end(request.url === health ? "ok" : "");
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
    return { server, calls: () => calls };
  } catch (error) {
    return { code: nodeErrorCode(error) };
  }
}

/** An address that listens on every network is asked on this machine. */
const near = (host: string): string =>
  host === "0.0.0.0"
    ? "127.0.0.1"
    : host === "::"
      ? "[::1]"
      : host.includes(":")
        ? `[${host}]`
        : host;

async function lives(url: string, ask: HttpProbe): Promise<boolean> {
  try {
    const { status, text } = await ask(url + health);
    return status === 200 && text === "ok";
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}

async function occupied(
  { host, port }: WebDiagnosisSettings,
  code: string,
  ask: HttpProbe,
): Promise<Finding> {
  const part = "web side";
  if (code === "EACCES")
    return brokenFinding(
      part,
      `this account may not listen on port ${port}`,
      "Set PORT to 1024 or more, and let a proxy take the lower one.",
    );
  if (code !== "EADDRINUSE")
    return brokenFinding(
      part,
      `this machine has no address ${host}`,
      "Set HOST to 127.0.0.1, to 0.0.0.0 for every network, or to an address of this machine.",
    );
  if (await lives(`http://${near(host)}:${port}`, ask))
    return okFinding(part, `Entwine runs, and answers on port ${port}`);
  return brokenFinding(
    part,
    `something else listens on port ${port}`,
    "Stop it, or set PORT to another number.",
  );
}

export async function diagnoseWeb(
  settings: WebDiagnosisSettings,
  ask: HttpProbe,
): Promise<Finding[]> {
  const { host, port, publicUrl } = settings;
  const ours = await standIn(host, port);
  if ("code" in ours)
    return [
      await occupied(settings, ours.code, ask),
      ...(publicUrl ? [await seen(publicUrl, ask)] : []),
    ];
  try {
    const free = okFinding(
      "web side",
      port === 0 ? "any free port" : `port ${port} is free, and Entwine does not run yet`,
    );
    return publicUrl ? [free, await seen(publicUrl, ask, ours.calls)] : [free];
  } finally {
    ours.server.close();
    ours.server.closeAllConnections();
  }
}

/** How the public address answers from here; `calls` counts what came to us meanwhile. */
async function seen(publicUrl: string, ask: HttpProbe, calls?: () => number): Promise<Finding> {
  const part = "public address";
  const lead = "Let your proxy or tunnel pass it on to HOST and PORT.";
  try {
    const { status, text } = await ask(publicUrl + health);
    if (status !== 200 || text !== "ok")
      return brokenFinding(part, `somebody else answers at ${publicUrl} (${status})`, lead);
    if (calls?.() === 0)
      return warningFinding(
        part,
        `an Entwine answers at ${publicUrl}, and it is not this one`,
        `Right for a replica more. Otherwise: ${lead}`,
      );
    return okFinding(part, `${publicUrl} leads here`);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return brokenFinding(
      part,
      `${publicUrl} cannot be reached from here: ${error.because}`,
      `${lead} From inside a network of your own it may look so, and be right from outside.`,
    );
  }
}
