// Pages by hash, filters, theme.

const grid = document.getElementById("grid");
const filterBar = document.getElementById("filters");
let shown = null;

function pageOf(hash) {
  const key = (hash.match(/^#\/([a-z_]+)/) || [])[1];
  return content.pages.find((page) => page.key === key) || content.pages[0];
}

function filtersOf(panels) {
  const filters = new Map();
  for (const panel of panels) {
    for (const filter of panel.description.filters || []) {
      const known = filters.get(filter.column) || { ...filter, values: new Set() };
      for (const record of recordsOf(panel)) known.values.add(String(record[filter.column]));
      filters.set(filter.column, known);
    }
  }
  return [...filters.values()];
}

function showFilters(panels, elements) {
  const filters = filtersOf(panels);
  filterBar.hidden = filters.length === 0;
  filterBar.replaceChildren(...filters.map(({ column, label, values, default: first }) => {
    if (chosen[column] === undefined) chosen[column] = first && values.has(first) ? first : "";
    const options = [["", "All"], ...[...values].sort().map((value) => [value, value])];
    const choice = element("select", {
      name: column,
      onchange: (event) => {
        chosen[column] = event.target.value;
        panels.forEach((panel, number) => {
          if ((panel.description.filters || []).some((each) => each.column === column)) elements[number].fill();
        });
        announce(`${label}: ${event.target.selectedOptions[0].textContent}`);
      },
    }, options.map(([value, text]) => element("option", { value, selected: chosen[column] === value },
      text.replace(/^./, (letter) => letter.toUpperCase()))));
    return element("label", {}, label, choice);
  }));
}

async function show() {
  const page = pageOf(location.hash);
  if (shown === page.key && page.key !== "user") return;
  const moved = shown !== null && shown !== page.key;
  shown = page.key;
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
  const panels = content.panels.filter((panel) => panel.description.page === page.key && panel.description.kind !== "data");
  const elements = panels.map(panelElement);
  document.body.dataset.ready = "";
  showFilters(panels, elements);
  grid.replaceChildren(...elements);
  if (moved) {
    window.scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  }
  await Promise.all(elements.map((each) => each.fill()));
  if (shown === page.key) document.body.dataset.ready = page.key;
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
// Paper is white whatever the screen.
window.addEventListener("beforeprint", () => applyTheme("light"));
window.addEventListener("afterprint", () => applyTheme(theme));

document.getElementById("pages").replaceChildren(...content.pages.map((page) => (
  element("li", {}, element("a", { href: `#/${page.key}` }, page.title)))));
const built = recordsOf(panelNamed("panel_build_facts") || { columns: [], rows: [] });
document.getElementById("imprint").textContent = built.slice(0, 2).map((fact) => `${fact.fact}: ${fact.value}`).join(" · ");
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
window.addEventListener("hashchange", show);
show();
