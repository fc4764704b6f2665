// What attackers write, shown by the real pages to a real browser: every vector of PyPI's brs-kb (`tests/vectors`) as the name of a café, as a review and in
// the Markdown of a story, and many of them as what somebody typed into a form or searched for. The browser is told to forget the content security
// policy, so that whatever got through would run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { setStage } from "./stage.mjs";
import { hurried } from "./visitor.mjs";

/** Reviews on a profile, and vectors in a story. */
const [REVIEWS, PARTS] = [6, 24];
/** Longer names do not fit into the index of names. */
const NAME_CHARS_MAX = 1_800;
/** Pages that are open at once. */
const WINDOWS = 3;

/** All vectors, each once, as far as a database can hold them. */
function vectors() {
  const list = join(import.meta.dirname, "../vectors/list.py");
  const printed = execFileSync("python3", ["-I", list, process.env.CRAFTBEAN_VECTORS], { maxBuffer: 64 * 1024 * 1024, encoding: "utf8" });
  const found = new Map(JSON.parse(printed).map(({ text, markdown }) => [text.replaceAll("\0", "\uFFFD").toWellFormed(), markdown]));
  found.delete("");
  return [...found].map(([text, markdown]) => ({ text, markdown }));
}

const chunks = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** A list with an item for each text: nothing that is begun in one goes on in the next. */
const asMarkdown = (texts) => texts.map((text) => `* ${text.replaceAll(/\r\n?|\n/g, "\n  ")}`).join("\n");

/** Cafés of six vectors each; stories of many, and one for each vector that was made for Markdown. */
function world(all) {
  const cafes = chunks(all.map(({ text }) => text), REVIEWS).map((texts, index) => {
    const name = texts.join(" ").slice(0, NAME_CHARS_MAX).toWellFormed();
    return { slug: `vectors-${index}`, name, words: texts.join("\n\n"), reviews: texts };
  });
  const batches = chunks(all.map(({ text }) => text), PARTS).map((texts) => ({ title: texts[0].slice(0, NAME_CHARS_MAX).toWellFormed(), body: asMarkdown(texts) }));
  const single = all.filter(({ markdown }) => markdown).map(({ text }) => ({ title: text.slice(0, NAME_CHARS_MAX).toWellFormed(), body: text }));
  return { cafes, stories: [...batches, ...single].map((story, index) => ({ slug: `vectors-${index}`, ...story })) };
}

/** Elements that our pages are made of. */
const ELEMENTS =
  "a address article aside bdi blockquote body br button caption circle code dd details div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 head header hr html img input label legend leptos-island li link main meta nav ol option p path pre script section select span strong summary svg table tbody td text textarea th time title tr ul".split(" ");

/** What is on the page that no page of ours has. Runs in the browser. */
function strangers(allowed) {
  const found = [];
  const addresses = ["href", "src", "srcset", "action", "formaction", "data", "poster", "background", "cite", "ping", "xlink:href"];
  for (const element of document.querySelectorAll("*")) {
    const told = () => element.outerHTML.slice(0, 120);
    if (!allowed.includes(element.localName)) found.push(`an element: ${told()}`);
    const isOurScript = element.type === "application/ld+json" || (element.getAttribute("src")?.startsWith("/assets/") && !element.textContent);
    if (element.localName === "script" && !isOurScript) found.push(`a script: ${told()}`);
    if (element.localName === "meta" && element.httpEquiv) found.push(`an order to the browser: ${told()}`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || ["style", "srcdoc", "target"].includes(name)) found.push(`an attribute ${name}: ${told()}`);
      if (!addresses.includes(name)) continue;
      const { protocol, host } = new URL(value, location.href);
      const isLink = element.localName === "a" && ["http:", "https:", "tel:", "geo:"].includes(protocol);
      const isNaming = element.localName === "link" && ["canonical", "alternate"].includes(element.rel);
      if (!isLink && !isNaming && host !== location.host) found.push(`an address ${name}: ${told()}`);
    }
  }
  for (const element of document.querySelectorAll(".prose *")) if (element.id || element.getAttribute("name")) found.push(`a name of its own: ${element.outerHTML.slice(0, 120)}`);
  return found;
}

/** How HTML keeps a text. */
const kept = (text) => text.replaceAll(/\r\n?/g, "\n");

/** A window that nothing of what it shows may open, call or run. */
class Window {
  static async open(context) {
    const window = Object.assign(new Window(), { page: await context.newPage(), events: [], address: "" });
    const { page, events } = window;
    page.on("dialog", (dialog) => (events.push(`a dialog: ${dialog.message()}`), dialog.dismiss()));
    page.on("popup", () => events.push("a window"));
    page.on("frameattached", () => events.push("a frame"));
    page.on("pageerror", (error) => hurried.test(String(error)) || events.push(`a script's error: ${error}`));
    page.on("download", () => events.push("a download"));
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      const isOurs = origin === new URL(window.address).origin && pathname.startsWith("/assets/");
      if (request.url() !== window.address && !isOurs) events.push(`a request: ${request.url()}`);
    });
    return window;
  }

  /** Opens an address; what went wrong there. */
  async look(address, read = () => null) {
    this.address = address;
    this.events.length = 0;
    const answer = await this.page.goto(address);
    if (answer.status() !== 200) this.events.push(`status ${answer.status()}`);
    return this.read(read);
  }

  /** Opens a form, fills in all that can be typed and sends it; what went wrong on the page that comes back. */
  async send(address, text, read) {
    this.address = address;
    this.events.length = 0;
    await this.page.goto(address);
    const fill = (text) => {
      const form = document.querySelector("form.suggestion");
      for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) field.value = text;
      form.submit();
    };
    await Promise.all([this.page.waitForEvent("load"), this.page.evaluate(fill, text)]);
    return this.read(read);
  }

  async read(read) {
    const seen = await this.page.evaluate(read);
    return { seen, wrong: [...this.events, ...(await this.page.evaluate(strangers, ELEMENTS))].map((event) => `${this.address}: ${event}`) };
  }
}

test.describe("what attackers write", () => {
  let all, cafes, stories, stage, context;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(180_000);
    all = vectors();
    ({ cafes, stories } = world(all));
    const folder = mkdtempSync(join(tmpdir(), "vectors-"));
    const file = join(folder, "vectors.json");
    writeFileSync(file, JSON.stringify({ cafes, stories }));
    stage = await setStage("--vectors", file);
    rmSync(folder, { recursive: true });
    context = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
  });
  test.afterAll(async () => {
    await context?.close();
    await stage?.strike();
  });

  /** Looks at all of a list, several at once; what went wrong, at most so much of it as can be read. */
  async function lookAtAll(list, look) {
    test.setTimeout(900_000);
    const rest = [...list];
    const wrong = [];
    const work = async () => {
      const window = await Window.open(context);
      for (let next = rest.shift(); next !== undefined && wrong.length < 20; next = rest.shift()) wrong.push(...(await look(window, next)));
      await window.page.close();
    };
    await Promise.all(Array.from({ length: WINDOWS }, work));
    expect(wrong).toEqual([]);
  }

  test("there are thousands of them, and a page that lets them through is noticed", async () => {
    expect(all.length).toBeGreaterThan(4_000);
    expect(all.filter(({ markdown }) => markdown).length).toBeGreaterThan(300);
    const window = await Window.open(context);
    const address = `${stage.url}/let-through`;
    const noticed = [];
    for (const { text } of all.slice(0, 40)) {
      await window.page.route(address, (route) => route.fulfill({ contentType: "text/html", body: `<!DOCTYPE html><title>x</title><p>${text}</p>` }));
      noticed.push((await window.look(address)).wrong);
      await window.page.unroute(address);
    }
    expect(noticed.flat().some((event) => event.includes("a dialog")), "scripts run here").toBe(true);
    for (const kind of ["a script", "an attribute", "an element", "a request"]) expect(noticed.flat().some((event) => event.includes(kind)), kind).toBe(true);
    await window.page.close();
  });

  test("are names and reviews as anybody would write them", async () => {
    const read = () => {
      const data = JSON.parse(document.querySelector("script[type='application/ld+json']").textContent)["@graph"][0];
      const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
      return {
        names: [document.querySelector("h1").textContent, document.querySelector(".profile").dataset.name, data.name],
        reviews: texts(".review blockquote"),
        told: data.review.map((review) => review.reviewBody),
        title: document.querySelector("meta[property='og:title']").content,
      };
    };
    await lookAtAll(cafes, async (window, { slug, name, reviews }) => {
      const address = `${stage.url}/cafes/${slug}`;
      const { seen, wrong } = await window.look(address, read);
      // Word for word, so that none has become anything else than text.
      const isWhole = seen.names.slice(0, 2).every((shown) => shown === kept(name)) && seen.names[2] === name && seen.title.includes(kept(name));
      const given = reviews.map(kept).sort();
      const areWhole = String(seen.reviews.sort()) === String(given) && String(seen.told.map(kept).sort()) === String(given);
      return [...wrong, ...(isWhole ? [] : [`${address}: another name`]), ...(areWhole ? [] : [`${address}: other reviews`])];
    });
  });

  test("are names in lists as anybody would write them", async () => {
    const window = await Window.open(context);
    test.setTimeout(300_000);
    const names = new Set();
    for (let address = `${stage.url}/cafes`; address; ) {
      const { seen, wrong } = await window.look(address, () => ({ names: [...document.querySelectorAll(".card h3")].map((name) => name.textContent), next: document.querySelector(".pagination a")?.href }));
      expect(wrong).toEqual([]);
      seen.names.forEach((name) => names.add(name));
      address = seen.next;
    }
    expect(cafes.map(({ name }) => kept(name)).filter((name) => !names.has(name))).toEqual([]);
    await window.page.close();
  });

  test("are harmless in stories", async () => {
    await lookAtAll(stories, async (window, { slug, title }) => {
      const { seen, wrong } = await window.look(`${stage.url}/stories/${slug}`, () => ({ title: document.querySelector("h1").textContent, prose: document.querySelector(".prose") !== null }));
      return seen.title === kept(title) && seen.prose ? wrong : [...wrong, `${slug}: another title, or no story`];
    });
  });

  test("are given back in a form as they were typed", async () => {
    // None of these is taken: no country is chosen.
    const typed = all.filter((_, index) => index % 16 === 0);
    await lookAtAll(typed, async (window, { text }) => {
      const { seen, wrong } = await window.send(`${stage.url}/suggest`, text, () => ({ note: document.querySelector("#note")?.value, refused: document.querySelector("[role=alert]") !== null }));
      return seen.refused && seen.note === kept(text) ? wrong : [...wrong, `${text}: another note`];
    });
  });

  test("are harmless when they are searched for", async () => {
    const typed = all.map(({ text }) => text.slice(0, 100).toWellFormed()).filter((text, index) => index % 8 === 0 && text.trim());
    await lookAtAll(typed, async (window, text) => (await window.look(new URL(`/search?${new URLSearchParams({ q: text })}`, stage.url).href)).wrong);
  });
});
