// Charts: Vega-Lite as a panel's YAML says, in the colours of the page.

const heat = ["var(--heat-0)", "var(--heat-1)", "var(--heat-2)", "var(--heat-3)", "var(--heat-4)"];
const series = ["var(--series-0)", "var(--series-1)", "var(--series-2)", "var(--series-3)"];

const config = {
  background: null,
  font: "Inter, 'Segoe UI', system-ui, -apple-system, 'Liberation Sans', Arial, sans-serif",
  padding: { left: 0, top: 2, right: 4, bottom: 6 },
  view: { stroke: null },
  axis: {
    domain: false, ticks: false, labelColor: "var(--soft)", labelFontSize: 12, labelPadding: 8,
    gridColor: "var(--edge)", titleColor: "var(--soft)", titleFontWeight: "normal", titleFontSize: 12, titlePadding: 12,
  },
  axisY: { labelLimit: 180 },
  axisX: { grid: false, labelFlush: false },
  legend: {
    orient: "top", labelColor: "var(--ink)", labelFontSize: 12, symbolType: "square", symbolSize: 90,
    symbolStrokeWidth: 0, columnPadding: 18, rowPadding: 6, offset: 14, title: null, labelLimit: 190, symbolOpacity: 1,
  },
  text: { fill: "var(--ink)", fontSize: 12 },
  bar: { cornerRadiusEnd: 2 },
  line: { strokeWidth: 2.5 },
  scale: { bandPaddingInner: 0.16, rectBandPaddingInner: 0.06 },
  aria: false,
};

// Long names stand in two lines: labelExpr: lines(datum.label, 16) in YAML.
function lines(text, most) {
  const words = String(text).split(" ");
  const made = [""];
  for (const word of words) {
    const last = made[made.length - 1];
    if (last && last.length + word.length >= most) made.push(word);
    else made[made.length - 1] = last ? `${last} ${word}` : word;
  }
  return made;
}

// A scale in YAML may be a word: segment, perk or product for the colours bound
// to them, heat for a quantity, series for things without a colour.
function boundScale(word, field, records) {
  if (word === "heat") return { type: "quantize", range: heat };
  if (word === "series") return { range: series };
  const colours = content.colours[word] || {};
  const found = new Set(records.map((record) => record[field]));
  const known = Object.keys(colours).filter((name) => found.delete(name));
  const domain = [...known, ...found];
  return { domain, range: domain.map((name) => colourOf(word, name)) };
}

function bound(spec, records) {
  if (Array.isArray(spec)) return spec.map((each) => bound(each, records));
  if (spec === null || typeof spec !== "object") return spec;
  const made = {};
  for (const [key, value] of Object.entries(spec)) {
    made[key] = key === "scale" && typeof value === "string"
      ? boundScale(value, spec.field, records)
      : bound(value, records);
  }
  return made;
}

// Vega-Lite remarks on every choice it makes itself; only errors matter here.
const quietLogger = {
  level: () => quietLogger,
  error: (...words) => { console.error(...words); return quietLogger; },
  warn: () => quietLogger,
  info: () => quietLogger,
  debug: () => quietLogger,
};

// What is drawn on the page; paper is narrower than most screens.
const drawn = new Map();
const PAPER_WIDTH = 654;

// As many names in a row as there is room for, on the screen and on paper.
function legendColumns(chart, records, width) {
  const encodings = [chart, ...(chart.layer || [])].map((each) => each.encoding || {});
  const field = encodings.map((each) => (each.color || {}).field).find(Boolean);
  const longest = Math.max(0, ...records.map((record) => String(record[field]).length));
  return Math.max(1, Math.floor((Math.min(width, PAPER_WIDTH) - 50) / (longest * 5.9 + 36)));
}

function drawForPaper(isPaper) {
  for (const [place, view] of drawn) {
    const paper = Math.max(PAPER_WIDTH, Number.parseFloat(place.style.minWidth) || 0);
    if (place.isConnected) view.signal("width", isPaper ? paper : place.clientWidth).run();
    else drawn.delete(place);
  }
}

async function drawChart(place, panel, records) {
  const columns = legendColumns(panel.description.chart, records, place.clientWidth);
  const spec = {
    width: "container",
    autosize: { type: "fit-x", contains: "padding" },
    ...bound(panel.description.chart, records),
    data: { values: records },
    config: { ...config, legend: { ...config.legend, columns } },
  };
  const { view } = await vegaEmbed(place, spec, {
    actions: false, renderer: "svg", logger: quietLogger, expressionFunctions: { lines },
  });
  const image = place.querySelector("svg");
  image.setAttribute("aria-hidden", "true");
  image.setAttribute("focusable", "false");
  drawn.set(place, view);
}

// A small line without axes: the shape of a development.
function sparkline(numbers) {
  const known = numbers.filter((number) => number !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const points = numbers.map((number, place) => (number === null ? null : [
    (place / (numbers.length - 1)) * 100,
    38 - ((number - low) / span) * 36,
  ])).filter(Boolean);
  const space = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(space, "svg");
  image.setAttribute("viewBox", "0 0 100 40");
  image.setAttribute("preserveAspectRatio", "none");
  image.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "polyline");
  for (const [key, value] of Object.entries({
    points: points.map((point) => point.map((each) => each.toFixed(2)).join(",")).join(" "),
    fill: "none", stroke: "var(--accent)", "stroke-width": 2, "vector-effect": "non-scaling-stroke",
    "stroke-linejoin": "round", "stroke-linecap": "round",
  })) line.setAttribute(key, value);
  image.append(line);
  return image;
}
