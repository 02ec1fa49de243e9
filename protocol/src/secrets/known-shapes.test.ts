import { describe, expect, test } from 'vitest';
import { KNOWN_SHAPES } from './known-shapes.ts';
import { redactSecrets } from './redact-secrets.ts';

const of = (length: number, letters = 'a1B2c3D4') =>
  letters.repeat(Math.ceil(length / letters.length)).slice(0, length);

/** Invented secrets, as their services make them. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  npm: [`npm_${of(36)}`],
  slack: [
    `xoxb-${of(12, '123')}-${of(24)}`,
    `xapp-1-${of(11)}-${of(13, '12')}-${of(40)}`,
    `https://hooks.slack.com/services/T${of(10)}/B${of(10)}/${of(24)}`,
  ],
  sendgrid: [`SG.${of(22)}.${of(43)}`],
  shopify: [`shpat_${of(32, 'abc123')}`],
  stripe: [`sk_live_${of(24)}`],
  github: [
    `ghp_${of(36)}`,
    `github_pat_${of(82)}`,
    `ghs_123456_${of(80)}.${of(400)}.${of(86)}`,
    `ghs_${of(36)}`,
  ],
  gitlab: [`glpat-${of(20)}`],
  grafana: [`glc_${of(64)}==`, `glsa_${of(32)}_${of(8, 'ab12')}`],
  openai: [`sk-proj-${of(74)}T3BlbkFJ${of(74)}`, `sk-${of(20)}T3BlbkFJ${of(20)}`],
  anthropic: [`sk-ant-api03-${of(93)}AA`],
  groq: [`gsk_${of(52)}`],
  huggingface: [`hf_${of(34, 'abCD')}`],
  linear: [`lin_api_${of(40)}`],
  notion: [`ntn_${of(11, '123')}${of(35)}`],
  '1password': [`ops_ey${of(200)}fQ==`],
  'hashicorp-vault': [`hvs.${of(95)}`, `hvb.${of(140)}`, `hvr.${of(95)}`],
  vercel: [`vcp_${of(24)}`],
  databricks: [`dapi${of(32, 'ab12')}`],
  docker: [`dckr_pat_${of(27)}`],
  figma: [`figd_${of(40)}`],
  cloudflare: [`cfut_${of(40)}${of(8, 'ab12')}`],
  tailscale: [`tskey-auth-${of(12)}-${of(32)}`],
};

const samples = Object.entries(SECRETS).flatMap(([service, secrets]) =>
  secrets.map((secret): [string, string] => [service, secret]),
);

describe('shapes of the kept rule set', () => {
  test('each has a sample here that it matches, and that holds one of its starts', () => {
    for (const { service, starts, pattern } of KNOWN_SHAPES) {
      const matched = (SECRETS[service] ?? []).filter((secret) => secret.match(pattern) !== null);
      expect(matched, `${service}: ${pattern.source}`).not.toEqual([]);
      for (const secret of matched) {
        const isFound = starts.length === 0 || starts.some((start) => secret.includes(start));
        expect(isFound, secret).toBe(true);
      }
    }
  });

  test.each(samples)('[PRX4] a secret of %s leaves nothing of itself', (_service, secret) => {
    for (const text of [secret, `use ${secret} now`, `{"note":"${secret}"}`, `a\n${secret}\nb`]) {
      const clean = redactSecrets(text);
      expect(clean).toContain('[redacted');
      expect(clean).not.toContain(secret.slice(-12));
      expect(redactSecrets(clean)).toBe(clean);
    }
  });

  test('no pattern repeats without a bound', () => {
    const classes = /\[(?:\\.|[^\]\\])*\]|\\./g;
    for (const { pattern } of KNOWN_SHAPES) {
      expect(pattern.source.replace(classes, 'x')).not.toMatch(/[+*]|\{\d+,\}/);
    }
  });

  test('the time they take grows with the length alone, whatever is in the text', () => {
    const starts = KNOWN_SHAPES.flatMap(({ starts }) => starts);
    const fillers = [
      '',
      'a',
      '1',
      'a'.repeat(200),
      '1_a.',
      'a-a-',
      'a.a.',
      'ey',
      `${'a'.repeat(999)}.`,
    ];
    for (const start of new Set(starts)) {
      for (const filler of fillers) {
        const part = start + filler;
        const text = part.repeat(Math.ceil(65_536 / part.length)).slice(0, 65_536);
        const startedAt = Date.now();
        redactSecrets(text);
        expect(Date.now() - startedAt, part.slice(0, 20)).toBeLessThan(1_000);
      }
    }
  });
});
