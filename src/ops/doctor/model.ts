/**
 * Check of the model: whether it answers a one-word question. Most failures are warnings, because
 * the built-in rules replace it.
 */

import { type HttpProbe, UnreachableError } from "./http-probe.ts";
import { brokenFinding, type Finding, okFinding, warningFinding } from "./report.ts";

/** Settings of the model that are checked. */
export interface ModelDiagnosisSettings {
  name: string;
  apiKey?: string;
  baseUrl?: string;
}

const part = "model";
const meanwhile = "the built-in rules are used meanwhile";

/** Checks that the model's endpoint answers in the form that the prompts need. */
export async function diagnoseModel(
  { name, apiKey, baseUrl = "https://api.openai.com/v1" }: ModelDiagnosisSettings,
  ask: HttpProbe,
): Promise<Finding[]> {
  try {
    const { status, body } = await ask(`${baseUrl.replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${apiKey ?? "none"}` },
      body: JSON.stringify({
        model: name,
        messages: [{ role: "user", content: "Answer with the word ok and nothing else." }],
      }),
    });
    if (status === 200)
      return Array.isArray(body.choices) ? [okFinding(part, `${name} answers`)] : [notChat()];
    return [refusal(status, name)];
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return [
      warningFinding(
        part,
        `the model cannot be reached: ${error.because}; ${meanwhile}`,
        "Check OPENAI_BASE_URL, and that this machine can connect to it.",
      ),
    ];
  }
}

const notChat = (): Finding =>
  brokenFinding(
    part,
    "the server at OPENAI_BASE_URL is not a model endpoint",
    "It must be the address before /chat/completions; most end in /v1.",
  );

function refusal(status: number, name: string): Finding {
  if (status === 401 || status === 403)
    return brokenFinding(
      part,
      `the key is refused (${status}); ${meanwhile}`,
      "Check OPENAI_API_KEY and its permissions.",
    );
  if (status === 404)
    return brokenFinding(
      part,
      `there is no model "${name}", or no chat completions there; ${meanwhile}`,
      "Check OPENAI_MODEL, and that OPENAI_BASE_URL ends as it should (most end in /v1).",
    );
  if (status === 429)
    return warningFinding(
      part,
      `its rate limit is reached, or the account has no credit; ${meanwhile}`,
      "Check the limits and the balance of the account.",
    );
  return warningFinding(
    part,
    `it answers with ${status}; ${meanwhile}`,
    "Check the endpoint's log or status page.",
  );
}
