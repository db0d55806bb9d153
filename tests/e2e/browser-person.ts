/** A person at the page of the browser workspace: finds everything by role and name. */
import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { patienceMs } from "../harness/eventually.ts";

export type BrowserPerson = Awaited<ReturnType<typeof openBrowserPerson>>;

/** Opens a tab on the page, and collects the errors that it logs. */
export async function openBrowserPerson(browser: Browser, address: string) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC" });
  context.setDefaultTimeout(patienceMs);
  const page: Page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(address);

  const messages = (): Locator => page.getByRole("article");
  const shown = (text: string | RegExp): Locator => messages().filter({ hasText: text }).last();
  const dialog = (): Locator => page.getByRole("dialog");

  return {
    page,
    errors,
    messages,
    /** Waits for a message with a text, and returns the newest one. */
    async sees(text: string | RegExp): Promise<Locator> {
      await shown(text).waitFor();
      return shown(text);
    },
    async is(person: string): Promise<void> {
      const you = page.getByRole("group", { name: "You are" }).getByRole("radio", { name: person });
      await you.check();
      await page.waitForURL((url) => url.search.includes("you="));
    },
    async goesTo(place: string | RegExp): Promise<void> {
      const link = page
        .getByRole("navigation", { name: "Conversations" })
        .getByRole("link", { name: place });
      await link.click();
      await page.locator(`a[aria-current=page]`).and(link).waitFor();
    },
    async says(text: string): Promise<void> {
      await page.getByRole("textbox", { name: "Message" }).fill(text);
      await page.keyboard.press("Enter");
    },
    /** Presses the newest button with a label. */
    async presses(label: string): Promise<void> {
      await messages().getByRole("button", { name: label, exact: true }).last().click();
    },
    /** Fills in the open form by label and submits it. */
    async fills(values: Record<string, string>, submit: string): Promise<void> {
      await dialog().waitFor();
      for (const [label, value] of Object.entries(values)) {
        const field = dialog().getByLabel(label, { exact: true });
        const isList = (await field.locator("option").count()) > 0;
        if (isList) await field.selectOption({ label: value });
        else await field.fill(value);
      }
      await dialog().getByRole("button", { name: submit, exact: true }).click();
      await dialog().waitFor({ state: "detached" });
    },
    /** Winds the clock, and waits until all that is due on the way is done. */
    async skips(step: string): Promise<void> {
      await page.getByRole("button", { name: "Skip ahead" }).click();
      const item = page.getByRole("menuitem", { name: step });
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await item.click();
      expect((await answer).ok() || (await answer).status() === 303).toBe(true);
    },
    close: () => context.close(),
  };
}
