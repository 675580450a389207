// What if: perks switched off, costs and take-up changed; worked out from the
// order in which perks suit each group of users.

function assignedUsers(groups, offered, fallback) {
  const none = () => ({ users: 0, spend: 0 });
  const perks = Object.fromEntries([...offered].map((code) => [code, none()]));
  const unserved = none();
  for (const { ranked_perks: ranked, user_count: count, spend_usd: spend } of groups) {
    const own = ranked.split(">").find((code) => offered.has(code));
    const place = perks[own || fallback] || unserved;
    place.users += count;
    place.spend += spend;
  }
  return { perks, unserved };
}

function perksOf(records) {
  const perks = new Map();
  for (const record of records) {
    if (!perks.has(record.perk_code)) perks.set(record.perk_code, record);
  }
  return [...perks.values()].sort((one, other) => one.priority - other.priority);
}

// What a scenario changes stands in the address: off=tea, unit_cost=tea-3*cake-5
const inAddress = {
  read: (name) => new Map((readAddress().state.get(name) || "").split("*").filter(Boolean).map((each) => {
    const [, code, number] = each.match(/^(.*)-([\d.]+)$/) || [null, each, ""];
    return [code, Number(number)];
  })),
  write: (name, changes) => keepInAddress({ [name]: changes.size ? [...changes].map(([code, number]) => `${code}-${number}`).join("*") : null }),
};

function readScenario(perks) {
  const { state } = readAddress();
  const off = new Set((state.get("off") || "").split("*"));
  const asked = (name) => (code, planned) => {
    const value = inAddress.read(name).get(code);
    return Number.isFinite(value) ? value : planned;
  };
  const margin = Number.parseFloat(state.get("margin"));
  return {
    offered: new Set(perks.map((perk) => perk.perk_code).filter((code) => !off.has(code))),
    unitCost: new Map(perks.map((perk) => [perk.perk_code, asked("unit_cost")(perk.perk_code, perk.unit_cost_usd)])),
    takeUp: new Map(perks.map((perk) => [perk.perk_code, Math.min(100, asked("take_up")(perk.perk_code, plannedTakeUp(perk)))])),
    margin: margin >= 0 && margin <= 100 ? margin : plannedMargin(perks),
  };
}

const plannedTakeUp = (perk) => Math.round(perk.assumed_redemption_rate * 100);
const plannedMargin = (perks) => Math.round((perks[0] || { assumed_margin: 0 }).assumed_margin * 100);

function keepScenario(perks, scenario) {
  const off = perks.map((perk) => perk.perk_code).filter((code) => !scenario.offered.has(code));
  const changed = (values, planned) => new Map(perks.filter((perk) => values.get(perk.perk_code) !== planned(perk))
    .map((perk) => [perk.perk_code, values.get(perk.perk_code)]));
  keepInAddress({ off: off.length ? off.join("*") : null, margin: scenario.margin === plannedMargin(perks) ? null : String(scenario.margin) });
  inAddress.write("unit_cost", changed(scenario.unitCost, (perk) => perk.unit_cost_usd));
  inAddress.write("take_up", changed(scenario.takeUp, plannedTakeUp));
}

// One line a perk: users, cost and spend of a scenario.
function scenarioLines(perks, assigned, scenario) {
  return perks.map((perk) => {
    const code = perk.perk_code;
    const { users, spend } = assigned.perks[code] || { users: 0, spend: 0 };
    return { code, users, spend, cost: users * scenario.unitCost.get(code) * (scenario.takeUp.get(code) / 100) };
  });
}

const perDollar = ({ cost, spend }) => (cost > 0 ? spend / cost : null);
const breakEven = ({ cost, spend }, margin) => (spend > 0 && margin > 0 ? cost / (spend * (margin / 100)) : null);
const sumOf = (records, name) => records.reduce((sum, record) => sum + record[name], 0);

function showScenario(place, panel, records, section) {
  const perks = perksOf(recordsOf(panelNamed(panel.description.costs)));
  const fallback = (perks.find((perk) => perk.is_fallback) || {}).perk_code;
  const plan = {
    offered: new Set(perks.map((perk) => perk.perk_code)),
    unitCost: new Map(perks.map((perk) => [perk.perk_code, perk.unit_cost_usd])),
    takeUp: new Map(perks.map((perk) => [perk.perk_code, perk.assumed_redemption_rate * 100])),
  };
  const plannedLines = scenarioLines(perks, assignedUsers(records, plan.offered, fallback), plan);
  const scenario = readScenario(perks);
  const total = element("div", { class: "total", "aria-live": "polite" });
  const lines = new Map();
  const changeNumber = (least, most, set) => (event) => {
    const number = Number.parseFloat(event.target.value);
    if (!(number >= least && number <= most)) return;
    set(number);
    update();
    keepScenario(perks, scenario);
  };
  const body = element("tbody", {}, perks.map((perk) => {
    const { perk_code: code, perk_name: name } = perk;
    const cells = Object.fromEntries(["users", "cost", "spend", "perDollar", "breakEven"].map((cell) => [cell, element("td", { class: "number" })]));
    const rate = element("output", {});
    const slider = element("input", {
      type: "range", min: 0, max: 100, step: 1, value: scenario.takeUp.get(code), "aria-label": `Assumed take-up of ${name} in percent`,
      oninput: changeNumber(0, 100, (number) => scenario.takeUp.set(code, number)),
    });
    const price = element("input", {
      type: "number", min: 0, step: "any", value: scenario.unitCost.get(code), "aria-label": `Assumed unit cost of ${name} in dollars`,
      oninput: changeNumber(0, 1e9, (number) => scenario.unitCost.set(code, number)),
    });
    const box = element("input", {
      type: "checkbox", checked: scenario.offered.has(code),
      onchange: (event) => {
        if (event.target.checked) scenario.offered.add(code); else scenario.offered.delete(code);
        update();
        keepScenario(perks, scenario);
      },
    });
    const row = element("tr", { "data-perk": code },
      element("th", { scope: "row" }, element("label", {}, box, dot("perk", name), name)),
      cells.users,
      element("td", { class: "number" }, element("span", {}, "$ ", price)),
      element("td", { class: "number" }, element("span", {}, slider, " ", rate)),
      cells.cost, cells.spend, cells.perDollar, cells.breakEven);
    lines.set(code, { ...cells, rate, row, slider, price, box });
    return row;
  }));
  const margin = element("input", {
    type: "number", min: 0, max: 100, step: 1, value: scenario.margin, "aria-label": "Assumed margin on spend in percent",
    oninput: changeNumber(0, 100, (number) => { scenario.margin = number; }),
  });
  const now = () => {
    const assigned = assignedUsers(records, scenario.offered, fallback);
    return { unserved: assigned.unserved.users, found: scenarioLines(perks, assigned, scenario) };
  };

  function update() {
    const { found, unserved } = now();
    for (const one of found) {
      const line = lines.get(one.code);
      const isOffered = scenario.offered.has(one.code);
      line.row.className = isOffered ? "" : "off";
      line.slider.disabled = line.price.disabled = !isOffered;
      line.rate.textContent = `${scenario.takeUp.get(one.code)}%`;
      line.users.textContent = written(one.users, "count");
      line.cost.textContent = written(one.cost, "usd");
      line.spend.textContent = written(one.spend, "usd");
      line.perDollar.textContent = written(perDollar(one), "usd");
      line.breakEven.textContent = written(breakEven(one, scenario.margin), "break_even");
    }
    const all = { cost: sumOf(found, "cost"), spend: sumOf(found, "spend") };
    const difference = all.cost - sumOf(plannedLines, "cost");
    const fact = (label, value, name) => element("div", {}, element("span", {}, label), element("b", { "data-total": name }, value));
    total.replaceChildren(
      fact("Expected cost", written(all.cost, "usd"), "cost"),
      fact("Against the plan", Math.abs(difference) < 0.5 ? "as planned" : `${difference > 0 ? "+" : "−"}${written(Math.abs(difference), "usd")}`, "difference"),
      fact("Users to invite", written(sumOf(found, "users"), "count"), "users"),
      unserved ? fact("Without any perk", written(unserved, "count"), "unserved") : "",
      fact("Spend per perk dollar", written(perDollar(all), "usd"), "per_dollar"),
      fact("Break-even", written(breakEven(all, scenario.margin), "break_even"), "break_even"));
  }

  const reset = element("button", {
    type: "button", class: "action",
    onclick: () => {
      keepInAddress({ off: null, unit_cost: null, take_up: null, margin: null });
      Object.assign(scenario, readScenario(perks));
      margin.value = scenario.margin;
      for (const perk of perks) {
        const line = lines.get(perk.perk_code);
        line.slider.value = scenario.takeUp.get(perk.perk_code);
        line.price.value = scenario.unitCost.get(perk.perk_code);
        line.box.checked = true;
      }
      update();
    },
  }, "Back to the plan");
  const labels = ["Offered perk", "To invite", "Unit cost (assumed)", "Take-up (assumed)", "Expected cost", "Their spend", "Spend per perk dollar", "Break-even"];
  const head = labels.map((label, number) => element("th", { scope: "col", class: number ? "number" : null }, label));
  const made = element("table", { class: "stack" }, element("caption", { class: "unseen" }, panel.description.title),
    element("thead", {}, element("tr", {}, head)), body);
  for (const row of body.rows) [...row.cells].forEach((cell, number) => cell.setAttribute("data-label", labels[number]));
  place.append(element("div", { class: "scenario" }, total, sheet(panel.description.title, made),
    element("div", { class: "below" }, element("label", {}, "Margin on spend (assumed) ", margin, " %"), reset)));
  update();
  section.save = () => {
    const planned = new Map(plannedLines.map((line) => [line.code, line]));
    const group = choiceOf(panel.description.page, panel.description.filters[0]) || "All";
    const columns = ["user_group", "perk_code", "perk", "is_offered", "invited_user_count", "unit_cost_usd", "take_up_rate", "expected_cost_usd",
      "planned_cost_usd", "spend_usd", "spend_per_perk_dollar", "break_even_rate", "margin_rate"];
    const rows = now().found.map((one, number) => [group, one.code, perks[number].perk_name, scenario.offered.has(one.code), one.users,
      scenario.unitCost.get(one.code), scenario.takeUp.get(one.code) / 100, one.cost, planned.get(one.code).cost, one.spend,
      rounded(perDollar(one), 2), rounded(breakEven(one, scenario.margin), 4), scenario.margin / 100]);
    download("what_if", columns, rows);
  };
}

function rounded(number, places) {
  return number === null ? null : Number(number.toFixed(places));
}

// A list to save for each perk, of the users that are meant on the page.
function showLists(place, panel, records) {
  const { title, people, page, filters } = panel.description;
  const sorted = [...records].sort((one, other) => one.priority - other.priority);
  const columns = [...columnsOf(panel), { name: "list", label: "Mailing list", format: "text" }];
  const made = table(title, columns, sorted.map((record) => ({ ...record, list: "" })));
  made.tHead.rows[0].lastElementChild.className = "act";
  const group = choiceOf(page, filters[0]);
  sorted.forEach((record, number) => {
    const cell = made.tBodies[0].rows[number].lastElementChild;
    cell.className = "act";
    const found = recordsOf(panelNamed(people)).filter((each) => each.perk_code === record.perk_code && (!group || each.user_group === group));
    if (found.some((each) => each.list_path)) {
      cell.replaceChildren(element("button", { type: "button", class: "quiet", onclick: () => saveMailingList(record.perk_code, found) },
        "Save CSV", element("span", { class: "unseen" }, ` of ${record.perk_name}`)));
    } else cell.textContent = record.invited_user_count ? "left out" : "nobody";
  });
  place.append(sheet(title, made));
}
