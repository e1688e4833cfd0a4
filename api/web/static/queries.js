"use strict";
// Opens YASGUI below the form, with the query of the form. It is loaded when it is asked for: it is heavier than all pages.
const editor = document.getElementById("editor");
const opener = document.getElementById("open-editor");
const query = document.getElementById("query");
let yasgui;

function load(tag, properties) {
  return new Promise((resolve, reject) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.addEventListener("load", resolve);
    made.addEventListener("error", () => reject(new Error("编辑器没有载入，请刷新后再试；上面的表单照样能用。")));
    document.head.append(made);
  });
}

async function open() {
  const status = editor.querySelector("[role=status]");
  editor.hidden = false;
  opener.disabled = true;
  status.textContent = "正在载入编辑器……";
  try {
    await Promise.all([load("link", { rel: "stylesheet", href: editor.dataset.style }), load("script", { src: editor.dataset.script })]);
    status.textContent = "编辑器是英文界面；Ctrl+Enter 执行。点示例，示例放进编辑器。";
    yasgui = make(editor.dataset.endpoint);
    editor.scrollIntoView();
  } catch (error) {
    opener.disabled = false;
    status.textContent = error.message;
  }
}

function make(endpoint) {
  // The usual completions come from other hosts.
  Yasgui.Yasqe.defaults.autocompleters = [];
  return new Yasgui(editor.querySelector("div"), {
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    persistenceId: null,
    yasqe: { value: query.value || "SELECT * { ?s ?p ?o } LIMIT 10" },
  });
}

opener.hidden = false;
opener.addEventListener("click", open);
// With the editor open an example goes there; the answer of the server would close it.
document.querySelector(".samples").addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || !yasgui || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  yasgui.getTab().getYasqe().setValue(page.getElementById("query").value);
  editor.scrollIntoView();
});
// After the browser has gone to the place in the address, which takes the focus.
if (document.getElementById("error")) window.addEventListener("load", () => setTimeout(() => query.focus({ preventScroll: true })));
