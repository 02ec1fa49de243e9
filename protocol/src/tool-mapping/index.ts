export { PROMETHEUS_MAPPING, PROMETHEUS_RULES } from './prometheus.ts';
export { reportTasks, type AnsweredCall, type TaskReport } from './report-tasks.ts';
export { parseToolMapping, type ParsedMapping, type ToolMapping } from './tool-mapping.ts';
