// Runs a built Worker in Miniflare with its assets. Prints the URL; ends when its input closes, so that it never outlives a test.
import { readFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Log, LogLevel, Miniflare } from "miniflare";

const { entry, assets, originUrl } = JSON.parse(process.argv[2]);
const folder = dirname(entry);
const module = (type, name) => ({ type, path: join(folder, name), contents: readFileSync(join(folder, name)) });
const names = ["index.js", "index_bg.wasm", "assets.mjs"].filter((name) => !entry.endsWith(name) && existsSync(join(folder, name)));

const miniflare = new Miniflare({
  name: "craftbean",
  host: "127.0.0.1",
  port: 0,
  modulesRoot: folder,
  modules: [
    { type: "ESModule", path: entry, contents: readFileSync(entry, "utf8") },
    ...names.map((name) => module(name.endsWith(".wasm") ? "CompiledWasm" : "ESModule", name)),
  ],
  compatibilityDate: "2026-07-28",
  bindings: { ORIGIN_URL: originUrl },
  cf: false,
  log: new Log(LogLevel.WARN),
  ...(assets && {
    assets: {
      directory: assets,
      binding: "ASSETS",
      routerConfig: { has_user_worker: true },
      assetConfig: { headers: parseHeaders(readFileSync(join(assets, "_headers"), "utf8")) },
    },
  }),
});

// The production form of `_headers`, as wrangler hands it to the asset server.
function parseHeaders(text) {
  const rules = {};
  let rule;
  for (const line of text.split("\n").filter((line) => line.trim())) {
    if (!line.startsWith(" ")) {
      rule = rules[line.trim()] = { set: {} };
    } else {
      const colon = line.indexOf(":");
      rule.set[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    }
  }
  return { version: 2, rules };
}

console.log(String(await miniflare.ready));
process.stdin.resume();
process.stdin.once("end", async () => {
  await miniflare.dispose();
  process.exit(0);
});
