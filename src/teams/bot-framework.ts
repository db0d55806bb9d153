/** The Bot Framework: proof of what it sends us, and our token for what we send. */
import { ConfigurationServiceClientCredentialFactory } from "botbuilder";
import { type Authorities, openTokenProof, type Prove } from "./token-proof.ts";

export interface Identity {
  appId: string;
  password: string;
  /** Missing for an app of several tenants. */
  tenant?: string;
  /** Tenants whose tokens are taken; the app's own by default. */
  tenants?: readonly string[];
}

export interface BotFramework {
  prove: Prove;
  /** The `authorization` header for what we send. */
  authorization(): Promise<string>;
}

const login = "https://login.microsoftonline.com/";

/**
 * Opens botbuilder's credentials, which fetch our token, cache and renew it. That is all that Entwine takes from botbuilder, which is archived:
 * its check of tokens acts on claims before the signature, and its `CloudAdapter` says everything up to four times over after a 5xx.
 */
function openCredentials({ appId, password, tenant }: Identity) {
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenant ? { MicrosoftAppType: "SingleTenant", MicrosoftAppTenantId: tenant } : { MicrosoftAppType: "MultiTenant" }),
  });
  return factory.createCredentials(appId, undefined as never, login, true);
}

/** `authorities` replace those of the public cloud; `now` reads a clock in milliseconds, of which differences count. */
export function openBotFramework(identity: Identity, authorities: Authorities = {}, now: () => number = () => performance.now()): BotFramework {
  const { appId, tenant, tenants = tenant ? [tenant] : [] } = identity;
  const credentials = openCredentials(identity);
  return {
    prove: openTokenProof(appId, tenants, authorities, now),
    async authorization() {
      const request = { headers: new Headers() };
      await (await credentials).signRequest(request as never);
      return request.headers.get("authorization") ?? "";
    },
  };
}
