// The site for whoever reads it large, in colours of their own, without motion, or without a mouse.
import { inLanguage, languages, pages } from "./pages.mjs";
import { Eye, focused, pictureOf } from "./seeing.mjs";
import { expect, expectAccessible, expectNoSidewaysScroll, picture, test, visit } from "./visitor.mjs";

/** Pages that have between them everything that is drawn, pressed or filled in. */
const telling = ["home", "cafe", "filtered", "search", "near-ask", "method", "artisan", "correct"];

/** Pieces of text that are not to be seen whole: cut off by the window or by a box that hides what runs over. */
function cut(page) {
  return page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true }) || element.closest(".visually-hidden, .skip, option, select, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        const outside = (frame) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        let isCut = box.left < -1 || box.right > document.documentElement.clientWidth + 1;
        for (let around = element; around && around !== document.body && !isCut; around = around.parentElement) {
          if (["hidden", "clip"].includes(getComputedStyle(around).overflowX)) isCut = outside(around.getBoundingClientRect());
        }
        if (isCut) {
          found.push(`“${node.data.trim().slice(0, 40)}” in ${element.localName}.${element.className}`);
          break;
        }
      }
    }
    return found;
  });
}

test.describe("at twice the size", () => {
  // What zooming to 200 % does to a window of 1280 × 900.
  test.use({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });

  for (const [language] of languages) {
    test(`nothing is cut and nothing scrolls sideways in ${language}`, async ({ page }) => {
      test.setTimeout(180_000);
      test.info().annotations.push({ type: "expected", description: "404" });
      for (const [name, path] of pages) {
        const address = inLanguage(language, path);
        await visit(page, address);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        await expectNoSidewaysScroll(page);
        expect(await cut(page), address).toEqual([]);
        if (language === "en" && telling.includes(name)) await picture(page, `zoomed-${name}`);
      }
      await visit(page, "/");
      await page.evaluate(() => Object.assign(document.querySelector("h1").style, { width: "5rem", overflow: "hidden", whiteSpace: "nowrap" }));
      expect(await cut(page), "a title that is cut off is noticed").not.toEqual([]);
    });
  }
});

test("text alone at twice the size is not cut either", async ({ page }) => {
  test.setTimeout(180_000);
  test.info().annotations.push({ type: "expected", description: "404" });
  for (const [, path] of pages) {
    await visit(page, path);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await expectNoSidewaysScroll(page);
    expect(await cut(page), path).toEqual([]);
  }
});

test.describe("in colours of one's own", () => {
  test.use({ contextOptions: { forcedColors: "active" }, deviceScaleFactor: 2 });

  for (const colorScheme of ["light", "dark"]) {
    test(`words, drawings, buttons and the focus are seen on a ${colorScheme} ground`, async ({ page, browser }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme, forcedColors: "active" });
      const eye = await Eye.open(browser);
      for (const [name, path] of pages.filter(([name]) => telling.includes(name))) {
        await visit(page, path);
        expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
        await expectAccessible(page);
        await picture(page, `forced-${colorScheme}-${name}`);
        // Covers are decoration; everything else that is drawn says something.
        for (const drawing of (await page.locator("svg:not(.cover):visible").all()).slice(0, 16)) {
          await drawing.scrollIntoViewIfNeeded();
          expect(await eye.contrast(await pictureOf(page, await drawing.boundingBox())), `a drawing of ${name}`).toBeGreaterThanOrEqual(3);
        }
        for (const control of (await page.locator(".button:visible, .save:visible, main input:not([type=hidden]):visible, main select:visible, main textarea:visible").all()).slice(0, 10)) {
          await control.scrollIntoViewIfNeeded();
          const { x, y, width, height } = await control.boundingBox();
          // Its left edge: a border between the ground and its inside.
          const edge = await pictureOf(page, { x: x - 3, y: y + height / 3, width: 6, height: height / 3 });
          expect(await eye.contrast(edge), `an edge on ${name}`).toBeGreaterThanOrEqual(3);
          const before = await pictureOf(page, { x, y, width, height }, 8);
          await control.focus();
          await page.keyboard.press("Shift");
          expect((await focused(page)).outlined, `the focus on ${name}`).toBe(true);
          expect(before.equals(await pictureOf(page, { x, y, width, height }, 8)), `the focus on ${name}`).toBe(false);
        }
      }
      await eye.close();
    });
  }
});

test.describe("without motion", () => {
  /** Transitions and animations longer than a hundredth of a second, wherever styles put any. */
  const moving = (page) =>
    page.evaluate(() => {
      const seconds = (list) => Math.max(...list.split(",").map((time) => (time.trim().endsWith("ms") ? parseFloat(time) / 1000 : parseFloat(time))));
      const found = [];
      for (const element of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after"]) {
          const style = getComputedStyle(element, part);
          if (Math.max(seconds(style.transitionDuration), style.animationName === "none" ? 0 : seconds(style.animationDuration)) > 0.01) found.push(`${element.localName}.${element.className}${part ?? ""}`);
          if (style.scrollBehavior === "smooth") found.push(`${element.localName} scrolls smoothly`);
        }
      }
      return found;
    });

  test("nothing moves for whoever asked for that", async ({ page }) => {
    test.setTimeout(180_000);
    test.info().annotations.push({ type: "expected", description: "404" });
    // What a page asks for as it is left. Whether the next one is then revealed by it is up to the browser: Chromium decides before it has applied that page's
    // styles if the first frame is due early ("ViewTransition opt-in disabled"), as on one visit of ten on a busy machine.
    await page.addInitScript(() => addEventListener("pageswap", (event) => (sessionStorage.leftBy = event.viewTransition ? "a transition" : "nothing")));
    const leave = async (link, address) => {
      await page.locator("header.site-header").getByRole("link", { name: link }).click();
      await page.waitForURL(address);
      return page.evaluate(() => sessionStorage.leftBy);
    };
    const leaveBoth = async () => {
      await visit(page, "/cafes/slow-ferry-helsinki");
      return [await leave("Cities", "**/cities"), await leave("Stories", "**/stories")];
    };
    // Seen to move first, so that what follows says something.
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await leaveBoth()).toEqual(["a transition", "a transition"]);
    await visit(page, "/");
    expect(await moving(page)).not.toEqual([]);

    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await leaveBoth()).toEqual(["nothing", "nothing"]);
    for (const [, path] of pages) {
      await visit(page, path);
      expect(await moving(page), path).toEqual([]);
      for (const button of await page.locator(".button:visible").all()) {
        await button.hover();
        expect(await page.evaluate(() => document.getAnimations().length), path).toBe(0);
      }
    }
  });
});

test.describe("by keys alone", () => {
  /** Presses Tab until the focus is on what is looked for; each stop on the way must be seen. */
  async function tabTo(page, wanted, direction = "Tab") {
    const stops = [];
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press(direction);
      const stop = await focused(page);
      // Past the last stop browsers go on in their own window.
      if (stop.body) continue;
      stops.push(stop.name);
      expect(stop, `after ${stops.slice(-3).join(" → ")}`).toMatchObject({ outlined: true, onScreen: true, uncovered: true });
      if (await wanted.evaluate((element) => element === document.activeElement)) return stops;
    }
    throw new Error(`never reached; on the way: ${stops.join(" → ")}`);
  }

  for (const [language, direction] of languages.filter(([language]) => ["en", "ar"].includes(language))) {
    for (const [width, height] of [[1280, 900], [390, 844]]) {
      test(`from the first page to a café and its form, in ${language} at ${width} px`, async ({ page }) => {
        test.info().annotations.push({ type: "expected", description: "422" });
        await page.setViewportSize({ width, height });
        await visit(page, inLanguage(language, "/"));
        await expect(page.locator("html")).toHaveAttribute("dir", direction);
        await page.keyboard.press("Tab");
        await expect(page.locator(".skip")).toBeFocused();
        await page.keyboard.press("Enter");
        await tabTo(page, page.locator("main a[href$='/cities/fi/helsinki']").first());
        await page.keyboard.press("Enter");
        await page.waitForURL("**/cities/fi/helsinki");
        await tabTo(page, page.locator("main a[href$='/cafes/slow-ferry-helsinki']").first());
        await page.keyboard.press("Enter");
        await page.waitForURL("**/cafes/slow-ferry-helsinki");
        await tabTo(page, page.locator("button.save"));
        await page.keyboard.press("Space");
        await expect(page.locator("button.save")).toHaveAttribute("aria-pressed", "true");
        await tabTo(page, page.locator("a[href$='/correct']"));
        await page.keyboard.press("Enter");
        await page.waitForURL("**/correct");
        await tabTo(page, page.locator("#website"));
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.type("nowhere");
        await tabTo(page, page.locator("form.suggestion button[type=submit]"));
        await tabTo(page, page.locator("#note"), "Shift+Tab");
        await page.keyboard.type("It hangs on the door.");
        await tabTo(page, page.locator("form.suggestion button[type=submit]"));
        await page.keyboard.press("Enter");
        await expect(page.getByRole("alert")).toBeVisible();
        await expect(page.locator("#note")).toHaveValue("It hangs on the door.");
      });
    }
  }

  test("a stop that cannot be seen is noticed", async ({ page }) => {
    await visit(page, "/");
    await page.evaluate(() => (document.querySelector("#place").style.outline = "none"));
    await expect(tabTo(page, page.locator("form.place-form button"))).rejects.toThrow("outlined");
  });
});
