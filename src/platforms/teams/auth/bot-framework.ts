/** Bot Framework authentication: verifies tokens of incoming requests and obtains our own. */
import { openTokenVerifier, type TokenAuthorities, type TokenVerifier } from "./verify-token.ts";

export interface BotIdentity {
  appId: string;
  password: string;
  /** Missing for an app of several tenants. */
  tenant?: string;
  /** Tenants whose tokens are accepted; the app's own by default. */
  tenants?: readonly string[];
}

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
