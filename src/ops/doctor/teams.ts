/**
 * Check of Teams: whether Microsoft issues a token for the bot, without which it receives messages
 * but cannot answer.
 */

import { type HttpProbe, UnreachableError } from "./http-probe.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./report.ts";

/** Settings of Teams that are checked. */
export interface TeamsDiagnosisSettings {
  appId: string;
  password: string;
  tenant: string;
}

/** URL of Microsoft's sign-in. */
export const entraLoginUrl = "https://login.microsoftonline.com";

/**
 * Findings by Entra's error codes
 * [learn.microsoft.com/entra/identity-platform/reference-error-codes].
 */
const errorsByCode: Record<string, [what: string, todo: string]> = {
  "7000215": [
    "Microsoft refuses MICROSOFT_APP_PASSWORD",
    "It must be the secret's value, not its id. The value is shown only once: create a new secret (App registrations, Certificates & secrets).",
  ],
  "7000222": [
    "the secret in MICROSOFT_APP_PASSWORD has expired",
    "Create a new one (App registrations, Certificates & secrets) and set it.",
  ],
  "700016": [
    "the tenant has no app with the id in MICROSOFT_APP_ID",
    "Copy the application (client) id and the directory (tenant) id from the same app registration's overview.",
  ],
  "90002": [
    "there is no tenant with the id in MICROSOFT_APP_TENANT_ID",
    "Copy the directory (tenant) id from the app registration's overview.",
  ],
  "900023": [
    "MICROSOFT_APP_TENANT_ID is not a tenant id",
    "Copy the directory (tenant) id from the app registration's overview.",
  ],
  "7000112": [
    "the app is disabled in the tenant",
    "Let an administrator enable it (Enterprise applications, Properties).",
  ],
};

/** Checks that Entra gives the bot a token. */
export async function diagnoseTeamsSignIn(
  { appId, password, tenant }: TeamsDiagnosisSettings,
  ask: HttpProbe,
  login = entraLoginUrl,
): Promise<Finding[]> {
  const part = "Teams sign-in";
  try {
    const { status, body } = await ask(`${login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: appId,
        client_secret: password,
        scope: "https://api.botframework.com/.default",
      }),
    });
    if (status === 200 && typeof body.access_token === "string")
      return [okFinding(part, "Microsoft accepts the app and its secret")];
    if (status === 429 || status >= 500)
      return [
        warningFinding(part, `Microsoft reports a temporary error (${status})`, "Try again later."),
      ];
    const [number = ""] = (Array.isArray(body.error_codes) ? body.error_codes : []).map(String);
    const [what, todo] = errorsByCode[number] ?? [
      `Microsoft refuses the app (${number ? `AADSTS${number}` : status})`,
      "Compare MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID with the app registration.",
    ];
    return [brokenFinding(part, what, todo)];
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return [
      warningFinding(
        part,
        `Microsoft cannot be reached: ${error.because}`,
        "Allow connections to login.microsoftonline.com on port 443.",
      ),
    ];
  }
}
