// Panels of words and numbers.

const numeric = new Set(["count", "usd", "share", "fine_share", "change", "decimal", "fixed", "precise", "number", "bar_usd"]);

function cellOf(value, format, largest) {
  if (format === "perk" || format === "segment") return element("span", {}, dot(format, value), written(value));
  if (format === "capital") return element("span", { class: "initial" }, written(value));
  if (format === "status") return statusBadge(value);
  if (format === "change" && typeof value === "number") {
    return element("span", { class: value < 0 ? "down" : "up" }, written(value, format));
  }
  if (format === "bar_usd" && typeof value === "number") {
    const part = largest > 0 ? Math.max(0, value / largest) * 100 : 0;
    return element("span", { class: "bar", style: `--part: ${part.toFixed(1)}%` },
      element("i", { "aria-hidden": "true" }), written(value, "usd"));
  }
  return written(value, format);
}

function statusBadge(status) {
  const look = { pass: "up", warn: "soft", fail: "down" }[status] || "soft";
  return element("span", { class: `badge ${look}` }, written(status));
}

function table(title, columns, records) {
  const head = columns.map(({ label, format }) => element("th", { scope: "col", class: numeric.has(format) ? "number" : null }, label));
  const largest = Object.fromEntries(columns.map(({ name }) => [name, Math.max(0, ...records.map((record) => Number(record[name]) || 0))]));
  const body = records.map((record) => element("tr", {}, columns.map(({ name, format }) => (
    element("td", { class: numeric.has(format) ? "number" : null }, cellOf(record[name], format, largest[name]))
  ))));
  return element("table", {},
    element("caption", { class: "unseen" }, title),
    element("thead", {}, element("tr", {}, head)),
    element("tbody", {}, body));
}

function columnsOf(panel) {
  const said = panel.description.columns;
  if (said) return Object.entries(said).map(([name, look]) => ({ name, ...look }));
  return panel.columns.map((name) => ({
    name,
    label: name.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase()),
    format: panel.rows.some((row) => typeof row[panel.columns.indexOf(name)] === "number") ? "decimal" : "text",
  }));
}

// A region that scrolls must be reached by keyboard, and so must have a name.
function sheet(title, made, long) {
  return element("div", { class: long ? "sheet long" : "sheet", tabindex: "0", role: "region", "aria-label": title }, made);
}

function showTable(place, panel, records) {
  const { title, sort } = panel.description;
  const sorted = sort ? [...records].sort((one, other) => one[sort] - other[sort]) : records;
  place.append(sheet(title, table(title, columnsOf(panel), sorted)));
}

function showSentence(place, panel, records) {
  place.append(element("p", { class: "sentence" }, records[0].sentence));
}

function showFigures(place, panel, records) {
  const units = { usd: "short_usd", count: "short_count", share: "share" };
  const sorted = [...records].sort((one, other) => one.place - other.place);
  place.append(element("dl", { class: "figures" }, sorted.map((record) => {
    let change = element("span", {}, "Not compared");
    if (record.change !== null) {
      // A sum changes by percent, a share by points.
      const size = Math.abs(record.change);
      const text = record.unit === "share" ? `${written(100 * size, "points")} points` : written(size, "share");
      const level = size < 0.0005;
      const good = (record.change > 0) === (record.better === "up");
      change = element("span", {},
        element("b", { class: level ? null : good ? "up" : "down" },
          level ? "Unchanged" : `${record.change > 0 ? "▲" : "▼"} ${text}`),
        level ? ` from ${record.compared_with}` : ` on ${record.compared_with.replace(/^in /, "")}`);
    }
    return element("div", { class: "figure" },
      element("dt", {}, record.figure),
      element("dd", { class: "value" }, written(record.value, units[record.unit])),
      element("dd", { class: "change" }, change),
      element("dd", { "aria-hidden": "true" }, sparkline(record.trend)));
  })));
  if (sorted.length) place.append(element("p", { class: "note" }, `${sorted[0].period}, whole months only. The lines show every whole month there is. ${sorted[0].remark || ""}`));
}

function showCards(place, panel, records) {
  const sorted = [...records].sort((one, other) => other.user_count - one.user_count);
  place.append(element("div", { class: "cards" }, sorted.map((record) => (
    element("article", { class: "card" },
      element("h3", {}, dot("segment", record.segment_name), record.segment_name),
      element("p", { class: "size" }, written(record.user_count, "count"), " ",
        element("small", {}, `users, ${written(record.user_share, "share")} of the cohort`)),
      element("p", { class: "initial like" }, `${record.description}.`),
      element("dl", {},
        element("dt", {}, "Commonest perk"),
        element("dd", {}, `${record.perk_name}, ${written(record.perk_share, "whole_share")}`),
        element("dt", {}, "Spend per user"),
        element("dd", {}, written(record.average_spend_usd, "usd")),
        element("dt", {}, "Expected cost"),
        element("dd", {}, written(record.expected_cost_usd, "usd"))),
      element("p", { class: "todo" }, record.recommended_action))
  ))));
}

function showFacts(place, panel, records) {
  const sorted = [...records].sort((one, other) => one.place - other.place);
  place.append(element("dl", { class: "facts" }, sorted.flatMap((record) => [
    element("dt", {}, record.fact), element("dd", {}, record.value),
  ])));
}
