// A field that could not be kept because the line is gone says so, and is sent again when it is back.

const waiting = new Set();

document.addEventListener("htmx:sendError", (event) => {
  const field = event.target.closest("[data-field]");
  if (field) {
    waiting.add(field);
    field.classList.add("not-sent");
  }
});

addEventListener("online", () => {
  for (const field of waiting) field.dispatchEvent(new Event("change", { bubbles: true }));
  waiting.clear();
});

// Nobody loses a word by leaving too early.
addEventListener("beforeunload", (event) => {
  if (waiting.size || document.querySelector("[data-field].htmx-request")) event.preventDefault();
});
