// Loads the islands' Wasm, wires them, and only then shows what needs script. ISLANDS_WASM is the hashed URL, put in by the build.
import init, * as islands from "./frontend.js";
import "./forms.js";

await init({ module_or_path: ISLANDS_WASM });
islands.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  islands[island.dataset.component]?.(island);
}
// A map is fetched when somebody asks for it, and takes the place of its button. Where it cannot be drawn, its section says so, the list has all of it,
// and the button is there to try again.
for (const section of document.querySelectorAll("[data-map]")) {
  const [button, status] = [section.querySelector("button"), section.querySelector("[role=status]")];
  let tries = 0;
  let drawing = false;
  const draw = async () => {
    if (drawing || button.hidden) return;
    drawing = true;
    status.textContent = section.dataset.loading;
    try {
      // Browsers remember that an address gave no module: another try has another address.
      await (await import(section.dataset.map + (tries ? `?${tries}` : ""))).show(section);
      status.textContent = "";
      moveFocus(button, section.querySelector("canvas"));
      button.hidden = true;
    } catch {
      tries += 1;
      status.textContent = section.dataset.failed;
      moveFocus(button, button);
    }
    drawing = false;
  };
  button.addEventListener("click", draw);
  // An address that ends in the map's name asks for it as well: so does the way to another area.
  const arrive = () => location.hash === `#${section.id}` && draw();
  addEventListener("hashchange", arrive);
  arrive();
}
// Only for whoever is still there: who has gone on reading is left alone.
function moveFocus(from, to) {
  if ([from, document.body].includes(document.activeElement)) to.focus({ preventScroll: true });
}
navigator.serviceWorker?.register("/service-worker.js");
document.documentElement.classList.add("scripted");
