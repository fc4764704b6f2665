// What is there without a network: pages that were seen or saved.
import { inLanguage, languages } from "./pages.mjs";
import { expect, picture, test } from "./visitor.mjs";

test("it can be installed in every language", async ({ page }) => {
  for (const [language] of languages) {
    const start = inLanguage(language, "/");
    await page.goto(start);
    const manifest = await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json());
    expect(manifest).toMatchObject({ id: "/", scope: "/", lang: language, start_url: start, dir: language === "ar" ? "rtl" : "ltr" });
    expect(await page.locator(".site-footer, .masthead, main").allInnerTexts().then((texts) => texts.join(" "))).toContain(manifest.description);
    for (const { src, type } of manifest.icons) expect((await page.request.get(src)).headers()["content-type"]).toContain(type);
  }
});

test("what was seen and saved is there without a network, and says so", async ({ page, context }) => {
  for (const description of ["ERR_INTERNET_DISCONNECTED", "Failed to fetch"]) test.info().annotations.push({ type: "expected", description });
  await page.goto("/cafes/slow-ferry-helsinki", { waitUntil: "networkidle" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload({ waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto("/search?q=ferry", { waitUntil: "networkidle" });
  await page.goto("/cities/fi/helsinki", { waitUntil: "networkidle" });
  await page.waitForFunction(async () => (await caches.open("pages")).match("/cities/fi/helsinki"));
  const kept = await page.evaluate(async () => (await (await caches.open("pages")).keys()).map(({ url }) => url));
  expect(kept.filter((url) => url.includes("q=")), "what somebody typed is kept").toEqual([]);
  await context.setOffline(true);
  await page.goto("/cafes/slow-ferry-helsinki");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Slow Ferry");
  const notice = page.getByText("The network or the site does not answer just now. This is the page as you last saw it.");
  await expect(notice).toBeVisible();
  await picture(page, "offline-cafe");
  await page.goto("/saved");
  await expect(page.getByRole("link", { name: "Slow Ferry" })).toBeVisible();
  await page.goto("/brewing/siphon");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are offline");
  await context.setOffline(false);
  await page.goto("/brewing/siphon");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Siphon");
  // What is kept is not shown, nor said to be, where there is a network; and it goes in every language.
  await page.goto("/cafes/slow-ferry-helsinki");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Slow Ferry");
  await expect(notice).toBeHidden();
  await page.goto("/de/cafes/slow-ferry-helsinki");
  await page.locator("button.save").click();
  await page.waitForFunction(async () => (await (await caches.open("saved")).keys()).length === 0);
});

test("one visit is enough to read without a network, and a release renews what is read then", async ({ page, context }) => {
  for (const description of ["ERR_INTERNET_DISCONNECTED", "Failed to fetch"]) test.info().annotations.push({ type: "expected", description });
  await page.goto("/de/cafes/slow-ferry-helsinki", { waitUntil: "networkidle" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  for (const [path, title] of [["/de/saved", "Gemerkt"], ["/de/offline", "Du bist offline"], ["/de/brewing/siphon", "Du bist offline"]]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    expect(await page.evaluate(() => [...document.styleSheets].every(({ cssRules }) => cssRules.length > 0)), path).toBe(true);
  }
  await page.goto("/de/saved");
  await expect(page.locator("html")).toHaveClass(/scripted/);
  await context.setOffline(false);
  // As if the next build were the first to come: no window is left that the one before could hold on to.
  await page.evaluate(async () => {
    await (await caches.open("pages")).put("/de/offline", new Response("of an earlier build"));
    await (await navigator.serviceWorker.ready).unregister();
  });
  await page.goto("about:blank");
  await page.goto("/", { waitUntil: "networkidle" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.goto("/de/offline");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Du bist offline");
});

test("a story, too, is there without a network, and what is not says so in a language that is", async ({ page, context }) => {
  for (const description of ["ERR_INTERNET_DISCONNECTED", "Failed to fetch"]) test.info().annotations.push({ type: "expected", description });
  await page.goto("/stories/forty-buns-and-a-squeak", { waitUntil: "networkidle" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload({ waitUntil: "networkidle" });
  await page.waitForFunction(async () => (await caches.open("pages")).match("/stories/forty-buns-and-a-squeak"));
  await context.setOffline(true);
  await page.goto("/stories/forty-buns-and-a-squeak");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Forty buns and a squeak");
  await page.goto("/ja/stories");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are offline");
});

test("a page that is gone is not kept", async ({ page }) => {
  test.info().annotations.push({ type: "expected", description: "404" });
  await page.goto("/", { waitUntil: "networkidle" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.evaluate(async () => {
    for (const name of ["pages", "saved"]) await (await caches.open(name)).put("/cafes/no-such-cafe", new Response("<html >"));
  });
  await page.goto("/cafes/no-such-cafe");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  await page.waitForFunction(async () => !(await caches.match("/cafes/no-such-cafe")));
});
