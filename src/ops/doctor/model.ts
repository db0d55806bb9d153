/**
 * The model: whether it answers a question of one word. What it fails at, the built-in rules do, so
 * that little of it is broken for good.
 */

import { brokenFinding, type Finding, okFinding, warningFinding } from "./finding.ts";
import { type HttpProbe, UnreachableError } from "./http-probe.ts";

export interface ModelDiagnosisSettings {
  name: string;
  apiKey?: string;
  baseUrl?: string;
}

const part = "model";
const meanwhile = "the built-in rules read meanwhile";

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
        `it could not be asked: ${error.because}; ${meanwhile}`,
        "Check OPENAI_BASE_URL, and that this machine may reach it.",
      ),
    ];
  }
}

const notChat = (): Finding =>
  brokenFinding(
    part,
    "something answers at OPENAI_BASE_URL, and it is no model",
    "It must be the address under which /chat/completions is; most end in /v1.",
  );

function refusal(status: number, name: string): Finding {
  if (status === 401 || status === 403)
    return brokenFinding(
      part,
      `the key is refused (${status}); ${meanwhile}`,
      "Check OPENAI_API_KEY, and what it may use.",
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
      `it takes no more at the moment, or the account is empty; ${meanwhile}`,
      "Look at the limits and the balance of the account.",
    );
  return warningFinding(
    part,
    `it answers with ${status}; ${meanwhile}`,
    "Look at the endpoint's own log or status page.",
  );
}
