"use strict";
// The ask page without a reload: fetches the same page for the next question and takes over its answer.
const HISTORY = "questions";
const KEPT = 50;
const at = (id) => document.getElementById(id);
const asked = () => { try { return JSON.parse(stored.get(HISTORY)) || []; } catch (error) { return []; } };

function remember(question) {
  stored.set(HISTORY, JSON.stringify([question, ...asked().filter((other) => other !== question)].slice(0, KEPT)));
  showHistory();
}

function showHistory() {
  at("history").hidden = !asked().length;
  at("history").querySelector("ul").replaceChildren(...asked().map((question) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "question";
    link.href = "?q=" + encodeURIComponent(question);
    link.textContent = question;
    item.append(link);
    return item;
  }));
}

function say(text) {
  const line = document.createElement("p");
  line.className = "state";
  line.textContent = text;
  at("result").replaceChildren(line);
}

async function show(address, push) {
  at("result").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const result = page.getElementById("result");
    if (!result) throw new Error(page.querySelector("main")?.textContent.trim() || "服务答复有误（" + response.status + "），请再问一次。");
    if (push) history.pushState(null, "", address);
    document.title = page.title;
    at("result").replaceChildren(...result.childNodes);
    // What was said before goes along with the next question.
    at("ask").replaceWith(page.getElementById("ask"));
    ready();
  } catch (error) {
    say("没有得到回答：" + (error instanceof TypeError ? "连不上服务，请确认服务已启动，再问一次。" : error.message));
  } finally {
    at("result").removeAttribute("aria-busy");
  }
}

function quoted() {
  const sources = [...document.querySelectorAll("#citations li")].map((item) =>
    item.querySelector(".source").textContent.trim() + "：" + item.querySelector("blockquote").textContent);
  const answer = at("answer").cloneNode(true);
  for (const peek of answer.querySelectorAll(".peek")) peek.remove();
  return [at("question").value, answer.textContent.trim(), ...sources, location.href].join("\n");
}

async function copy() {
  const text = quoted();
  try {
    await navigator.clipboard.writeText(text);
    at("copied").textContent = "已复制";
  } catch (error) {
    // Browsers give the clipboard to secure origins only; elsewhere the old way is left.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    at("copied").textContent = document.execCommand("copy") ? "已复制" : "浏览器不允许复制，请选中文字复制。";
    area.remove();
  }
}

function ready() {
  const question = new URLSearchParams(location.search).get("q");
  if (question) remember(question); else showHistory();
  if (at("copy")) { at("copy").hidden = false; at("copy").addEventListener("click", copy); }
  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    query.set("q", at("question").value);
    for (const turn of JSON.parse(at("next") ? at("next").dataset.turns : "[]")) query.append("h", turn);
    show("?" + query, true);
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.question");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href, true);
});
at("history").querySelector("button").addEventListener("click", () => { stored.set(HISTORY, "[]"); showHistory(); });
window.addEventListener("popstate", () => show(location.href, false));
ready();
