// Fields that were left empty say nothing: an address that somebody shares tells what was chosen, and no more.
addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
