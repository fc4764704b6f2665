// What a request costs at the edge: CPU of bare workerd a request, and requests a second, side by side with what others do. One core for the
// server, one for the load; rounds are interleaved, so that a busy machine meets all alike; the median of the rounds counts.
// Usage: node edge.mjs WORKER_FOLDER [--rounds N] [--seconds S] [--table FILE] [--chart FILE]
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "@astrojs/compiler-rs";
import { build } from "esbuild";
import { compile } from "svelte/compiler";
import { SLUG, startOrigin } from "./origin.mjs";

const here = import.meta.dirname;
const root = join(here, "../..");
const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const worker = process.argv[2];
const rounds = Number(option("--rounds", 7));
const seconds = Number(option("--seconds", 2));
const WORKERD = join(root, "node_modules/@cloudflare/workerd-linux-64/bin/workerd");
const scratch = mkdtempSync(join(tmpdir(), "bench-"));
const hertz = Number(execFileSync("getconf", ["CLK_TCK"]));

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** Starts bare workerd with the modules of a folder, on the first core. */
async function serve(name, folder, modules, bindings = {}, objects = false) {
  const port = await freePort();
  const kinds = { mjs: "esModule", js: "esModule", wasm: "wasm" };
  const listed = modules.map((module) => `(name = "${module}", ${kinds[module.split(".").pop()]} = embed "${module}")`).join(", ");
  const bound = Object.entries(bindings).map(([key, value]) => `(name = "${key}", text = ${JSON.stringify(value)})`);
  if (objects) bound.push('(name = "GENERATIONS", durableObjectNamespace = "Generations")');
  const config = join(folder, `${name}.capnp`);
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["private", "public"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${listed}],
  compatibilityDate = "2026-07-28",
  bindings = [${bound.join(", ")}],
  ${objects ? 'durableObjectNamespaces = [(className = "Generations", uniqueKey = "generations", enableSql = true)], durableObjectStorage = (inMemory = void),' : ""}
);
`,
  );
  const child = spawn("taskset", ["-c", "0", WORKERD, "serve", config], { stdio: ["ignore", "ignore", process.env.BENCH_VERBOSE ? "inherit" : "ignore"] });
  // However the run ends, nothing of it stays.
  process.on("exit", () => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(url, { redirect: "manual" });
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return { url, pid: child.pid, stop: () => (child.kill("SIGKILL"), new Promise((resolve) => child.on("close", resolve))) };
}

/** CPU seconds a process has used. */
function used(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ");
  return (Number(fields[11]) + Number(fields[12])) / hertz;
}

/** One round of load: CPU microseconds a request, and requests a second. */
function load(server, { path, headers = {} }, time) {
  const before = used(server.pid);
  const flags = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  return new Promise((resolve, reject) => {
    const wrk = spawn("taskset", ["-c", "1", "wrk", "-t1", "-c8", `-d${time}s`, ...flags, server.url + path]);
    let output = "";
    wrk.stdout.on("data", (text) => (output += text));
    wrk.on("close", () => {
      const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
      if (!requests || /Non-2xx or 3xx responses/.test(output)) return reject(new Error(`${path}: ${output}`));
      resolve({ us: ((used(server.pid) - before) * 1e6) / requests, rps: requests / time });
    });
  });
}

const text = (html) => html.replace(/<(script|style|title)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").replace(/&amp;/g, "&").trim();
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

// The edge, with and without ready pages, and with its origin gone.
const MODULES = ["entry.mjs", "assets.mjs", "index.js", "index_bg.wasm"];
const folder = join(scratch, "edge");
cpSync(worker, folder, { recursive: true });
const origin = await startOrigin("max-age=3600, stale-if-error=86400");
const dying = await startOrigin("max-age=1, stale-if-error=86400");
const keeping = await serve("keeping", folder, MODULES, { ORIGIN_URL: origin.url }, true);
const rendering = await serve("rendering", folder, MODULES, { ORIGIN_URL: origin.url, KEEP_PAGES: "off" }, true);
const orphan = await serve("orphan", folder, MODULES, { ORIGIN_URL: dying.url }, true);

const list = await (await fetch(`${rendering.url}/cafes`)).text();
await fetch(`${orphan.url}/cafes`);
const tag = (await fetch(`${keeping.url}/cafes`)).headers.get("etag");

// The same page by others, from the same JSON: they find out what is open and draw the covers as we do. Only the frame of the page comes ready.
const [before, rest] = list.split('<ul class="cards">');
const after = rest.split("</ul>").slice(1).join("</ul>");
const json = await (await fetch(`${origin.url}/api/v1/cafes`)).text();
if (JSON.parse(json).items.length !== 60) throw new Error("the list has not sixty cards");

// What our answers say beside their bodies, for a JavaScript Worker that says as much.
const headersOf = async (path) => [...(await fetch(`${keeping.url}${path}`, { redirect: "manual" })).headers].filter(([name]) => !["date", "content-length", "transfer-encoding", "connection"].includes(name));
const [redirecting, paging] = [JSON.stringify(await headersOf("/cafes/")), JSON.stringify(await headersOf("/cafes"))];

const source = `import { cards } from ${JSON.stringify(join(here, "cards.mjs"))};\nexport const FRAME = ${JSON.stringify({ before, after })};\nconst JSON_TEXT = ${JSON.stringify(json)};\nexport const read = () => cards(JSON.parse(JSON_TEXT), Date.now());\nexport const HEADERS = { "content-type": "text/html; charset=utf-8", "cache-control": "public, no-cache" };\n`;
writeFileSync(join(scratch, "data.mjs"), source);
const others = {
  noop: `export default { fetch: () => new Response() };`,
  map: `import { HEADERS } from "./data.mjs";
const BYTES = new TextEncoder().encode(${JSON.stringify(list)});
const MAP = new Map([["/cafes", BYTES]]);
export default { fetch(request) { const path = request.url.slice(request.url.indexOf("/", 8)); const bytes = MAP.get(path); return bytes ? new Response(bytes, { headers: HEADERS }) : new Response(null, { status: 404 }); } };`,
  redirect: `const HEADERS = new Headers(${redirecting});
export default { fetch: () => new Response(null, { status: 308, headers: HEADERS }) };`,
  page: `const HEADERS = new Headers(${paging});
const MAP = new Map([["/cafes", new TextEncoder().encode(${JSON.stringify(list)})]]);
export default { fetch(request) { const path = request.url.slice(request.url.indexOf("/", 8)); const bytes = MAP.get(path); return bytes ? new Response(bytes, { headers: HEADERS }) : new Response(null, { status: 404 }); } };`,
  svelte: `import { FRAME, HEADERS, read } from "./data.mjs"; import { render } from "svelte/server"; import Cards from "./cards.svelte";
export default { fetch: () => new Response(render(Cards, { props: { ...FRAME, items: read() } }).body, { headers: HEADERS }) };`,
  hono: `import { FRAME, HEADERS, read } from "./data.mjs"; import { Cards } from "./cards.jsx";
export default { fetch: () => new Response(Cards({ ...FRAME, items: read() }).toString(), { headers: HEADERS }) };`,
  astro: `import { experimental_AstroContainer as Container } from "astro/container"; import { FRAME, HEADERS, read } from "./data.mjs"; import Cards from "./cards.astro";
const container = Container.create();
export default { fetch: async () => new Response(await (await container).renderToString(Cards, { props: { ...FRAME, items: read() } }), { headers: HEADERS }) };`,
  react: `import { FRAME, HEADERS, read } from "./data.mjs"; import { respondWith } from "./cards.react.jsx";
const respond = respondWith(FRAME, read);
export default { fetch: async (request) => new Response(await respond(request), { headers: HEADERS }) };`,
  // Built by its own tools, below.
  kit: `export { default } from "${here}/kit/.svelte-kit/cloudflare/_worker.js";`,
};
execFileSync(process.execPath, [join(here, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error"], { cwd: join(here, "kit"), env: { ...process.env, BENCH_DATA: join(scratch, "data.mjs") }, stdio: ["ignore", "ignore", "inherit"] });
// SvelteKit's adapter asks the Cache API first, which bare workerd lacks: one that has nothing stands for it.
const NO_CACHE = 'Object.defineProperty(globalThis, "caches", { value: { default: { match: async () => undefined, put: async () => {} } } });';
const templates = {
  name: "templates",
  setup(esbuild) {
    esbuild.onResolve({ filter: /cards\.(svelte|jsx|astro|react\.jsx)$/ }, ({ path }) => ({ path: join(here, path) }));
    esbuild.onLoad({ filter: /\.astro$/ }, ({ path }) => ({ contents: transform(readFileSync(path, "utf8"), { filename: path, internalURL: "astro/compiler-runtime", resultScopedSlot: true, compact: true, resolvePath: (path) => path }).code, loader: "ts", resolveDir: here }));
    esbuild.onLoad({ filter: /\.svelte$/ }, ({ path }) => ({ contents: compile(readFileSync(path, "utf8"), { generate: "server", dev: false, filename: path }).js.code, loader: "js", resolveDir: here }));
  },
};
const servers = {};
for (const [name, contents] of Object.entries(others)) {
  await build({ stdin: { contents, resolveDir: scratch, loader: "js" }, nodePaths: [join(here, "node_modules")], bundle: true, minify: true, banner: name === "kit" ? { js: NO_CACHE } : {}, format: "esm", jsx: "automatic", jsxImportSource: "hono/jsx", outfile: join(scratch, `${name}.mjs`), plugins: [templates], conditions: ["worker", "production"], define: { "process.env.NODE_ENV": '"production"', "import.meta.env": "{}" }, logLevel: "error", external: ["node:*", "cloudflare:*"] });
  servers[name] = await serve(name, scratch, [`${name}.mjs`]);
}
const covers = (html) => [...html.matchAll(/<path d="([^"]+)"/g)].map(([, path]) => path);
for (const name of ["svelte", "hono", "astro", "react", "kit"]) {
  const theirs = await (await fetch(`${servers[name].url}/cafes`)).text();
  if (text(theirs) !== text(list)) throw new Error(`${name} renders another text:\n${text(theirs).slice(0, 400)}\n${text(list).slice(0, 400)}`);
  if (String(covers(theirs)) !== String(covers(list))) throw new Error(`${name} draws other covers`);
}

// The origin of the third goes away; what it kept is stale by then.
await dying.stop();
await new Promise((resolve) => setTimeout(resolve, 2500));
for (let tries = 0; tries < 8; tries += 1) await fetch(`${orphan.url}/cafes`);
const stale = await fetch(`${orphan.url}/cafes`);
if (!stale.headers.get("cache-status").includes("origin-failing")) throw new Error(`not stale: ${stale.headers.get("cache-status")}`);

const arms = {
  "JS no-op": [servers.noop, { path: "/" }],
  "JS Map of bytes": [servers.map, { path: "/cafes" }],
  "JS redirect with our headers": [servers.redirect, { path: "/cafes/" }],
  "JS Map of bytes with our headers": [servers.page, { path: "/cafes" }],
  "Svelte 5, list of 60": [servers.svelte, { path: "/cafes" }],
  "Hono JSX, list of 60": [servers.hono, { path: "/cafes" }],
  "Astro, list of 60": [servers.astro, { path: "/cafes" }],
  "React Router, list of 60": [servers.react, { path: "/cafes" }],
  "SvelteKit, list of 60": [servers.kit, { path: "/cafes" }],
  "edge: redirect (empty answer)": [keeping, { path: "/cafes/" }],
  "edge: 304": [keeping, { path: "/cafes", headers: { "If-None-Match": tag } }],
  "edge: page from memory": [keeping, { path: "/cafes" }],
  "edge: JSON from memory": [keeping, { path: "/api/v1/cafes" }],
  "edge: stale, all origins dead": [orphan, { path: "/cafes" }],
  "edge: list of 60, rendered": [rendering, { path: "/cafes" }],
  "edge: profile, rendered": [rendering, { path: `/cafes/${SLUG}` }],
};
const samples = Object.fromEntries(Object.keys(arms).map((name) => [name, []]));
for (const [server, request] of Object.values(arms)) await load(server, request, 1);
for (let round = 1; round <= rounds; round += 1) {
  process.stderr.write(`  round ${round} of ${rounds}\n`);
  for (const [name, [server, request]] of Object.entries(arms)) samples[name].push(await load(server, request, seconds));
}
await Promise.all([keeping, rendering, orphan, ...Object.values(servers)].map((server) => server.stop()));
await origin.stop();

const us = (name) => median(samples[name].map((sample) => sample.us));
const rps = (name) => median(samples[name].map((sample) => sample.rps));
const against = [
  ["edge: redirect (empty answer)", "JS no-op", 1.4],
  ["edge: redirect (empty answer)", "JS redirect with our headers", 1.4],
  ["edge: 304", "edge: redirect (empty answer)", 1.2],
  ["edge: page from memory", "JS Map of bytes", 1.3],
  ["edge: page from memory", "JS Map of bytes with our headers", 1.3],
  ["edge: stale, all origins dead", "edge: page from memory", 1.5],
  ["edge: list of 60, rendered", "Svelte 5, list of 60", 1.0],
  ["edge: list of 60, rendered", "Hono JSX, list of 60", 1.0],
  ["edge: list of 60, rendered", "Astro, list of 60", 1.0],
  ["edge: list of 60, rendered", "React Router, list of 60", 1.0],
  ["edge: list of 60, rendered", "SvelteKit, list of 60", 1.0],
];
const lines = [`Bare workerd, ${cpus()[0].model.trim()}, one core for the server and one for the load; median of ${rounds} interleaved rounds of ${seconds} s.`, "", "| what | CPU µs a request | requests a second |", "|---|---:|---:|"];
for (const name of Object.keys(arms)) lines.push(`| ${name} | ${us(name).toFixed(0)} | ${rps(name).toFixed(0)} |`);
lines.push("", "| what | against | CPU ratio | goal |", "|---|---|---:|---:|");
for (const [name, other, goal] of against) lines.push(`| ${name} | ${other} | ${(us(name) / us(other)).toFixed(2)} | ≤ ${goal} |`);
console.log(lines.join("\n"));
if (option("--table")) writeFileSync(option("--table"), `${lines.join("\n")}\n`);

// A bar a row, in the reader's own colours.
const widest = Math.max(...Object.keys(arms).map(us));
const bars = Object.keys(arms).map((name, index) => {
  const [y, width] = [index * 26 + 34, Math.max(1, (us(name) / widest) * 400)];
  return `<text x="236" y="${y + 13}" text-anchor="end">${name.replace("&", "&amp;")}</text><rect x="246" y="${y}" width="${width.toFixed(1)}" height="17" rx="2" fill="${name.startsWith("edge") ? "#a4522b" : "#8a8178"}"/><text x="${(252 + width).toFixed(1)}" y="${y + 13}">${us(name).toFixed(0)}</text>`;
});
const height = Object.keys(arms).length * 26 + 44;
if (option("--chart")) writeFileSync(option("--chart"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" font-family="system-ui, sans-serif" font-size="12"><rect width="720" height="${height}" fill="#f6f0e6"/><g fill="#2b211b"><text x="16" y="20" font-weight="600">CPU microseconds a request in bare workerd (less is better)</text>${bars.join("")}</g></svg>\n`);
