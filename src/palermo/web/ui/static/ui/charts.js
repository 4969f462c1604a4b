/* Charts that sharpen a page, and are not needed to read it.

   The page holds one data block that says where the library is:
     <script type="application/json" id="chart-library">{"scripts": [vega, vega-lite, vega-embed], "config": address,
       "locale": how the language writes numbers}</script>
   and each chart is a figure with a picture made by the server and the specification it was made from:
     <figure class="chart" data-chart> … <div class="chart-picture"><picture>…</picture></div>
       <script type="application/json">{…}</script> … </figure>
   A second block with data-narrow is what a narrow column is drawn from. data-edges on the figure says how many pixels
   of the width the names along its axis take, data-panels how many panels the picture has, if any.
   The library is fetched when the first chart comes near the window. Whatever goes wrong, the picture stays. */

const NEAR = "300px";
const NARROW = 480; // pixels of a column below which the narrow specification is drawn
const PANEL = 290; // pixels that a panel needs, so that as many stand side by side as there is room for
const MARK = 34; // pixels that an entry of a legend takes besides its name
const [GAP, EDGE] = [24, 8]; // pixels between two panels, and after the last one
const WAIT_AFTER_RESIZE = 150; // milliseconds
const FONTS = ["14px 'Source Sans 3'", "600 14px 'Source Sans 3'"]; // measured before the first chart is laid out
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();
let library = null;

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // the three files need each other in this order
    script.onload = resolve;
    script.onerror = () => reject(new Error("a chart script did not load"));
    document.head.append(script);
  });
}

async function fetchLibrary() {
  const block = document.getElementById("chart-library");
  if (!block) throw new Error("the page has no chart-library block");
  const { scripts, config, locale } = JSON.parse(block.textContent);
  const fonts = FONTS.map((font) => document.fonts.load(font));
  const [response] = await Promise.all([fetch(config), ...scripts.map(load), ...fonts]);
  if (!response.ok) throw new Error("the chart colours did not load");
  return { configs: await response.json(), locale, embed: window.vegaEmbed };
}

/* The legends in a specification whose entries are listed. */
function* legends(part) {
  if (part === null || typeof part !== "object") return;
  for (const [name, inner] of Object.entries(part)) {
    if (name === "legend" && inner?.values) yield inner;
    else if (name !== "data") yield* legends(inner);
  }
}

/* How many entries of a legend stand side by side: columns are as wide as their widest entry. */
function columns(names, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = FONTS[0];
  const widths = names.map((name) => pen.measureText(name).width + MARK);
  for (let count = names.length; count > 1; count -= 1) {
    const widest = Array(count).fill(0);
    widths.forEach((each, place) => (widest[place % count] = Math.max(widest[place % count], each)));
    if (widest.reduce((sum, each) => sum + each) <= room) return count;
  }
  return 1;
}

/* What to draw. data-ratio on the figure (0.5: half as high as wide) makes the height follow the width: maps need it. */
function specification(figure, width) {
  const blocks = figure.querySelectorAll('script[type="application/json"]');
  const narrow = [...blocks].find((each) => "narrow" in each.dataset);
  const block = width < NARROW && narrow ? narrow : blocks[0];
  if (!block) return null;
  const spec = JSON.parse(block.textContent);
  const edges = Number(figure.dataset.edges || 0);
  if (figure.dataset.panels && spec.spec) {
    spec.columns = Math.max(1, Math.min(Number(figure.dataset.panels), Math.floor(width / PANEL)));
    spec.spec.width = Math.floor((width - edges - GAP * (spec.columns - 1)) / spec.columns) - EDGE;
  }
  if (block === blocks[0]) for (const legend of legends(spec)) legend.columns = columns(legend.values, width - edges);
  if (figure.dataset.ratio) spec.height = Math.round(width * Number(figure.dataset.ratio));
  return spec;
}

async function draw(figure) {
  const picture = figure.querySelector(".chart-picture");
  const spec = picture && specification(figure, picture.clientWidth);
  if (!spec) return;
  figure.dataset.chart = "loading";
  figure.dataset.width = String(picture.clientWidth);
  const live = document.createElement("div");
  live.className = "chart-live";
  try {
    library ??= fetchLibrary().catch((error) => {
      library = null; // the next chart tries again
      throw error;
    });
    const { configs, locale, embed } = await library;
    const still = [...picture.children].filter((child) => !child.classList.contains("chart-live"));
    live.style.visibility = "hidden";
    live.style.position = "absolute"; // takes no room before it takes the picture's
    picture.append(live);
    const result = await embed(live, spec, {
      actions: false,
      ast: true, // expressions are interpreted, never turned into code: the page's policy forbids that
      config: dark.matches ? configs.dark : configs.light,
      defaultStyle: false,
      formatLocale: locale,
      mode: "vega-lite",
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
    drawn.get(figure)?.finalize();
    drawn.set(figure, result);
    for (const child of [...picture.children]) {
      if (child.classList.contains("chart-live") && child !== live) child.remove();
    }
    const drawing = live.querySelector("svg");
    const name = spec.description || figure.querySelector(".chart-title")?.textContent.trim();
    if (drawing && name) drawing.setAttribute("aria-label", name);
    // one picture with one name: its figures are in the table, and not each mark is to be read out
    drawing?.setAttribute("role", "img");
    for (const part of drawing?.querySelectorAll("[role]") ?? []) {
      for (const said of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(said);
    }
    for (const child of still) child.hidden = true;
    live.style.visibility = live.style.position = "";
    figure.dataset.chart = "ready";
  } catch (error) {
    live.remove();
    figure.dataset.chart = "still";
    console.warn("The chart stays a picture:", error.message);
  }
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: NEAR },
);

function watch() {
  for (const figure of document.querySelectorAll('figure[data-chart=""]')) {
    figure.dataset.chart = "waiting";
    watcher.observe(figure);
  }
}

function redraw() {
  for (const figure of [...drawn.keys()]) draw(figure);
}

let resized = 0;
function settle() {
  clearTimeout(resized);
  resized = setTimeout(() => {
    for (const [figure, { view }] of drawn) {
      const [before, width] = [Number(figure.dataset.width), figure.querySelector(".chart-picture").clientWidth];
      if (width === before) continue; // a window that only grew longer
      const turned = width < NARROW !== before < NARROW;
      if (figure.dataset.ratio || figure.dataset.edges || turned) draw(figure);
      else view.resize().runAsync();
    }
  }, WAIT_AFTER_RESIZE);
}

watch();
dark.addEventListener("change", redraw);
window.addEventListener("resize", settle);
