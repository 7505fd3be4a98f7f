// Answering in place: a Reply link brings the form to its comment. Without this it leads to a page with the same form.
const form = document.getElementById("write");
const title = document.getElementById("write-title");
const back = document.getElementById("write-back");
const field = form.elements.reply_to;
const ownTitle = title.textContent;
const ownPlace = document.createComment("");
form.before(ownPlace);

function answer(link) {
  field.value = new URL(link.href).searchParams.get("reply_to");
  title.textContent = link.textContent;
  back.hidden = false;
  link.parentElement.after(form);
}

function leave() {
  const link = answered();
  field.value = "";
  title.textContent = ownTitle;
  back.hidden = true;
  ownPlace.after(form);
  return link;
}

function answered() {
  return field.value ? document.querySelector(`#comment-${CSS.escape(field.value)} + .reply a`) : null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.matches(".reply a")) {
    event.preventDefault();
    answer(link);
    form.elements.body.focus();
  } else if (link.getAttribute("href") === "#write") {
    leave();
  }
});
back.addEventListener("click", () => (leave() ?? form.elements.body).focus());

// Whoever comes back from the preview finds what was typed, by the browser, where it was typed.
addEventListener("pageshow", () => {
  const link = answered();
  if (link) answer(link);
  else leave();
});
