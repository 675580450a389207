// Numbers, names and elements as people read them.

const content = JSON.parse(document.getElementById("content").textContent);

const formats = {
  count: new Intl.NumberFormat("en-US"),
  decimal: new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }),
  fixed: new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  precise: new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 }),
  usd: new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 }),
  short_usd: new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", notation: "compact", maximumSignificantDigits: 3 }),
  short_count: new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 }),
  share: new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 }),
  whole_share: new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 }),
  fine_share: new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 3 }),
  points: new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 }),
  break_even: new Intl.NumberFormat("en-US", { style: "percent", maximumSignificantDigits: 2, signDisplay: "exceptZero" }),
  change: new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }),
};

const months = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

function written(value, format) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (format === "month") return months.format(new Date(value));
  if (typeof value !== "number") return String(value);
  // What rounds to zero has no sign, and a minus is no hyphen.
  return (formats[format] || formats.decimal).format(value).replace(/^-(?=\$?[0.]+%?$)/, "").replace(/^-/, "−");
}

// Text goes in as text, never as markup: a name may hold anything.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "style") made.style.cssText = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    made.append(child);
  }
  return made;
}

function colourOf(kind, name) {
  return (content.colours[kind] || {})[name] || "var(--soft)";
}

function dot(kind, name) {
  return element("span", { class: "dot", "aria-hidden": "true", style: `--dot: ${colourOf(kind, name)}` });
}

function recordsOf(panel) {
  return panel.rows.map((row) => Object.fromEntries(panel.columns.map((column, place) => [column, row[place]])));
}

function panelNamed(name) {
  return content.panels.find((panel) => panel.name === name);
}

// Read out; a problem is shown as well.
function announce(text, isProblem) {
  const status = document.getElementById("status");
  status.className = isProblem ? "problem" : "unseen";
  status.textContent = text;
}

function csvOf(columns, rows, money) {
  const cell = (value, place) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number" && (columns[place].endsWith("_usd") || money.has(columns[place]))) return value.toFixed(2);
    let text = Array.isArray(value) ? value.join(" ") : String(value);
    // A spreadsheet would run such a text as a formula.
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

// Whoever gets the file must see that its users are invented.
const invented = document.querySelector(".band") ? "generated_sample_" : "";

function download(name, columns, rows, money = new Set()) {
  const blob = new Blob(["\ufeff", csvOf(columns, rows, money)], { type: "text/csv" });
  const link = element("a", { href: URL.createObjectURL(blob), download: `${invented}${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  announce(`${link.download} saved, ${written(rows.length, "count")} rows`);
}
