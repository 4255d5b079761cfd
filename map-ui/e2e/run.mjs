// Runs the browser tests against TRUONGGAN_URL, or against the binary TRUONGGAN_BIN with a fresh
// store filled from data/demo, started on a free port and stopped at the end.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const UI = fileURLToPath(new URL('..', import.meta.url));
const ROOT = join(UI, '..');
const PATIENCE_MS = 120_000;
const IMPORTS = [
  ['units', 'units.geojson'],
  ['water', 'water.geojson'],
  ['places', 'places.geojson'],
  ['schools', 'schools.csv'],
  ['network', 'roads.geojson', '--title', 'Cần Giờ (minh họa)', '--title-en', 'Cần Giờ (demo)'],
];

function fill(binary, store) {
  for (const [kind, file, ...named] of IMPORTS) {
    const args = ['--store', store, 'import', kind, join(ROOT, 'data', 'demo', file), '--synthetic', ...named];
    const { status, stderr } = spawnSync(binary, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`import of ${file} ended with ${status}\n${stderr}`);
  }
}

function serve(binary, store) {
  const server = spawn(binary, ['--store', store, 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { TRUONGGAN_LOG: 'warn', ...process.env },
  });
  const address = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the server did not say where it listens')), PATIENCE_MS);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    });
  });
  return { server, address };
}

/** Every test would wait in vain for a page that the server does not carry. */
async function mustCarryPage(url) {
  const page = await (await fetch(url)).text();
  if (!page.includes('/_app/immutable/')) throw new Error(`${url} serves no built page: run \`npm run build\`, and build the binary in this folder's own tree`);
}

async function play(url) {
  await mustCarryPage(url);
  const env = { ...process.env, TRUONGGAN_URL: url };
  const runner = spawn(process.execPath, [join(UI, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...process.argv.slice(2)], {
    cwd: UI,
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
}

async function playAgainstBinary(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'truonggan-e2e-'));
  const store = `sqlite:${join(folder, 'demo.gpkg')}`;
  let running;
  try {
    fill(binary, store);
    running = serve(binary, store);
    return await play(await running.address);
  } finally {
    if (running && running.server.exitCode === null) {
      running.server.removeAllListeners('exit');
      const ended = new Promise((resolve) => running.server.once('exit', resolve));
      running.server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

const { TRUONGGAN_URL: url, TRUONGGAN_BIN: binary } = process.env;
if (!url && !binary) {
  console.error('set TRUONGGAN_URL to a running server, or TRUONGGAN_BIN to the built binary');
  process.exit(2);
}
process.exit(url ? await play(url) : await playAgainstBinary(binary));
