// Journeys in Debian's Chromium, on the stage that global-setup starts, at phone and desk width.
import { defineConfig } from "@playwright/test";

const use = (width, height) => ({
  viewport: { width, height },
  launchOptions: {
    executablePath: process.env.CRAFTBEAN_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
});

/** What sets its own width, or none, runs once. */
const once = ["markup.spec.mjs", "senses.spec.mjs", "vectors.spec.mjs"];

export default defineConfig({
  testDir: ".",
  outputDir: "../artefacts/playwright",
  globalSetup: "./global-setup.mjs",
  // Deadlines against hanging, not claims about speed: a busy machine must pass.
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  projects: [
    { name: "390", testIgnore: once, use: use(390, 844) },
    { name: "1280", testIgnore: once, use: use(1280, 900) },
    { name: "once", testMatch: once, use: use(1280, 900) },
  ],
});
