// Keeps in the browser what its owner has seen: the files of this build, the last pages and pictures, and the pages of saved places. With a
// network it only watches; where nothing answers it gives what it has, and the page says so. BUILD and ASSETS are put in by the build.
const FILES = `files-${BUILD}`;
const PAGES = "pages";
const SAVED = "saved";
const PHOTOS = "photos";
const PAGES_MAX = 40;
const PHOTOS_MAX = 80;
// How long the network may take while there is something to show instead.
const PATIENCE_MS = 6_000;
// What every language needs when the network is gone.
const ALWAYS = ["/offline", "/saved"];

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

// A build takes over once it has its files and the pages that name them, in every language that has been read here. If one cannot be had, the build
// before stays, with its own. The page of a first visit is not ours yet: which language it has, only its window says.
async function install() {
  await (await caches.open(FILES)).addAll(ASSETS);
  const kept = await Promise.all([PAGES, SAVED].map(async (name) => (await caches.open(name)).keys()));
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const languages = new Set([...kept.flat(), ...open].map(({ url }) => language(new URL(url).pathname)));
  await Promise.all([...languages].flatMap((prefix) => ALWAYS.map((path) => renew(prefix + path))));
  await skipWaiting();
}

// Files of earlier builds go; other pages stay, because they are what there is without a network, plain if need be.
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
    const answer = await (kept ? askFor(event.request, PATIENCE_MS) : fetch(event.request));
    if (answer.status === 404 || answer.status === 410) event.waitUntil(forget(address));
    else if (!isTyped(url) && mayBeKept(answer)) event.waitUntil(remember(address, url.pathname, answer.clone()));
    if (answer.status < 500 || !kept) return answer;
  } catch (cause) {
    if (!kept) return (await match(PAGES, `${language(url.pathname)}/offline`)) ?? (await offlineElsewhere()) ?? Promise.reject(cause);
  }
  return marked(kept);
}

// Rather in another language than the browser's own error: saved places are a link away.
async function offlineElsewhere() {
  const pages = await caches.open(PAGES);
  const known = (await pages.keys()).find((request) => new URL(request.url).pathname.endsWith("/offline"));
  return known && pages.match(known);
}

// The head must come in time; a body that has begun may take as long as it does.
async function askFor(request, patience) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    return await fetch(request, { signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function match(name, address) {
  return (await caches.open(name)).match(address);
}

// Whether an address holds what somebody typed, or where they are.
function isTyped(url) {
  return ["q", "place", "at"].some((name) => url.searchParams.has(name));
}

// No personal pages.
function mayBeKept(answer) {
  const control = answer.headers.get("cache-control") ?? "";
  return answer.status === 200 && !answer.redirected && !/no-store|private/.test(control) && (answer.headers.get("content-type") ?? "").startsWith("text/html");
}

// The page, and those that its language always needs.
async function remember(address, path, answer) {
  if (await match(SAVED, address)) await (await caches.open(SAVED)).put(address, answer.clone());
  await keep(PAGES, address, answer, PAGES_MAX);
  for (const always of ALWAYS.map((name) => language(path) + name)) {
    if (!(await match(PAGES, always))) await renew(always);
  }
}

// What is no longer there is not shown when the network is gone either.
async function forget(address) {
  await Promise.all([PAGES, SAVED].map(async (name) => (await caches.open(name)).delete(address)));
}

// Keeps a page as it is now, with the files that it names: while a release spreads, they may be another build's.
async function renew(address) {
  const answer = await fetch(address);
  if (!mayBeKept(answer)) throw new Error(`${address} answered ${answer.status}`);
  const named = new Set((await answer.clone().text()).match(/\/assets\/[\w.-]+/g));
  const files = await caches.open(FILES);
  await Promise.allSettled([...named].filter((name) => !ASSETS.includes(name)).map((name) => files.add(name)));
  await (await caches.open(PAGES)).put(address, answer);
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
