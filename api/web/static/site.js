"use strict";
// What every page shares: the choice of light and dark, and the keys. It runs in the head so that no page flashes.
const stored = {
  get(key) { try { return localStorage.getItem(key); } catch (error) { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch (error) { /* Storage is off: the page works without. */ } },
};
const root = document.documentElement;
if (stored.get("theme")) root.dataset.theme = stored.get("theme");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  const name = () => { button.textContent = isDark() ? "浅色" : "深色"; };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored.set("theme", root.dataset.theme);
    name();
  });
  for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.submit());
  const cited = document.getElementById("cited");
  if (cited && location.hash === "#cited") cited.scrollIntoView({ block: "center" });
});

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const question = document.getElementById("question");
    event.preventDefault();
    if (question) { question.focus(); question.select(); } else { document.getElementById("to-question").click(); }
  }
  if (event.key === "Escape" && document.activeElement) document.activeElement.blur();
});
