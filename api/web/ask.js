"use strict";
// The ask page: sends the question to /api/ask and shows the answer. Text is only ever set as text, never as HTML.
const ROLES = { lead: "牵头", participate: "参与", responsible: "负责", guide: "指导" };
const STATES = { not_stated: "规划未载明", ambiguous: "需要选定", out_of_scope: "不在问答范围", invalid: "问题无效" };
const EXAMPLES = ["谁负责消防领域整治", "燃气行业归谁管", "县公安局承担哪些任务"];
const at = (id) => document.getElementById(id);

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (name) made.className = name;
  return made;
}

function asked(text) {
  const button = element("button", text, "ask");
  button.type = "button";
  button.addEventListener("click", () => { at("question").value = text; ask(text); });
  return button;
}

function unit(item) {
  const made = element("li", item.name, item.role);
  made.append(" ", element("small", ROLES[item.role] + (item.collective ? " · 统称" : "")));
  return made;
}

function citation(item) {
  const made = element("li");
  made.id = "c" + item.n;
  made.append(element("cite", `[${item.n}] 《${item.document_title}》 ${item.heading}（${item.section}）`), element("blockquote", item.quote));
  return made;
}

// The marks [n] of an answer lead to its quotations.
function marked(text) {
  return text.split(/(\[\d+\])/).map((piece) => {
    const n = /^\[(\d+)\]$/.exec(piece);
    if (!n) return piece;
    const link = element("a", piece);
    link.href = "#c" + n[1];
    return link;
  });
}

function show(body) {
  at("result").hidden = false;
  at("status").textContent = STATES[body.status] || "";
  at("answer").replaceChildren(...marked(body.answer));
  at("units").replaceChildren(...body.units.map(unit));
  at("citations").hidden = !body.citations.length;
  at("citations").replaceChildren(...body.citations.map(citation));
  at("followups").replaceChildren(...(body.follow_ups.length ? [body.status === "ambiguous" ? "请选：" : "接着问：", ...body.follow_ups.map(asked)] : []));
}

async function ask(question, remember = true) {
  const button = document.querySelector("form button[type=submit]");
  button.disabled = true;
  try {
    const response = await fetch("/api/ask", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ question }) });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail);
    show(body);
    if (remember) history.pushState({ question }, "", "?q=" + encodeURIComponent(question));
  } catch (error) {
    const reason = error instanceof TypeError ? "连不上服务，请确认服务已启动。" : error.message;
    show({ answer: `没有得到回答：${reason}`, units: [], citations: [], follow_ups: [] });
  } finally {
    button.disabled = false;
  }
}

at("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(at("question").value); });
at("examples").append(...EXAMPLES.map(asked));
fetch("/api/documents").then((response) => response.json()).then((body) => {
  at("documents").textContent = `库中有 ${body.total} 份文件` + (body.total ? `：${body.items.map((item) => item.title).join("、")}`.slice(0, 80) : "");
});
window.addEventListener("popstate", (event) => {
  const question = event.state ? event.state.question : new URLSearchParams(location.search).get("q");
  if (question) { at("question").value = question; ask(question, false); } else { at("result").hidden = true; }
});
const linked = new URLSearchParams(location.search).get("q");
if (linked) { at("question").value = linked; ask(linked, false); }
