// An origin for measuring: sixty cafés that do not exist, always the same, with the headers of the real one.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const WORDS = ["Copper", "Linden", "Harbour", "Quiet", "Amber", "North", "Paper", "Slow", "Velvet", "Granite"];
const METHODS = [["espresso", "Espresso"], ["v60", "V60"], ["aeropress", "AeroPress"], ["chemex", "Chemex"]];
const city = { country: "FI", slug: "helsinki", name: "Helsinki" };
const interval = (day) => ({ opens_at: `2026-11-${day}T06:00:00Z`, closes_at: `2026-11-${day}T16:00:00Z`, date: `2026-11-${day}`, weekday: 1, opens: "08:00", closes: "18:00", closes_weekday: 1 });

const cards = Array.from({ length: 60 }, (_, index) => {
  const name = `${WORDS[index % 10]} ${WORDS[(index * 7 + 3) % 10]} & Sons ${index + 1}`;
  return {
    id: `01a20108-1006-714b-84a8-${String(index).padStart(12, "0")}`,
    slug: `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-helsinki`,
    name,
    city,
    address: `Harbour Street ${index + 1}`,
    position: { lat: 60.1 + index / 1000, lon: 24.9 },
    precision: "exact",
    brewing_methods: METHODS.slice(0, 1 + (index % 4)).map(([slug, name]) => ({ slug, name })),
    hours_understood: true,
    open_next: { ...interval(23), opens_at: "2099-01-05T06:00:00Z", closes_at: "2099-01-05T16:00:00Z", date: "2099-01-05" },
    fictional: true,
    source: "demonstration",
    attribution: "Fictional places, written for this demonstration",
  };
});

const profile = {
  ...cards[0], country: "FI", postcode: null, time_zone: "Europe/Helsinki", contact: { website: null, phone: null }, chain: null,
  philosophy: "We weigh everything and hurry nothing.", practical: { wifi: "yes", power: "limited", dogs: "yes", cards: "yes" },
  hours: { text: "Mo-Su 08:00-18:00", understood: true, time_zone: "Europe/Helsinki", intervals: [23, 24, 25, 26, 27, 28, 29].map(interval) },
  neighbours: cards.slice(1, 7).map(({ slug, name, position }, index) => ({ slug, name, position, distance_m: 100 * (index + 1) })),
  source: { key: "demonstration", name: "Demonstration", licence: "MIT", attribution: "Fictional places", fictional: true, record_url: null },
  flags: [], last_verified: "2026-11-22",
};

const answers = {
  "/api/v1/cafes": { items: cards, next_cursor: null },
  "/api/v1/brewing-methods": { items: METHODS.map(([slug, name]) => ({ slug, name, summary: "A way to brew.", cafe_count: 60 })), next_cursor: null },
  [`/api/v1/cafes/${cards[0].slug}`]: profile,
};

export const SLUG = cards[0].slug;

/** Starts it. `life` is the value of CDN-Cache-Control. */
export async function startOrigin(life) {
  const server = createServer((request, response) => {
    const found = answers[request.url.split("?")[0]];
    const body = JSON.stringify(found ?? {});
    const digest = createHash("sha256").update(body).digest();
    response.writeHead(found ? 200 : 404, {
      "content-type": "application/json", "content-length": Buffer.byteLength(body), "cache-control": "public, max-age=0", "cdn-cache-control": life,
      etag: `"${digest.toString("hex").slice(0, 32)}"`, "repr-digest": `sha-256=:${digest.toString("base64")}:`, "cache-tag": "list:cafes",
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))) };
}
