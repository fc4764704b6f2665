// Loads the islands' Wasm, wires them, and only then shows what needs script. ISLANDS_WASM is the hashed URL, put in by the build.
import init, * as islands from "./frontend.js";

await init({ module_or_path: ISLANDS_WASM });
islands.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  islands[island.dataset.component]?.(island);
}
// A map is fetched when somebody asks for it. Where it cannot be drawn, its section says so, and the list has all of it.
for (const section of document.querySelectorAll("[data-map]")) {
  const [button, status] = [section.querySelector("button"), section.querySelector("[role=status]")];
  const draw = async () => {
    if (button.hidden) return;
    button.hidden = true;
    status.textContent = section.dataset.loading;
    try {
      await (await import(section.dataset.map)).show(section);
      status.textContent = "";
    } catch {
      status.textContent = section.dataset.failed;
    }
  };
  button.addEventListener("click", draw);
  // An address that ends in the map's name asks for it as well: so does the way to another area.
  const arrive = () => location.hash === `#${section.id}` && draw();
  addEventListener("hashchange", arrive);
  arrive();
}
navigator.serviceWorker?.register("/service-worker.js");
document.documentElement.classList.add("scripted");
