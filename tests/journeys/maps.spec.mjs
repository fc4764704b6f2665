// Maps that somebody asks for, and the lists that they stand beside.
import { expect, expectAccessible, picture, test } from "./visitor.mjs";

test("a map shows what the list has, and leads there", async ({ page }) => {
  // Drawn without a graphics card.
  test.info().annotations.push({ type: "expected", description: "GL Driver Message" });
  await page.goto("/cities/fi/helsinki", { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Show the map" }).click();
  const marks = page.locator(".map-mark, .map-crowd");
  await expect(marks.first()).toBeVisible();
  await expect(page.locator(".maplibregl-canvas")).toBeFocused();
  await expectAccessible(page);
  await picture(page, "map");
  // Closer and closer, until a place stands apart.
  const mark = page.locator(".map-mark").first();
  await expect(async () => {
    if (!(await mark.isVisible())) await page.locator(".map-crowd").first().press("Enter", { timeout: 1_000 });
    await expect(mark).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await mark.press("Enter");
  await expect(page).toHaveURL(/\/cafes\//);
});

test("list and map stand side by side where there is room, the list first where there is none", async ({ page }) => {
  for (const [path, direction] of [["/cities/fi/helsinki", "ltr"], ["/near?at=60.17,24.94", "ltr"], ["/ar/cities/fi/helsinki", "rtl"]]) {
    await page.goto(path, { waitUntil: "networkidle" });
    const [list, map] = [await page.locator(".finding-list").boundingBox(), await page.locator("#map").boundingBox()];
    if (page.viewportSize().width < 1024) expect(map.y, path).toBeGreaterThanOrEqual(list.y + list.height);
    else if (direction === "ltr") expect(map.x, path).toBeGreaterThanOrEqual(list.x + list.width);
    else expect(list.x, path).toBeGreaterThanOrEqual(map.x + map.width);
  }
});

test("whoever moves the map is led to what is there, with what was chosen", async ({ page }) => {
  // Drawn without a graphics card.
  test.info().annotations.push({ type: "expected", description: "GL Driver Message" });
  await page.goto("/cities/fi/helsinki?wifi=true", { waitUntil: "networkidle" });
  if (page.viewportSize().width < 1024) await page.getByRole("link", { name: "To the map" }).click();
  else await page.getByRole("button", { name: "Show the map" }).click();
  const marks = page.locator(".map-mark, .map-crowd");
  await expect(marks.first()).toBeVisible();
  const search = page.getByRole("link", { name: "Search this area" });
  await expect(search).toBeHidden();
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(search).toBeVisible();
  await expectAccessible(page);
  await picture(page, "map-moved");
  await search.click();
  await expect(page).toHaveURL(/\/near\?wifi=true&at=60\.\d+,24\.\d+&radius_m=\d+#map$/);
  await expect(page.getByRole("heading", { name: "Closest first" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Slow Ferry" }).first()).toBeVisible();
  await expect(page.getByLabel(/^Wi-Fi/)).toBeChecked();
  // The map is there again, without being asked for once more.
  await expect(marks.first()).toBeVisible();
});

test("a map that cannot be drawn leaves no empty box, and can be tried again", async ({ page }) => {
  test.info().annotations.push({ type: "expected", description: "GL Driver Message" });
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    window.withoutGraphics = true;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return window.withoutGraphics && kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
    };
  });
  await page.goto("/cities/fi/helsinki", { waitUntil: "networkidle" });
  const button = page.getByRole("button", { name: "Show the map" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The map cannot be drawn here.")).toBeVisible();
  await expect(button).toBeFocused();
  await expect(page.locator(".map-canvas")).toBeHidden();
  await page.evaluate(() => (window.withoutGraphics = false));
  await page.keyboard.press("Enter");
  await expect(page.locator(".maplibregl-canvas")).toBeFocused();
  await expect(page.locator(".map-mark, .map-crowd").first()).toBeVisible();
  await expect(button).toBeHidden();
});
