// HTTP caching conformance: the engine as a neutral proxy, Varnish, nginx and a proxy that stores nothing, all before the suite's own
// server, one after the other in one run. A test counts as passed only with everything it depends on; a failed set-up is a failure.
// Usage: node run.mjs ENTRY_MODULE [--json FILE] [--only engine] [--floor FILE]
import { spawn } from "node:child_process";
import { createServer, request as ask } from "node:http";
import { mkdtempSync, readFileSync, writeFileSync, chmodSync } from "node:fs";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Log, LogLevel, Miniflare } from "miniflare";

const here = import.meta.dirname;
const suite = join(here, "node_modules/http-cache-tests");
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const entry = process.argv[2];
const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
chmodSync(scratch, 0o777);

const freePort = () =>
  new Promise((resolve) => {
    const socket = createSocket().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

async function answers(url) {
  for (let tries = 0; tries < 150; tries += 1) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(1000) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${url} does not answer`);
}

function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
  return { ended, stop: () => (child.kill("SIGTERM"), ended) };
}

const origin = await freePort();
const npm = { npm_config_protocol: "http", npm_config_port: String(origin), npm_config_id: "", npm_package_config_id: "", npm_config_pidfile: join(scratch, "server.pid") };

// Each competitor: starts before the origin, gives its port and a way to stop.
const competitors = {
  async engine() {
    const folder = dirname(entry);
    const file = (type, name) => ({ type, path: join(folder, name), contents: readFileSync(join(folder, name)) });
    const miniflare = new Miniflare({
      host: "127.0.0.1",
      port: 0,
      modulesRoot: folder,
      modules: [file("ESModule", "entry.mjs"), file("ESModule", "assets.mjs"), file("ESModule", "index.js"), file("CompiledWasm", "index_bg.wasm")],
      compatibilityDate: "2026-07-28",
      bindings: { ORIGIN_URL: `http://127.0.0.1:${origin}` },
      cf: false,
      log: new Log(LogLevel.ERROR),
      // Straight to the Worker: Miniflare's own entry would take lengths away.
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    });
    await miniflare.ready;
    return { port: (await miniflare.unsafeGetDirectURL()).port, stop: () => miniflare.dispose() };
  },
  async varnish() {
    const port = await freePort();
    const vcl = join(scratch, "default.vcl");
    writeFileSync(vcl, `vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "${origin}"; }\n`);
    const daemon = run("varnishd", ["-F", "-a", `127.0.0.1:${port}`, "-f", vcl, "-n", join(scratch, "varnish"), "-s", "malloc,64m", "-p", "default_ttl=0"]);
    return { port, stop: daemon.stop };
  },
  async nginx() {
    const port = await freePort();
    const config = join(scratch, "nginx.conf");
    writeFileSync(
      config,
      `daemon off; pid ${scratch}/nginx.pid; error_log ${scratch}/nginx.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${scratch}/body; proxy_temp_path ${scratch}/temp;
  fastcgi_temp_path ${scratch}/f; uwsgi_temp_path ${scratch}/u; scgi_temp_path ${scratch}/s;
  proxy_cache_path ${scratch}/nginx levels=1:2 keys_zone=kept:8m max_size=200m inactive=600m;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${origin}; proxy_cache kept; proxy_cache_revalidate on; }
  }
}
`,
    );
    const daemon = run("nginx", ["-c", config, "-e", join(scratch, "nginx.log")]);
    return { port, stop: daemon.stop };
  },
  async "stores nothing"() {
    const server = createServer((incoming, outgoing) => {
      const onward = ask({ host: "127.0.0.1", port: origin, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: server.address().port, stop: async () => (server.closeAllConnections(), server.close()) };
  },
};

async function results(competitor) {
  const server = run(process.execPath, [join(suite, "server/server.mjs")], { cwd: suite, env: { ...process.env, ...npm } });
  try {
    await answers(`http://127.0.0.1:${origin}/`);
    const { port, stop } = await competitor();
    await answers(`http://127.0.0.1:${port}/`);
    const client = run(process.execPath, ["--no-warnings", join(suite, "cli.mjs")], { cwd: suite, env: { ...process.env, ...npm, npm_config_base: `http://127.0.0.1:${port}` } });
    const late = setTimeout(client.stop, 180_000);
    const { output } = await client.ended;
    clearTimeout(late);
    await stop();
    return JSON.parse(output.slice(output.indexOf("{")));
  } finally {
    await server.stop();
  }
}

const groups = (await import(join(suite, "tests/index.mjs"))).default;
const tests = new Map(groups.flatMap((group) => group.tests.filter((test) => !test.browser_only).map((test) => [test.id, { ...test, group: group.name, kind: test.kind ?? "required" }])));

function passes(id, found, seen = new Set()) {
  if (seen.has(id)) return true;
  seen.add(id);
  return found[id] === true && (tests.get(id)?.depends_on ?? []).every((needed) => passes(needed, found, seen));
}

const names = option("--only") ? [option("--only")] : Object.keys(competitors);
const found = {};
for (const name of names) {
  process.stderr.write(`  asking ${name} …\n`);
  found[name] = await results(competitors[name]);
}

const count = (name, which) => [...tests.values()].filter((test) => which(test) && passes(test.id, found[name])).length;
const total = (which) => [...tests.values()].filter(which).length;
const rows = [
  ["required", (test) => test.kind === "required"],
  ["optimal", (test) => test.kind === "optimal"],
  ...groups.map((group) => [group.name, (test) => test.group === group.name && test.kind !== "check"]),
].filter(([, which]) => total(which) > 0);
const width = Math.max(...rows.map(([title]) => title.length));
console.log(["".padEnd(width), "of".padStart(4), ...names.map((name) => name.padStart(14))].join(" "));
for (const [title, which] of rows) {
  console.log([title.padEnd(width), String(total(which)).padStart(4), ...names.map((name) => String(count(name, which)).padStart(14))].join(" "));
}
if (option("--json")) writeFileSync(option("--json"), JSON.stringify(found, null, 1));
const failed = [...tests.values()].filter((test) => test.kind !== "check" && !passes(test.id, found.engine ?? {}));
if (found.engine && process.argv.includes("--failures")) for (const test of failed) console.log(`  ${test.kind} ${test.group} / ${test.id}: ${JSON.stringify(found.engine[test.id])}`);

// What was reached before must stay reached.
if (option("--floor")) {
  const floor = JSON.parse(readFileSync(option("--floor")));
  const lost = rows.filter(([title, which]) => count("engine", which) < (floor[title] ?? 0)).map(([title]) => title);
  if (lost.length) {
    console.error(`below the floor: ${lost.join(", ")}`);
    process.exitCode = 1;
  }
}
