export { redactionOf, type Redact } from './apply-rules.ts';
export * from './answer-rules.ts';
export * from './frame-rules.ts';
export { isModelName, shownName, type Names } from './names.ts';
export * from './report-rules.ts';
export * from './sum-rules.ts';
export type { RulesOf } from './rules.ts';
export * from './view-rules.ts';
