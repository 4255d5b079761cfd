import adapter from '@sveltejs/adapter-static';

/** The page is prerendered once, in Vietnamese; `scripts/finish.mjs` compresses what comes out. */
export default {
  kit: {
    adapter: adapter({ pages: 'dist', assets: 'dist', fallback: undefined, precompress: false, strict: true }),
    paths: { relative: false },
    serviceWorker: { register: false },
    version: { pollInterval: 0 },
  },
};
