/**
 * Verification of tokens by the Bot Framework or an allowed tenant's Entra, with the checks that
 * Microsoft requires (learn.microsoft.com, "Authenticate requests from the Bot Connector service to
 * your bot").
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
 * Metadata URLs and issuer, named as in botbuilder
 * (`ConfigurationBotFrameworkAuthenticationOptions`).
 */
export interface TokenAuthorities {
  ToBotFromChannelOpenIdMetadataUrl?: string;
  ToBotFromChannelTokenIssuer?: string;
  /** Metadata URL of Entra; `{tenant}` stands for an allowed tenant. */
  ToBotFromEmulatorOpenIdMetadataUrl?: string;
}

/**
 * Returns the claims of a valid token, else `undefined`.
 * @throws if Microsoft's keys cannot be fetched
 */
export type TokenVerifier = (authorization: string) => Promise<TokenClaims | undefined>;

const publicCloud = {
  ToBotFromChannelOpenIdMetadataUrl:
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
  ToBotFromChannelTokenIssuer: "https://api.botframework.com",
  ToBotFromEmulatorOpenIdMetadataUrl:
    "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
} as const satisfies TokenAuthorities;

/** Five minutes, as in Microsoft's own check. */
const clockToleranceSeconds = 300;

/**
 * Returns whether a key may sign for Teams or for the claimed tenant: a tenant's key set can
 * contain keys of other issuers.
 */
function isKeyAllowed({ endorsements = [], issuer }: SigningKey, { entra }: TokenClaims): boolean {
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
    if (!key || !isKeyAllowed(key, claims)) return undefined;
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
