// The author's preview: what a build has made is shown in place. What is alike stays as it is, so the page keeps its place,
// its open parts and what was typed into it; only where more than text has changed is the page loaded anew.
const script = document.currentScript;
const CHANGES = "/_preview/changes";
const PAUSE = 1000; // milliseconds until a server that is gone is asked again

async function follow(seen) {
  for (;;) {
    try {
      const answer = await fetch(`${CHANGES}?seen=${seen}`, { cache: "no-store" });
      const { count, reload } = await answer.json();
      if (count < seen || seen < reload) return location.reload(); // fewer: another server, and who knows what has changed
      if (count !== seen) await show();
      seen = count;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

async function show() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  made.getElementById(script.id)?.replaceWith(script.cloneNode(true));
  if (scripts(made) !== scripts(document)) return location.reload(); // what is put in by a script does not run
  if (answer.redirected) history.replaceState(null, "", answer.url);
  merge(document.documentElement, made.documentElement);
  document.dispatchEvent(new Event("contentchange"));
}

function scripts(page) {
  return [...page.scripts].map((each) => each.src).join(" ");
}

function merge(shown, made) {
  if (shown.isEqualNode(made)) return;
  if (shown.nodeName !== made.nodeName || !made.attributes) return shown.replaceWith(made);
  for (const { name } of [...shown.attributes]) {
    if (name !== "open" && !made.hasAttribute(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of made.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  mergeChildren(shown, [...shown.childNodes], [...made.childNodes]);
}

function mergeChildren(parent, shown, made) {
  let first = 0;
  while (first < shown.length && first < made.length && shown[first].isEqualNode(made[first])) first++;
  let last = 0;
  const most = Math.min(shown.length, made.length) - first;
  while (last < most && shown.at(-1 - last).isEqualNode(made.at(-1 - last))) last++;
  const end = shown[shown.length - last] ?? null;
  const old = shown.slice(first, shown.length - last);
  made.slice(first, made.length - last).forEach((node, place) => {
    if (place < old.length) merge(old[place], node);
    else parent.insertBefore(node, end);
  });
  for (const node of old.slice(made.length - last - first)) node.remove();
}

follow(Number(new URL(script.src).searchParams.get("seen")));
