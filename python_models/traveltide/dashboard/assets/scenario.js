// What if: perks switched off, take-up moved; worked out from the order in which
// perks suit each group of users.

function assignedUsers(groups, offered, fallback) {
  const users = Object.fromEntries([...offered].map((code) => [code, 0]));
  let unserved = 0;
  for (const { ranked_perks: ranked, user_count: count } of groups) {
    const own = ranked.split(">").find((code) => offered.has(code));
    const perk = own || (offered.has(fallback) ? fallback : null);
    if (perk) users[perk] += count;
    else unserved += count;
  }
  return { users, unserved };
}

function perksOf(records) {
  const perks = new Map();
  for (const record of records) {
    if (!perks.has(record.perk_code)) perks.set(record.perk_code, record);
  }
  return [...perks.values()].sort((one, other) => one.priority - other.priority);
}

function showScenario(place, panel, records) {
  const perks = perksOf(recordsOf(panelNamed(panel.description.costs)));
  const fallback = (perks.find((perk) => perk.is_fallback) || {}).perk_code;
  const takeUp = new Map(perks.map((perk) => [perk.perk_code, Math.round(perk.assumed_redemption_rate * 100)]));
  const offered = new Set(perks.map((perk) => perk.perk_code));
  const costOf = (users, rates) => perks.reduce((sum, perk) => (
    sum + (users[perk.perk_code] || 0) * perk.unit_cost_usd * rates(perk)), 0);
  const planned = assignedUsers(records, new Set(offered), fallback);
  const plannedCost = costOf(planned.users, (perk) => perk.assumed_redemption_rate);

  const total = element("div", { class: "total", "aria-live": "polite" });
  const lines = new Map();
  const body = element("tbody", {}, perks.map((perk) => {
    const code = perk.perk_code;
    const cells = { users: element("td", { class: "number" }), cost: element("td", { class: "number" }), rate: element("output", {}) };
    const slider = element("input", {
      type: "range", min: 0, max: 100, step: 1, value: takeUp.get(code), "aria-label": `Take-up of ${perk.perk_name} in percent`,
      oninput: (event) => { takeUp.set(code, Number(event.target.value)); update(); },
    });
    const box = element("input", {
      type: "checkbox", checked: true,
      onchange: (event) => { if (event.target.checked) offered.add(code); else offered.delete(code); update(); },
    });
    const row = element("tr", { "data-perk": code },
      element("th", { scope: "row" }, element("label", {}, box, dot("perk", perk.perk_name), perk.perk_name)),
      cells.users,
      element("td", { class: "number" }, written(perk.unit_cost_usd, "usd")),
      element("td", { class: "number" }, slider, " ", cells.rate),
      cells.cost);
    lines.set(code, { ...cells, row, slider, box });
    return row;
  }));

  function update() {
    const { users, unserved } = assignedUsers(records, offered, fallback);
    const rate = (perk) => takeUp.get(perk.perk_code) / 100;
    const cost = costOf(users, rate);
    for (const perk of perks) {
      const line = lines.get(perk.perk_code);
      const count = users[perk.perk_code] || 0;
      line.row.className = offered.has(perk.perk_code) ? "" : "off";
      line.slider.disabled = !offered.has(perk.perk_code);
      line.users.textContent = written(count, "count");
      line.rate.textContent = `${takeUp.get(perk.perk_code)}%`;
      line.cost.textContent = written(count * perk.unit_cost_usd * rate(perk), "usd");
    }
    const fact = (label, value, name) => element("div", {}, element("span", {}, label), element("b", { "data-total": name }, value));
    const difference = cost - plannedCost;
    total.replaceChildren(
      fact("Expected cost", written(cost, "usd"), "cost"),
      fact("Against the plan", Math.abs(difference) < 0.5 ? "as planned" : `${difference > 0 ? "+" : "−"}${written(Math.abs(difference), "usd")}`, "difference"),
      fact("Users with a perk", written(Object.values(users).reduce((sum, each) => sum + each, 0), "count"), "users"),
      fact("Without any", written(unserved, "count"), "unserved"));
  }

  const reset = element("button", {
    type: "button", class: "action",
    onclick: () => {
      for (const perk of perks) {
        const line = lines.get(perk.perk_code);
        takeUp.set(perk.perk_code, Math.round(perk.assumed_redemption_rate * 100));
        line.slider.value = takeUp.get(perk.perk_code);
        line.box.checked = true;
        offered.add(perk.perk_code);
      }
      update();
    },
  }, "Back to the plan");
  const head = ["Offered perk", "Users", "Unit cost", "Take-up", "Cost"].map((label, number) => (
    element("th", { scope: "col", class: number ? "number" : null }, label)));
  const made = element("table", {}, element("caption", { class: "unseen" }, panel.description.title),
    element("thead", {}, element("tr", {}, head)), body);
  place.append(element("div", { class: "scenario" }, total, sheet(panel.description.title, made), element("p", { style: "margin-top: 16px" }, reset)));
  update();
}

function showLists(place, panel, records) {
  const sorted = [...records].sort((one, other) => one.priority - other.priority);
  const columns = [...columnsOf(panel), { name: "list", label: "List of users", format: "text" }];
  const made = table(panel.description.title, columns, sorted);
  sorted.forEach((record, number) => {
    const cell = made.tBodies[0].rows[number].lastElementChild;
    if (record.list_path) {
      cell.replaceChildren(element("button", { type: "button", class: "quiet", onclick: () => savePerkList(record) },
        "Save CSV", element("span", { class: "unseen" }, ` of ${record.perk_name}`)));
    } else cell.textContent = "left out";
  });
  place.append(sheet(panel.description.title, made));
}
