// A message leaves after ten seconds, but never while someone points at it or has it in focus.
const STAYS = 10000;

function close(toast) {
  const all = toast.parentElement;
  toast.remove();
  if (all && !all.querySelector("[data-toast]")) all.remove();
}

export function live(toast) {
  const button = toast.querySelector("[data-toast-close]");
  button.hidden = false;
  button.addEventListener("click", () => close(toast));
  let timer;
  const start = () => { timer = setTimeout(() => close(toast), STAYS); };
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { stop(); start(); });
  start();
}

for (const toast of document.querySelectorAll("[data-toast]")) live(toast);
