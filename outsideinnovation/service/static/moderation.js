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
  const before = cases();
  const at = before.indexOf(current());
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
  const known = new Set(before.map((place) => place.id));
  const back = form.id === "last-act" ? cases().find((place) => !known.has(place.id)) : null;
  // Behind the last one of a page the next page moves up; elsewhere the next one is named.
  const moved = at >= 0 && at === before.length - 1 ? cases()[at] : null;
  const next = fields.get("next") && document.getElementById(`card-${fields.get("next")}`);
  show(shown.querySelector("[role=alert]") ?? back ?? moved ?? next ?? cases()[0] ?? shown);
  say();
}

// Outside of what is exchanged, or screen readers would not hear it.
function say() {
  const words = [document.getElementById("last-words"), main().querySelector("h1")];
  document.getElementById("said").textContent = words.map((each) => each?.textContent ?? "").join(". ");
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
  for (const said of main().querySelectorAll(".chosen")) {
    said.dataset.none ??= said.textContent;
    said.textContent = chosen ? (said.dataset.some ?? "{number} selected:").replace("{number}", chosen) : said.dataset.none;
  }
  for (const all of main().querySelectorAll(".all input")) all.checked = chosen > 0 && chosen === boxes.length;
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".all input")) {
    for (const box of main().querySelectorAll(".case [type=checkbox]")) box.checked = event.target.checked;
  }
  choose();
});

async function follow() {
  const parts = [...main().querySelectorAll("[data-follow]")];
  if (!parts.some((part) => "waiting" in part.dataset)) return;
  try {
    const answer = await fetch(parts[0].dataset.follow);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of answer.ok ? parts : []) renew(part, page.getElementById(part.id));
  } catch {
    // The service is away for a moment; asked again below.
  }
}

function renew(part, fresh) {
  if (!fresh || !document.contains(part) || fresh.textContent === part.textContent) return;
  part.replaceChildren(...fresh.childNodes);
  part.toggleAttribute("data-waiting", "waiting" in fresh.dataset);
}

function prepare() {
  for (const all of main().querySelectorAll(".all")) all.hidden = false;
  clear();
  choose();
}

// What stays in sight at the top must cover nothing that has the focus.
function clear() {
  const dock = main().querySelector(".dock");
  const top = dock && getComputedStyle(dock).display === "contents" ? dock.querySelector(".last-act") : dock;
  document.documentElement.style.scrollPaddingBlockStart = `${(top?.offsetHeight ?? 0) + 12}px`;
}

addEventListener("resize", clear);
prepare();
setInterval(follow, 3000);
