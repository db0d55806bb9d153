/** The Bot Framework: proof of what it sends us, and our token for what we send. */
import { openTokenVerifier, type TokenAuthorities, type TokenVerifier } from "./verify-token.ts";

export interface BotIdentity {
  appId: string;
  password: string;
  /** Missing for an app of several tenants. */
  tenant?: string;
  /** Tenants whose tokens are taken; the app's own by default. */
  tenants?: readonly string[];
}

export interface BotFramework {
  verifyToken: TokenVerifier;
  /** The `authorization` header for what we send. */
  authorization(): Promise<string>;
}

const login = "https://login.microsoftonline.com/";

/**
 * Opens botbuilder's credentials, which fetch our token, cache and renew it. That is all that
 * Entwine takes from botbuilder, which is archived:
 * its check of tokens acts on claims before the signature, and its `CloudAdapter` says everything
 * up to four times over after a 5xx.
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
  return factory.createCredentials(appId, undefined as never, login, true);
}

/**
 * `authorities` replace those of the public cloud; `now` reads a clock in milliseconds, of which
 * differences count.
 */
export function openBotFramework(
  identity: BotIdentity,
  authorities: TokenAuthorities = {},
  now: () => number = () => performance.now(),
): BotFramework {
  const { appId, tenant, tenants = tenant ? [tenant] : [] } = identity;
  const prove = openTokenVerifier(appId, tenants, authorities, now);
  let credentials: ReturnType<typeof openCredentials> | undefined;
  /**
   * botbuilder takes a quarter of a second and 60 MB (Node 26), which nobody waits for on the way
   * to ready.
   */
  const loaded = (): ReturnType<typeof openCredentials> =>
    (credentials ??= openCredentials(identity));
  return {
    async verifyToken(authorization) {
      const claims = await prove(authorization);
      // Before the sender is looked up, which has two seconds (`identity-map.ts`).
      if (claims) await loaded();
      return claims;
    },
    async authorization() {
      const request = { headers: new Headers() };
      await (await loaded()).signRequest(request as never);
      return request.headers.get("authorization") ?? "";
    },
  };
}
