// Loads the islands' Wasm, wires them, and only then shows what needs script. ISLANDS_WASM is the hashed URL, put in by the build.
import init, * as islands from "./frontend.js";

await init({ module_or_path: ISLANDS_WASM });
islands.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  islands[island.dataset.component]?.(island);
}
document.documentElement.classList.add("scripted");
