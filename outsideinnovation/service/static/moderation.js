// Single keys, a page that is changed in place, and a bar that follows the build. Without it every form works as it is.
"use strict";

const main = () => document.getElementById("content");
const cases = () => [...main().querySelectorAll(".case")];
const current = () => document.activeElement?.closest?.(".case") ?? null;

function step(by) {
  const all = cases();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) show(next);
}

function show(place) {
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.matches(".case") ? "start" : "nearest", behavior: "instant" });
}

function press(key) {
  const place = current() ?? (cases().length === 1 ? cases()[0] : null);
  const control = place?.querySelector(`[data-key="${key}"]`) ?? main().querySelector(`:not(.case *)[data-key="${key}"]`);
  control?.click();
  return control;
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = true;
  keys.querySelector("summary").focus();
}

const typing = (element) => element.closest("textarea, select, input:not([type=checkbox]), [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (!("shortcuts" in document.body.dataset)) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") help();
  else if (!/^[a-z]$/.test(event.key) || !press(event.key)) return;
  event.preventDefault();
});

// A form's answer takes the place of what is shown; wherever that fails, the form is sent as browsers do.
async function send(form, button) {
  // The buttons are called "action", so form.action would be one of them.
  const fields = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) throw new Error("no page");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.getElementById("content");
  if (!shown) throw new Error("no content");
  main().replaceWith(document.adoptNode(shown));
  document.title = page.title;
  if (answer.redirected) history.replaceState(null, "", answer.url);
  prepare();
  const next = fields.get("next");
  const place = shown.querySelector("[role=alert]") ?? (next && document.getElementById(`card-${next}`)) ?? cases()[0] ?? shown;
  show(place);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("swap" in form.dataset)) return;
  event.preventDefault();
  if (form.dataset.swap === "sent") return;
  form.dataset.swap = "sent";
  const button = event.submitter;
  send(form, button).catch(() => {
    delete form.dataset.swap;
    form.requestSubmit(button);
  });
});

function choose() {
  const boxes = [...main().querySelectorAll(".case [name=comment]")].filter((box) => box.type === "checkbox");
  const chosen = boxes.filter((box) => box.checked).length;
  const said = document.getElementById("chosen");
  if (said) said.textContent = chosen ? `${chosen} selected:` : "Selected comments:";
  const all = document.querySelector("#all input");
  if (all) all.checked = chosen > 0 && chosen === boxes.length;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("#all input")) {
    for (const box of main().querySelectorAll(".case [type=checkbox]")) box.checked = event.target.checked;
  }
  choose();
});

async function follow() {
  const bar = document.getElementById("bar");
  if (!bar || !("waiting" in bar.dataset)) return;
  try {
    const answer = await fetch(bar.dataset.address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("bar");
    if (answer.ok && fresh && document.contains(bar) && fresh.textContent !== bar.textContent) {
      bar.replaceChildren(...fresh.childNodes);
      if (!("waiting" in fresh.dataset)) delete bar.dataset.waiting;
    }
  } catch {
    // The service is away for a moment; asked again below.
  }
}

function prepare() {
  const all = document.getElementById("all");
  if (all) all.hidden = false;
  choose();
}

prepare();
setInterval(follow, 3000);
