// The map beside a list: MapLibre, loaded when somebody asks for it. Everything on it is in the list as well, so that nobody needs it.
// MAP_WORKER, MAP_STYLESHEET and MAP_LAND are put in by the build.
import { Map as LandMap, Marker, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { feature } from "topojson-client";

const PLACES_MAX = 500;
const NAMED_MAX = 24;
// Closer, several places at one address stay together for ever.
const CLUSTER_ZOOM_MAX = 17;
// How far round a point the list can look. A view is looked for by the next larger one, so that views which are nearly the same ask for the same.
const RADII_M = [250, 500, 1000, 2000, 3000, 5000, 10000, 20000, 50000];
const DEGREE_M = 111195;

// Puts a map into `section`. Its `data-*`: `api` lists the places, `prefix` is the pages' language, `tiles` the address of a style on this site, or
// nothing; `title`, `zoom-in`, `zoom-out`, `credits`, `many`, `land`, `metres` and `kilometres` are words. With `at` (LAT,LON) and `radius` in metres it begins with this circle,
// else with the places. `elsewhere` is the page of what is round a point: once the map was moved, the section's link leads there. Where it cannot be drawn
// nothing is left of it.
export async function show(section) {
  const { dataset } = section;
  const [places, style] = await Promise.all([load(dataset.api), dataset.tiles || plainStyle(), stylesheet()]);
  section.classList.add("shown");
  // With a few marks there is room for their names; with many, each is named when it is looked at.
  section.classList.toggle("named", places.length <= NAMED_MAX);
  let map;
  try {
    map = draw(section, places, style);
    await new Promise((resolve, reject) => map.once("load", resolve).once("error", ({ error }) => reject(error)));
  } catch (cause) {
    map?.remove();
    section.classList.remove("shown", "named");
    throw cause;
  }
  map.addSource("places", { type: "geojson", data: collection(places), cluster: true, clusterRadius: 44, clusterMaxZoom: CLUSTER_ZOOM_MAX });
  // A source is only worked on for a layer.
  map.addLayer({ id: "places", type: "circle", source: "places", paint: { "circle-radius": 0 } });
  follow(map, dataset);
  map.on("moveend", () => offer(map, section.querySelector(".map-search"), dataset));
}

function draw(section, places, style) {
  const { dataset } = section;
  setWorkerUrl(MAP_WORKER);
  const map = new LandMap({
    container: section.querySelector(".map-canvas"),
    style,
    bounds: dataset.at ? around(dataset) : bounds(places),
    fitBoundsOptions: { padding: dataset.at ? 0 : 48, maxZoom: dataset.at ? 17 : 14, animate: false },
    maxZoom: 18,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    attributionControl: { compact: true, customAttribution: dataset.land },
    locale: {
      "AttributionControl.ToggleAttribution": dataset.credits,
      "NavigationControl.ZoomIn": dataset.zoomIn,
      "NavigationControl.ZoomOut": dataset.zoomOut,
      "Map.Title": dataset.title,
      "ScaleControl.Meters": dataset.metres,
      "ScaleControl.Kilometers": dataset.kilometres,
    },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  map.touchZoomRotate.disableRotation();
  return map;
}

// All places of the list that have an exact position, page by page.
async function load(api) {
  const places = [];
  for (let url = api; url && places.length < PLACES_MAX; ) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the list answered ${answer.status}`);
    const { items, next_cursor: next } = await answer.json();
    places.push(...items.filter(({ position, precision }) => position && (precision === "exact" || precision === "postcode")));
    url = next && `${api}&cursor=${encodeURIComponent(next)}`;
  }
  return places;
}

function bounds(places) {
  const lons = places.map(({ position }) => position.lon);
  const lats = places.map(({ position }) => position.lat);
  return places.length ? [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] : [-170, -60, 180, 75];
}

// A square that fits into a circle: the view that was looked for by it.
function around({ at, radius }) {
  const [lat, lon] = at.split(",").map(Number);
  const high = (radius * Math.SQRT1_2) / DEGREE_M;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.05);
  return [lon - wide, Math.max(lat - high, -85), lon + wide, Math.min(lat + high, 85)];
}

// The way to the list of what is in view. Its middle is rounded, to about a kilometre, or to a hundred metres where one looks closer.
function offer(map, link, { elsewhere }) {
  const middle = map.getCenter().wrap();
  const reach = middle.distanceTo(map.getBounds().getNorthEast().wrap());
  const radius = RADII_M.find((metres) => metres >= reach) ?? RADII_M.at(-1);
  const [lat, lon] = [middle.lat, middle.lng].map((degrees) => degrees.toFixed(radius < 5000 ? 3 : 2));
  link.href = `${elsewhere}${elsewhere.includes("?") ? "&" : "?"}at=${lat},${lon}&radius_m=${radius}#${link.parentElement.id}`;
  link.hidden = false;
}

function collection(places) {
  const features = places.map(({ slug, name, position }) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [position.lon, position.lat] },
    properties: { path: `/cafes/${slug}`, name },
  }));
  return { type: "FeatureCollection", features };
}

// Land and borders in the colours of the page, from public-domain outlines: no foreign server hears of anybody.
async function plainStyle() {
  const [topology, colour] = [await (await fetch(MAP_LAND)).json(), colours()];
  return {
    version: 8,
    sources: { land: { type: "geojson", data: feature(topology, topology.objects.countries) } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--paper-sunk") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
      { id: "borders", type: "line", source: "land", paint: { "line-color": colour("--line"), "line-width": 1 } },
    ],
  };
}

// Style properties as colours that MapLibre can read: it knows neither `light-dark()` nor OKLCH.
function colours() {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const probe = document.head.appendChild(document.createElement("i"));
  return (name) => {
    probe.style.color = `var(${name})`;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
}

// Keeps a mark for each place and each crowd of them that is in view. Marks are links and buttons: reached by keyboard, read aloud.
function follow(map, dataset) {
  const shown = new Map();
  const refresh = () => {
    const features = new Map(map.querySourceFeatures("places").map((one) => [one.properties.cluster_id ?? one.properties.path, one]));
    for (const [key, { geometry, properties }] of features) {
      if (shown.has(key)) continue;
      const element = properties.cluster ? crowd(map, dataset, geometry, properties) : mark(dataset, properties);
      shown.set(key, new Marker({ element }).setLngLat(geometry.coordinates).addTo(map));
    }
    for (const [key, marker] of shown) {
      if (features.has(key)) continue;
      marker.remove();
      shown.delete(key);
    }
  };
  map.on("moveend", refresh);
  map.on("sourcedata", ({ sourceId, isSourceLoaded }) => sourceId === "places" && isSourceLoaded && refresh());
  map.on("idle", refresh);
}

function mark(dataset, { path, name }) {
  const link = document.createElement("a");
  link.className = "map-mark";
  link.href = dataset.prefix + path;
  link.setAttribute("aria-label", name);
  link.append(Object.assign(document.createElement("bdi"), { textContent: name }));
  return link;
}

function crowd(map, dataset, { coordinates }, { cluster_id: id, point_count: count }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "map-crowd";
  button.textContent = count;
  button.setAttribute("aria-label", `${dataset.many} ${count}`);
  button.addEventListener("click", async () => {
    const zoom = await map.getSource("places").getClusterExpansionZoom(id);
    map.easeTo({ center: coordinates, zoom, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  });
  return button;
}

function stylesheet() {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: MAP_STYLESHEET });
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = (event) => {
      link.remove();
      reject(event);
    };
    document.head.append(link);
  });
}
