// Keeps in the browser what its owner has seen: the files of this build, the last pages and pictures, and the pages of saved places. With a
// network it only watches; without one it gives what it has, and the page says so. BUILD and ASSETS are put in by the build.
const FILES = `files-${BUILD}`;
const PAGES = "pages";
const SAVED = "saved";
const PHOTOS = "photos";
const PAGES_MAX = 40;
const PHOTOS_MAX = 80;
// How long the network may take while there is something to show instead.
const PATIENCE_MS = 6_000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(file(event));
  else if (url.pathname.startsWith("/photos/")) event.respondWith(photo(event));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function install() {
  await (await caches.open(FILES)).addAll(ASSETS);
  await skipWaiting();
}

// Files of earlier builds go; pages stay, because they are what there is without a network, plain if need be.
async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("files-") && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

// A hashed name is one content for ever.
async function file({ request }) {
  return (await caches.match(request)) ?? fetch(request);
}

async function photo(event) {
  const kept = await caches.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(PHOTOS, event.request.url, answer.clone(), PHOTOS_MAX));
  return answer;
}

async function page(event, url) {
  const address = url.pathname + url.search;
  const kept = (await match(SAVED, address)) ?? (await match(PAGES, address));
  try {
    const answer = await fetch(event.request, kept && { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (mayBeKept(answer)) event.waitUntil(remember(address, url.pathname, answer.clone()));
    if (answer.status < 500 || !kept) return answer;
  } catch (cause) {
    if (!kept) return (await match(PAGES, `${language(url.pathname)}/offline`)) ?? Promise.reject(cause);
  }
  return marked(kept);
}

async function match(name, address) {
  return (await caches.open(name)).match(address);
}

// Neither personal pages nor answers to what somebody typed.
function mayBeKept(answer) {
  const control = answer.headers.get("cache-control") ?? "";
  return answer.status === 200 && !answer.redirected && !/no-store|private/.test(control) && (answer.headers.get("content-type") ?? "").startsWith("text/html");
}

// The page, and what every language needs when the network is gone.
async function remember(address, path, answer) {
  if (await match(SAVED, address)) await (await caches.open(SAVED)).put(address, answer.clone());
  await keep(PAGES, address, answer, PAGES_MAX);
  const pages = await caches.open(PAGES);
  for (const always of ["/offline", "/saved"].map((name) => language(path) + name)) {
    if (!(await pages.match(always))) await pages.add(always);
  }
}

// The latest ones, each once; the first to go is who came first.
async function keep(name, address, answer, most) {
  const cache = await caches.open(name);
  await cache.delete(address);
  await cache.put(address, answer);
  const always = /\/(offline|saved)$/;
  const keys = (await cache.keys()).filter((request) => !always.test(new URL(request.url).pathname));
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

// The prefix of a path that says its language.
function language(path) {
  return /^\/(?:es|de|ja|ar)(?=\/|$)/.exec(path)?.[0] ?? "";
}

// A page that says that it is kept: its style shows the notice that every page carries.
async function marked(kept) {
  const html = (await kept.text()).replace("<html ", "<html data-offline ");
  return new Response(html, { status: 200, headers: kept.headers });
}
