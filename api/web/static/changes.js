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
  // A file that the service would refuse is not sent all the way first.
  const tooLarge = () => {
    const file = input.files[0];
    if (!file || file.size <= Number(input.dataset.most)) { state.hidden = true; return false; }
    state.hidden = false;
    state.textContent = `${file.name}有 ${Math.ceil(file.size / 1e6)} MB，超过 ${input.dataset.mostText}，没有上传。请拆开文件，或压缩里面的图片再传。`;
    return true;
  };
  input.addEventListener("change", tooLarge);
  form.addEventListener("submit", (event) => {
    if (tooLarge()) { event.preventDefault(); return; }
    state.hidden = false;
    state.textContent = "正在上传，请不要关掉这一页……";
    form.querySelector("button").disabled = true;
  });
}

const progress = document.getElementById("progress");
if (progress) {
  const doing = document.getElementById("doing");
  const states = JSON.parse(progress.dataset.states), steps = JSON.parse(progress.dataset.steps);
  const bar = document.getElementById("bar");
  const events = new EventSource(progress.dataset.events);
  events.onmessage = (event) => {
    const change = JSON.parse(event.data);
    if (["ready", "published", "failed"].includes(change.state)) {
      events.close();
      location.reload();
      return;
    }
    progress.querySelector("b").textContent = states[change.state];
    doing.textContent = steps[change.doing] || change.doing;
    bar.max = change.steps || 1;
    if (change.steps) bar.value = change.step;
  };
  events.onerror = () => { doing.textContent = "连接断了，正在重连……"; };
}
