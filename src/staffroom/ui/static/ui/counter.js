// "12 of 80 words": counts as the server does, by white space.
const count = (text) => (text.trim() ? text.trim().split(/\s+/u).length : 0);

export function follow(field) {
  const note = document.getElementById(field.dataset.countInto);
  if (!note) return;
  const most = Number(field.dataset.countWords);
  const first = note.textContent;
  const tell = () => {
    const words = count(field.value);
    note.textContent = words ? `${words} / ${most}` : first;
    note.classList.toggle("is-over", words > most);
  };
  field.addEventListener("input", tell);
  tell();
}

for (const field of document.querySelectorAll("[data-count-words]")) follow(field);
document.addEventListener("htmx:load", (event) => { for (const field of event.detail.elt.querySelectorAll("[data-count-words]")) follow(field); });
