// A panel: its title and question, its content, its data as table and CSV.

const kinds = {
  sentence: showSentence,
  figures: showFigures,
  cards: showCards,
  table: showTable,
  scenario: showScenario,
  lists: showLists,
  lookup: showLookup,
  facts: showFacts,
};
// These are laid out as sheets of paper of their own, or need no title in sight.
const dress = { sentence: "bare quietly", figures: "bare quietly low", cards: "bare" };

const chosen = {};

function filteredRecords(panel) {
  const filters = panel.description.filters || [];
  return recordsOf(panel).filter((record) => filters.every(({ column }) => (
    !chosen[column] || String(record[column]) === chosen[column])));
}

function panelElement(panel) {
  const { title, question, width, kind, note } = panel.description;
  const body = element("div", { class: "body" });
  const tools = element("div", { class: "tools" });
  const head = element("header", {},
    element("div", {}, element("h2", { id: `${panel.name}-title` }, title), element("p", {}, question)), tools);
  const remark = note ? element("p", { class: "note" }, note) : null;
  const made = element("section", {
    class: `panel ${width} ${dress[kind] || ""}`, id: panel.name, "aria-labelledby": `${panel.name}-title`,
  }, head, body, remark);
  if ((dress[kind] || "").includes("quietly")) head.firstElementChild.className = "unseen";
  const state = { asTable: false };
  if (kind === "chart") {
    const toggle = element("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Table");
    toggle.addEventListener("click", () => {
      state.asTable = !state.asTable;
      toggle.setAttribute("aria-pressed", String(state.asTable));
      toggle.textContent = state.asTable ? "Chart" : "Table";
      fill();
    });
    tools.append(toggle);
  }
  if (kind !== "lookup") {
    tools.append(element("button", {
      type: "button", class: "quiet",
      onclick: () => download(panel.name.replace(/^panel_/, ""), panel.columns,
        filteredRecords(panel).map((record) => panel.columns.map((column) => record[column]))),
    }, "CSV", element("span", { class: "unseen" }, ` of ${title}`)));
  }

  async function fill() {
    const records = filteredRecords(panel);
    const place = element("div", {});
    if (remark) remark.hidden = !records.length;
    if (!records.length) place.append(element("p", { class: "empty" }, panel.description.empty || "Nothing to show."));
    else if (kind === "chart" && !state.asTable) {
      const chart = element("div", { class: "chart", role: "img", "aria-label": `${title}. ${question} The button Table shows the numbers.` });
      const least = panel.description.min_width;
      if (least) chart.style.minWidth = `${least}px`;
      place.append(least ? sheet(title, chart) : chart);
      // Vega measures the element, so it must be on the page.
      body.replaceChildren(place);
      await drawChart(chart, panel, records);
      return;
    } else if (kind === "chart") {
      place.append(sheet(title, table(title, columnsOf(panel), records), true));
    } else kinds[kind](place, panel, records);
    body.replaceChildren(place);
  }

  made.fill = fill;
  return made;
}
