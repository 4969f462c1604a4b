/* In a copy of the hub: search the list of its questions, and let the form find them. A plain script, for pages that
   are opened from a folder may not load modules. */

(() => {
  const section = document.querySelector("[data-copied-questions]");
  if (!section) return;
  const links = [...section.querySelectorAll("li a")];
  const places = JSON.parse(section.querySelector("script").textContent);
  const status = section.querySelector("[role=status]");
  const search = section.querySelector("input[type=search]");

  search.addEventListener("input", () => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const link of links) {
      const text = link.textContent.toLocaleLowerCase();
      link.parentElement.hidden = !words.every((word) => text.includes(word));
    }
  });

  document.querySelector("form.ask")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = [...new FormData(event.target)].filter(([name, value]) => value.trim() && name !== "view");
    const key = fields.map(([name, value]) => `${name}=${value}`).sort().join("&");
    if (key in places) {
      location.href = links[places[key]].href;
      return;
    }
    section.hidden = false;
    status.hidden = false;
    status.textContent = section.dataset.notHere;
    status.scrollIntoView();
  });
})();
