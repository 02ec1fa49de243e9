import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { emptyStatus } from '@claude-monitor/protocol/testing/status.fixture';
import { metricsText } from '../../worker/src/domain/metrics-text.ts';

const dashboardSchema = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string().min(1),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), refId: z.string() })).default([]),
    }),
  ),
});

const file = join(import.meta.dirname, '../../docs/grafana/claude-monitor.json');
const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

const status = { ...emptyStatus(0), rejections: { too_old: 1 } };

/** Names and label names of a PromQL expression, in Grafana's variables' place a duration. */
function namesIn(expression: string): { metrics: string[]; labels: string[] } {
  const text = expression.replaceAll(/\$__(range|interval|rate_interval)/g, '5m');
  const names = { metrics: [] as string[], labels: [] as string[] };
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) throw new Error(`not PromQL: ${expression}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') {
        names.metrics.push(text.slice(from, to));
      }
      if (type.name === 'LabelName') names.labels.push(text.slice(from, to));
    },
  });
  return names;
}

test('the Grafana dashboard asks for metrics and labels that there are, in valid PromQL', () => {
  const text = metricsText(status, 0);
  const metrics = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
  expect(expressions.length).toBeGreaterThan(10);
  for (const expression of expressions) {
    const names = namesIn(expression);
    expect(names.metrics.length, expression).toBeGreaterThan(0);
    for (const name of names.metrics) expect(metrics, expression).toContain(name);
    for (const name of names.labels) expect(labels, expression).toContain(name);
  }
  expect(() => namesIn('sum(rate(claude_monitor_tokens_total[5m])')).toThrow('not PromQL');
});

test('panels of the Grafana dashboard have ids of their own and do not overlap', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cells = new Set<string>();
  for (const { title, gridPos } of dashboard.panels) {
    const { x, y, w, h } = gridPos;
    expect(x + w, title).toBeLessThanOrEqual(24);
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        const cell = `${String(column)} ${String(row)}`;
        expect(cells, `${title} overlaps another panel`).not.toContain(cell);
        cells.add(cell);
      }
    }
  }
});
