import { readFile } from "node:fs/promises";

import { pages, languages } from "./pages.mjs";
import { expect, expectAccessible, expectNoSidewaysScroll, picture, test } from "./visitor.mjs";

for (const [name, path] of pages) {
  test(`${name} is accessible and fits, in the light and in the dark`, async ({ page }) => {
    if (name === "not-found") test.info().annotations.push({ type: "expected", description: "404" });
    await page.goto(path, { waitUntil: "networkidle" });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await picture(page, `${name}-${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page);
  });
}

test("home → city → café → save → reload → saved", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Helsinki" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Coffee in Helsinki");
  await page.getByRole("link", { name: "Slow Ferry" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Slow Ferry");
  const save = page.getByRole("button", { name: /^Save/ });
  await save.click();
  await expect(save).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(page.getByRole("button", { name: "Saved" })).toHaveAttribute("aria-pressed", "true");
  await page.goto("/cafes/kamo-kissa-kyoto");
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto("/saved");
  await page.getByRole("link", { name: "Slow Ferry" }).click();
  await page.getByRole("button", { name: "Saved" }).click();
  await page.goto("/saved");
  await expect(page.getByText("Nothing saved yet")).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: "Slow Ferry" })).toHaveCount(0);
});

test("what is saved is listed with its town, and taken off the list by keys alone", async ({ page }) => {
  for (const slug of ["slow-ferry-helsinki", "kamo-kissa-kyoto", "jebena-house-addis-ababa"]) {
    await page.goto(`/cafes/${slug}`);
    await page.getByRole("button", { name: "Save" }).click();
  }
  // As it was written before towns were.
  await page.evaluate(() => localStorage.setItem("craftbean.saved", `${localStorage.getItem("craftbean.saved")}/cafes/old-line\tOld line\n`));
  await page.goto("/saved");
  const items = page.locator(".shelf li");
  await expect(items).toHaveText([/Jebena House\s*Addis Ababa/, /Kamo Kissa\s*Kyoto/, /Slow Ferry\s*Helsinki/, /Old line/]);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, "saved-filled");
  await page.getByRole("button", { name: "Remove Kamo Kissa" }).press("Enter");
  await expect(page.getByRole("button", { name: "Remove Slow Ferry" })).toBeFocused();
  for (const name of ["Slow Ferry", "Old line", "Jebena House"]) {
    await page.getByRole("button", { name: `Remove ${name}` }).press("Enter");
  }
  await expect(page.getByText("Nothing saved yet")).toBeVisible();
  await expect(page.locator(".shelf > :first-child")).toBeFocused();
  await page.reload();
  await expect(items).toHaveCount(0);
});

test("another tab hears of a saved café", async ({ page, context }) => {
  await page.goto("/cafes/kamo-kissa-kyoto");
  const other = await context.newPage();
  await other.goto("/cafes/kamo-kissa-kyoto");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Saved" })).toBeVisible();
});

test("near me rounds the position before it leaves the browser", async ({ page, context }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 60.171234, longitude: 24.941876 });
  const urls = [];
  page.on("request", (request) => urls.push(request.url()));
  await page.goto("/");
  await page.getByRole("button", { name: "Use my position" }).click();
  await page.waitForURL("**/near?at=60.17,24.94");
  await expect(page.getByRole("heading", { name: "Closest first" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Slow Ferry" }).locator(".distance")).toHaveText(/^\d+ m$/);
  expect(urls.filter((url) => url.includes("60.1712") || url.includes("24.9418"))).toEqual([]);
});

test("a refused position says what to do instead", async ({ page, context }) => {
  await context.clearPermissions();
  await page.goto("/near");
  await page.getByRole("button", { name: "Use my position" }).click();
  await expect(page.getByRole("status")).toContainText("Type a town instead");
});

test("what is around the visitor comes to the first page, and pushes nothing that is seen", async ({ page }) => {
  await page.setExtraHTTPHeaders({ "mf-cf-blob": JSON.stringify({ latitude: "60.17", longitude: "24.94" }) });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/", { waitUntil: "networkidle" });
  const around = page.getByRole("region", { name: "Cafés near you" });
  await expect(around.getByRole("link", { name: "Slow Ferry" })).toBeVisible();
  await expect(around.locator(".distance").first()).toHaveText(/^[\d.]+ k?m$/);
  expect(await page.evaluate(() => window.shift)).toBeLessThan(0.01);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, "home-around");
  await around.getByRole("link", { name: "Cafés near you" }).click();
  await expect(page).toHaveURL(/\/near$/);
  await expect(page.getByRole("link", { name: "Slow Ferry" })).toBeVisible();
});

test("a time is chosen among those for which hours are known, and a link of last year still leads to cafés", async ({ page }) => {
  for (const area of ["/cities/fi/helsinki", "/near?at=60.17,24.94"]) {
    await page.goto(area, { waitUntil: "networkidle" });
    await page.getByText("More filters").click();
    const field = page.getByLabel("Open at (local time)");
    const [first, last] = [await field.getAttribute("min"), await field.getAttribute("max")];
    const days = (Date.parse(`${last}Z`) - Date.parse(`${first}Z`)) / 86_400_000;
    expect(days).toBe(7);
    // Whatever the field offers is answered.
    for (const moment of [first, last]) {
      await field.fill(moment);
      await Promise.all([page.waitForURL(/open_at=/), page.getByRole("button", { name: "Show", exact: true }).click()]);
      await expect(field).toHaveValue(moment);
    }
    await page.goto(`${area}${area.includes("?") ? "&" : "?"}open_at=2025-01-01T10:00`);
    await expect(page.getByRole("link", { name: "Slow Ferry" }).first()).toBeVisible();
    await expect(field).toHaveValue("");
  }
});

test("cafés round a point come in the order that was asked for", async ({ page }) => {
  await page.goto("/near?at=60.17,24.94", { waitUntil: "networkidle" });
  await page.getByLabel("Order").selectOption("name");
  await Promise.all([page.waitForURL(/sort=name/), page.getByRole("button", { name: "Show", exact: true }).click()]);
  await expect(page.getByRole("heading", { name: "By name" })).toBeVisible();
  // Whoever shares the address shares what was chosen, not every field that was not.
  expect([...new URL(page.url()).searchParams].filter(([, value]) => value === "")).toEqual([]);
  const names = await page.locator(".card h3").allInnerTexts();
  expect(names.length).toBeGreaterThan(2);
  expect(names.map((name) => name.toLowerCase())).toEqual(names.map((name) => name.toLowerCase()).sort());
});

test("a larger city's guide leads from what is best and late to the whole list", async ({ page }) => {
  await page.goto("/cities/fi/tampere", { waitUntil: "networkidle" });
  for (const name of ["The best here", "New in the guide", "Open late", "Choose by brewing method"]) {
    await expect(page.getByRole("region", { name, exact: true })).toBeVisible();
  }
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, "larger-city");
  await page.getByRole("link", { name: "All cafés", exact: true }).click();
  await expect(page).toHaveURL(/#cafes$/);
  await page.getByRole("link", { name: "All that are open late" }).click();
  await expect(page).toHaveURL(/\?open_late=true$/);
  await expect(page.getByRole("region", { name: "The best here" })).toHaveCount(0);
  await expect(page.locator(".card")).toHaveCount(3);
});

test("being offline is told on the page", async ({ page, context }) => {
  test.info().annotations.push({ type: "expected", description: "ERR_INTERNET_DISCONNECTED" });
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 60.17, longitude: 24.94 });
  await page.goto("/near", { waitUntil: "networkidle" });
  await context.setOffline(true);
  await page.getByRole("button", { name: "Use my position" }).click();
  await expect(page.getByRole("status")).toContainText("offline");
});

test("everything but saving works without script", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.CRAFTBEAN_EDGE });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Cafés near you" })).toBeVisible();
  await page.getByLabel("Town or city").fill("kyoto");
  await page.getByRole("button", { name: "Find coffee" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Coffee in Kyoto");
  await page.getByRole("link", { name: "Kamo Kissa" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kamo Kissa");
  await expect(page.getByRole("button", { name: "Save" })).toBeHidden();
  await page.goto("/cafes");
  await page.getByLabel("Brewed by").selectOption("siphon");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/brewing=siphon/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Siphon");
  await page.goto("/near?at=60.17,24.94&radius_m=2000");
  await page.getByLabel("Within").selectOption("20000");
  await page.getByLabel("Open now").check();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/at=60.17%2C24.94&radius_m=20000&sort=distance&open_now=true/);
  await expect(page.getByLabel("Within")).toHaveValue("20000");
  await expect(page.locator("#map")).toBeHidden();
  await page.getByRole("link", { name: "Show all cafés" }).click();
  await expect(page).toHaveURL(/near\?at=60.17(,|%2C)24.94&radius_m=20000$/);
  await expect(page.getByLabel("Open now")).not.toBeChecked();
  await context.close();
});

test("somebody mistypes, finds, reads, and corrects, all without script", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.CRAFTBEAN_EDGE });
  const page = await context.newPage();
  await page.goto("/search");
  await page.getByLabel("Café, roaster, person, bean, city").fill("slow fery");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("Read as “ferry” for “fery”")).toBeVisible();
  await page.getByRole("link", { name: "Slow Ferry", exact: true }).first().click();
  for (const part of ["How it began", "How coffee is brewed", "On the bar now", "The people", "What visitors say", "Hours"]) {
    await expect(page.getByRole("heading", { name: part })).toBeVisible();
  }
  await page.getByRole("link", { name: "V60" }).first().click();
  await expect(page.getByRole("heading", { name: /^A recipe/ })).toBeVisible();
  await page.goto("/cafes/slow-ferry-helsinki");
  await page.getByRole("link", { name: "Correct it" }).click();
  await page.getByLabel("Website").fill("not a web address");
  await page.getByLabel("How do you know?").fill("It hangs on the door.");
  await page.getByRole("button", { name: "Send the correction" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Website" })).toBeVisible();
  await expect(page.locator("#website-fault")).toContainText("A website begins with https://");
  await expect(page.getByLabel("How do you know?")).toHaveValue("It hangs on the door.");
  await page.getByLabel("Website").fill("https://slow-ferry.example");
  await page.getByRole("button", { name: "Send the correction" }).click();
  await expect(page).toHaveURL(/\/suggestions\//);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Thank you");
  await context.close();
});

test("the clock leads through a recipe, and stops when it is told to", async ({ page }) => {
  await page.clock.install();
  await page.goto("/brewing/v60");
  const button = page.getByRole("button", { name: /the clock$/ });
  await button.click();
  await expect(page.getByRole("status")).toHaveText("Wet the bed");
  await page.clock.runFor(46_000);
  await expect(page.getByRole("status")).toHaveText("Pour to 110 g");
  await expect(page.locator(".steps [aria-current=step]")).toContainText("Pour to 110 g");
  await button.click();
  await expect(page.getByRole("status")).toHaveText("Stopped.");
  await button.click();
  await page.clock.runFor(181_000);
  await expect(page.getByRole("status")).toHaveText("Done.");
});

test("the keyboard alone is enough", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Town or city")).toBeFocused();
  await page.keyboard.type("berlin");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Coffee in Berlin");
  await page.getByRole("link", { name: "Hinterhof Drei" }).focus();
  await page.keyboard.press("Enter");
  const save = page.getByRole("button", { name: /^Save/ });
  await save.focus();
  await page.keyboard.press("Space");
  await expect(save).toHaveAttribute("aria-pressed", "true");
});

test("nothing moves while the page loads", async ({ page }) => {
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const path of ["/", "/cafes", "/cafes/slow-ferry-helsinki", "/near", "/cities/fi/helsinki", "/search?q=ferry", "/brewing/v60", "/stories/forty-buns-and-a-squeak"]) {
    await page.goto(path, { waitUntil: "networkidle" });
    expect(await page.evaluate(() => window.shift), path).toBeLessThan(0.01);
  }
});

for (const [language, direction] of languages.filter(([language]) => language !== "en")) {
  test(`the site speaks ${language}, and keeps to it`, async ({ page }) => {
    for (const [name, path] of [["home", ""], ["cafe", "/cafes/slow-ferry-helsinki"], ["city", "/cities/fi/helsinki"], ["method", "/brewing/v60"], ["suggest", "/suggest"]]) {
      await page.goto(`/${language}${path}`, { waitUntil: "networkidle" });
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.locator("html")).toHaveAttribute("dir", direction);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await picture(page, `${language}-${name}`);
      if (name === "method") {
        const told = JSON.parse(await readFile(new URL(`../../shared/brewing_methods/${language}.json`, import.meta.url))).v60;
        for (const text of [told.summary, told.what, told.recipe.steps[0].text, told.faults[0].remedy]) {
          await expect(page.locator("main")).toContainText(text);
        }
        await expect(page.locator("main [lang]")).toHaveCount(0);
      }
    }
    await page.goto(`/${language}`);
    await page.locator("a[href$='/cities/fi/helsinki']").first().click();
    await expect(page).toHaveURL(new RegExp(`/${language}/cities/fi/helsinki$`));
    await page.getByRole("link", { name: "Slow Ferry" }).first().click();
    await expect(page).toHaveURL(new RegExp(`/${language}/cafes/slow-ferry-helsinki$`));
    await page.getByRole("link", { name: "English", exact: true }).click();
    await expect(page).toHaveURL(/\/cafes\/slow-ferry-helsinki$/);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
}

test("what is meant is found while one types, and reached by keys", async ({ page }) => {
  await page.goto("/search", { waitUntil: "networkidle" });
  const field = page.getByRole("combobox");
  const options = page.getByRole("option");
  await field.pressSequentially("slow fer");
  await expect(options.first()).toContainText("Slow Ferry");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expectAccessible(page);
  await picture(page, "suggestions");
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", "suggestion-0");
  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await field.pressSequentially("r");
  await expect(options.first()).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/cafes\/slow-ferry-helsinki$/);
  await page.goto("/de/search", { waitUntil: "networkidle" });
  await field.pressSequentially("helsin");
  await expect(options.filter({ hasText: "Finnland" }).first()).toBeVisible();
});

test("whoever leaves the field is offered nothing any more", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => request.url().includes("/api/v1/search") && asked.push(request.url()));
  await page.clock.install();
  await page.goto("/search", { waitUntil: "networkidle" });
  const field = page.getByRole("combobox");
  await field.evaluate((input) => {
    input.value = "slow fer";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("blur"));
  });
  await page.clock.runFor(1_000);
  await expect(field).toHaveAttribute("aria-expanded", "false");
  expect(asked).toEqual([]);
});

test.describe("questions answered out of turn", () => {
  test.use({ serviceWorkers: "block" });

  test("a late failure does not take a newer list away", async ({ page }) => {
    for (const description of ["blocked by Playwright", "ERR_FAILED"]) test.info().annotations.push({ type: "expected", description });
    let fail;
    let questions = 0;
    const told = new Promise((resolve) => (fail = resolve));
    await page.route("**/api/v1/search?**", async (route) => {
      questions += 1;
      if (questions > 1) return route.continue();
      await told;
      return route.abort();
    });
    await page.goto("/search", { waitUntil: "networkidle" });
    const field = page.getByRole("combobox");
    await field.fill("slow");
    await expect.poll(() => questions).toBe(1);
    await field.fill("slow fer");
    await expect(page.getByRole("option").first()).toContainText("Slow Ferry");
    const failed = page.waitForEvent("requestfailed");
    fail();
    await failed;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    await expect(field).toHaveAttribute("aria-expanded", "true");
  });
});

test("photos have room before they come, and words for who does not see them", async ({ page }) => {
  await page.goto("/cafes/slow-ferry-helsinki", { waitUntil: "networkidle" });
  const photos = page.locator(".photo img");
  expect(await photos.count()).toBeGreaterThan(1);
  for (const photo of await photos.all()) {
    await photo.scrollIntoViewIfNeeded();
    await expect(photo).toHaveJSProperty("complete", true);
    expect(await photo.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await photo.evaluate((image) => image.currentSrc)).toContain(".webp");
    await expect(photo).toHaveAttribute("alt", /^Drawing: /);
  }
});
