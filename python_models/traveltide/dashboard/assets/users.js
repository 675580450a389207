// Single users: loaded by script files, as a page from a folder may not read data.

const loadedUsers = new Map();
const lists = new Map();
const pending = new Map();
const LIST_STEP = 25;
const CERTAINTY = { high: "Certain", medium: "Likely", low: "A guess", none: "Fallback" };

window.receiveUsers = (users) => {
  for (const [id, user] of Object.entries(users)) loadedUsers.set(id, user);
};
window.receiveList = (path, users) => lists.set(path, users);

function load(path) {
  if (!pending.has(path)) {
    pending.set(path, new Promise((resolve, reject) => {
      document.head.append(element("script", {
        src: path,
        onload: resolve,
        onerror: () => { pending.delete(path); reject(new Error("The files with single users are not beside this page: keep it in its folder.")); },
      }));
    }));
  }
  return pending.get(path);
}

// The users of one group, segment and perk; the others in the file are left out.
async function usersOf({ list_path: path, user_group: group, segment_name: segment, perk_code: code, perk_name: perk }) {
  await load(path);
  return lists.get(path).filter(([, ofGroup]) => ofGroup === group).map(([id, , confidence, isInvited, reason]) => (
    { id, group, segment, code, perk, confidence, isInvited, reason }));
}

// Who is sent nothing is on no mailing list.
async function saveMailingList(name, records) {
  try {
    const users = (await Promise.all(records.filter((record) => record.list_path).map(usersOf))).flat().filter((user) => user.isInvited === "yes");
    users.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
    download(name, ["user_id", "perk_code", "perk", "segment", "user_group", "certainty", "reason"],
      users.map((user) => [user.id, user.code, user.perk, user.segment, user.group, CERTAINTY[user.confidence], user.reason]));
  } catch (problem) {
    announce(problem.message, true);
  }
}

async function showPeople(place, panel, records, section) {
  const { title, page } = panel.description;
  section.save = () => saveMailingList("mailing_list", records);
  const counts = `${written(sumOf(records, "user_count"), "count")} users, ${written(sumOf(records, "invited_user_count"), "count")} of them to invite`;
  if (!records[0].list_path) {
    place.append(element("p", { class: "empty" }, `${counts}. Single users are left out of this page.`));
    return;
  }
  const found = [];
  let opened = 0;
  let wanted = LIST_STEP;
  const all = sumOf(records, "user_count");
  const columns = [["user", "User", "text"], ["segment", "Segment", "text"], ["perk", "Perk", "text"], ["certainty", "Certainty", "text"], ["isInvited", "Invited", "text"], ["reason", "Why", "text"]]
    .map(([name, label, format]) => ({ name, label, format }));
  const said = element("p", { class: "soft" });
  const listed = element("div", {});
  const more = element("button", { type: "button", class: "action", onclick: () => { wanted += LIST_STEP; fill(); } }, `Show ${LIST_STEP} more`);

  async function fill() {
    try {
      while (found.length < wanted && opened < records.length) found.push(...await usersOf(records[opened++]));
    } catch (problem) {
      listed.replaceChildren(element("p", { class: "empty" }, problem.message));
      more.hidden = true;
      return;
    }
    const users = found.slice(0, wanted);
    const made = table(title, columns, users.map((user) => ({ ...user, user: user.id, certainty: CERTAINTY[user.confidence] })));
    const { state } = readAddress();
    users.forEach((user, number) => {
      const { cells } = made.tBodies[0].rows[number];
      cells[0].replaceChildren(element("a", { href: addressOf(page, user.id, state) }, user.id));
      cells[1].replaceChildren(element("span", {}, dot("segment", user.segment), user.segment));
      cells[2].replaceChildren(element("span", {}, dot("perk", user.perk), user.perk));
    });
    said.textContent = `${counts}; ${written(users.length, "count")} shown.`;
    listed.replaceChildren(sheet(title, made));
    more.hidden = users.length >= all;
  }

  place.append(said, listed, element("p", { class: "below" }, more));
  await fill();
}

function userSheet(id, user, panel) {
  const { offer } = user;
  const level = offer.fallback ? "Fallback: no habit known that a perk rewards" : CERTAINTY[offer.confidence] || offer.confidence;
  const tags = [
    offer.certainty === null || offer.fallback ? level : `${level}: ${offer.certainty > 0.99 ? "over 99%" : written(offer.certainty, "whole_share")}`,
    offer.second ? `Second choice: ${offer.second}` : "No second choice",
    offer.status === "cohort" ? "Cohort" : "Not in the cohort, so never more than a guess",
    offer.remark,
    offer.kept ? "Kept from before" : null,
  ].filter(Boolean);
  const person = element("div", { class: "person" },
    element("div", {},
      element("p", { class: "soft" }, `User ${id}`),
      element("p", { class: "perk" }, dot("perk", offer.perk), leadTo("perk", offer.perk)),
      element("p", { class: "reason" }, `${offer.reason}.`),
      element("p", { class: "tags" }, tags.map((tag) => element("span", { class: "tag" }, tag)))));
  person.append(element("div", {},
    element("h3", {}, element("span", {}, dot("segment", offer.segment), leadTo("segment", offer.segment))),
    element("p", { class: "soft" }, segmentReason(offer))));
  const sheets = element("div", { class: "sheets" });
  if (user.signals.length) sheets.append(countSheet(user, panel));
  if (user.features) sheets.append(featureSheet(user, panel));
  if (user.history.length) sheets.append(historySheet(user));
  person.append(sheets, element("div", { class: "sheets" }, eventSheet(user, panel), offerSheet(user, panel)));
  return person;
}

function segmentReason({ segment_key: key, segment_reason: reason }) {
  if (reason) return `${reason}.`;
  return key === "one_group"
    ? "Nothing sets groups of users apart more than chance does, so no segments are formed."
    : "Too little is known to place this user in a segment.";
}

// What the choice rests on: counts, not scores.
function countSheet(user, panel) {
  const habits = new Map(recordsOf(panelNamed(panel.description.habits)).map((habit) => [habit.signal, habit]));
  const columns = [["perk", "Perk", "perk"], ["habit", "Habit", "capital"], ["counted", "Counted", "number"], ["everybody", "All users", "number"]]
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

// What a user did is the domain's: so are its columns and their names.
function eventSheet(user, panel) {
  const events = panelNamed(panel.description.events);
  const { title, empty } = events.description;
  if (!user.events.length) return element("div", {}, element("h3", {}, title), element("p", { class: "soft" }, empty));
  return element("div", {}, element("h3", {}, title), sheet(title, table(title, columnsOf(events), user.events)));
}

// What to offer next, beside what was bought before.
function offerSheet({ offer: { lists } }, panel) {
  const items = panelNamed(panel.description.items);
  const { title, empty } = items.description;
  const names = new Map(recordsOf(items).map((item) => [item.place, item.item_name]));
  const titles = { new: "New for this user", again: "Again" };
  const reason = (list, because) => {
    if (because.length) return `Because of ${because.map((each) => names.get(each)).join(" and ")}`;
    return list === "again" ? "Bought before" : "Popular now";
  };
  const records = Object.entries(titles).flatMap(([list, called]) => (lists ? lists[list] : []).map(([item, ...because]) => (
    { list: called, item: names.get(item), why: reason(list, because) })));
  const columns = [["list", "List", "text"], ["item", "What", "text"], ["why", "Why", "text"]]
    .map(([name, label, format]) => ({ name, label, format }));
  return element("div", {}, element("h3", {}, title),
    records.length ? sheet(title, table(title, columns, records)) : element("p", { class: "soft" }, empty));
}

function historySheet(user) {
  const columns = [["from", "From", "day"], ["to", "To", "day"], ["perk", "Perk", "perk"], ["why", "Because of", "text"]]
    .map(([name, label, format]) => ({ name, label, format }));
  const records = user.history.map((each) => ({ ...each, to: each.to || "today" }));
  return element("div", {}, element("h3", {}, "Perks so far"), sheet("Perks so far", table("Perks so far", columns, records)));
}

async function showLookup(place, panel, records) {
  const state = records[0];
  const { page } = panel.description;
  if (!state.is_included) {
    place.append(element("p", { class: "empty" }, state.note));
    return;
  }
  const asked = readAddress().rest;
  const example = asked || state.example_user_id === null || state.example_user_id === undefined ? "" : String(state.example_user_id);
  const answer = element("div", { id: "answer" });
  const field = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", name: "id", id: "user-id", value: asked || null });
  const form = element("form", {
    class: "search",
    onsubmit: (event) => {
      event.preventDefault();
      const id = field.value.trim();
      if (!id) return;
      history.replaceState(null, "", addressOf(page, id, readAddress().state));
      answerFor(id);
    },
  }, element("label", { for: "user-id" }, "User number", field),
  element("button", { type: "submit", class: "action" }, "Find"),
  element("p", { class: "soft" }, `One of ${written(state.user_count, "count")} users, or choose one from the list below.`));

  async function answerFor(id, remark) {
    const say = (text) => { answer.replaceChildren(element("p", { class: "empty" }, text)); announce(text); };
    if (!/^\d{1,18}$/.test(id)) return say(`${id} is not a user number: digits only, please.`);
    const number = BigInt(id);
    try {
      await load(`users/${number % BigInt(state.file_count)}.js`);
    } catch (problem) {
      return say(problem.message);
    }
    const user = loadedUsers.get(String(number));
    if (!user) return say(`No user ${id} has a perk: the number is unknown, or the user was not active in the days that count.`);
    answer.replaceChildren(...[remark ? element("p", { class: "remark" }, remark) : null, userSheet(String(number), user, panel)].filter(Boolean));
    if (!remark) announce(`User ${id}: ${user.offer.perk}`);
    return undefined;
  }

  place.append(form, answer);
  if (asked) await answerFor(asked);
  else if (example) await answerFor(example, "An example: a user of the cohort whose habit stands out.");
}
