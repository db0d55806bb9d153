/** Baseline of the turn benchmark: a bare Bolt app that echoes each message and stores nothing. */
import bolt from "@slack/bolt";

const {
  SLACK_BOT_TOKEN = "",
  SLACK_SIGNING_SECRET = "",
  SLACK_API_URL = "",
  PORT = "0",
} = process.env;

const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.message(async ({ message, say }) => {
  await say(("text" in message && message.text) || "");
});
await app.start(Number(PORT));
