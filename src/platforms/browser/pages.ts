/** Routes of the page: the page itself, what people do on it, and news of changes. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { html } from "../../lib/html.ts";
import { languageOfLocale, wordsFor } from "../../lib/i18n.ts";
import type { Log } from "../../lib/log.ts";
import type { HttpRoutes } from "../../platform/adapter.ts";
import type { ActResult, Acts } from "./acts.ts";
import { richTextHtml } from "./card-html.ts";
import { type BrowserCompany, browserChannel, directMessagesOf, nameIn } from "./company.ts";
import { type FilledForm, formDialogHtml, readFormValues } from "./form-html.ts";
import { isFromThisMachine, isSameToken } from "./guard.ts";
import { type PageParts, renderBrowserPage } from "./page-html.ts";
import { browserPageStyle } from "./page-style.ts";
import type { ReadMarks } from "./read-marks.ts";
import type { SkipAhead } from "./skip-ahead.ts";
import { suggestionsFor } from "./suggestions.ts";
import type { Transcript } from "./transcript.ts";
import { addressOf, conversationOfView, homePlace, readView, type View } from "./view.ts";

/** Maximum bytes of a posted form: a message of 40,000 characters, percent-encoded. */
const formMaxBytes = 512 * 1024;
/** Interval (ms) of the lines that keep a connection for news open; the server closes idle ones. */
const keepAliveMs = 10_000;

/** What the routes of the page need. */
export interface PageOptions {
  company: BrowserCompany;
  transcript: Transcript;
  marks: ReadMarks;
  /** Missing where the clock cannot be wound. */
  skipAhead: SkipAhead | undefined;
  /** Resolves once people can act. */
  acts(): Promise<Acts>;
  now(): Date;
  zone: string;
  /** Token that each form of the page has. */
  token: string;
  log: Pick<Log, "error">;
  /** Waits a little for the bot, so that a page without script shows its answer. */
  whenAnswered(): Promise<void>;
  /** Counts work that has to be finished before the adapter stops. */
  during<T>(work: Promise<T>): Promise<T>;
}

type Env = { Bindings: HttpBindings };

/** Script of the page. */
const script = readFileSync(new URL("page.js", import.meta.url), "utf8");

/** Returns the first language of a browser that the bot speaks, as the browser names it. */
const localeOf = (c: Context): string | undefined =>
  (c.req.header("accept-language") ?? "")
    .split(",")
    .map((each) => each.split(";")[0]!.trim())
    .find((each) => languageOfLocale(each) !== undefined);

/** Opens the routes, and a function that ends the open connections. */
export function openPages(options: PageOptions): { routes: HttpRoutes; close(): void } {
  const { company, transcript, marks, skipAhead, now, zone, token, log } = options;
  const started = randomUUID();
  const streams = new Set<ServerResponse>();
  const version = (): string => `${started}/${transcript.changes}`;

  /** Builds the form of a view. One that does not exist any more counts as a pressed button. */
  async function openForm(c: Context<Env>, view: View) {
    const { you, open, card } = view;
    if (open === undefined) return undefined;
    const acts = await options.acts();
    const form = await acts.buildForm(view, open, card);
    const actor = { view, once: `${you}/${card}`, locale: localeOf(c) };
    if (!form) await options.during(acts.press(actor, open, card));
    return form;
  }

  /** Renders a page. @param filled the open form, after a mistake */
  async function page(c: Context<Env>, view: View, filled?: FilledForm): Promise<Response> {
    const words = wordsFor(languageOfLocale(localeOf(c)));
    const form = filled?.form ?? (await openForm(c, view));
    const shown: View = form ? view : { ...view, open: undefined, card: undefined };
    const closed: View = { ...shown, open: undefined, card: undefined };
    const hidden = hiddenFields(closed, token);
    const messages = view.in === homePlace ? [] : transcript.of(conversationOfView(view));
    marks.read(view, messages);
    const name = (id: string): string => nameIn(company, id);
    const parts: PageParts = {
      view: shown,
      company,
      words,
      zone,
      hidden,
      messages,
      home: transcript.homeOf(view.you),
      ...marks.unreadFor(view.you),
      suggestions: suggestionsFor({ view, company, transcript, words }),
      now: now(),
      skips: await skipAhead?.options(),
      dialog: form
        ? formDialogHtml({ ...filled, form }, richTextHtml(form.intro ?? [], name), {
            company,
            words,
            hidden: hiddenFields(shown, token),
            back: addressOf(closed),
          })
        : "",
      version: version(),
    };
    c.header("Cache-Control", "no-store");
    return c.html(await renderBrowserPage(parts));
  }

  /** Winds the clock, and counts the bot’s messages that arrive on the way. */
  async function skip(view: View, step: string): Promise<View> {
    const from = transcript.nextSeq();
    if (!(await skipAhead?.skip(step))) return { ...view, notice: "too_late" };
    const places = [
      ...company.channels.map((name) => browserChannel(name)),
      ...company.people.map(({ id }) => directMessagesOf(id)),
    ];
    const arrived = places
      .flatMap((place) => transcript.of(place))
      .filter(({ by, seq }) => !by && seq > from);
    return { ...view, notice: `moved-${now().getTime()}-${arrived.length}` };
  }

  /** Does what a posted form says. */
  async function act(c: Context<Env>, body: Record<string, string>): Promise<ActResult> {
    const acts = await options.acts();
    const words = wordsFor(languageOfLocale(localeOf(c)));
    const view = { ...readView(body, company), notice: undefined };
    const actor = { view, once: body.once ?? randomUUID(), locale: localeOf(c) };
    const { text = "" } = body;
    if (body.form !== undefined) {
      const values = readFormValues(body);
      const submitted = { form: body.form, values, rebuilds: body.rebuilds !== undefined };
      return acts.submit(actor, submitted, words.plain("browser.form.required"));
    }
    if (body.press !== undefined) {
      const [card, path] = splitOnce(body.press);
      return acts.press(actor, path, messageOf(card));
    }
    if (body.open !== undefined) {
      const [card, open] = splitOnce(body.open);
      return { ...view, open, card: messageOf(card) };
    }
    if (body.try !== undefined) return acts.say(actor, body.try);
    const [verb = "", message = "", emoji = ""] = (body.do ?? "").split(" ");
    switch (verb) {
      case "say":
        return acts.say(actor, text);
      case "edit":
        return acts.edit(actor, message, text);
      case "remove":
        return acts.remove(actor, message);
      case "point":
        return acts.point(actor, message);
      case "react":
        return acts.react(actor, message, emoji);
      case "skip":
        return skip(view, message);
      default:
        return view;
    }
  }

  /** Waits for the bot's answer, unless the page has a script that is told of it. */
  const answered = async (c: Context<Env>): Promise<void> => {
    if (c.req.header("x-script") === undefined) await options.whenAnswered();
  };

  const app = new Hono<Env>();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // with "no-referrer", browsers send `null` as the origin of the page's own forms
      referrerPolicy: "same-origin",
      xFrameOptions: "DENY",
    }),
  );
  app.use(async (c, next) => {
    const { headers, socket } = c.env.incoming;
    const changes = c.req.method !== "GET";
    if (isFromThisMachine(headers, { changes, address: socket.remoteAddress })) return next();
    return c.text(wordsFor().plain("browser.not_ours"), 403);
  });
  app.get("/browser/page.css", (c) =>
    c.body(browserPageStyle, 200, { "Content-Type": "text/css; charset=UTF-8" }),
  );
  app.get("/browser/page.js", (c) =>
    c.body(script, 200, { "Content-Type": "text/javascript; charset=UTF-8" }),
  );
  app.get("/", async (c) => {
    const view = readView(c.req.query(), company);
    const isRefresh = c.req.header("x-script") === "refresh";
    const actor = { view, once: randomUUID(), locale: localeOf(c) };
    if (!isRefresh && c.req.header("sec-purpose") === undefined) {
      const showing = (await options.acts()).show(actor);
      await options.during(showing).catch((err) => log.error({ err }, "could not greet a person"));
      await answered(c);
    }
    return page(c, view);
  });
  app.post("/browser/act", bodyLimit({ maxSize: formMaxBytes }), async (c) => {
    const body = Object.fromEntries(
      Object.entries(await c.req.parseBody()).map(([name, value]) => [name, String(value)]),
    );
    if (!isSameToken(body.token, token)) return c.text(wordsFor().plain("browser.not_ours"), 403);
    try {
      const result = await options.during(act(c, body));
      if ("view" in result) return page(c, result.view, result);
      await answered(c);
      return c.redirect(addressOf(result), 303);
    } catch (err) {
      log.error({ err }, "could not store what a person did on the page");
      return c.text(wordsFor(languageOfLocale(localeOf(c))).plain("browser.unsent"), 503);
    }
  });

  function openStream(request: IncomingMessage, response: ServerResponse): void {
    const address = request.socket.remoteAddress;
    if (!isFromThisMachine(request.headers, { changes: false, address }))
      return void response.writeHead(403).end();
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=UTF-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
    response.write(`retry: 1000\ndata: ${version()}\n\n`);
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  const tell = (text: string): void => {
    for (const stream of streams) stream.write(text);
  };
  let isTold = true;
  const removeListener = transcript.onChange(() => {
    if (!isTold) return;
    isTold = false;
    setImmediate(() => {
      isTold = true;
      tell(`data: ${version()}\n\n`);
    });
  });
  const keepAlive = setInterval(() => tell(":\n\n"), keepAliveMs);
  keepAlive.unref();

  const listener = getRequestListener(app.fetch as never, { overrideGlobalObjects: false });
  return {
    routes: {
      "GET /": listener,
      "GET /browser/page.css": listener,
      "GET /browser/page.js": listener,
      "POST /browser/act": listener,
      "GET /browser/news": openStream,
    },
    close() {
      removeListener();
      clearInterval(keepAlive);
      for (const stream of streams) stream.end();
    },
  };
}

/** Splits a text at its first space. */
function splitOnce(text: string): [string, string] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Returns the message of a button; the home page is none. */
const messageOf = (card: string): string | undefined => (card === "home" ? undefined : card);

/** Returns the hidden fields of each form: the token, the view and the id of the act. */
function hiddenFields({ notice: _, ...view }: View, token: string) {
  const fields = Object.entries({ token, once: randomUUID(), ...view });
  return html`${fields.map(([name, value]) => (value ? html`<input type="hidden" name="${name}" value="${value}">` : ""))}`;
}
