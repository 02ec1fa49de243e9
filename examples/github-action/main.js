import { appendFileSync } from 'node:fs';

/** By this the comment is found again. */
const MARK = '<!-- claude-monitor-cost -->';
const TIMEOUT_MS = 20_000;
const MOST_PAGES = 20;

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();

try {
  await main();
} catch (error) {
  // What a monitor can't say breaks no build.
  console.log(`::warning::Claude Monitor: ${error.message.replaceAll('\n', ' ')}`);
}

async function main() {
  const key = input('key');
  if (key !== '') console.log(`::add-mask::${key}`);
  const url = input('url').replace(/\/+$/, '');
  const branch = input('branch');
  const repository = input('repository');
  if (url === '' || key === '' || branch === '') throw new Error('set url, key and branch');
  const labels = new URLSearchParams([
    ['label', `repository:${repository}`],
    ['label', `branch:${branch}`],
  ]);
  const page = `${url}/sessions?${labels}&range=90d`;
  const { totals } = await ask(`${url}/v1/usage?${labels}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const work = workOf(totals);
  setOutput('cost', work === null ? '' : work.cost);
  setOutput('tokens', work === null ? '' : String(work.tokens));
  setOutput('url', page);
  const text = wordsOf(work, { branch, page });
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, `${text}\n`);
  console.log(text);
  const number = input('pull-request');
  if (number !== '') await comment({ repository, number, body: `${MARK}\n${text}` });
}

/** Null: nothing is known of it, which is not the same as free of charge. */
function workOf(totals) {
  if (totals.requests === 0) return null;
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = totals;
  return {
    cost: (totals.costMicros / 1_000_000).toFixed(2),
    tokens: inputTokens + outputTokens + cacheReadTokens + cacheCreationTokens,
    requests: totals.requests,
    unpriced: totals.unpricedRequests,
  };
}

function wordsOf(work, { branch, page }) {
  if (work === null) return `No agent’s work is known of \`${branch}\`. [Claude Monitor](${page})`;
  const { cost, tokens, requests, unpriced } = work;
  const least = unpriced === 0 ? '' : ` at least; ${unpriced} requests have no known price`;
  const count = (value) => value.toLocaleString('en-US');
  return (
    `**Agents’ work on this branch: $${cost}**${least} (list price), ` +
    `${count(tokens)} tokens in ${count(requests)} requests. [Details](${page})`
  );
}

/** One comment of ours for each pull request: the first that has the mark, else a new one. */
async function comment({ repository, number, body }) {
  const api = `${process.env.GITHUB_API_URL ?? 'https://api.github.com'}/repos/${repository}`;
  const headers = {
    authorization: `Bearer ${input('github-token')}`,
    accept: 'application/vnd.github+json',
    'content-type': 'application/json',
    'x-github-api-version': '2022-11-28',
  };
  for (let page = 1; page <= MOST_PAGES; page++) {
    const list = await ask(`${api}/issues/${number}/comments?per_page=100&page=${page}`, {
      headers,
    });
    const known = list.find((item) => item.body?.startsWith(MARK));
    if (known?.body === body) return;
    if (known !== undefined) {
      const path = `${api}/issues/comments/${known.id}`;
      await ask(path, { method: 'PATCH', headers, body: JSON.stringify({ body }) });
      return;
    }
    if (list.length < 100) break;
  }
  const path = `${api}/issues/${number}/comments`;
  await ask(path, { method: 'POST', headers, body: JSON.stringify({ body }) });
}

async function ask(url, options) {
  const answer = await fetch(url, {
    ...options,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { origin, pathname } = new URL(url);
  if (!answer.ok) throw new Error(`${origin}${pathname} answers HTTP ${answer.status}`);
  return answer.json();
}

function setOutput(name, value) {
  const file = process.env.GITHUB_OUTPUT;
  if (file) appendFileSync(file, `${name}=${value.replaceAll(/[\r\n]/g, '')}\n`);
}
