"use strict";
// Files dropped on the page, and the progress of what the service does with them. Without it the forms work as they are.
const drop = document.getElementById("drop");
if (drop) {
  const input = document.getElementById("file");
  const form = document.getElementById("upload");
  const state = document.getElementById("upload-state");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        form.requestSubmit();
      }
    });
  }
  form.addEventListener("submit", () => {
    state.hidden = false;
    state.textContent = "正在上传，请不要关掉这一页……";
    form.querySelector("button").disabled = true;
  });
}

const progress = document.getElementById("progress");
if (progress) {
  const doing = document.getElementById("doing");
  const bar = document.getElementById("bar");
  const events = new EventSource(progress.dataset.events);
  events.onmessage = (event) => {
    const change = JSON.parse(event.data);
    if (["ready", "published", "failed"].includes(change.state)) {
      events.close();
      location.reload();
      return;
    }
    doing.textContent = change.doing;
    bar.max = change.steps || 1;
    if (change.steps) bar.value = change.step;
  };
  events.onerror = () => { doing.textContent = "连接断了，正在重连……"; };
}
