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

// A question that depends on another is there when it is meant; what was written in it is never hidden.
const answersTo = (name) => [...document.getElementsByName(name)]
  .filter((each) => each.type !== "checkbox" || each.checked).map((each) => each.value);

const isAnswered = (field) => [...field.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .some((each) => (each.type === "checkbox" ? each.checked : each.value));

const showWhatIsMeant = () => {
  for (const field of document.querySelectorAll("[data-shown-if]")) {
    const meant = field.dataset.shownFor.split(" ");
    field.hidden = !answersTo(field.dataset.shownIf).some((each) => meant.includes(each)) && !isAnswered(field);
  }
};

addEventListener("change", showWhatIsMeant);
document.addEventListener("htmx:afterSwap", showWhatIsMeant);
document.addEventListener("DOMContentLoaded", showWhatIsMeant);
