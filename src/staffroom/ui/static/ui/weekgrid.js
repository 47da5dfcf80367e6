// One Tab stop for the whole week; arrow keys move: up and down in a day, left and right to the nearest time beside.
const shown = (cell) => cell.offsetParent !== null;
const middle = (cell) => { const box = cell.getBoundingClientRect(); return (box.top + box.bottom) / 2; };

function columns(grid) {
  return [...grid.querySelectorAll(".week-day")].map((day) => [...day.querySelectorAll("[data-week-cell]")].filter(shown)).filter((cells) => cells.length);
}

function step(all, cell, key) {
  const at = all.findIndex((cells) => cells.includes(cell));
  const column = all[at];
  if (!column) return null;
  const index = column.indexOf(cell);
  if (key === "ArrowUp") return column[index - 1];
  if (key === "ArrowDown") return column[index + 1];
  if (key === "Home") return column[0];
  if (key === "End") return column[column.length - 1];
  const beside = all[at + (key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : NaN)];
  if (!beside) return null;
  return beside.reduce((best, other) => (Math.abs(middle(other) - middle(cell)) < Math.abs(middle(best) - middle(cell)) ? other : best));
}

function rove(cells, chosen) {
  for (const cell of cells) cell.tabIndex = cell === chosen ? 0 : -1;
}

export function wake(grid) {
  const cells = () => [...grid.querySelectorAll("[data-week-cell]")];
  const settle = () => {
    const seen = cells().filter(shown);
    rove(cells(), seen.find((cell) => cell.hasAttribute("aria-current")) || seen[0]);
  };
  settle();
  grid.addEventListener("change", settle);
  grid.addEventListener("focusin", (event) => { if (event.target.matches("[data-week-cell]")) rove(cells(), event.target); });
  grid.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-week-cell]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = step(columns(grid), event.target, event.key);
    if (next) { event.preventDefault(); next.focus(); }
  });
  grid.addEventListener("click", (event) => {
    if (!event.target.closest("[data-open-list]")) return;
    event.preventDefault();
    const list = grid.querySelector(".week-list");
    list.open = true;
    list.querySelector("summary").focus();
  });
}

const wakeAll = (within) => { for (const grid of within.querySelectorAll("[data-week-grid]:not([data-awake])")) { grid.dataset.awake = ""; wake(grid); } };
wakeAll(document);
document.addEventListener("htmx:load", (event) => wakeAll(event.detail.elt.parentElement || document));
