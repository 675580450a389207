// What is chosen on a page stands in its address, so that a reload, a bookmark or
// a link sent to a colleague shows the same: #/page/rest?column=value

function readAddress() {
  const [, path = "", query = ""] = location.hash.match(/^#\/([^?]*)\??(.*)$/) || [];
  const [key, ...rest] = path.split("/");
  return { key, rest: plainText(rest.join("/")), state: new URLSearchParams(query) };
}

function plainText(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addressOf(key, rest, state) {
  const query = new URLSearchParams(state).toString();
  return `#/${[key, rest].filter(Boolean).map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

// Without a step back for every move of a slider.
function keepInAddress(changes) {
  const { rest, state } = readAddress();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) state.delete(name);
    else state.set(name, value);
  }
  history.replaceState(null, "", addressOf(pageShown().key, rest, state));
}

function pageShown() {
  const { key } = readAddress();
  return content.pages.find((page) => page.key === key) || content.pages[0];
}

function panelsOf(page) {
  return content.panels.filter(({ description }) => description.page === page && description.kind !== "data");
}

// Cards of a page that filter by the same column share the choice.
function valuesOf(page, column) {
  const filtered = panelsOf(page).filter((panel) => (panel.description.filters || []).some((filter) => filter.column === column));
  return new Set(filtered.flatMap((panel) => recordsOf(panel).map((record) => String(record[column]))));
}

function choiceOf(page, filter) {
  const asked = readAddress().state.get(filter.column);
  if (filter.is_typed) return asked || "";
  const values = valuesOf(page, filter.column);
  if (asked === "all") return "";
  if (values.has(asked)) return asked;
  return values.has(filter.default) ? filter.default : "";
}

// Where the users with a perk or of a segment are listed; null where nowhere.
function peopleLink(kind, name) {
  const panel = content.panels.find(({ description }) => description.kind === "people");
  const column = `${kind}_name`;
  if (!panel || !recordsOf(panel).some((record) => record[column] === name && record.list_path)) return null;
  const { state } = readAddress();
  const group = state.get("user_group");
  return addressOf(panel.description.page, "", { ...(group ? { user_group: group } : {}), [column]: name });
}
