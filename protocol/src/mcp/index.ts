export { eventsOfCall, faultsOf, type CallEvents } from './events-of-call.ts';
export { LISTED_TOOLS, type ListedTool } from './list-tools.ts';
export { answerPrompt, LISTED_PROMPTS, type ListedPrompt, type PromptAnswer } from './prompts.ts';
