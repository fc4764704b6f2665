import { expect, expectAccessible, expectNoSidewaysScroll, picture, test } from "./visitor.mjs";

const pages = [
  ["home", "/"],
  ["cafes", "/cafes"],
  ["cafe", "/cafes/slow-ferry-helsinki"],
  ["roasters", "/roasters"],
  ["roaster", "/roasters/granite-ash-helsinki"],
  ["cities", "/cities"],
  ["city", "/cities/fi/helsinki"],
  ["near-ask", "/near"],
  ["near", "/near?at=60.17,24.94"],
  ["search", "/search?q=expresso"],
  ["search-nothing", "/search?q=zzzzzz"],
  ["artisans", "/artisans"],
  ["artisan", "/artisans/aino-vuorisalo"],
  ["brewing", "/brewing"],
  ["method", "/brewing/v60"],
  ["stories", "/stories"],
  ["story", "/stories/forty-buns-and-a-squeak"],
  ["filtered", "/cities/fi/helsinki?wifi=true&sort=name"],
  ["suggest", "/suggest"],
  ["correct", "/cafes/slow-ferry-helsinki/correct"],
  ["closed", "/cafes/slow-ferry-helsinki/closed"],
  ["saved", "/saved"],
  ["about", "/about"],
  ["attribution", "/attribution"],
  ["not-found", "/nothing"],
];

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
  await page.goto("/saved");
  await page.getByRole("link", { name: "Slow Ferry" }).click();
  await page.getByRole("button", { name: "Saved" }).click();
  await page.goto("/saved");
  await expect(page.getByText("Nothing saved yet")).toBeVisible();
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
  await expect(page.getByRole("alert")).toContainText("A website begins with https://");
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
