// A button at each block of code that copies it. Without this, or where the browser lets no page write there, there is none.
const { copy, copied } = document.querySelector("script[data-copy]").dataset;
const SHOWN = 2000; // milliseconds in which the button says that it has copied

function add() {
  for (const block of document.querySelectorAll(".highlight:not(:has(> .copy))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code, td.code pre, pre").textContent);
      button.textContent = copied;
      setTimeout(() => (button.textContent = copy), SHOWN);
    });
    block.prepend(button);
  }
}

if (navigator.clipboard) {
  add();
  document.addEventListener("contentchange", add); // the author's preview has other words
}
