/**
 * Fake of login.botframework.com and login.microsoftonline.com: serves their keys over HTTP, and
 * signs tokens with them.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  type BotFramework,
  type BotIdentity,
  openBotFramework,
} from "../../../src/platforms/teams/auth/bot-framework.ts";
import { listen } from "../listen.ts";

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export interface TokenOptions {
  header?: { kid?: unknown; [name: string]: unknown };
  claims?: object;
  /** Signs with another key, or with the public key used as a shared secret. */
  forged?: boolean | "by the public key";
}

type Failure = number | "silently" | "endlessly" | "without keys";

interface Published {
  by: "both" | "Bot Framework" | "Entra";
  endorsements?: string[] | undefined;
  issuer?: string;
}

export interface TokenIssuer {
  token(appId: string, serviceUrl: string, options?: TokenOptions): string;
  /**
   * Creates the bot's authentication with this issuer trusted; outgoing calls have a fixed token.
   */
  connect(identity: BotIdentity): Promise<BotFramework>;
  /**
   * Makes both servers fail from now on: with a status, without a response, with an endless one, or
   * without a key. `undefined` ends the failure.
   */
  fails(how?: Failure): void;
  /** Publishes a key with that id, which signs tokens from now on. */
  publishes(kid: string, more?: Partial<Published>): void;
  withdraws(kid: string): void;
  /** Advances the clock of the key cache, which does not run by itself. */
  passes(hours: number): void;
  /** Paths of the requested configurations. */
  asked: string[];
  close(): Promise<void>;
}

const newKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Made once: a pair takes up to a second of a busy processor, and fetching keys has a limit. */
const [ours, theirs] = [newKeys(), newKeys()];

export async function tokenIssuer(): Promise<TokenIssuer> {
  const published = new Map<string, Published & { publicKey: KeyObject; privateKey: KeyObject }>();
  published.set("key-1", { ...ours, by: "both", endorsements: ["msteams"] });
  const asked: string[] = [];
  let failure: Failure | undefined;
  let passedMs = 0;
  const { url, close } = await listen((request, response) => {
    const path = request.url ?? "";
    if (path.endsWith("/openid")) asked.push(path);
    if (failure === "silently") return;
    if (failure === "endlessly") {
      const writing = setInterval(() => response.write(" ".repeat(64 * 1024)), 1);
      return void response.on("close", () => clearInterval(writing));
    }
    if (typeof failure === "number") response.statusCode = failure;
    const by = path === "/keys" ? "Bot Framework" : "Entra";
    const keys = [...published].flatMap(([kid, { publicKey, privateKey: _, ...key }]) =>
      key.by === by || key.by === "both"
        ? { ...publicKey.export({ format: "jwk" }), kid, use: "sig", ...key }
        : [],
    );
    const body = path.endsWith("/keys")
      ? { keys: failure === "without keys" ? [] : [{ kty: "EC", kid: "unusable" }, ...keys] }
      : { issuer: "https://api.botframework.com", jwks_uri: url + path.replace(/openid$/, "keys") };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  return {
    token(appId, serviceUrl, { header = {}, claims = {}, forged = false } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const parts = [
        base64({ alg: "RS256", typ: "JWT", kid: "key-1", ...header }),
        base64({
          iss: "https://api.botframework.com",
          aud: appId,
          serviceurl: serviceUrl,
          nbf: now - 60,
          exp: now + 3600,
          ...claims,
        }),
      ];
      const signed = Buffer.from(parts.join("."));
      const publicKey = ours.publicKey.export({ format: "pem", type: "spki" });
      const { privateKey } = forged ? theirs : (published.get(String(header.kid)) ?? ours);
      const signature =
        forged === "by the public key"
          ? createHmac("sha256", publicKey).update(signed).digest()
          : sign("sha256", signed, privateKey);
      return `Bearer ${[...parts, signature.toString("base64url")].join(".")}`;
    },
    async connect(identity) {
      const authorities = {
        ToBotFromChannelOpenIdMetadataUrl: `${url}/openid`,
        ToBotFromEmulatorOpenIdMetadataUrl: `${url}/{tenant}/openid`,
      };
      const framework = openBotFramework(identity, authorities, () => passedMs);
      return { ...framework, authorization: async () => "Bearer from-entra" };
    },
    fails(how) {
      failure = how;
    },
    publishes(kid, more = {}) {
      published.set(kid, { ...newKeys(), by: "both", endorsements: ["msteams"], ...more });
    },
    withdraws: (kid) => void published.delete(kid),
    passes(hours) {
      passedMs += hours * 3_600_000;
    },
    asked,
    close,
  };
}
