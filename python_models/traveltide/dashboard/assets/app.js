// Pages by hash, theme.

const grid = document.getElementById("grid");
let shown = { key: null };

async function show() {
  const page = pageShown();
  const before = shown;
  const now = { key: page.key, rest: readAddress().rest };
  shown = now;
  const moved = before.key !== null && before.key !== page.key;
  document.title = `${page.title} | ${content.title}`;
  document.getElementById("title").textContent = page.title;
  document.getElementById("question").textContent = page.question;
  for (const link of document.querySelectorAll("#pages a")) {
    link.removeAttribute("aria-current");
    if (link.hash === `#/${page.key}`) {
      link.setAttribute("aria-current", "page");
      // On a phone the names of the pages are wider than the screen. Not by
      // scrollIntoView: it moves the place from which Tab goes on.
      const bar = link.closest("nav");
      const [own, around] = [link, bar].map((each) => each.getBoundingClientRect());
      bar.scrollLeft += own.left - around.left - (around.width - own.width) / 2;
    }
  }
  const elements = panelsOf(page.key).map(panelElement);
  document.body.dataset.ready = "";
  grid.replaceChildren(...elements);
  if (moved || (before.key !== null && before.rest !== now.rest)) {
    window.scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  }
  await Promise.all(elements.map((each) => each.fill()));
  if (shown === now) document.body.dataset.ready = page.key;
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.getElementById("theme").textContent = theme === "dark" ? "Light colours" : "Dark colours";
}

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
let theme = prefersDark.matches ? "dark" : "light";
applyTheme(theme);
prefersDark.addEventListener("change", (event) => { theme = event.matches ? "dark" : "light"; applyTheme(theme); });
document.getElementById("theme").addEventListener("click", () => {
  theme = theme === "dark" ? "light" : "dark";
  applyTheme(theme);
});
// Paper is white whatever the screen, and says what was counted.
let unfolded = null;
window.addEventListener("beforeprint", () => {
  applyTheme("light");
  drawForPaper(true);
  unfolded = document.querySelector("footer details:not([open])");
  if (unfolded) unfolded.open = true;
});
window.addEventListener("afterprint", () => {
  applyTheme(theme);
  drawForPaper(false);
  if (unfolded) unfolded.open = false;
});

document.getElementById("pages").replaceChildren(...content.pages.map((page) => (
  element("li", {}, element("a", { href: `#/${page.key}` }, page.title)))));
document.getElementById("foot").replaceChildren(...panelsOf("every").map(footPanel));
const built = recordsOf(panelNamed("panel_build_facts") || { columns: [], rows: [] });
document.getElementById("imprint").textContent = built.slice(0, 2).map((fact) => `${fact.fact}: ${fact.value}`).join(" · ");
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
window.addEventListener("hashchange", show);
show();
