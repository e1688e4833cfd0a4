"use strict";
// Copies a provision with its source: the words of the text, without the tools beside them.
for (const button of document.querySelectorAll("[data-source]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const section = button.closest("section").cloneNode(true);
    for (const tool of section.querySelectorAll(".more, .anchor")) tool.remove();
    const text = [...section.children].map((line) => line.textContent.trim()).join("\n");
    const address = location.href.split(/[?#]/)[0] + "#" + section.id;
    copyText(`${text}\n出处：${button.dataset.source} ${address}`, button.nextElementSibling);
  });
}
