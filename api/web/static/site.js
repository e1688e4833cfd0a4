"use strict";
// What every page shares: light and dark, the keys, copying. It runs in the head so that no page flashes.
const stored = {
  get(key) { try { return localStorage.getItem(key); } catch (error) { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch (error) { /* Storage is off: the page works without. */ } },
};
const root = document.documentElement;
if (stored.get("theme")) root.dataset.theme = stored.get("theme");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// Says in ``status`` how it went.
async function copyText(text, status) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "已复制";
  } catch (error) {
    // Browsers give the clipboard to secure origins only; elsewhere the old way is left.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    status.textContent = document.execCommand("copy") ? "已复制" : "浏览器不允许复制，请选中文字复制。";
    area.remove();
  }
}

function showThemeButton() {
  const button = document.getElementById("theme");
  const name = () => { button.textContent = isDark() ? "浅色" : "深色"; };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored.set("theme", root.dataset.theme);
    name();
  });
}

// Some browsers show no bar before one scrolls.
function tellOfWideTables() {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth <= box.clientWidth) continue;
    const cue = document.createElement("p");
    cue.className = "note cue";
    cue.textContent = "表比屏幕宽，左右滚动看全部。";
    box.before(cue);
  }
}

const help = () => document.getElementById("help");
document.addEventListener("DOMContentLoaded", () => {
  showThemeButton();
  tellOfWideTables();
  const keys = document.getElementById("keys");
  keys.hidden = false;
  keys.addEventListener("click", () => help().showModal());
  for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.submit());
  const cited = document.getElementById("cited");
  if (cited && location.hash === "#cited") cited.scrollIntoView({ block: "center" });
});

// Arrow keys: up and down between the rows of a list or table, left and right within a row.
const LISTS = ".keys, table.list tbody, .matrix tbody, .findings, .timeline, .cards, .starts, .outline ul, .samples ul";
const STOPS = "a[href], button, summary";
const stopsOf = (row) => (row.matches(STOPS) ? [row] : [...row.querySelectorAll(STOPS)]).filter((stop) => stop.offsetParent);
const rowsOf = (list) => [...list.children].filter((row) => stopsOf(row).length);

function target(key, focused) {
  const list = focused.closest(LISTS);
  if (!list) return null;
  const rows = rowsOf(list), row = rows.findIndex((one) => one.contains(focused));
  const stops = stopsOf(rows[row]), column = stops.indexOf(focused);
  if (key === "Home") return stopsOf(rows[0])[0];
  if (key === "End") return stopsOf(rows[rows.length - 1])[0];
  const step = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  if ((key === "ArrowLeft" || key === "ArrowRight") && stops.length > 1) return stops[column + step];
  const next = rows[row + step] && stopsOf(rows[row + step]);
  return next && next[Math.min(column, next.length - 1)];
}

function arrow(event) {
  const box = event.target.id === "question" && event.key === "ArrowDown";
  const next = box ? document.querySelector(".examples a") : target(event.key, event.target);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function toSearch() {
  const box = document.querySelector("#question, #find, #query");
  if (box) { box.focus(); box.select(); } else { document.getElementById("to-question").click(); }
}

function escape(event) {
  for (const cite of document.querySelectorAll(".cite:hover")) {
    cite.classList.add("shut");
    cite.addEventListener("mouseleave", () => cite.classList.remove("shut"), { once: true });
  }
  const menu = document.querySelector(".more[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else if (["question", "find"].includes(event.target.id) && event.target.value) event.target.value = "";
  else if (document.activeElement) document.activeElement.blur();
}

document.addEventListener("keydown", (event) => {
  // While characters are being chosen the keys are those of the input method.
  if (event.isComposing || event.altKey || (document.querySelector("dialog[open]"))) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.ctrlKey || event.metaKey) {
    const form = event.target.form || document.getElementById("ask");
    if (event.key === "Enter" && form && typing) form.requestSubmit();
    return;
  }
  if (event.key === "Escape") escape(event);
  else if (/^(Arrow|Home|End)/.test(event.key) && (!typing || event.target.id === "question")) arrow(event);
  else if (event.key === "/" && !typing) { event.preventDefault(); toSearch(); }
  else if ((event.key === "?" || event.key === "？") && !typing) help().showModal();
});
