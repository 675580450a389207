// Panels of words and numbers.

const numeric = new Set(["count", "usd", "share", "fine_share", "change", "decimal", "fixed", "precise", "number", "bar_usd", "bar_count"]);

function cellOf(value, format, largest) {
  if (format === "perk" || format === "segment") return element("span", {}, dot(format, value), leadTo(format, value));
  if (format === "capital") return element("span", { class: "initial" }, written(value));
  if (format === "status") return statusBadge(value);
  if (format === "change" && typeof value === "number") {
    return element("span", { class: value < 0 ? "down" : "up" }, written(value, format));
  }
  if (format.startsWith("bar_") && typeof value === "number") {
    const part = largest > 0 ? Math.max(0, value / largest) * 100 : 0;
    return element("span", { class: "bar", style: `--part: ${part.toFixed(1)}%` },
      element("i", { "aria-hidden": "true" }), written(value, format.replace("bar_", "")));
  }
  if (format === "day") return element("span", { class: "day" }, written(value));
  return written(value, format);
}

// The name of a perk or segment leads to its users.
function leadTo(kind, name) {
  const href = peopleLink(kind, name);
  return href ? element("a", { href }, written(name)) : written(name);
}

function statusBadge(status) {
  const look = { pass: "up", warn: "soft", fail: "down" }[status] || "soft";
  return element("span", { class: `badge ${look}` }, written(status));
}

// A column in which nothing stands is left out.
function table(title, described, records) {
  const columns = described.filter(({ name }) => !records.length || records.some((record) => record[name] !== null && record[name] !== undefined));
  const head = columns.map(({ label, format }) => element("th", { scope: "col", class: numeric.has(format) ? "number" : null }, label));
  const largest = Object.fromEntries(columns.map(({ name }) => [name, Math.max(0, ...records.map((record) => Number(record[name]) || 0))]));
  const body = records.map((record) => element("tr", {}, columns.map(({ name, label, format }) => (
    element("td", { class: numeric.has(format) ? "number" : null, "data-label": label }, cellOf(record[name], format, largest[name]))
  ))));
  // On a phone each row of a wide table is a block of its own.
  return element("table", { class: columns.length > 3 ? "stack" : null },
    element("caption", { class: "unseen" }, title),
    element("thead", {}, element("tr", {}, head)),
    element("tbody", {}, body));
}

function columnsOf(panel) {
  const said = panel.description.columns;
  if (said) return Object.entries(said).map(([name, look]) => ({ name, ...look }));
  const shown = panel.description.chart ? chartColumns(panel) : [];
  if (shown.length) return shown;
  return panel.columns.map((name) => ({
    name,
    label: name.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase()),
    format: panel.rows.some((row) => typeof row[panel.columns.indexOf(name)] === "number") ? "decimal" : "text",
  }));
}

// The numbers of a chart are called and written as its tooltips do.
function chartColumns(panel) {
  const { chart } = panel.description;
  const encodings = [chart, ...(chart.layer || [])].map((each) => each.encoding || {});
  const kinds = Object.fromEntries(encodings.flatMap((each) => Object.values(each))
    .filter((each) => each && ["perk", "segment"].includes(each.scale)).map((each) => [each.field, each.scale]));
  const looks = encodings.flatMap((each) => each.tooltip || []).filter(({ field }) => panel.columns.includes(field));
  return looks.map(({ field, title, format, timeUnit }) => ({ name: field, label: title, format: kinds[field] || formatNamed(format, timeUnit) }));
}

function formatNamed(format, timeUnit) {
  if (timeUnit) return "month";
  if (!format) return "text";
  if (format.includes("$")) return "usd";
  if (format.includes("%")) return "share";
  return format === "," ? "count" : "decimal";
}

function moneyColumns(panel) {
  return new Set(columnsOf(panel).filter(({ format }) => format.endsWith("usd")).map(({ name }) => name));
}

// What scrolls must be reached by keyboard, and so must have a name.
function sheet(title, made, long) {
  return element("div", { class: long ? "sheet long" : "sheet", tabindex: "0", role: "group", "aria-label": title }, made);
}

function showTable(place, panel, records) {
  const { title, sort, first } = panel.description;
  const sorted = sort ? [...records].sort((one, other) => one[sort] - other[sort]) : records;
  const shown = first ? sorted.slice(0, Number(first)) : sorted;
  place.append(sheet(title, table(title, columnsOf(panel), shown)));
  if (shown.length < sorted.length) {
    place.append(element("p", { class: "note" }, `${written(shown.length, "count")} of ${written(sorted.length, "count")} are shown.`));
  }
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
        ` ${level ? "from" : "vs."} ${record.compared_with.replace(/^in /, "")}`);
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
        element("small", {}, record.user_count === null
          ? "Withheld: the segment, or another, is too small"
          : `users, ${written(record.user_share, "share")} of the cohort`)),
      element("p", { class: "initial like" }, `${record.description}.`),
      record.user_count === null ? null : element("dl", {},
        element("dt", {}, "Most common perk"),
        element("dd", {}, `${record.perk_name}, ${written(record.perk_share, "whole_share")}`),
        element("dt", {}, "Spend per user"),
        element("dd", {}, written(record.average_spend_usd, "usd")),
        element("dt", {}, "Expected cost"),
        element("dd", {}, written(record.expected_cost_usd, "usd"))),
      element("p", { class: "todo" }, record.recommended_action),
      record.user_count === null ? null : seeUsers("segment", record.segment_name, record.user_count))
  ))));
}

function seeUsers(kind, name, count) {
  const href = peopleLink(kind, name);
  return href ? element("p", { class: "more" }, element("a", { href }, `See the ${written(count, "count")} users`, element("span", { class: "unseen" }, ` of ${name}`))) : null;
}

function showFacts(place, panel, records) {
  const sorted = [...records].sort((one, other) => one.place - other.place);
  place.append(element("dl", { class: "facts" }, sorted.flatMap((record) => [
    element("dt", {}, record.fact), element("dd", {}, record.href ? element("a", { href: record.href }, record.value) : record.value),
  ])));
}
