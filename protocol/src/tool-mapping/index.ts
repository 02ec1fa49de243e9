export { PROMETHEUS_MAPPING, PROMETHEUS_RULES } from './prometheus.ts';
export { tellTasks, type AnsweredCall, type TaskWord } from './tell-tasks.ts';
export { parseToolMapping, type ParsedMapping, type ToolMapping } from './tool-mapping.ts';
