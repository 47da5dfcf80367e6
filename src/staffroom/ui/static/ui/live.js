// What changes without a new page: told to screen readers, sent to sign-in when the session has ended, and jobs watched.
const speaker = document.querySelector("[data-announce]");
const seconds = (element) => 1000 * Number(element.dataset.pollEvery || 1.5);

export function announce(words) {
  if (!speaker || !words) return;
  speaker.textContent = "";
  setTimeout(() => { speaker.textContent = words; }, 50);
}

function signIn() {
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`${document.body.dataset.signIn}?next=${here}`);
}

document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) signIn(); });
document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal (403, 409) or a form with errors (422) is an answer that people must see.
  if ([403, 409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  const told = target.querySelector("[data-say]");
  announce(told ? told.dataset.say || told.textContent.trim() : "");
  const focus = target.querySelector("[data-focus], [data-focus-first]");
  if (focus) focus.focus();
});

async function look(element) {
  if (!element.isConnected) return;
  let answer;
  try {
    answer = await fetch(element.dataset.poll, { headers: { "HX-Request": "true" }, redirect: "manual" });
  } catch {
    setTimeout(look, 3 * seconds(element), element);
    return;
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") { signIn(); return; }
  if (!answer.ok) { setTimeout(look, 4 * seconds(element), element); return; }
  show(element, await answer.text());
}

function show(element, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  if (!fresh) return;
  const next = fresh.querySelector("[data-go]") || (fresh.matches("[data-go]") ? fresh : null);
  if (next) { location.assign(next.dataset.go); return; }
  element.replaceWith(fresh);
  if (fresh.dataset.poll) setTimeout(look, seconds(fresh), fresh);
  else announce(fresh.textContent.replace(/\s+/g, " ").trim().slice(0, 160));
}

const watch = (within) => { for (const element of within.querySelectorAll("[data-poll]:not([data-watched])")) { element.dataset.watched = ""; setTimeout(look, seconds(element), element); } };
watch(document);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt.parentElement || document));

const first = document.querySelector("[data-focus-first]");
if (first) first.focus();
