/**
 * Checks of what a token claims, before its signature and again after, and of the activity that
 * comes with it. Pure.
 */
import { z } from "zod";
import type { Activity } from "../activity.ts";

/**
 * What the Bot Framework calls Teams. On its other channels people say of themselves who they are,
 * and of which tenant.
 */
export const teamsChannelId = "msteams";

/** What a token has to claim. */
export interface ExpectedToken {
  appId: string;
  /** The Bot Framework's issuer. */
  issuer: string;
  /** Tenants whose Entra may have issued it, in lower case. */
  tenants: readonly string[];
}

/** Claims of a token that is for us. */
export interface TokenClaims {
  issuer: string;
  audience: string;
  /** The allowed tenant whose Entra issued it. Missing on a token of the Bot Framework. */
  entra?: string;
  /** Both bind the activity, where the token names them. */
  serviceUrl?: string;
  tenant?: string;
}

/** A token that is worth a proof. */
export interface TokenCandidate {
  jwt: string;
  /** Id of the key that it says it is signed with. */
  kid: string;
  claims: TokenClaims;
}

/** A token of the Bot Framework takes some 1 KB, one of Entra 2 KB. */
const headerMaxChars = 8 * 1024;

/** Audience of the Bot Framework's own API, for which a bot gets its tokens from Entra. */
const botFrameworkApi = "https://api.botframework.com";

/** Both forms in which a tenant's Entra names itself: of tokens 1.0 and 2.0. */
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
  /** Only a token on behalf of a person has one. */
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

/** Returns what a token's payload claims, or `undefined` if it is not for us. */
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
    ...(serviceurl && { serviceUrl: serviceurl }),
    ...(tenant && { tenant }),
  };
  if (iss === issuer) return aud === appId && serviceurl ? claims : undefined;
  const app = ver === "1.0" ? appid : ver === "2.0" ? azp : undefined;
  const isOurs = app === appId && (aud === appId || aud === botFrameworkApi);
  return isOurs && tenant !== undefined && entraIssuers(tenant).includes(iss.toLowerCase())
    ? { ...claims, entra: tenant }
    : undefined;
}

/**
 * Returns the token of an `authorization` header, unproven, or `undefined` if it cannot be one of
 * Microsoft's for us.
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

/** Whether a proven token is for this activity. */
export function isTokenForActivity(
  { serviceUrl, tenant }: TokenClaims,
  activity: Activity,
): boolean {
  return (
    (serviceUrl ?? activity.serviceUrl) === activity.serviceUrl &&
    (tenant ?? activity.tenant) === activity.tenant
  );
}
