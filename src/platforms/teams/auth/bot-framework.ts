/**
 * Bot Framework authentication: obtains our own tokens, and verifies those of incoming requests, by
 * the Bot Framework or an allowed tenant's Entra, with the checks that Microsoft requires
 * (learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot").
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

/** The bot's app registration. */
export interface BotIdentity {
  appId: string;
  password: string;
  /** Missing for an app of several tenants. */
  tenant?: string;
  /** Tenants whose tokens are accepted; the app's own by default. */
  tenants?: readonly string[];
}

/** Verifies Microsoft's tokens and gets our own. */
export interface BotFramework {
  verifyToken: TokenVerifier;
  /** Returns the `authorization` header for calls to the Bot Connector. */
  authorization(): Promise<string>;
}

const loginUrl = "https://login.microsoftonline.com/";

/**
 * Opens botbuilder's credentials, which fetch, cache and renew our token. Nothing else of
 * botbuilder is used, which is archived: its token check acts on claims before the signature, and
 * its `CloudAdapter` sends a message up to four times after a 5xx.
 */
async function openCredentials({ appId, password, tenant }: BotIdentity) {
  const { ConfigurationServiceClientCredentialFactory } = await import("botbuilder");
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenant
      ? { MicrosoftAppType: "SingleTenant", MicrosoftAppTenantId: tenant }
      : { MicrosoftAppType: "MultiTenant" }),
  });
  return factory.createCredentials(appId, undefined as never, loginUrl, true);
}

/**
 * Opens the authentication.
 * @param authorities override those of the public cloud
 * @param now monotonic clock in ms
 */
export function openBotFramework(
  identity: BotIdentity,
  authorities: TokenAuthorities = {},
  now: () => number = () => performance.now(),
): BotFramework {
  const { appId, tenant, tenants = tenant ? [tenant] : [] } = identity;
  const verify = openTokenVerifier(appId, tenants, authorities, now);
  let credentials: ReturnType<typeof openCredentials> | undefined;
  /**
   * Loads botbuilder on first use: it takes a quarter of a second and 60 MB (Node 26), which would
   * delay readiness.
   */
  const loadCredentials = (): ReturnType<typeof openCredentials> =>
    (credentials ??= openCredentials(identity));
  return {
    async verifyToken(authorization) {
      const claims = await verify(authorization);
      // Loaded before the sender is looked up, which is limited to two seconds (`identity-map.ts`).
      if (claims) await loadCredentials();
      return claims;
    },
    async authorization() {
      const request = { headers: new Headers() };
      await (await loadCredentials()).signRequest(request as never);
      return request.headers.get("authorization") ?? "";
    },
  };
}

/**
 * Metadata URLs and issuer, named as in botbuilder
 * (`ConfigurationBotFrameworkAuthenticationOptions`).
 */
interface TokenAuthorities {
  ToBotFromChannelOpenIdMetadataUrl?: string;
  ToBotFromChannelTokenIssuer?: string;
  /** Metadata URL of Entra; `{tenant}` stands for an allowed tenant. */
  ToBotFromEmulatorOpenIdMetadataUrl?: string;
}

/**
 * Returns the claims of a valid token, else `undefined`.
 * @throws if Microsoft's keys cannot be fetched
 */
type TokenVerifier = (authorization: string) => Promise<TokenClaims | undefined>;

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

function openTokenVerifier(
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
