// Answering in place: a Reply link brings the form to its comment. Without this it leads to a page with the same form.
const form = document.getElementById("write");
const title = document.getElementById("write-title");
const back = document.getElementById("write-back");
const field = form.elements.reply_to;
const ownTitle = title.textContent;
const ownPlace = document.createComment("");
form.before(ownPlace);

// Move the form to the comment of that id; of none, to its own place. Return the link that answers the comment.
function move(id) {
  const link = id && document.querySelector(`#comment-${CSS.escape(id)} + .reply a`);
  field.value = link ? id : "";
  title.textContent = link ? link.textContent : ownTitle;
  back.hidden = !link;
  (link ? link.parentElement : ownPlace).after(form);
  remember();
  return link;
}

// Whoever comes back from the preview finds the form where it was, and in it what was typed.
function remember() {
  history.replaceState(field.value || null, "");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.matches(".reply a")) {
    event.preventDefault();
    move(link.parentElement.previousElementSibling.id.slice("comment-".length));
    form.elements.body.focus();
  } else if (link.getAttribute("href") === "#write") {
    move();
  }
});
back.addEventListener("click", () => {
  const link = document.querySelector(`#comment-${CSS.escape(field.value)} + .reply a`);
  move();
  link.focus();
});
addEventListener("hashchange", remember);
addEventListener("pageshow", () => move(history.state));
