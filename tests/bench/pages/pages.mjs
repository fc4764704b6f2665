// What a phone has to wait for and download: Lighthouse's mobile emulation on the stage (database, origin, Worker in Miniflare), several runs a page, of
// which the median counts; and the bytes of each page. Prints the tables; says on its error output what misses a goal, and ends with 1 then.
// Usage: CRAFTBEAN_STAGE=PROGRAM node pages.mjs [--runs N] [--table FILE]; CRAFTBEAN_EDGE=URL measures what already runs there instead.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { setStage } from "../../journeys/stage.mjs";

const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const runs = Number(option("--runs", 5));
const version = JSON.parse(readFileSync(new URL("./node_modules/lighthouse/package.json", import.meta.url))).version;

const PAGES = [
  { name: "home", path: "/" },
  { name: "city", path: "/cities/fi/helsinki" },
  { name: "café", path: "/cafes/slow-ferry-helsinki" },
  { name: "search", path: "/search" },
  // What was found is no page for search engines, on purpose: they would index every word that anybody types.
  { name: "search, with results", path: "/search?q=slow+fery", skipAudits: ["is-crawlable"] },
  { name: "story", path: "/stories/forty-buns-and-a-squeak" },
];
const CATEGORIES = { performance: "performance", accessibility: "accessibility", "best-practices": "best practices", seo: "SEO", "agentic-browsing": "agents" };
const goal = (category) => (category === "performance" ? 95 : 100);
/** Wasm and JavaScript of one page, in brotli; the build checks the same. */
const SCRIPT_BYTES_MAX = 60_000;

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const misses = [];

/** Scores in hundredths, times in ms, and what was loaded, of one run; `null` when Lighthouse itself failed. Each has a browser of its own, so that none finds another's cache or service worker. */
async function measure(url, skipAudits) {
  const chrome = await launch({ chromePath: process.env.CRAFTBEAN_CHROMIUM || "/usr/bin/chromium", chromeFlags: FLAGS });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: Object.keys(CATEGORIES), skipAudits });
    if (lhr.runtimeError) return process.stderr.write(`  ${lhr.runtimeError.message}\n`) && null;
    const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
    const below = Object.values(lhr.categories).flatMap(({ id, auditRefs }) => auditRefs.filter((ref) => id !== "performance" && ref.weight > 0 && lhr.audits[ref.id].score === 0).map((ref) => `${id}: ${lhr.audits[ref.id].title}`));
    const number = (audit) => lhr.audits[audit].numericValue;
    const loaded = lhr.audits["network-requests"].details.items.filter((item) => item.finished !== false && item.url.startsWith("http")).map((item) => item.url);
    return { scores, below, lcp: number("largest-contentful-paint"), cls: number("cumulative-layout-shift"), tbt: number("total-blocking-time"), loaded: [...new Set(loaded)] };
  } finally {
    await chrome.kill();
  }
}

const KINDS = [
  ["HTML", /^text\/html/],
  ["CSS", /^text\/css/],
  ["JavaScript", /javascript/],
  ["Wasm", /^application\/wasm/],
  ["font", /^font\//],
  ["images", /^image\//],
  ["other", /./],
];

/** Bytes by kind as an edge would send them: text in brotli, at the level of a moment for pages (4) and of a build for assets (11); pictures and fonts as they are. */
async function weigh(urls) {
  const bytes = Object.fromEntries(KINDS.map(([kind]) => [kind, 0]));
  for (const url of urls) {
    const answer = await fetch(url);
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get("content-type") ?? "";
    const packed = /^(font\/|image\/(?!svg))/.test(type);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: new URL(url).pathname.startsWith("/assets/") ? 11 : 4 };
    bytes[KINDS.find(([, pattern]) => pattern.test(type))?.[0] ?? "other"] += packed ? body.length : brotliCompressSync(body, { params: quality }).length;
  }
  return bytes;
}

const stage = process.env.CRAFTBEAN_EDGE ? { url: process.env.CRAFTBEAN_EDGE, strike: async () => {} } : await setStage();
const rows = [];
try {
  for (const { name, path, skipAudits } of PAGES) {
    const url = stage.url + path;
    // Measured as most visitors find it: made once already.
    await (await fetch(url)).text();
    const samples = [];
    for (let run = 1; run <= runs; run += 1) {
      process.stderr.write(`  ${name}, run ${run} of ${runs}\n`);
      // A trace that the browser did not record says nothing of the page.
      const sample = (await measure(url, skipAudits)) ?? (await measure(url, skipAudits)) ?? (await measure(url, skipAudits));
      if (!sample) throw new Error(`${url}: Lighthouse saw nothing in three tries`);
      samples.push(sample);
    }
    const of = (read) => median(samples.map(read));
    const scores = Object.fromEntries(Object.keys(CATEGORIES).map((category) => [category, of((sample) => sample.scores[category])]));
    const bytes = await weigh(samples[0].loaded);
    rows.push({ name, path, scores, bytes, lcp: of((sample) => sample.lcp), cls: of((sample) => sample.cls), tbt: of((sample) => sample.tbt) });
    for (const [category, score] of Object.entries(scores)) {
      if (score < goal(category)) misses.push(`${name}: ${CATEGORIES[category]} ${score} of ${goal(category)} (${[...new Set(samples.flatMap(({ below }) => below))].join("; ")})`);
    }
    const script = bytes.JavaScript + bytes.Wasm;
    if (script > SCRIPT_BYTES_MAX) misses.push(`${name}: Wasm and JavaScript weigh ${script} bytes of ${SCRIPT_BYTES_MAX}`);
    const early = samples[0].loaded.filter((loaded) => /\/assets\/(map|land)/.test(loaded) || !loaded.startsWith(stage.url));
    if (early.length > 0) misses.push(`${name}: nobody has asked for ${early.join(", ")}`);
  }
} finally {
  await stage.strike();
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const lines = [
  "# Pages on a phone",
  "",
  `\`cargo xtask bench pages\`: Lighthouse ${version} with its mobile emulation (slow 4G, a slow processor, both reckoned), median of ${runs} runs, each in a browser of its own. Pages`,
  `come from the Worker (${process.env.CRAFTBEAN_EDGE ? "as it stood there already" : "release build"}) in Miniflare over plain HTTP/1.1 on this machine, which Lighthouse takes for a secure place, with gzip, and with`,
  "origin and database behind it. Goals: performance 95, everything else 100.",
  "",
  row(["page", ...Object.values(CATEGORIES), "largest paint", "layout shift", "blocking"]),
  `|---|${"---:|".repeat(Object.keys(CATEGORIES).length + 3)}`,
  ...rows.map(({ name, path, scores, lcp, cls, tbt }) => row([`${name} (\`${path}\`)`, ...Object.keys(CATEGORIES).map((category) => scores[category]), `${(lcp / 1000).toFixed(1)} s`, cls.toFixed(3), `${Math.round(tbt)} ms`])),
  "",
  "That pages of results are kept from search engines is left out of their SEO: it is meant.",
  "",
  "## Bytes",
  "",
  "What a first visit downloads until the page is at rest, as an edge would send it: text in brotli (level 4 for pages, 11 for assets), fonts and pictures as they are. The goal is 60,000 bytes of Wasm",
  "and JavaScript together; no map is loaded until somebody asks for it.",
  "",
  row(["page", ...KINDS.map(([kind]) => kind), "together", "Wasm and JavaScript"]),
  `|---|${"---:|".repeat(KINDS.length + 2)}`,
  ...rows.map(({ name, bytes }) => row([name, ...KINDS.map(([kind]) => bytes[kind]), Object.values(bytes).reduce((sum, part) => sum + part, 0), bytes.JavaScript + bytes.Wasm])),
];
console.log(lines.join("\n"));
if (option("--table")) writeFileSync(option("--table"), `${lines.join("\n")}\n`);
if (misses.length > 0) {
  console.error(`\nBelow the goals:\n${misses.map((miss) => `  ${miss}`).join("\n")}`);
  process.exitCode = 1;
}
