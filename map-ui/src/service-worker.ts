/// <reference lib="webworker" />
// Keeps the shell and the last map tiles for when the net is gone. Only what any visitor sees is
// kept: questions about a home are POSTs, and a POST is never looked at here.
import { build, files, version } from '$service-worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `shell-${version}`;
const TILES = 'tiles';
const MOST_TILES = 400;
const LISTS = ['/api/v1/dataset', '/api/v1/schools'];

worker.addEventListener('install', (event) => {
  const first = ['/', ...files, ...build.filter((path) => !path.includes('maplibre'))];
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(first)).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  const drop = async () => {
    const names = (await caches.keys()).filter((name) => name !== SHELL && name !== TILES);
    await Promise.all(names.map((name) => caches.delete(name)));
    await worker.clients.claim();
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
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function trim(): Promise<void> {
  const cache = await caches.open(TILES);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_TILES)).map((key) => cache.delete(key)));
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith('/tiles/')) event.respondWith(newest(request, TILES).finally(() => void trim()));
  else if (LISTS.includes(url.pathname)) event.respondWith(newest(request, TILES));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(async () => (await caches.match('/')) ?? Response.error()));
  else if (!url.pathname.startsWith('/api/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
