/**
 * Check of the web server: its port, and whether the public address leads to it. While Entwine is
 * not running, the doctor answers there itself.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type HttpProbe, nodeErrorCode, UnreachableError } from "./http-probe.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./report.ts";

/** Settings of the web server that are checked. */
export interface WebDiagnosisSettings {
  host: string;
  /** 0 takes any free port. */
  port: number;
  publicUrl?: string;
}

const healthPath = "/livez";

/** Starts a server that answers health checks; returns an error code when it cannot listen. */
async function startHealthServer(
  host: string,
  port: number,
): Promise<{ server: Server; calls(): number } | { code: string }> {
  let calls = 0;
  const server = createServer((request, response) => {
    if (request.url === healthPath) calls++;
    response
      .writeHead(request.url === healthPath ? 200 : 404, { connection: "close" })
      .end(request.url === healthPath ? "ok" : "");
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
    return { server, calls: () => calls };
  } catch (error) {
    return { code: nodeErrorCode(error) };
  }
}

/**
 * Returns the host by which this machine reaches the server, also if it listens on all networks.
 */
const localHost = (host: string): string =>
  host === "0.0.0.0"
    ? "127.0.0.1"
    : host === "::"
      ? "[::1]"
      : host.includes(":")
        ? `[${host}]`
        : host;

async function isHealthy(url: string, ask: HttpProbe): Promise<boolean> {
  try {
    const { status, text } = await ask(url + healthPath);
    return status === 200 && text === "ok";
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}

async function portFinding(
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
  if (await isHealthy(`http://${localHost(host)}:${port}`, ask))
    return okFinding(part, `Entwine runs and answers on port ${port}`);
  return brokenFinding(
    part,
    `something else listens on port ${port}`,
    "Stop it, or set PORT to another number.",
  );
}

/** Checks the port, and that the public URL leads to this machine. */
export async function diagnoseWeb(
  settings: WebDiagnosisSettings,
  ask: HttpProbe,
): Promise<Finding[]> {
  const { host, port, publicUrl } = settings;
  const healthServer = await startHealthServer(host, port);
  if ("code" in healthServer)
    return [
      await portFinding(settings, healthServer.code, ask),
      ...(publicUrl ? [await publicAddressFinding(publicUrl, ask)] : []),
    ];
  try {
    const free = okFinding(
      "web side",
      port === 0 ? "any free port" : `port ${port} is free; Entwine is not running`,
    );
    return publicUrl
      ? [free, await publicAddressFinding(publicUrl, ask, healthServer.calls)]
      : [free];
  } finally {
    healthServer.server.close();
    healthServer.server.closeAllConnections();
  }
}

/** Checks the public address from here; `calls` counts the requests that reached this process. */
async function publicAddressFinding(
  publicUrl: string,
  ask: HttpProbe,
  calls?: () => number,
): Promise<Finding> {
  const part = "public address";
  const todo = "Forward it from your proxy or tunnel to HOST and PORT.";
  try {
    const { status, text } = await ask(publicUrl + healthPath);
    if (status !== 200 || text !== "ok")
      return brokenFinding(part, `another server answers at ${publicUrl} (${status})`, todo);
    if (calls?.() === 0)
      return warningFinding(
        part,
        `another Entwine answers at ${publicUrl}`,
        `Expected with several replicas. Otherwise: ${todo}`,
      );
    return okFinding(part, `${publicUrl} leads here`);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return brokenFinding(
      part,
      `${publicUrl} cannot be reached from here: ${error.because}`,
      `${todo} It may still be reachable from outside your network.`,
    );
  }
}
