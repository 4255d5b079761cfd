/// <reference lib="webworker" />
// Keeps the shell and the last tiles for when the net is gone, and never looks at a POST, so at no home.
import { files, version } from '$service-worker';
const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `shell-${version}`;
const TILES = 'tiles';
const LISTS = 'lists';
const MOST_TILES = 400;
const LISTED = ['/api/v1/dataset', '/api/v1/schools'];

worker.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(SHELL);
    await cache.addAll(['/', ...files]);
    const page = await (await cache.match('/'))?.text();
    await cache.addAll([...(page ?? '').matchAll(/"(\/_app\/[^"]+)"/g)].map((found) => found[1] ?? '/'));
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});
worker.addEventListener('activate', (event) => {
  const drop = async () => {
    const old = (await caches.keys()).filter((name) => ![SHELL, TILES, LISTS].includes(name));
    await Promise.all([...old.map((name) => caches.delete(name)), worker.clients.claim()]);
  };
  event.waitUntil(drop());
});

/** The newest answer when there is a net, else the last one kept. */
async function newest(request: Request, name: string): Promise<Response> {
  const cache = await caches.open(name);
  try {
    const response = await fetch(request);
    if (response.status === 200) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const last = await cache.match(request, { ignoreVary: true });
    if (last) return last;
    throw error;
  }
}

/** Files whose name holds their content's hash never change: the kept one is as good as any. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? newest(request, SHELL);
}

async function trim(): Promise<void> {
  const cache = await caches.open(TILES);
  const extra = (await cache.keys()).slice(0, -MOST_TILES);
  await Promise.all(extra.map((key) => cache.delete(key)));
}
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith('/tiles/')) event.respondWith(newest(request, TILES).finally(() => void trim()));
  else if (LISTED.includes(url.pathname)) event.respondWith(newest(request, LISTS));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => (await caches.match('/')) ?? Response.error()));
  else if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(kept(request));
  else if (files.includes(url.pathname)) event.respondWith(newest(request, SHELL));
});
