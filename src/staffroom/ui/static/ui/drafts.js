// Typed text is never lost: a form with data-draft="some-key" keeps it on this device until it is sent.
// What one reader typed is never shown to the next one at the same device, and goes when its writer signs out.
const ALL = "staffroom-draft:";
const PREFIX = `${ALL}${document.body.dataset.typedBy}:`;
const kept = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type) && field.name !== "csrfmiddlewaretoken";
const textual = (field) => kept(field) && (field.tagName === "TEXTAREA" || ["text", "search", "email", "url", "tel"].includes(field.type));

function forget(concerned) {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(ALL) && concerned(key)) localStorage.removeItem(key);
  } catch { /* private mode: nothing is kept */ }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) || null; } catch { return null; }
}

function write(key, form) {
  const values = {};
  for (const field of form.elements) if (textual(field) && field.value !== field.defaultValue) values[field.name] = field.value;
  try {
    if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify(values));
    else localStorage.removeItem(key);
  } catch { /* private mode: nothing to keep it in */ }
}

export function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const draft = read(key);
  if (draft) {
    for (const [name, value] of Object.entries(draft)) {
      const field = form.elements[name];
      if (field && textual(field) && field.value === field.defaultValue) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => write(key, form), 300); });
  form.addEventListener("submit", () => { clearTimeout(timer); sessionStorage.setItem("staffroom-sent", key); write(key, form); });
}

if (document.body.dataset.typedBy) forget((key) => !key.startsWith(PREFIX));
for (const form of document.querySelectorAll("form[data-forgets]")) form.addEventListener("submit", () => forget(() => true));

// What was sent is forgotten on the next page, unless that page is the same form, come back with errors.
const sent = sessionStorage.getItem("staffroom-sent");
if (sent) {
  sessionStorage.removeItem("staffroom-sent");
  const again = [...document.querySelectorAll("form[data-draft]")].some((form) => PREFIX + form.dataset.draft === sent);
  if (!again || !document.querySelector("[data-focus-first]")) localStorage.removeItem(sent);
}
for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
