/** A stand-in for login.botframework.com: its keys over HTTP, and tokens signed with them. */
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { type BotFramework, type Identity, openBotFramework } from "../../src/teams/bot-framework.ts";
import { listen } from "./listen.ts";

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export interface TokenOptions {
  header?: object;
  claims?: object;
  /** Signed by somebody else; or with what everybody knows, the public key as a common secret. */
  forged?: boolean | "by the public key";
}

export interface TokenIssuer {
  token(appId: string, serviceUrl: string, options?: TokenOptions): string;
  /** The real SDK, made to trust this issuer; what it sends carries a fixed token. */
  connect(identity: Identity): Promise<BotFramework>;
  close(): Promise<void>;
}

export async function tokenIssuer(): Promise<TokenIssuer> {
  const [ours, theirs] = [1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  if (!ours || !theirs) throw new Error("no keys");
  const { url, close } = await listen((request, response) => {
    const body =
      request.url === "/keys"
        ? { keys: [{ ...ours.publicKey.export({ format: "jwk" }), kid: "key-1", use: "sig", endorsements: ["msteams"] }] }
        : { issuer: "https://api.botframework.com", jwks_uri: `${url}/keys` };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  return {
    token(appId, serviceUrl, { header = {}, claims = {}, forged = false } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const parts = [
        base64({ alg: "RS256", typ: "JWT", kid: "key-1", ...header }),
        base64({ iss: "https://api.botframework.com", aud: appId, serviceurl: serviceUrl, nbf: now - 60, exp: now + 3600, ...claims }),
      ];
      const signed = Buffer.from(parts.join("."));
      const publicKey = ours.publicKey.export({ format: "pem", type: "spki" });
      const signature =
        forged === "by the public key" ? createHmac("sha256", publicKey).update(signed).digest() : sign("sha256", signed, (forged ? theirs : ours).privateKey);
      return `Bearer ${[...parts, signature.toString("base64url")].join(".")}`;
    },
    async connect(identity) {
      const framework = openBotFramework(identity, {
        ToChannelFromBotLoginUrl: "https://login.microsoftonline.com/botframework.com",
        ToChannelFromBotOAuthScope: "https://api.botframework.com",
        ToBotFromChannelTokenIssuer: "https://api.botframework.com",
        OAuthUrl: "https://api.botframework.com",
        ToBotFromChannelOpenIdMetadataUrl: `${url}/openid`,
        ToBotFromEmulatorOpenIdMetadataUrl: `${url}/openid`,
        CallerId: "",
      });
      return { ...framework, authorization: async () => "Bearer from-entra" };
    },
    close,
  };
}
