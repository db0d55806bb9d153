/**
 * Proof that a token is the Bot Framework's, or of an allowed tenant's Entra, and for us.
 * The checks are Microsoft's (learn.microsoft.com, "Authenticate requests from the Bot Connector
 * service to your bot").
 */
import { JOSEError } from "jose/errors";
import { jwtVerify } from "jose/jwt/verify";
import { openSigningKeys, type SigningKey } from "./signing-keys.ts";
import {
  entraIssuers,
  readTokenCandidate,
  readTokenClaims,
  type TokenClaims,
  teamsChannelId,
} from "./token-claims.ts";

/**
 * Where keys are published and who signs with them, by botbuilder's names
 * (`ConfigurationBotFrameworkAuthenticationOptions`).
 */
export interface TokenAuthorities {
  ToBotFromChannelOpenIdMetadataUrl?: string;
  ToBotFromChannelTokenIssuer?: string;
  /** Entra's; `{tenant}` stands for an allowed tenant. */
  ToBotFromEmulatorOpenIdMetadataUrl?: string;
}

/**
 * Returns what a token claims that is proven, `undefined` for any other, and throws if Microsoft's
 * keys cannot be fetched.
 */
export type TokenVerifier = (authorization: string) => Promise<TokenClaims | undefined>;

const publicCloud = {
  ToBotFromChannelOpenIdMetadataUrl:
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
  ToBotFromChannelTokenIssuer: "https://api.botframework.com",
  ToBotFromEmulatorOpenIdMetadataUrl:
    "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
} as const satisfies TokenAuthorities;

/** Microsoft's own: five minutes. */
const clockToleranceSeconds = 300;

/**
 * Whether a key may sign for Teams or, where it is Entra's, for this tenant: a tenant's set can
 * hold keys of other issuers.
 */
function isMeant({ endorsements = [], issuer }: SigningKey, { entra }: TokenClaims): boolean {
  if (entra === undefined) return endorsements.includes(teamsChannelId);
  return (
    issuer === undefined ||
    entraIssuers(entra).includes(issuer.replace("{tenantid}", entra).toLowerCase())
  );
}

export function openTokenVerifier(
  appId: string,
  allowed: readonly string[],
  authorities: TokenAuthorities,
  now: () => number,
): TokenVerifier {
  const {
    ToBotFromChannelOpenIdMetadataUrl,
    ToBotFromChannelTokenIssuer,
    ToBotFromEmulatorOpenIdMetadataUrl,
  } = { ...publicCloud, ...authorities };
  const tenants = allowed.map((tenant) => tenant.toLowerCase());
  const expected = { appId, tenants, issuer: ToBotFromChannelTokenIssuer };
  const botFramework = openSigningKeys(ToBotFromChannelOpenIdMetadataUrl, now);
  const entra = new Map(
    tenants.map((tenant) => [
      tenant,
      openSigningKeys(
        ToBotFromEmulatorOpenIdMetadataUrl.replace("{tenant}", encodeURIComponent(tenant)),
        now,
      ),
    ]),
  );
  return async (authorization) => {
    const candidate = readTokenCandidate(authorization, expected);
    if (!candidate) return undefined;
    const { jwt, kid, claims } = candidate;
    const keys = claims.entra === undefined ? botFramework : entra.get(claims.entra);
    const key = await keys?.find(kid);
    if (!key || !isMeant(key, claims)) return undefined;
    try {
      const { issuer, audience } = claims;
      const required = {
        algorithms: ["RS256"],
        issuer,
        audience,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ["exp"],
      };
      const { payload } = await jwtVerify(jwt, key, required);
      return readTokenClaims(payload, expected);
    } catch (error) {
      if (error instanceof JOSEError) return undefined;
      throw error;
    }
  };
}
