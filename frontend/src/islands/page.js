// What every page does, and all the script of one without islands.

// Fields that were left empty say nothing: an address that somebody shares tells what was chosen, and no more.
addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
// What is read here stays readable without a network; fetched once the page itself is there.
addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js"));
