/**
 * Checks of a token's claims, before and after its signature is verified, and against the activity
 * that it came with. Pure.
 */
import { z } from "zod";
import type { Activity } from "../inbound/activity.ts";

/**
 * Channel id of Teams. On the Bot Framework's other channels people state their own identity and
 * tenant.
 */
export const teamsChannelId = "msteams";

/** Expected claims of a token. */
export interface ExpectedToken {
  appId: string;
  /** Issuer of the Bot Framework. */
  issuer: string;
  /** Allowed Entra tenants, in lower case. */
  tenants: readonly string[];
}

/** Claims of a token issued for this bot. */
export interface TokenClaims {
  issuer: string;
  audience: string;
  /** Allowed tenant whose Entra issued it; missing on a token of the Bot Framework. */
  entra?: string;
  /** Must match the activity where the token names them. */
  serviceUrl?: string;
  tenant?: string;
}

/** Token with plausible claims, not verified yet. */
export interface TokenCandidate {
  jwt: string;
  /** Id of the key that it claims as its signer. */
  kid: string;
  claims: TokenClaims;
}

/**
 * Maximum characters of the header: a token of the Bot Framework has about 1 KB, one of Entra 2 KB.
 */
const headerMaxChars = 8 * 1024;

/** Audience of the Bot Framework's API, for which Entra issues tokens to bots. */
const botFrameworkApi = "https://api.botframework.com";

/** Issuer names of a tenant's Entra, in tokens of version 1.0 and 2.0. */
export const entraIssuers = (tenant: string): string[] => [
  `https://sts.windows.net/${tenant}/`,
  `https://login.microsoftonline.com/${tenant}/v2.0`,
];

const filled = z.string().min(1);
const Header = z.object({ alg: z.literal("RS256"), kid: filled });
const Payload = z.object({
  iss: filled,
  aud: filled,
  exp: z.number(),
  tid: filled.optional(),
  ver: filled.optional(),
  appid: filled.optional(),
  azp: filled.optional(),
  /** Present only in a token on behalf of a person, which is not accepted. */
  scp: z.undefined().optional(),
  serviceurl: filled.optional(),
});

function decode(part = ""): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return undefined;
  }
}

/** Returns the claims of a token's payload, or `undefined` if it is not for this bot. */
export function readTokenClaims(
  payload: unknown,
  { appId, issuer, tenants }: ExpectedToken,
): TokenClaims | undefined {
  const { data } = Payload.safeParse(payload);
  if (!data) return undefined;
  const { iss, aud, tid, ver, appid, azp, serviceurl } = data;
  const tenant = tenants.find((each) => each === tid?.toLowerCase());
  if (tid !== undefined && tenant === undefined) return undefined;
  const claims = {
    issuer: iss,
    audience: aud,
    serviceUrl: serviceurl || undefined,
    tenant: tenant || undefined,
  };
  if (iss === issuer) return aud === appId && serviceurl ? claims : undefined;
  const app = ver === "1.0" ? appid : ver === "2.0" ? azp : undefined;
  const isOurs = app === appId && (aud === appId || aud === botFrameworkApi);
  return isOurs && tenant !== undefined && entraIssuers(tenant).includes(iss.toLowerCase())
    ? { ...claims, entra: tenant }
    : undefined;
}

/**
 * Returns the unverified token of an `authorization` header, or `undefined` if its claims rule it
 * out.
 */
export function readTokenCandidate(
  authorization: string,
  expected: ExpectedToken,
): TokenCandidate | undefined {
  if (authorization.length > headerMaxChars) return undefined;
  const [, header, payload, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  const { data } = Header.safeParse(decode(header));
  const claims = data && readTokenClaims(decode(payload), expected);
  return claims && { jwt: `${header}.${payload}.${signature}`, kid: data.kid, claims };
}

/** Returns whether a verified token belongs to this activity. */
export function isTokenForActivity(
  { serviceUrl, tenant }: TokenClaims,
  activity: Activity,
): boolean {
  return (
    (serviceUrl ?? activity.serviceUrl) === activity.serviceUrl &&
    (tenant ?? activity.tenant) === activity.tenant
  );
}
