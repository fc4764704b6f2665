// Every page is valid HTML in every language, and can be followed by ear: landmarks with names of their own, one title, headings that leave out no level,
// and an order of reading that is the order on the screen.
import { HtmlValidate } from "html-validate";
import { inLanguage, languages, pages } from "./pages.mjs";
import { expect, test, visit } from "./visitor.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Scripts and styles are this very site's, under names that hold their digest; what others serve would need one.
    "require-sri": ["error", { target: "crossorigin" }],
    // What is found while one types is the list of a combobox, which no <select> can be (ARIA Authoring Practices).
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
  },
});

/** Mistakes as sentences. */
async function mistakes(where, html) {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector, line, column }) => `${where}: ${ruleId}: ${message} (${selector ?? `${line}:${column}`})`));
}

for (const [language] of languages) {
  test(`every page is valid HTML in ${language}`, async ({ request }) => {
    const found = [];
    const { next_cursor: cursor } = await (await request.get("/api/v1/cafes?limit=1&sort=name")).json();
    const all = [...pages, ["further", `/cafes?sort=name&cursor=${encodeURIComponent(cursor)}`], ["refused", "/cafes?sort=name&cursor=no-such-cursor"]];
    for (const [name, path] of all) {
      const address = inLanguage(language, path);
      const answer = await request.get(address);
      expect(answer.status(), address).toBe({ "not-found": 404, refused: 400 }[name] ?? 200);
      found.push(...(await mistakes(address, await answer.text())));
    }
    // Forms that come back: all with their problem and what was typed.
    for (const path of ["/suggest", "/cafes/slow-ferry-helsinki/closed"]) {
      const address = inLanguage(language, path);
      const answer = await request.post(address, { form: { name: "", city: "<b>&", country: "", note: "</textarea><p>", email: "\"none'" }, headers: { origin: process.env.CRAFTBEAN_EDGE } });
      const html = await answer.text();
      expect(html, address).toContain('role="alert"');
      found.push(...(await mistakes(`${address}, come back`, html)));
    }
    expect(found).toEqual([]);
  });
}

test("the receipt of a form is valid HTML in every language, and mistakes are seen", async ({ request }) => {
  const sent = await request.post("/cafes/kamo-kissa-kyoto/closed", { form: { note: "The shutters are down." }, headers: { origin: process.env.CRAFTBEAN_EDGE }, maxRedirects: 0 });
  const receipt = sent.headers().location;
  expect(receipt).toMatch(/^\/suggestions\//);
  for (const [language] of languages) {
    const address = inLanguage(language, receipt);
    const html = await (await request.get(address)).text();
    expect(await mistakes(address, html)).toEqual([]);
    expect(await mistakes(address, html.replace("</main>", "<!></main>"))).not.toEqual([]);
    expect(await mistakes(address, html.replace("</main>", "<p><div></div></p></main>"))).not.toEqual([]);
  }
});

/** What is read, in the order in which it is read: each piece of text or control of the accessibility tree with its box on the page. */
async function readingOrder(page) {
  // What is only for ears has no place on the screen.
  await page.evaluate(() => document.querySelectorAll(".visually-hidden, .skip").forEach((element) => (element.style.display = "none")));
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("Accessibility.enable");
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const pieces = [];
  const walk = (node) => {
    if (!node.ignored && ["StaticText", "image", "img", "textbox", "searchbox", "combobox", "checkbox", "Date", "DateTime", "InputTime"].includes(node.role?.value)) return void pieces.push(node);
    for (const id of node.childIds ?? []) if (byId.has(id)) walk(byId.get(id));
  };
  walk(nodes[0]);
  const boxes = pieces.map(async ({ backendDOMNodeId, name }) => {
    const { quads } = await session.send("DOM.getContentQuads", { backendNodeId: backendDOMNodeId }).catch(() => ({ quads: [] }));
    const [xs, ys] = [0, 1].map((axis) => quads.flatMap((quad) => quad.filter((_, index) => index % 2 === axis)));
    return { text: String(name?.value ?? "").slice(0, 40), left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  });
  const read = (await Promise.all(boxes)).filter((box) => box.right - box.left > 1 && box.bottom - box.top > 1);
  await session.detach();
  return read;
}

/** Pairs that are read one after the other but stand the other way round: further up without being in a later column, or earlier in the same line. */
function misplaced(read, direction) {
  const later = (a, b) => (direction === "rtl" ? b.right <= a.left + 1 : b.left >= a.right - 1);
  const sameLine = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.6 * Math.min(a.bottom - a.top, b.bottom - b.top);
  return read.slice(1).flatMap((b, index) => {
    const a = read[index];
    const above = b.bottom <= a.top + 1 && !later(a, b);
    const before = sameLine(a, b) && later(b, a);
    return above || before ? [`“${b.text}” is read after “${a.text}” but stands before it`] : [];
  });
}

for (const width of [390, 1280]) {
  test(`what is read out comes in the order of the screen, ${width} px wide`, async ({ page }) => {
    test.setTimeout(180_000);
    test.info().annotations.push({ type: "expected", description: "404" });
    await page.setViewportSize({ width, height: 900 });
    for (const [language, direction] of languages.filter(([language]) => ["en", "ar"].includes(language))) {
      for (const [, path] of pages) {
        await visit(page, inLanguage(language, path));
        const read = await readingOrder(page);
        expect(read.length, path).toBeGreaterThan(10);
        // Five languages stand in a line of the page's own direction, each word in its own.
        expect(misplaced(read, direction), inLanguage(language, path)).toEqual([]);
      }
    }
    // A page whose parts were moved by style alone is noticed.
    await visit(page, "/cafes/slow-ferry-helsinki");
    await page.evaluate(() => Object.assign(document.querySelector(".columns").style, { display: "flex", flexDirection: "column-reverse" }));
    expect(misplaced(await readingOrder(page), "ltr")).not.toEqual([]);
  });
}

test("landmarks have names of their own, there is one title, and no level of heading is left out", async ({ page }) => {
  test.setTimeout(180_000);
  test.info().annotations.push({ type: "expected", description: "404" });
  for (const [language] of languages) {
    for (const [, path] of pages) {
      await page.goto(inLanguage(language, path));
      const outline = await page.evaluate(() => {
        const heard = (element) => element.checkVisibility({ visibilityProperty: true });
        const all = (selector) => [...document.querySelectorAll(selector)].filter(heard);
        return {
          landmarks: ["body > header, body > :not(main, article, section) > header", "main", "body > footer"].map((selector) => all(selector).length),
          navigations: all("nav").map((nav) => nav.getAttribute("aria-label")),
          levels: all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.localName.slice(1))),
          empty: all("h1, h2, h3, h4, h5, h6, a, button").filter((element) => !element.textContent.trim() && !element.getAttribute("aria-label") && !element.querySelector("img[alt]")).length,
        };
      });
      const where = inLanguage(language, path);
      expect(outline.landmarks, where).toEqual([1, 1, 1]);
      expect(new Set(outline.navigations).size, where).toBe(outline.navigations.length);
      expect(outline.navigations.every(Boolean), where).toBe(true);
      expect(outline.levels.filter((level) => level === 1), where).toEqual([1]);
      expect(outline.levels.filter((level, index) => level > (outline.levels[index - 1] ?? 0) + 1), `${where}: ${outline.levels}`).toEqual([]);
      expect(outline.empty, where).toBe(0);
    }
  }
});
