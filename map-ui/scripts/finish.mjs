// Finishes the build: moves the start script out of the page (so that the page needs no inline
// script under its content policy), compresses every text file, and holds the byte budgets.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;
const FIRST_LOAD_BUDGET = 48 * 1024;
const COMPRESSED = /\.(html|js|mjs|css|json|svg|txt|webmanifest)$/;

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

function moveStartScriptOut() {
  const page = join(DIST, 'index.html');
  let html = readFileSync(page, 'utf8');
  const found = [...html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)];
  if (found.length !== 1) throw new Error(`expected one inline script in index.html, found ${found.length}`);
  const [tag, body] = found[0];
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  const path = `_app/immutable/entry/boot.${hash}.js`;
  writeFileSync(join(DIST, path), body.trim());
  html = html.replace(tag, `<script src="/${path}"></script>`);
  writeFileSync(page, html);
  return html;
}

function compress() {
  for (const file of files(DIST)) {
    if (!COMPRESSED.test(file)) continue;
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}

function firstLoad(html) {
  const scripts = [...html.matchAll(/(?:href|src)="\/(_app\/[^"]+\.js)"/g)].map((match) => match[1]);
  return [...new Set(scripts)].map((path) => [path, statSync(join(DIST, `${path}.gz`)).size]);
}

for (const file of files(DIST)) if (/\.(gz|br)$/.test(file)) rmSync(file);
const html = moveStartScriptOut();
compress();
const load = firstLoad(html);
const total = load.reduce((sum, [, size]) => sum + size, 0);
for (const [path, size] of load) console.log(`${String(size).padStart(8)} B gz  ${path}`);
console.log(`${String(total).padStart(8)} B gz  scripts before the map (budget ${FIRST_LOAD_BUDGET})`);
const map = files(join(DIST, '_app')).filter((file) => file.endsWith('.js.gz')).reduce((sum, file) => sum + statSync(file).size, 0);
console.log(`${String(map).padStart(8)} B gz  all scripts in ${relative(process.cwd(), DIST)}`);
if (total > FIRST_LOAD_BUDGET) {
  console.error('the scripts before the map are over their budget');
  process.exit(1);
}
