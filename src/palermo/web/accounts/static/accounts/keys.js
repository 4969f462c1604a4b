// What the library for keys does not do: say on the page that something went wrong, and hide what this browser cannot do.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of document.querySelectorAll("[data-key-error]")) note.hidden = false;
});

if (!window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-keys]")) part.hidden = true;
  for (const part of document.querySelectorAll("[data-no-keys]")) part.hidden = false;
}
