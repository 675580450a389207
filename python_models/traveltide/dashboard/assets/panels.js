// A panel: its title and question, its filters, its content, its data as table
// and CSV.

const kinds = {
  sentence: showSentence,
  figures: showFigures,
  cards: showCards,
  table: showTable,
  scenario: showScenario,
  lists: showLists,
  lookup: showLookup,
  people: showPeople,
  facts: showFacts,
};
// These are laid out as sheets of paper of their own, or need no title in sight.
const dress = { sentence: "bare quietly", figures: "bare quietly low", cards: "bare" };

function filteredRecords(panel) {
  const { page, filters = [] } = panel.description;
  const chosen = filters.map((filter) => [filter.column, choiceOf(page, filter), filter.is_typed]);
  return recordsOf(panel).filter((record) => chosen.every(([column, value, isTyped]) => {
    const text = String(record[column]);
    return !value || (isTyped ? text.toLowerCase().includes(value.toLowerCase()) : text === value);
  }));
}

// Rows that differ only in what is filtered by are one.
function summedRecords(panel, records) {
  const { sums, filters = [] } = panel.description;
  if (!sums) return records;
  const apart = panel.columns.filter((column) => !sums.includes(column) && !filters.some((filter) => filter.column === column));
  const summed = new Map();
  for (const record of records) {
    const key = JSON.stringify(apart.map((column) => record[column]));
    const known = summed.get(key);
    if (known) {
      for (const column of sums) if (record[column] !== null) known[column] = (known[column] || 0) + record[column];
    } else summed.set(key, { ...record });
  }
  return [...summed.values()];
}

// Of thousands of names a part is typed, where a list would be too long.
function filterField(panel, filter) {
  const { page, title } = panel.description;
  const { column, label } = filter;
  const names = element("datalist", { id: `${panel.name}-${column}` },
    [...valuesOf(page, column)].map((value) => element("option", { value })));
  const field = element("input", {
    type: "search",
    name: column,
    list: names.id,
    autocomplete: "off",
    placeholder: "Part of its name",
    value: choiceOf(page, filter) || null,
    oninput: async ({ target }) => {
      const value = target.value.trim();
      keepInAddress({ [column]: value || null });
      await target.closest(".panel").fill();
      announce(`${label}: ${written(filteredRecords(panel).length, "count")} found`);
    },
  });
  return element("label", {}, label, field, names, element("span", { class: "unseen" }, ` in ${title}`));
}

function filterChoice(panel, filter) {
  if (filter.is_typed) return filterField(panel, filter);
  const { page } = panel.description;
  const { column, label, default: first } = filter;
  const values = [...valuesOf(page, column)].sort();
  if (values.length < 2) return values.length ? element("p", {}, `${label}: ${values[0]}`) : null;
  const now = choiceOf(page, filter);
  const options = [["", "All"], ...values.map((value) => [value, value.replace(/^./, (letter) => letter.toUpperCase())])];
  const choice = element("select", {
    name: column,
    onchange: (event) => {
      const { value } = event.target;
      keepInAddress({ [column]: value === (first || "") ? null : value || "all" });
      for (const other of document.querySelectorAll(`.panel select[name="${column}"]`)) {
        other.value = value;
        other.closest(".panel").fill();
      }
      announce(`${label}: ${event.target.selectedOptions[0].textContent}`);
    },
  }, options.map(([value, text]) => element("option", { value, selected: value === now }, text)));
  return element("label", {}, label, choice, element("span", { class: "unseen" }, ` in ${panel.description.title}`));
}

// Where there are rows, none of them is what was typed.
function sayNothing({ rows, description: { empty } }) {
  return rows.length ? "Nothing is called that." : empty || "Nothing to show.";
}

function panelElement(panel) {
  const { title, question, width, kind, note, who, filters = [] } = panel.description;
  const body = element("div", { class: "body" });
  const tools = element("div", { class: "tools" });
  const head = element("header", {},
    element("div", {}, element("h2", { id: `${panel.name}-title` }, title), element("p", {}, question)), tools);
  const choices = [...filters.map((filter) => filterChoice(panel, filter)), who ? element("p", {}, who) : null].filter(Boolean);
  const remark = note ? element("p", { class: "note" }, note) : null;
  const made = element("section", {
    class: `panel ${width} ${dress[kind] || ""}`, id: panel.name, "aria-labelledby": `${panel.name}-title`,
  }, head, choices.length ? element("div", { class: "filters" }, choices) : null, body, remark);
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
    tools.append(element("button", { type: "button", class: "quiet", onclick: () => (made.save || saveRows)() },
      kind === "people" ? "Mailing list CSV" : "CSV", element("span", { class: "unseen" }, ` of ${title}`)));
  }

  function saveRows() {
    download(panel.name.replace(/^panel_/, ""), panel.columns,
      filteredRecords(panel).map((record) => panel.columns.map((column) => record[column])), moneyColumns(panel));
  }

  async function fill() {
    const records = summedRecords(panel, filteredRecords(panel));
    const place = element("div", {});
    if (remark) remark.hidden = !records.length;
    if (!records.length) place.append(element("p", { class: "empty" }, sayNothing(panel)));
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
    } else {
      body.replaceChildren(place);
      await kinds[kind](place, panel, records, made);
      return;
    }
    body.replaceChildren(place);
  }

  made.fill = fill;
  return made;
}

// What is said of every page stands at its foot, folded up.
function footPanel(panel) {
  const place = element("div", {});
  kinds[panel.description.kind](place, panel, recordsOf(panel));
  return element("details", { id: panel.name }, element("summary", {}, panel.description.title), place);
}
