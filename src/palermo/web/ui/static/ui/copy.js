/* A button beside every text that is there to be copied; without a script the text can be marked by hand. */

for (const text of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // pages that did not come by HTTPS have none
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain copy";
  button.textContent = text.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = text.dataset.copied;
    } catch (error) {
      getSelection().selectAllChildren(text); // what cannot be copied is marked, ready for the keyboard
      console.warn("Not copied:", error.message);
    }
    setTimeout(() => (button.textContent = text.dataset.copy), 2000);
  });
  text.after(button);
}
