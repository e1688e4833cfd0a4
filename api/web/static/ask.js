"use strict";
// The ask page without a reload: fetches the same page for the next question and takes over its answer.
const HISTORY = "questions";
const KEPT = 50;
const at = (id) => document.getElementById(id);
const asked = () => { try { return JSON.parse(stored.get(HISTORY)) || []; } catch (error) { return []; } };
// Why an opinion was not taken, by the status of the answer.
const REFUSED = { 401: "提意见要先登录。", 403: "没有提意见的权限。", 404: "本服务没有开通意见反馈。", 429: "提得太频繁，请过一会儿再提。" };

function remember(question) {
  stored.set(HISTORY, JSON.stringify([question, ...asked().filter((other) => other !== question)].slice(0, KEPT)));
  showHistory();
}

function showHistory() {
  at("history").hidden = !asked().length;
  const list = at("history").querySelector("ul");
  list.textContent = "";
  for (const question of asked()) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "question";
    link.href = "?q=" + encodeURIComponent(question);
    link.textContent = question;
    item.append(link);
    list.append(item);
  }
}

function say(text, again) {
  const line = document.createElement("div");
  const button = document.createElement("button");
  line.className = "state";
  button.className = "quiet";
  button.textContent = "再试一次";
  button.addEventListener("click", again);
  line.append(text, " ", button);
  at("result").textContent = "";
  at("result").append(line);
  at("said").textContent = text;
}

// Reading on begins where the eyes are: in the box for who asked from it with a keyboard, else at the answer.
function focusAfter(fromBox) {
  if (!fromBox || matchMedia("(pointer: coarse)").matches) { if (at("answer")) at("answer").focus(); return; }
  at("question").focus();
  at("question").select();
  // Who cannot see the answer is told it.
  at("said").textContent = [...document.querySelectorAll("#result .state")].map((state) => state.textContent).join("") + plain();
}

async function show(address, push) {
  const fromBox = at("ask").contains(document.activeElement);
  at("result").setAttribute("aria-busy", "true");
  at("said").textContent = "正在查";
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const result = page.getElementById("result");
    // The session has ended: the service led to where one signs in.
    if (!result && response.redirected) { location.assign(response.url); return; }
    if (!result) throw new Error(page.querySelector("[role=alert]")?.textContent || "服务答复有误（" + response.status + "）。");
    if (push) history.pushState(null, "", address);
    document.title = page.title;
    at("said").textContent = "";
    at("result").textContent = "";
    at("result").append(...result.childNodes);
    // What was said before goes along with the next question.
    at("ask").replaceWith(page.getElementById("ask"));
    ready();
    if (push) focusAfter(fromBox);
  } catch (error) {
    say("没有得到回答：" + (error instanceof TypeError ? "连不上服务，请确认服务已启动。" : error.message), () => show(address, push));
  } finally {
    at("result").removeAttribute("aria-busy");
  }
}

function plain() {
  const answer = at("answer").cloneNode(true);
  for (const peek of answer.querySelectorAll(".peek")) peek.remove();
  return answer.textContent.trim();
}

function quoted() {
  const sources = [...document.querySelectorAll("#citations li")].map((item) =>
    item.querySelector(".source").textContent.trim() + "：" + item.querySelector("blockquote").textContent);
  return [at("question").value, plain(), ...(sources.length ? ["出处：", ...sources] : []), location.href].join("\n");
}

async function send(form, verdict) {
  const told = form.querySelector("[role=status]");
  const { question, snapshot, intent } = form.dataset;
  const comment = at("comment").value.trim();
  told.textContent = "正在提交……";
  try {
    const body = JSON.stringify({ question, verdict, snapshot, intent, ...(comment ? { comment } : {}) });
    const response = await fetch(form.dataset.to, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    told.textContent = response.ok ? "已记下，谢谢。" : REFUSED[response.status] || "没有提交成功（" + response.status + "），请稍后再试。";
    if (!response.ok) return;
    form.querySelector(".comment").hidden = true;
    for (const button of form.querySelectorAll("[data-verdict]")) button.disabled = true;
    told.tabIndex = -1;
    told.focus();
  } catch (error) {
    told.textContent = "没有提交成功：连不上服务。";
  }
}

function askOpinion(form) {
  let verdict = "";
  form.hidden = false;
  for (const button of form.querySelectorAll("[data-verdict]")) {
    button.addEventListener("click", () => {
      verdict = button.dataset.verdict;
      for (const other of form.querySelectorAll("[data-verdict]")) other.setAttribute("aria-pressed", other === button);
      form.querySelector(".comment").hidden = verdict === "useful";
      if (verdict === "useful") send(form, verdict); else at("comment").focus();
    });
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form, verdict); });
}

function ready() {
  const question = new URLSearchParams(location.search).get("q");
  if (question) remember(question); else showHistory();
  if (at("copy")) { at("copy").hidden = false; at("copy").addEventListener("click", () => copyText(quoted(), at("copied"))); }
  if (at("feedback")) askOpinion(at("feedback"));
  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    query.set("q", at("question").value);
    for (const turn of JSON.parse(at("next") ? at("next").dataset.turns : "[]")) query.append("h", turn);
    const only = at("ask").querySelector("select");
    if (only && only.value) query.set("documents", only.value);
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
