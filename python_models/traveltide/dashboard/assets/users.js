// Single users: loaded by script files, as a page from a folder may not read data.

const loadedUsers = new Map();
const perkLists = new Map();
const pending = new Map();

window.receiveUsers = (users) => {
  for (const [id, user] of Object.entries(users)) loadedUsers.set(id, user);
};
window.receivePerkList = (perk, users) => perkLists.set(perk, users);

function load(path) {
  if (!pending.has(path)) {
    pending.set(path, new Promise((resolve, reject) => {
      document.head.append(element("script", {
        src: path,
        onload: resolve,
        onerror: () => { pending.delete(path); reject(new Error(`${path} is not beside this page: keep index.html in its folder.`)); },
      }));
    }));
  }
  return pending.get(path);
}

async function savePerkList(record) {
  try {
    await load(record.list_path);
    download(record.perk_code, ["user_id", "cohort_status", "segment", "confidence", "reason"], perkLists.get(record.perk_code));
  } catch (problem) {
    announce(problem.message);
  }
}

function userSheet(id, user, panel) {
  const { offer } = user;
  const sure = {
    high: "Sure", medium: "Fairly sure", low: "A guess", none: "Fallback, no evidence",
  }[offer.confidence] || offer.confidence;
  const tags = [
    offer.certainty === null || offer.fallback ? sure : `${sure}: certainty ${written(offer.certainty, "whole_share")}`,
    offer.second ? `Second choice: ${offer.second}` : "No second choice",
    offer.status === "cohort" ? "Cohort" : "Not in the cohort, so never more than a guess",
    offer.holdout ? "Holdout: is offered nothing" : null,
    offer.kept ? "Kept from before" : null,
  ].filter(Boolean);
  const person = element("div", { class: "person" },
    element("div", {},
      element("p", { class: "soft" }, `User ${id}`),
      element("p", { class: "perk" }, dot("perk", offer.perk), offer.perk),
      element("p", { class: "reason" }, `${offer.reason}.`),
      element("p", { class: "tags" }, tags.map((tag) => element("span", { class: "tag" }, tag)))));
  person.append(element("div", {},
    element("h3", {}, element("span", {}, dot("segment", offer.segment), offer.segment)),
    element("p", { class: "soft" }, offer.segment_reason
      ? `${offer.segment_reason}.`
      : "Too little is known to place this user in a segment.")));
  const sheets = element("div", { class: "sheets" });
  if (user.signals.length) sheets.append(countSheet(user, panel));
  if (user.features) sheets.append(featureSheet(user, panel));
  if (user.history.length) sheets.append(historySheet(user));
  person.append(sheets, tripSheet(user));
  return person;
}

// What the choice rests on: counts, not scores.
function countSheet(user, panel) {
  const habits = new Map(recordsOf(panelNamed(panel.description.habits)).map((habit) => [habit.signal, habit]));
  const columns = [["perk", "Perk", "perk"], ["habit", "Habit", "capital"], ["counted", "Counted", "number"], ["everybody", "Everybody", "number"]]
    .map(([name, label, format]) => ({ name, label, format }));
  const records = user.signals.filter((each) => habits.has(each.signal)).map((each) => {
    const { perk_name: perk, title: habit, everybody } = habits.get(each.signal);
    return { perk, habit, everybody, counted: each.trials ? `${each.count} of ${each.trials}` : each.why_not };
  });
  return element("div", {}, element("h3", {}, "What was counted"),
    sheet("What was counted", table("What was counted", columns, records)));
}

function featureSheet(user, panel) {
  const format = (feature) => (feature.endsWith("_usd") ? "usd" : feature.endsWith("_rate") ? "share" : "decimal");
  const own = recordsOf(panelNamed(panel.description.compared_with))
    .filter((record) => record.segment_key === user.offer.segment_key)
    .sort((one, other) => one.place - other.place);
  const records = own.map((record) => ({
    feature: record.feature_name,
    user: written(user.features[record.feature], format(record.feature)),
    segment: written(record.segment_average, format(record.feature)),
    cohort: written(record.cohort_average, format(record.feature)),
  }));
  const columns = [["feature", "Feature", "text"], ["user", "This user", "decimal"], ["segment", "Segment", "decimal"], ["cohort", "Cohort", "decimal"]]
    .map(([name, label, look]) => ({ name, label, format: look }));
  return element("div", {}, element("h3", {}, "Against the segment"),
    sheet("Features against the segment", table("Features against the segment", columns, records)));
}

function tripSheet(user) {
  if (!user.trips.length) return element("div", {}, element("h3", {}, "Trips"), element("p", { class: "soft" }, "No trip in the window."));
  const columns = [
    ["travel", "Travel", "text"], ["booked", "Booked", "text"], ["destination", "Destination", "text"], ["product", "Product", "text"],
    ["nights", "Nights", "count"], ["bags", "Bags", "count"], ["spend", "Price", "usd"], ["fate", "", "text"],
  ].map(([name, label, format]) => ({ name, label: label || "Outcome", format }));
  const records = user.trips.map((trip) => ({ ...trip, fate: trip.cancelled ? "Cancelled" : "Kept" }));
  const made = table("Trips", columns, records);
  for (const row of made.tBodies[0].rows) {
    row.cells[0].className = "day";
    row.cells[1].className = "day";
    row.cells[2].className = "capital";
  }
  return element("div", {}, element("h3", {}, "Trips in the window"), sheet("Trips in the window", made));
}

function historySheet(user) {
  const columns = [["from", "From"], ["to", "To"], ["perk", "Perk"], ["why", "Because of"]]
    .map(([name, label]) => ({ name, label, format: name === "perk" ? "perk" : "text" }));
  const records = user.history.map((each) => ({ ...each, to: each.to || "today" }));
  const made = table("Perks so far", columns, records);
  for (const row of made.tBodies[0].rows) row.cells[0].className = row.cells[1].className = "day";
  return element("div", {}, element("h3", {}, "Perks so far"), sheet("Perks so far", made));
}

function showLookup(place, panel, records) {
  const state = records[0];
  if (!state.is_included) {
    place.append(element("p", { class: "empty" }, state.note));
    return;
  }
  const asked = (location.hash.match(/^#\/user\/(.+)$/) || [])[1];
  const answer = element("div", { id: "answer" });
  const field = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", name: "id", id: "user-id", value: asked ? decodeURIComponent(asked) : null });
  const form = element("form", {
    class: "search",
    onsubmit: (event) => {
      event.preventDefault();
      const id = field.value.trim();
      const wanted = `#/user/${encodeURIComponent(id)}`;
      if (id && location.hash !== wanted) history.replaceState(null, "", wanted);
      if (id) answerFor(id);
    },
  }, element("label", { for: "user-id" }, "User number", field),
  element("button", { type: "submit", class: "action" }, "Find"),
  element("p", { class: "soft" }, `${written(state.user_count, "count")} users. A link to one: #/user/number`));

  async function answerFor(id) {
    const say = (text) => { answer.replaceChildren(element("p", { class: "empty" }, text)); announce(text); };
    if (!/^\d{1,18}$/.test(id)) return say(`${id} is not a user number: digits only, please.`);
    const number = BigInt(id);
    try {
      await load(`users/${number % BigInt(state.file_count)}.js`);
    } catch (problem) {
      return say(problem.message);
    }
    const user = loadedUsers.get(String(number));
    if (!user) return say(`No user ${id} has a perk: the number is unknown, or the user had no session in the window.`);
    answer.replaceChildren(userSheet(String(number), user, panel));
    announce(`User ${id}: ${user.offer.perk}`);
    return undefined;
  }

  place.append(form, answer);
  if (asked) answerFor(decodeURIComponent(asked));
}
