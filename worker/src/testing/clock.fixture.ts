/** When tests of the HTTP side take place. */
export const NOW = Date.parse('2026-01-02T03:04:05Z');
