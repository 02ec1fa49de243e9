import { join } from 'node:path';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { inlineTexts } from './vite/inline-texts.ts';

/** The `style` of the hidden element in which SvelteKit tells a screen reader which page came. */
const ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

// SvelteKit 3 takes its configuration here; a svelte.config.js is an error.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^zod$/, replacement: join(import.meta.dirname, 'src/lib/zod-without-eval.ts') },
    ],
  },
  plugins: [
    inlineTexts(),
    sveltekit({
      adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
      compilerOptions: { runes: true },
      // Who turns notifications on registers it.
      serviceWorker: { register: false },
      // The build also sends it as a header, with `frame-ancestors`, which a page can not say of itself.
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // No 'unsafe-inline': Svelte, xyflow and LayerChart set styles through the DOM's own objects,
          // which no policy forbids. Only an attribute in markup is refused, and there is one.
          'style-src': ['self'],
          'style-src-attr': ['unsafe-hashes', ANNOUNCER_STYLE],
          'connect-src': ['self'],
          'img-src': ['self', 'data:'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'object-src': ['none'],
        },
      },
    }),
  ],
});
