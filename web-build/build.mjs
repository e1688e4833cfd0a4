// Writes the vendor bundles of the pages, hashed, with the licences of all that is in them, into api/web/static/vendor/.
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = "../api/web/static/vendor";
// YASGUI comes bundled by its makers: what is inside stands in no list of esbuild's, so all that it depends on is named.
const BUNDLES = { cytoscape: ["cytoscape"], yasgui: closure("@zazuko/yasgui") };

const MIT = readFileSync("node_modules/cytoscape/LICENSE", "utf8").replace(/^Copyright.*\n+/, "").trim();

function read(name) {
  return JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
}

function closure(name, found = new Set()) {
  if (found.has(name) || !existsSync(join("node_modules", name))) return found;
  found.add(name);
  for (const other of Object.keys(read(name).dependencies || {})) closure(other, found);
  return found;
}

function licence(name) {
  const folder = join("node_modules", name);
  const { version, license, author } = read(name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // A package without the text of its licence only names it: the text is that of the same licence of another package.
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `${license}, ${author ? author.name || author : name}${license === "MIT" ? `\n\n${MIT}` : ""}`;
  return `${name} ${version}\n\n${text}\n`;
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const [name, packages] of Object.entries(BUNDLES)) {
  await build({
    entryPoints: [`src/${name}.js`], outdir: OUT, entryNames: "[name]-[hash]", bundle: true, minify: true,
    target: "chrome80", format: "iife", legalComments: "none", charset: "utf8", logLevel: "info",
  });
  writeFileSync(join(OUT, `${name}.LICENSE.txt`), [...packages].sort().map(licence).join(`\n${"-".repeat(72)}\n`));
}
