// From the API's JSON to what a card shows, in JavaScript as frontend/src/views does it in Rust: the same covers, the same states.
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A generator seeded by the slug: FNV-1a, then a counter mixed by lowbias32. */
function dice(slug) {
  let state = 0x811c9dc5;
  for (let index = 0; index < slug.length; index += 1) state = Math.imul(state ^ slug.charCodeAt(index), 0x01000193);
  return (sides) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x7feb352d);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
    return ((((mixed ^ (mixed >>> 16)) >>> 16) * sides) >>> 16);
  };
}

function roastCurves(roll) {
  let path = "";
  for (let batch = 0; batch < 5; batch += 1) {
    const start = 10 + roll(20) + batch * 6;
    const dip = 84 + roll(24);
    const end = 14 + roll(30) + batch * 8;
    path += `M0 ${start}C${20 + roll(20)} ${dip} ${40 + roll(20)} ${dip} ${110 + roll(40)} ${70 + roll(10)}S${220 + roll(60)} ${end} 320 ${end}`;
  }
  return path;
}

function grains(roll) {
  let path = "";
  for (let grain = 0; grain < 24; grain += 1) {
    const x = roll(320);
    const y = 20 + roll(80);
    const across = 4 + roll(9);
    const down = roll(11);
    path += `M${x} ${y}q${across} ${down >> 1} ${across + 3} ${down}`;
  }
  return path;
}

function landscape(roll) {
  const peak = 80 + roll(160);
  const rise = 30 + roll(30);
  let path = "";
  for (let line = 0; line < 7; line += 1) {
    const base = 24 + line * 15;
    const top = Math.max(0, base - Math.floor((rise * (7 - line)) / 7));
    path += `M0 ${base}Q${peak >> 1} ${top} ${peak} ${top}T320 ${base + roll(8)}`;
  }
  return path;
}

/** What is said about a café that is closed now: the cafés of this measurement open again in years. */
function state({ open_next: next }, now) {
  const opens = Date.parse(next.opens_at);
  if (opens <= now) throw new Error("only closed cafés are measured");
  const day = opens - now >= 12 * 3_600_000 ? `${DAYS[next.weekday - 1]} ` : "";
  return `Closed, opens ${day}${next.opens}`;
}

/** The cards of a list. */
export function cards({ items }, now) {
  return items.map((cafe) => {
    const roll = dice(cafe.slug);
    const tone = `cover tone-${roll(5)}`;
    const drawing = [roastCurves, grains, landscape][roll(3)];
    return {
      slug: cafe.slug,
      name: cafe.name,
      tone,
      cover: drawing(roll),
      where: [cafe.address, cafe.city?.name].filter(Boolean).join(", "),
      state_class: "state closed",
      state: state(cafe, now),
      fictional: cafe.fictional,
      methods: cafe.brewing_methods.map(({ name }) => name).join(" · "),
    };
  });
}
