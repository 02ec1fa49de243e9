import { describe, expect, test } from 'vitest';
import { discordMessage } from './discord.ts';
import { neutralText } from './neutral-text.ts';
import { noticeWith, ofEveryField } from './notice.fixture.ts';
import { slackMessage } from './slack.ts';

/** What a stranger may call an agent. */
const HOSTILE = [
  '@everyone',
  '@\u200beveryone',
  '@here deploy',
  '<!channel>',
  '<!subteam^S0123|team>',
  '<@U012AB3CD>',
  '<@!80351110224678912>',
  '<@&165511591545143296>',
  '<#C024BE7LR>',
  '<https://evil.example|Open in Claude Monitor>',
  '[Open in Claude Monitor](https://evil.example)',
  'https://evil.example/login',
  '`code` ```block``` *bold* _it_ ~~gone~~ ||spoiler|| > quote # head',
  '\u202egnp.exe\u202c',
  'zero\u200bwidth\u200d\u2060\ufeff',
  'line\nbreak\r\n\ttab\u0000\u001b[31m',
  `Z${'\u0301'.repeat(500)}algo`,
  '\ud800',
  '🚀'.repeat(500),
  'x'.repeat(10_000),
  '',
];

describe('a name by a stranger', () => {
  test.each(HOSTILE)('%j is one line that can only be read', (name) => {
    const text = neutralText(name, 100);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}<>]|:\/\/|@everyone|@here|@[!&]?\d/u);
    expect(text.length).toBeLessThanOrEqual(100);
    expect(text.length).toBeGreaterThan(0);
    expect(text.isWellFormed()).toBe(true);
  });

  test('that is an ordinary one stays as it is', () => {
    for (const name of [
      'infra-001',
      'build_api (v2)',
      'Jörg <3'.replace('<', '‹'),
      'a@b.example',
      '日本語',
    ]) {
      expect(neutralText(name, 100)).toBe(name);
    }
  });

  test('is cut between characters', () => {
    expect(neutralText('🚀🚀🚀', 4)).toBe('🚀…');
  });
});

const ABOUT = { pageUrl: 'https://monitor.example.com/', acknowledgeUrl: null };

describe('in every field of a message', () => {
  test.each(HOSTILE)('%j stays within the limits of Slack, in texts that are no markup', (name) => {
    const message = slackMessage(ofEveryField(name), ABOUT);
    const json = JSON.stringify(message);
    expect(json).not.toMatch(/<!(?!date\^)|<@|<#|@everyone|<https?:[^>]*evil/);
    expect(message.text.length).toBeLessThanOrEqual(150);
    for (const block of message.blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type !== 'section') continue;
      expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
      expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
      for (const field of block.fields ?? []) {
        expect(field.type).toBe('plain_text');
        expect(field.text.length).toBeLessThanOrEqual(2_000);
      }
    }
  });

  test.each(HOSTILE)('%j stays within the limits of Discord, and mentions nobody', (name) => {
    const message = discordMessage(ofEveryField(name), ABOUT);
    expect(message.allowed_mentions).toEqual({ parse: [] });
    const [embed] = message.embeds ?? [];
    const { title = '', description = '', fields = [], footer } = embed ?? {};
    expect(title.length).toBeLessThanOrEqual(256);
    expect(description.length).toBeLessThanOrEqual(4_096);
    expect(fields.length).toBeLessThanOrEqual(25);
    for (const field of fields) expect(field.value.length).toBeLessThanOrEqual(1_024);
    const texts = [
      title,
      description,
      footer?.text ?? '',
      ...fields.flatMap((f) => [f.name, f.value]),
    ];
    expect(texts.join('').length).toBeLessThanOrEqual(6_000);
    // Each sign that markdown knows is escaped; of ours only the times are not.
    const ours = texts.join('\n').replaceAll(/<t:\d+:f>/g, '');
    expect(ours.replaceAll(/\\[\\*_~`|>#[\]():-]/g, '')).not.toMatch(/[\\*_~`|<>#[\]]|:\/\//);
  });
});

test('what is not known is left out of a message', () => {
  const { blocks } = slackMessage(noticeWith({ facts: [], text: null }), ABOUT);
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'context']);
});
