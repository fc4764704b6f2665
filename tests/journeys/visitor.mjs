// A visitor whose console must stay silent, and who can look at a page with axe and take a picture.
import { test as base, expect } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";

/** Chromium says so of its own when a visitor is on the way to the next page before this one's view transition has begun, or when it leaves one out
    (`senses.spec.mjs`): nothing of ours failed. */
export const hurried = /Transition was (aborted|skipped)/;

export const test = base.extend({
  baseURL: async ({}, use) => use(process.env.CRAFTBEAN_EDGE),
  page: async ({ page }, use) => {
    const complaints = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => hurried.test(String(error)) || complaints.push(String(error)));
    await use(page);
    // A journey that asks for a missing page on purpose says so by its own annotation.
    const expected = test.info().annotations.filter(({ type }) => type === "expected").map(({ description }) => description);
    expect(complaints.filter((text) => !expected.some((part) => text.includes(part)))).toEqual([]);
  },
});

/** Opens a page and waits until it is whole: everything has come, and what needs script is there. */
export async function visit(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => !document.querySelector("leptos-island") || document.documentElement.classList.contains("scripted"));
}

export async function expectAccessible(page) {
  // A button's colour is under way for a moment after the scheme has changed; axe would judge a colour that nobody comes to read.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual([]);
}

export async function picture(page, name) {
  await page.screenshot({ path: `tests/artefacts/screenshots/${name}-${test.info().project.name}.png`, fullPage: true });
}

export async function expectNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(window);
}

export { expect };
