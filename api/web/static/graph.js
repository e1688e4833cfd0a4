"use strict";
// The picture of /graph. It draws what the table says: columns by distance from the middle, left to right along the chain.
const section = document.querySelector(".picture");
const chosen = document.getElementById("chosen");
const FILL = { unit: "--assignment", task: "--paper", document: "--citation", regulation: "--citation", deadline: "--deadline", target: "--figure", deliverable: "--deliverable" };
const ROW = 44, COLUMN = 230, GAP = 70, ROWS = 15, LETTERS = 13, NARROW = 600;
const drawn = { nodes: new Map(), links: new Map() };
let picture;

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = (text, room) => (text.length > room ? text.slice(0, room - 1) + "…" : text);
const nameOf = (link) => [link.source, link.relation, link.target].join(" ");

function style() {
  const ink = color("--ink"), soft = color("--soft"), mark = color("--mark");
  return [
    { selector: "node", style: { shape: "round-rectangle", width: 200, height: 32, label: "data(text)", color: ink, "font-size": 14, "font-family": getComputedStyle(document.body).fontFamily, "text-valign": "center", "border-width": 1, "border-color": soft } },
    ...Object.entries(FILL).map(([kind, name]) => ({ selector: `node[kind="${kind}"]`, style: { "background-color": color(name) } })),
    { selector: "node.middle", style: { "border-width": 3, "border-color": mark, "font-weight": "bold" } },
    { selector: "edge", style: { width: 1.2, "line-color": soft, "curve-style": "bezier", opacity: 0.55, "font-size": 12, color: ink, "text-background-color": color("--ground"), "text-background-opacity": 1, "text-background-padding": 2 } },
    { selector: 'edge[relation="lead"]', style: { width: 3, "line-color": mark } },
    { selector: 'edge[basis="supplied"]', style: { "line-style": "dashed" } },
    { selector: "node:selected", style: { "border-width": 3, "border-color": mark } },
    { selector: "edge.near", style: { opacity: 1, label: "data(label)" } },
    { selector: ".far", style: { opacity: 0.2 } },
  ];
}

// Column by column; one of many nodes is as many columns wide as it takes to stay on the screen.
function places() {
  const found = {};
  const columns = [];
  for (const node of drawn.nodes.values()) (columns[node.distance] = columns[node.distance] || []).push(node);
  let x = 0;
  for (const column of columns.filter(Boolean)) {
    // A phone is held upright: there columns may be as long as they like.
    const wide = picture.width() < NARROW ? 1 : Math.ceil(column.length / ROWS), rows = Math.ceil(column.length / wide);
    column.forEach((node, n) => { found[node.id] = { x: x + Math.floor(n / rows) * COLUMN, y: ((n % rows) - (Math.min(rows, column.length) - 1) / 2) * ROW }; });
    x += wide * COLUMN + GAP;
  }
  return found;
}

function draw() {
  const have = new Set(picture.elements().map((one) => one.id()));
  for (const node of drawn.nodes.values()) {
    const more = node.hidden ? " +" + node.hidden : "";
    const text = short(node.label, LETTERS - Math.ceil(more.length / 2)) + more;
    if (have.has(node.id)) picture.getElementById(node.id).data("text", text);
    else picture.add({ data: { id: node.id, kind: node.kind, text }, classes: node.distance ? "" : "middle" });
  }
  for (const [id, link] of drawn.links) if (!have.has(id)) picture.add({ data: { id, source: link.source, target: link.target, relation: link.relation, label: link.label, basis: link.basis } });
  picture.layout({ name: "preset", positions: places(), fit: false }).run();
}

// All of it where that can be read, else the middle and what is next to it, as wide as the screen: letters of half their
// size are read by nobody.
function fit() {
  picture.fit(undefined, 16);
  if (picture.zoom() > 1.2) picture.zoom(1.2);
  if (picture.zoom() >= 0.5) { picture.center(); return; }
  const next = picture.nodes().filter((node) => drawn.nodes.get(node.id()).distance <= 1);
  picture.zoom(Math.max(0.5, Math.min(0.8, (picture.width() - 24) / next.boundingBox().w)));
  picture.center(picture.$(".middle"));
  picture.panBy({ x: 116 * picture.zoom() + 12 - picture.width() / 2, y: 0 });
}

// Adds what is new; a node that was drawn keeps its place. Returns the links that the table lacks.
function merge(part, from) {
  const start = from ? drawn.nodes.get(from).distance : 0;
  const added = part.links.filter((link) => !drawn.links.has(nameOf(link)));
  for (const node of part.nodes) if (!drawn.nodes.has(node.id)) drawn.nodes.set(node.id, { ...node, distance: start + node.distance });
  for (const link of added) drawn.links.set(nameOf(link), link);
  for (const node of drawn.nodes.values()) node.hidden = node.neighbours - near(node.id).size;
  return added;
}

function near(id) {
  const found = new Set();
  for (const link of drawn.links.values()) if (link.source === id || link.target === id) found.add(link.source === id ? link.target : link.source);
  return found;
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function linkTo(node) {
  return "?node=" + encodeURIComponent(node.id);
}

function thing(id) {
  const node = drawn.nodes.get(id);
  const again = element("a", { className: "place", href: linkTo(node), textContent: node.hidden ? `还有 ${node.hidden} 个` : "展开" });
  again.setAttribute("aria-label", `以${node.label}为中心`);
  return [element("a", { href: node.page, textContent: node.label }), " ", element("small", { textContent: node.kind_label }), " ", again];
}

function cell(label, ...children) {
  const made = element("td", {}, ...children);
  made.dataset.label = label;
  return made;
}

function relation(link) {
  const role = ["lead", "participate", "responsible", "guide"].includes(link.relation);
  const name = role ? element("b", { className: "role " + link.relation, textContent: link.label }) : link.label;
  return link.basis_label ? [name, " ", element("small", { className: "basis", textContent: link.basis_label })] : [name];
}

// The table beside the picture says the same: what is drawn by a click becomes a row.
function tell(links) {
  for (const link of links) {
    const source = link.place ? element("a", { className: "place", href: link.place, textContent: link.quote.length > 40 ? link.quote.slice(0, 39) + "…" : link.quote }) : "—";
    document.querySelector("#links tbody").append(element("tr", {}, cell("从", ...thing(link.source)), cell("关系", ...relation(link)), cell("到", ...thing(link.target)), cell("原文", source)));
  }
  document.getElementById("count").textContent = drawn.links.size;
}

async function ask(node, depth) {
  const response = await fetch(`${section.dataset.source}?node=${encodeURIComponent(node)}&depth=${depth}`);
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.json();
}

function show(node, added) {
  const page = element("a", { href: node.page, textContent: "打开它的一页" });
  const again = element("a", { href: linkTo(node), textContent: "以它为中心" });
  chosen.textContent = "";
  chosen.append(`${node.kind_label}：${node.label}。`, added ? `新画了 ${added} 条关系。` : "", node.hidden ? `还有 ${node.hidden} 个没有画。` : "", " ", page, " ", again);
}

function light(id) {
  picture.elements().removeClass("near far");
  if (!id) return;
  const around = picture.getElementById(id).closedNeighborhood();
  around.edges().addClass("near");
  picture.elements().not(around).addClass("far");
}

async function expand(id) {
  const node = drawn.nodes.get(id);
  light(id);
  show(node, 0);
  if (!node.hidden) return;
  chosen.append(" 正在展开……");
  try {
    const added = merge(await ask(id, 1), id);
    draw();
    tell(added);
    light(id);
    show(node, added.length);
  } catch (error) {
    chosen.textContent = "没有展开：" + (error instanceof TypeError ? "连不上服务，请确认服务已启动，再点一次。" : error.message);
  }
}

function save() {
  const address = URL.createObjectURL(picture.png({ output: "blob", full: true, scale: 2, bg: color("--paper"), maxWidth: 8000, maxHeight: 8000 }));
  const link = element("a", { href: address, download: document.querySelector("h1").textContent.replace(/[\\/:*?"<>|：]/g, " ") + ".png" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const TOOLS = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit: () => picture.fit(undefined, 16), png: save };
const zoom = (times) => picture.zoom({ level: picture.zoom() * times, renderedPosition: { x: picture.width() / 2, y: picture.height() / 2 } });

function start(part) {
  merge(part, "");
  picture = cytoscape({ container: document.getElementById("picture"), style: style(), minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, autoungrabify: true, userZoomingEnabled: matchMedia("(pointer: coarse)").matches });
  draw();
  fit();
  picture.on("tap", "node", (event) => expand(event.target.id()));
  picture.on("tap", (event) => { if (event.target === picture) light(""); });
  for (const button of section.querySelectorAll("[data-do]")) button.addEventListener("click", TOOLS[button.dataset.do]);
  const restyle = () => picture.style(style());
  new MutationObserver(restyle).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addListener(restyle);
  // What tests and people at the console look at.
  section.picture = picture;
}

function load() {
  section.hidden = false;
  chosen.textContent = "正在画图……";
  // Cytoscape would add this style sheet itself, which the policy of the page forbids; site.css has its one rule.
  document.head.append(element("template", { id: "__________cytoscape_stylesheet" }));
  const library = element("script", { src: section.dataset.library });
  library.addEventListener("load", async () => {
    try {
      start(await ask(section.dataset.node, section.dataset.depth));
      chosen.textContent = "点一个节点，展开它的关系。";
    } catch (error) {
      document.getElementById("picture").hidden = true;
      chosen.textContent = "图没有画出来：" + (error instanceof TypeError ? "连不上服务，请刷新。" : error.message) + "下面的表内容相同。";
    }
  });
  library.addEventListener("error", () => { chosen.textContent = "画图的程序没有载入，请刷新；下面的表内容相同。"; });
  document.head.append(library);
}

load();
