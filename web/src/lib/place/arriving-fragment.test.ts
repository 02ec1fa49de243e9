import { describe, expect, test } from 'vitest';
import { keyInFragment } from '../api/login.ts';
import { ArrivingFragment } from './arriving-fragment.ts';

/** A window whose address changes as a browser's does, or silently, as by a router. */
function windowAt(hash: string) {
  const listeners: (() => void)[] = [];
  const location = { hash, pathname: '/tasks', search: '?project=dex' };
  const written: string[] = [];
  return {
    location,
    written,
    history: {
      state: { of: 'the router' },
      replaceState: (state: unknown, _: string, url?: string | URL | null) => {
        expect(state).toEqual({ of: 'the router' });
        written.push(String(url));
        location.hash = '';
      },
    },
    addEventListener: (_: 'hashchange', listener: () => void) => listeners.push(listener),
    changeTo: (fragment: string) => {
      location.hash = fragment;
      for (const tell of listeners) tell();
    },
  };
}

describe('[SHR4] the fragment with which a page is opened', () => {
  test('is taken once, and leaves the address before it is used', () => {
    const window = windowAt('#key=cm.a.b.c');
    const arriving = new ArrivingFragment(window);
    expect(arriving.take(keyInFragment)).toBe('cm.a.b.c');
    expect(window.written).toEqual(['/tasks?project=dex']);
    expect(arriving.take(keyInFragment)).toBeNull();
  });

  test('that came while the page was loading is kept, though the router wrote its address over it', () => {
    const window = windowAt('');
    const arriving = new ArrivingFragment(window);
    window.changeTo('#key=cm.a.b.c');
    window.location.hash = '';
    expect(arriving.take(keyInFragment)).toBe('cm.a.b.c');
  });

  test('the newest one counts', () => {
    const window = windowAt('#key=first');
    const arriving = new ArrivingFragment(window);
    window.changeTo('#key=second');
    expect(arriving.take(keyInFragment)).toBe('second');
  });

  test('one without what is looked for stays where it is', () => {
    const window = windowAt('#critical-path');
    expect(new ArrivingFragment(window).take(keyInFragment)).toBeNull();
    expect(window.location.hash).toBe('#critical-path');
    expect(window.written).toEqual([]);
  });
});
