// What helps somebody at a shared computer: a quick way out by keyboard, and a screen that locks by itself.
// All of it works without this script too: the way out is a link, and the server locks by its own clock.

const out = document.querySelector("[data-quick-exit]");
let last = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !out) return;
  if (event.timeStamp - last < 600) {
    document.documentElement.hidden = true;
    location.replace(out.href);
  }
  last = event.timeStamp;
});

const idle = Number(document.body.dataset.idleSeconds || 0) * 1000;
if (idle) {
  let timer;
  let told = Date.now();
  const lock = () => location.replace(document.body.dataset.lock + "?next=" + encodeURIComponent(location.pathname));
  // Who types a long text asks for no page meanwhile: the server is told that she is there, once in a while.
  const tell = async () => {
    told = Date.now();
    const answer = await fetch(document.body.dataset.here, { redirect: "manual" }).catch(() => null);
    if (answer && answer.type === "opaqueredirect") lock();
  };
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(lock, idle + 2000);
    if (Date.now() - told > idle / 4) tell();
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) document.addEventListener(kind, again, { passive: true });
  again();
}

// A page that the browser kept for its back button is asked for anew: somebody else may sit there now.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
