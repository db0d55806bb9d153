/** The Chromium of the tests, with the settings that people have. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumBinary from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** Starts Chromium. Not with the package's own arguments, which disable web security. */
export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: [
      "--no-sandbox",
      "--no-zygote",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    env: { ...process.env, FONTCONFIG_PATH: join(tmpdir(), "fonts") },
  });
