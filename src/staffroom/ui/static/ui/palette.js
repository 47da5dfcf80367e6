// "/" and Ctrl-K lead to search: to the search field of the page, else to the page that finds. Can be switched off.
const KEY = "staffroom-shortcuts";
const isOn = () => { try { return localStorage.getItem(KEY) !== "off"; } catch { return true; } };
const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");

function find() {
  const field = document.querySelector("[data-search], input[type=search]");
  if (field) { field.focus(); field.select(); return; }
  const link = document.querySelector(".rail a[href*='/find/']") || document.querySelector(".rail a[href*='/people/']");
  if (link) location.assign(link.href);
}

document.addEventListener("keydown", (event) => {
  if (!isOn()) return;
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
  const letter = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (slash || letter) { event.preventDefault(); find(); }
});

for (const label of document.querySelectorAll("[data-shortcut-switch]")) {
  label.hidden = false;
  const box = label.querySelector("input");
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
}
