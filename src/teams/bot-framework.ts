/**
 * All that Entwine takes from botbuilder, in one file, since botbuilder is no longer developed: who may knock, and what we show at the door.
 * Its `CloudAdapter` is left out: it answers 500 for a bad signature, writes the errors of a turn to the console and into the response, and its client says everything up to four times over after a 5xx, with no switch for it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from "botbuilder";
import type { Activity } from "./activity.ts";

export interface Identity {
  appId: string;
  password: string;
  /** Missing for an app of several tenants. */
  tenant?: string;
}

export interface BotFramework {
  /** Whether the Bot Framework sent this activity to us. Throws if its keys cannot be had, which says nothing of the sender. */
  isGenuine(activity: Activity, authorization: string): Promise<boolean>;
  /** The `authorization` header for what we send. */
  authorization(): Promise<string>;
}

/** Names of what `jsonwebtoken` throws for a token that it does not believe; botbuilder lets them through unmapped. */
const forged = new Set(["AuthenticationError", "JsonWebTokenError", "NotBeforeError", "TokenExpiredError"]);

/** botbuilder prints of each token that it does not believe, with a key, to the console: anybody could fill a disk with it. That one was refused, our log says. */
const checking = new AsyncLocalStorage<true>();
const { error: print } = console;
console.error = (...said) => checking.getStore() || print(...said);

const login = "https://login.microsoftonline.com/";

/** Whether it can be a token at all; on what it cannot read, botbuilder throws as it does when keys cannot be had. */
function isToken(authorization: string): boolean {
  const [header = "", claims = "", ...others] = authorization.split(" ")[1]?.split(".") ?? [];
  try {
    return others.length === 1 && [header, claims].every((part) => Object(JSON.parse(Buffer.from(part, "base64url").toString())).constructor === Object);
  } catch {
    return false;
  }
}

/** `options` replace those of the public cloud (names of `ConfigurationBotFrameworkAuthenticationOptions`; once one is given, botbuilder wants them all). */
export function openBotFramework({ appId, password, tenant }: Identity, options: Record<string, string> = {}): BotFramework {
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenant ? { MicrosoftAppType: "SingleTenant", MicrosoftAppTenantId: tenant } : { MicrosoftAppType: "MultiTenant" }),
  });
  const authentication = new ConfigurationBotFrameworkAuthentication(options, factory);
  const credentials = factory.createCredentials(appId, undefined as never, login, true);
  return {
    async isGenuine({ type, channelId, serviceUrl }, authorization) {
      if (!isToken(authorization)) return false;
      const claimed = { type, serviceUrl, channelId: channelId ?? "" } as Parameters<typeof authentication.authenticateRequest>[0];
      try {
        await checking.run(true, () => authentication.authenticateRequest(claimed, authorization));
        return true;
      } catch (error) {
        if (error instanceof Error && (forged.has(error.name) || forged.has(error.constructor.name))) return false;
        throw error;
      }
    },
    async authorization() {
      const request = { headers: new Headers() };
      await (await credentials).signRequest(request as never);
      return request.headers.get("authorization") ?? "";
    },
  };
}
