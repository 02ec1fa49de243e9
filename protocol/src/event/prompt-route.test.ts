import { describe, expect, it } from 'vitest';
import { routeOf } from './prompt-route.ts';

const MEGABYTE = 1_000_000;

describe('a prompt to Prometheus', () => {
  it.each([
    [
      'PROMETHEUS create project: Build a Solidity DEX with automated market maker',
      'create',
      'Build a Solidity DEX with automated market maker',
    ],
    ['PROMETHEUS show tasks', 'show', 'tasks'],
    ['PROMETHEUS status', 'status', null],
    ['PROMETHEUS create project:', 'create', null],
    ['PROMETHEUS: plan project: a shop', 'plan', 'a shop'],
    ['PROMETHEUS, next', 'next', null],
    ['PROMETHEUS plan: a shop', 'plan', 'a shop'],
    ['PROMETHEUS CREATE PROJECT: a shop', 'create', 'a shop'],
    ['  PROMETHEUS show project: dex  ', 'show', 'dex'],
    ['Thanks, that works.\n\nPROMETHEUS finish task-002', 'finish', 'task-002'],
    ['PROMETHEUS create project: a shop\r\nwith a till', 'create', 'a shop'],
    ['PROMETHEUS create project:\n\n  a shop\nwith a till', 'create', 'a shop'],
    ['PROMETHEUS create project:\n```\na shop\n```', 'create', null],
    ['\n\tPROMETHEUS show tasks\n', 'show', 'tasks'],
    ['      PROMETHEUS show tasks', 'show', 'tasks'],
    ['PROMETHEUS status?', 'status', null],
    ['PROMETHEUS status page', 'status', 'page'],
    ['PROMETHEUS status: page is red', 'status', 'page is red'],
    ['PROMETHEUS create project: a page that is red', 'create', 'a page that is red'],
    ['PROMETHEUS create project: status page is red', 'create', 'status page is red'],
    ['PROMETHEUS create product returns page', 'create', 'product returns page'],
    ['PROMETHEUS list customer needs', 'list', 'customer needs'],
    ['PROMETHEUS list tasks not done', 'list', 'tasks not done'],
    ['PROMETHEUS show reports by country', 'show', 'reports by country'],
    ['PROMETHEUS add endpoint that returns 500', 'add', 'endpoint that returns 500'],
    ['PROMETHEUS update the status page to red', 'update', 'the status page to red'],
    ['PROMETHEUS build a page that is red', 'build', 'a page that is red'],
    ['PROMETHEUS show tasks that are blocked', 'show', 'tasks that are blocked'],
    ['PROMETHEUS list what is ready', 'list', 'what is ready'],
    ['PROMETHEUS retry task-002, it is red', 'retry', 'task-002, it is red'],
    ['PROMETHEUS approve if the plan is good', 'approve', 'if the plan is good'],
    ['PROMETHEUS status of project dex', 'status', 'of project dex'],
    ['PROMETHEUS run failed tasks', 'run', 'failed tasks'],
    ['PROMETHEUS list failed', 'list', 'failed'],
    ['PROMETHEUS retry what failed', 'retry', 'what failed'],
    ['PROMETHEUS show the task that took longest', 'show', 'the task that took longest'],
    ['PROMETHEUS next!', 'next', null],
    ['PROMETHEUS plan, then build it', 'plan', 'then build it'],
    ['PROMETHEUS, please create project: a shop', 'create', 'a shop'],
    ['PROMETHEUS build a shop', 'build', 'a shop'],
    ['PROMETHEUS retry task-002', 'retry', 'task-002'],
    ['PROMETHEUS sketch project: a shop', 'sketch', 'a shop'],
    ['PROMETHEUS crée project : une boutique', 'crée', 'une boutique'],
    ['\u00a0PROMETHEUS\u00a0create\u3000project:\u2003ein Café', 'create', 'ein Café'],
    ['\ufeffPROMETHEUS create project: x', 'create', 'x'],
    ['```\nPROMETHEUS show a\n```\nPROMETHEUS show b', 'show', 'b'],
    ['`code` in a line\nPROMETHEUS show b', 'show', 'b'],
    ['``` not a fence, code in a line ```\nPROMETHEUS show b', 'show', 'b'],
  ])('is %j', (prompt, verb, argument) => {
    expect(routeOf(prompt)).toEqual({ route: 'prometheus', verb, argument });
  });

  it('has an argument that is no longer than a text may be', () => {
    const found = routeOf(`PROMETHEUS create project: ${'x'.repeat(MEGABYTE)}`);
    expect(found).toMatchObject({ argument: 'x'.repeat(2_000) });
  });
});

describe('a regular prompt', () => {
  it.each([
    ['empty', ''],
    ['of blanks', ' \n\t\n '],
    ['without the word', 'create project: Build a DEX'],
    ['with the word alone', 'PROMETHEUS'],
    ['in lower case', 'prometheus create project: x'],
    ['in mixed case', 'Prometheus create project: x'],
    ['that asks in mid-sentence', 'what does PROMETHEUS do?'],
    ['that tells in mid-sentence', 'Tell me when to say PROMETHEUS create project: x'],
    ['that speaks of it', 'PROMETHEUS is a titan, create a page about him'],
    ['with a word that only begins like a verb', 'PROMETHEUS plans are shown in the page'],
    ['with a longer name', 'PROMETHEUS_URL create'],
    ['with the word grown together', 'PROMETHEUScreate project: x'],
    ['quoted', '"PROMETHEUS create project: x" is what I typed'],
    ['quoted as a reply', '> PROMETHEUS create project: x\nWhy did that fail?'],
    ['quoted as a transcript', 'User: "PROMETHEUS create project: x"'],
    ['in single quotes', `'PROMETHEUS show tasks'`],
    ['between triple quotes', 'The docs say\n"""\nPROMETHEUS create project: x\n"""'],
    ['in a fence', 'Explain:\n```\nPROMETHEUS create project: x\n```'],
    ['in a fence with a language', '```text\nPROMETHEUS create project: x\n```\nwhat is this?'],
    ['in a fence of tildes', '~~~\nPROMETHEUS create project: x\n~~~'],
    ['in a fence that holds a shorter one', '````\n```\nPROMETHEUS show tasks\n```\n````'],
    ['in a fence that nobody closes', '```\nPROMETHEUS create project: x'],
    ['indented as code', 'Why?\n\n    PROMETHEUS create project: x'],
    ['indented by a tab', 'Why?\n\n\tPROMETHEUS create project: x'],
    ['that speaks of what it did', 'PROMETHEUS update is out, should we take it?'],
    ['that speaks of its page', 'PROMETHEUS status page is red'],
    ...[
      'status page shows red',
      'status page turned red again',
      'status page red, please look',
      'status page not loading',
      'status page keeps flickering',
      'status pages have been down since 9',
      'status code 503 on scrape',
      'list endpoint returns 500',
      'list endpoint returns nothing for me',
      'show command prints nothing',
      'start takes ages',
      'build takes too long since Monday',
      'delete API needs an admin flag',
      'update to 3.0 changed the labels',
      'create recording rules how?',
      'create button does nothing',
    ].map((said) => [`that speaks: ${said}`, `PROMETHEUS ${said}`] as [string, string]),
    ['that speaks of its pages, with a stop', 'PROMETHEUS status pages are down again.'],
    ['that speaks of a server', 'PROMETHEUS update server has no disk left'],
    ['that asks about a view', 'PROMETHEUS list view was broken yesterday, why?'],
    ['that speaks of a pipeline', 'PROMETHEUS build pipeline on main keeps failing'],
    ['that speaks of a step', 'PROMETHEUS next step should be the till'],
    ['that speaks of a failure', 'PROMETHEUS build failed with exit code 1'],
    ['that speaks of a failure, and no more', 'PROMETHEUS update crashed.'],
    ['that speaks of what fails', 'PROMETHEUS start script fails on node 20'],
    ['that speaks of a time', 'PROMETHEUS run took 3 hours, why?'],
    ['that speaks of a limit', 'PROMETHEUS status request timed out'],
    ['that denies', "PROMETHEUS start page isn't there"],
    ['that ends with it', 'Tell me what the PROMETHEUS status page\nPROMETHEUS status page is'],
    ['that names a file', 'PROMETHEUS create.yaml is broken'],
    ['that only asks politely', 'PROMETHEUS please'],
    ['with a colon after another word', 'PROMETHEUS scrape config: project: x'],
    ['in code of a line', '`PROMETHEUS create project: x` does nothing'],
    ['in a list', '- PROMETHEUS create project: x'],
    ['of the metrics system', 'PROMETHEUS scrape config for the node exporter'],
    ['of its file', 'Fix prometheus.yml: the scrape interval is wrong'],
    ['of its query language', 'PromQL: rate(PROMETHEUS_http_requests_total[5m])'],
    ['of its server', 'PROMETHEUS and Grafana: create a dashboard'],
  ])('%s', (_, prompt) => {
    expect(routeOf(prompt)).toEqual({ route: 'claude' });
  });

  it.each([
    ['blanks', ' '],
    ['lines', '\n'],
    ['fences', '```\n'],
    ['half a word', 'PROMETHEU'],
    ['words', 'PROMETHEUS '],
    ['lines of words', 'PROMETHEUS\n'],
    ['indented lines of words', '    PROMETHEUS show\n'],
    ['polite words', 'PROMETHEUS please please\n'],
    ['backticks', '`'],
    ['commands in a quote', '> PROMETHEUS create project: x\n'],
  ])('of a megabyte of %s is read once', (_, piece) => {
    const prompt = `x${piece.repeat(Math.ceil(MEGABYTE / piece.length))} PROMETHEUS`;
    expect(routeOf(prompt)).toEqual({ route: 'claude' });
  });
});
