// The charts of the sheets, each where the template leaves room for it: drawn
// wider than that, so that its words are a little smaller than the text.
const scale = 1.2;

config.font = getComputedStyle(document.body).fontFamily;

for (const place of document.querySelectorAll("[data-panel]")) {
  const panel = panelNamed(place.dataset.panel);
  place.style.width = `${scale * place.clientWidth}px`;
  drawChart(place, panel, recordsOf(panel)).then(() => {
    place.style.width = null;
  });
}
