/** Fake of Microsoft's token endpoint: issues a token, or returns Microsoft's error. */
import { text } from "node:stream/consumers";
import { listen } from "../listen.ts";

export async function fakeEntra({
  secret = "the secret's value",
  date,
}: {
  secret?: string;
  date?: Date;
} = {}) {
  let trouble: number | undefined;
  const { url, close } = await listen(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const number = trouble ?? (form.get("client_secret") === secret ? undefined : 7000215);
    if (date) response.setHeader("date", date.toUTCString());
    response.writeHead(number === undefined ? 200 : number < 1000 ? number : 401, {
      "content-type": "application/json",
    });
    response.end(
      JSON.stringify(
        number === undefined
          ? { token_type: "Bearer", expires_in: 3599, access_token: "from-entra" }
          : {
              error: "invalid_client",
              error_description: `AADSTS${number}: a page of words`,
              error_codes: [number],
            },
      ),
    );
  });
  return {
    url,
    close,
    /** Responds with this AADSTS number, or this HTTP status, from now on. */
    refuse(number: number): void {
      trouble = number;
    },
  };
}
