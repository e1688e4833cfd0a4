"use strict";
// The ask box on another site's page: a button, and a panel in a shadow tree that neither side's styles reach out of.
// <script src="http://zeren.example/widget.js" data-title="责任问答" data-documents="id,id" data-position="left" data-key="…" defer></script>
(() => {
  const script = document.currentScript;
  if (!script || document.querySelector("zeren-widget")) return;
  const settings = script.dataset;
  const service = new URL(".", script.src);
  const title = settings.title || "责任问答";
  const documents = (settings.documents || "").split(",").map((id) => id.trim()).filter(Boolean);
  const KEPT = 5;
  let turns = [];

  // A constructed sheet needs no permission for inline styles from the page's content security policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; --ink: #1c2430; --soft: #566170; --line: #d3d9e0; --paper: #fff; --ground: #f5f6f8; --mark: #8c1d18; --on-mark: #fff;
      font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink); }
    @media (prefers-color-scheme: dark) { :host { --ink: #e7eaee; --soft: #a9b3c0; --line: #3a4350; --paper: #1b2027; --ground: #12161b; --mark: #f0a29d; --on-mark: #1b2027; } }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button, input { font: inherit; color: inherit; }
    button { cursor: pointer; border: 1px solid var(--line); border-radius: 6px; background: none; padding: 4px 12px; }
    button:focus-visible, a:focus-visible, input:focus-visible, .talk:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
    .main { border: 0; background: var(--mark); color: var(--on-mark); }
    .opener { position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; padding: 12px 20px; border-radius: 28px; box-shadow: 0 4px 16px rgba(0, 0, 0, .3); }
    .panel { position: fixed; z-index: 2147483001; right: 20px; bottom: 20px; display: flex; flex-direction: column; width: 400px; height: min(620px, calc(100vh - 40px));
      background: var(--ground); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 8px 32px rgba(0, 0, 0, .35); overflow: hidden; }
    .left { right: auto; left: 20px; }
    @media (max-width: 480px) { .panel { left: 0; right: 0; bottom: 0; width: auto; height: 100vh; height: 100dvh; border: 0; border-radius: 0; } }
    header { display: flex; align-items: center; gap: 8px; padding: 8px 12px; background: var(--paper); border-bottom: 1px solid var(--line); }
    h2 { flex: 1; margin: 0; font-size: 17px; color: var(--mark); }
    .talk { flex: 1; overflow-y: auto; padding: 12px; overflow-wrap: anywhere; }
    .talk > * { margin: 0 0 12px; }
    .asked { margin-left: 40px; padding: 8px 12px; border-radius: 10px; background: var(--mark); color: var(--on-mark); width: fit-content; max-width: calc(100% - 40px); margin-inline-start: auto; }
    .reply { padding: 10px 12px; border-radius: 10px; background: var(--paper); border: 1px solid var(--line); }
    .reply p { margin: 0 0 8px; white-space: pre-wrap; }
    .reply a { color: var(--mark); text-underline-offset: 3px; }
    details { margin: 0 0 8px; }
    summary { cursor: pointer; color: var(--soft); }
    ol { margin: 6px 0 0; padding: 0; list-style: none; }
    li { margin: 0 0 8px; font-size: 15px; }
    blockquote { margin: 2px 0 0; padding-left: 8px; border-left: 3px solid var(--mark); white-space: pre-wrap; color: var(--soft); }
    .follow { display: flex; flex-wrap: wrap; gap: 6px; }
    .follow button { text-align: left; border-color: var(--soft); }
    form { display: flex; gap: 8px; padding: 10px 12px; background: var(--paper); border-top: 1px solid var(--line); }
    input { flex: 1; min-width: 0; padding: 6px 10px; border: 1px solid var(--soft); border-radius: 6px; background: var(--paper); }
  `);

  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const openedAt = (url, label) => make("a", { href: url, target: "_blank", rel: "noopener", textContent: label });

  const opener = make("button", { className: "opener main", type: "button", textContent: title });
  opener.setAttribute("aria-expanded", "false");
  const close = make("button", { type: "button", textContent: "关闭" });
  const anew = make("button", { type: "button", textContent: "新话题" });
  const talk = make("div", { className: "talk", tabIndex: 0 });
  talk.setAttribute("role", "log");
  talk.setAttribute("aria-label", "对话");
  const input = make("input", { type: "text", placeholder: "例如：某项工作由谁牵头", autocomplete: "off", maxLength: 500 });
  input.setAttribute("aria-label", "问题");
  const form = make("form", {}, input, make("button", { className: "main", type: "submit", textContent: "提问" }));
  const panel = make("div", { className: "panel", hidden: true }, make("header", {}, make("h2", { textContent: title }), anew, close), talk, form);
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  if (settings.position === "left") { opener.classList.add("left"); panel.classList.add("left"); }

  function show(open) {
    panel.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) { if (!talk.childElementCount) greet(); input.focus(); } else opener.focus();
  }

  function greet() {
    say("reply", make("p", { textContent: "按规划原文回答责任问题，每个结论都附出处；规划没有写的，会如实说没有写。" }));
  }

  function say(className, ...children) {
    const said = make("div", { className }, ...children);
    talk.append(said);
    talk.scrollTop = said.offsetTop - talk.offsetTop;
    return said;
  }

  async function send(question) {
    const headers = { "Content-Type": "application/json" };
    if (settings.key) headers.Authorization = "Bearer " + settings.key;
    const body = JSON.stringify({ question, history: turns, ...(documents.length && { documents }) });
    const response = await fetch(new URL("channels/widget/ask", service), { method: "POST", headers, body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail || "服务答复有误（" + response.status + "）");
    return answer;
  }

  function withMarks(answer) {
    const urls = new Map(answer.sources.map((source) => ["[" + source.n + "]", source.url]));
    const line = make("p", {});
    for (const part of answer.text.split(/(\[\d+\])/)) line.append(urls.has(part) ? openedAt(urls.get(part), part) : part);
    return line;
  }

  function quoted(answer) {
    const items = answer.sources.map((source) => make("li", {}, openedAt(source.url, "[" + source.n + "] " + source.label), make("blockquote", { textContent: source.quote })));
    return make("details", { open: items.length <= 2 }, make("summary", { textContent: "原文（" + items.length + "）" }), make("ol", {}, ...items));
  }

  function offered(answer) {
    const buttons = answer.follow_ups.map((question) => {
      const button = make("button", { type: "button", textContent: question });
      button.addEventListener("click", () => ask(question));
      return button;
    });
    return make("div", { className: "follow" }, ...buttons);
  }

  async function ask(question) {
    if (!question.trim() || talk.getAttribute("aria-busy")) return;
    input.value = "";
    const asked = say("asked", question);
    talk.setAttribute("aria-busy", "true");
    try {
      const answer = await send(question);
      const reply = say("reply", withMarks(answer));
      if (answer.sources.length) reply.append(quoted(answer));
      if (answer.follow_ups.length) reply.append(offered(answer));
      turns = [...turns, question].slice(-KEPT);
    } catch (error) {
      const why = error instanceof TypeError ? "连不上服务，或本网页没有获准使用；请告知管理员。" : error.message;
      say("reply", make("p", { textContent: "没有得到回答：" + why }));
      input.value = question;
    }
    talk.removeAttribute("aria-busy");
    talk.scrollTop = asked.offsetTop - talk.offsetTop;
    input.focus();
  }

  opener.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  anew.addEventListener("click", () => { turns = []; talk.textContent = ""; greet(); input.focus(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(input.value); });
  panel.addEventListener("keydown", (event) => {
    // The page around must not take what is typed here for its own keys.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) show(false);
  });

  const host = document.createElement("zeren-widget");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(opener, panel);
  const place = () => document.body.append(host);
  if (document.body) place(); else document.addEventListener("DOMContentLoaded", place);
})();
