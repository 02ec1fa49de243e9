export {
  answerRequest,
  RequestFault,
  SERVED_METHODS,
  SERVER_OPTIONS,
  serverInfo,
  toolRefusal,
  toolText,
  unknownTool,
  type ToolCall,
  type ToolResult,
} from './answer-request.ts';
export {
  eventsOfCall,
  faultsOf,
  refusedCall,
  type CallFault,
  type AcceptedCall,
} from './events-of-call.ts';
export { listedTools, type ListedTool } from './list-tools.ts';
export { answerPrompt, LISTED_PROMPTS, type ListedPrompt, type PromptAnswer } from './prompts.ts';
export { earlierTasksOf, type EarlierTasks } from '../plan/earlier-tasks.ts';
export { messagesOf, requestIds, type Messages } from './messages.ts';
export { readArguments } from './read-arguments.ts';
export { claimsVersion, type Message, type MessageId, type Refusal } from './read-message.ts';
