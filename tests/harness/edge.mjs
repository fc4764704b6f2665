// Runs a built Worker in Miniflare with its assets. Prints its URL, and its twin's if there is one; ends when its input closes, so that it
// never outlives a test.
import { readFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Log, LogLevel, Miniflare } from "miniflare";

// `bindings` become variables of the Worker; `kv` and `cache` are folders in which KV and
// the Cache API outlive this process; `generations` says that the Worker brings
// its Durable Object; `clock` lets a test move its time; `twin` starts the same Worker a second time, as another location would.
const { entry, assets, bindings, kv, cache, generations, clock, twin } = JSON.parse(process.argv[2]);
const folder = dirname(entry);
const module = (type, name, from = join(folder, name)) => ({ type, path: join(folder, name), contents: readFileSync(from) });
const names = ["entry.mjs", "index.js", "index_bg.wasm", "assets.mjs"].filter((name) => (clock || !entry.endsWith(name)) && existsSync(join(folder, name)));
const first = clock ? module("ESModule", "clock_entry.mjs", join(import.meta.dirname, "clock_entry.mjs")) : { type: "ESModule", path: entry, contents: readFileSync(entry) };

const worker = (name) => ({
  name,
  modulesRoot: folder,
  modules: [first, ...names.map((name) => module(name.endsWith(".wasm") ? "CompiledWasm" : "ESModule", name))],
  compatibilityDate: "2026-07-28",
  bindings,
  ...(generations && { durableObjects: { GENERATIONS: { className: "Generations", scriptName: "craftbean", useSQLite: true } } }),
  r2Buckets: { PHOTOS: "photos" },
  kvNamespaces: { LAST_GOOD: "last-good", CONFIGURATION: "configuration" },
  ...(assets && {
    assets: {
      directory: assets,
      binding: "ASSETS",
      routerConfig: { has_user_worker: true },
      assetConfig: { headers: parseHeaders(readFileSync(join(assets, "_headers"), "utf8")) },
    },
  }),
  // Each location has a Cache API of its own; two Workers here would share one.
  ...(name !== "craftbean" && { cache: false, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }),
});

const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  cf: false,
  ...(kv && { kvPersist: kv }),
  ...(cache && { cachePersist: cache }),
  log: new Log(LogLevel.WARN),
  workers: [worker("craftbean"), ...(twin ? [worker("craftbean-twin")] : [])],
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

const urls = [await miniflare.ready];
if (twin) urls.push(await miniflare.unsafeGetDirectURL("craftbean-twin"));
console.log(urls.join(" "));

// A line on the input is an entry for KV, `{"namespace", "key", "value"}`, or asks how many there are, `{"namespace"}`.
// The answer is `done` and their number.
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", async (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop();
  for (const line of lines) {
    const { namespace, key, value } = JSON.parse(line);
    const store = await miniflare.getKVNamespace(namespace);
    if (key !== undefined) await store.put(key, value);
    console.log(`done ${(await store.list()).keys.length}`);
  }
});
process.stdin.once("end", async () => {
  await miniflare.dispose();
  process.exit(0);
});
