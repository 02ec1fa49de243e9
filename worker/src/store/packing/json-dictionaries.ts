export type DictionaryName = 'view' | 'events';

/**
 * What JSON of a kind has in common: text that deflate may refer to. It need not be right, only alike.
 * Those that a release wrote with are never edited, or their rows can't be read: a better one is added
 * at the end. Ids are below that of gzip, 0x1f.
 */
export const JSON_DICTIONARIES: readonly { id: number; name: DictionaryName; words: string }[] = [
  {
    id: 1,
    name: 'view',
    words:
      '{"id":"","taskId":"TASK-","description":"","priority":"medium","status":"planned","progr' +
      'ess":null,"cardId":null,"agentName":null,"project":null,"isImplied":true,"startedAt":nul' +
      'l,"endedAt":null,"durationMs":null,"dependsOn":[],"workers":[],"origin":"plan","promethe' +
      'us"},{"id":"","taskId":"","description":null,"priority":"high","low","critical","status"' +
      ':"success","failed","cancelled","started","progress":1,"cardId":"","agentName":"","proje' +
      'ct":"","isImplied":false,"startedAt":17,"endedAt":17,"durationMs":0,"dependsOn":[],"work' +
      'ers":[{"cardId":"","agentName":"","status":"success","at":17}],"origin":null,"usage":{"r' +
      'equests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,' +
      '"costMicros":0,"unpricedRequests":0,"measured":{"requests":0,"inputTokens":0,"outputToke' +
      'ns":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0},"' +
      'reported":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreat' +
      'ionTokens":0,"costMicros":0,"unpricedRequests":0}},"lastAt":17,"changedSeq":17}{"id":"",' +
      '"sessionId":"","attempt":1,"run":{"id":"","sessionId":""},"agentName":"claude-code","mod' +
      'el":null,"project":null,"user":null,"device":null,"isDeclared":false,"startedAt":17,"end' +
      'edAt":null,"lastAt":17,"turn":{"state":"waiting","working","turn-over","at":17,"reason":' +
      '"permission"},"openTools":[{"toolUseId":"toolu_","toolName":"Bash","startedAt":17}],"con' +
      'text":{"tokens":0,"window":200000,"provenance":"reported","at":17},"currentTask":{"id":"' +
      '","taskId":"TASK-","description":"","progress":null,"startedAt":17},"lastError":{"type":' +
      '"Timeout","message":"","severity":"high","at":17},"lastFailedTask":{"taskId":"","descrip' +
      'tion":"","at":17},"completeness":{"of":"records","tokens","received":0,"expected":0},{"i' +
      'd":"","sessionId":"","attempt":1,"agentName":"","model":"claude-sonnet-4-5-20250929","cl' +
      'aude-opus-4-5-20251101","claude-haiku-4-5-20251001","project":"","user":"","device":"","' +
      'isDeclared":true,"startedAt":17,"endedAt":17,"lastAt":17,"turn":null,"openTools":[],"con' +
      'text":{"tokens":0,"window":null,"provenance":"measured","at":17},"currentTask":null,"tas' +
      'ks":{"open":0,"done":0,"failed":0,"cancelled":0},"usage":{"requests":0,"inputTokens":0,"' +
      'outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequ' +
      'ests":0,"measured":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"c' +
      'acheCreationTokens":0,"costMicros":0,"unpricedRequests":0},"reported":{"requests":0,"inp' +
      'utTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,' +
      '"unpricedRequests":0}},"isReportedCounted":false,"clientCostMicros":0,"completeness":nul' +
      'l,"errors":0,"lastError":null,"lastFailedTask":null,"toolCalls":0,"instances":0,"pulse":' +
      '{"at":17,"tokens":[0,0]},"changedSeq":17}',
  },
  {
    id: 2,
    name: 'events',
    words:
      '"type":"compaction","trigger":"auto","preTokens":0,"postTokens":0,"type":"prompt","len' +
      'gth":0,"route":"claude","type":"session.context","contextTokens":0,"type":"sequence","' +
      'process":"","from":0,"to":0,"count":0,"type":"metric","name":"","value":0,"startAt":17' +
      ',"attributes":{},"type":"handover","message","toSessionId":"","toAgentName":"","summar' +
      'y":"","type":"instance.start","instance.end","agentType":"general-purpose","parentAgen' +
      'tId":"","type":"error","errorType":"Timeout","errorMessage":"","severity":"medium","hi' +
      'gh","type":"session.state","state":"waiting","working","turn-over","reason":"permissio' +
      'n","type":"task.plan","tasks":[{"taskId":"","taskDescription":"","dependsOn":["type":"' +
      'task.progress","progress":0.5,"status":"failed","cancelled","promptId":"","agentId":""' +
      ',"toolUseId":"toolu_01","type":"tool.call","toolName":"Bash","Read","Edit","Grep","Wri' +
      'te","Task","state":"started","succeeded","failed","denied","duration":0,"fingerprint":' +
      '"","source":"hook","transcript","sdk","api","mcp","isLate":true,"isBackfill":true,"par' +
      'entSessionId":"","messageId":"msg_01","cacheCreation1hTokens":0,"contextWindow":200000' +
      ',[{"id":"evt_","type":"session.start","time":17,"sessionId":"","agentName":"","model":' +
      '"claude-sonnet-4-5-20250929","claude-opus-4-5-20251101","claude-haiku-4-5-20251001","p' +
      'roject":"","user":"","device":"","source":"mcp","receivedAt":17},{"id":"","type":"task' +
      '.start","taskId":"TASK-","taskDescription":"","priority":"high","type":"usage","source' +
      '":"otlp","inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,' +
      '"requestId":"req_011C","querySource":"repl_main_thread","clientCostMicros":0,"received' +
      'At":17},{"id":"","type":"task.complete","taskId":"","status":"success","duration":0,"r' +
      'eceivedAt":17},{"id":"","type":"session.end","receivedAt":17}]',
  },
  {
    id: 3,
    name: 'view',
    words:
      '{"id":"","taskId":"TASK-","description":"","priority":"medium","status":"planned",' +
      '"progress":null,"session":null,"agentName":null,"project":null,"isImplied":true,"s' +
      'tartedAt":null,"endedAt":null,"durationMs":null,"dependsOn":[],"workers":[],"origi' +
      'n":"plan","prometheus"},{"id":"","taskId":"","description":null,"priority":"high",' +
      '"low","critical","status":"success","failed","cancelled","started","progress":1,"s' +
      'ession":"","agentName":"","project":"","isImplied":false,"startedAt":17,"endedAt":' +
      '17,"durationMs":0,"dependsOn":[],"workers":[{"session":"","agentName":"","status":' +
      '"success","at":17}],"origin":null,"usage":{"requests":0,"inputTokens":0,"outputTok' +
      'ens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequest' +
      's":0,"measured":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0' +
      ',"cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0},"reported":{"request' +
      's":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,' +
      '"costMicros":0,"unpricedRequests":0}},"lastAt":17,"changedSeq":17}{"id":"","sessio' +
      'nId":"","attempt":1,"run":{"id":"","sessionId":""},"agentName":"claude-code","mode' +
      'l":null,"project":null,"user":null,"device":null,"isDeclared":false,"startedAt":17' +
      ',"endedAt":null,"lastAt":17,"turn":{"state":"waiting","working","turn_over","at":1' +
      '7,"reason":"permission"},"openTools":[{"toolUseId":"toolu_","toolName":"Bash","sta' +
      'rtedAt":17}],"context":{"tokens":0,"window":200000,"provenance":"reported","at":17' +
      '},"currentTask":{"id":"","taskId":"TASK-","description":"","progress":null,"starte' +
      'dAt":17},"lastError":{"type":"Timeout","message":"","severity":"high","at":17},"la' +
      'stFailedTask":{"taskId":"","description":"","at":17},"completeness":{"of":"records' +
      '","tokens","received":0,"expected":0},{"id":"","sessionId":"","attempt":1,"agentNa' +
      'me":"","model":"claude-sonnet-4-5-20250929","claude-opus-4-5-20251101","claude-hai' +
      'ku-4-5-20251001","project":"","user":"","device":"","isDeclared":true,"startedAt":' +
      '17,"endedAt":17,"lastAt":17,"turn":null,"openTools":[],"context":{"tokens":0,"wind' +
      'ow":null,"provenance":"measured","at":17},"currentTask":null,"tasks":{"open":0,"do' +
      'ne":0,"failed":0,"cancelled":0},"usage":{"requests":0,"inputTokens":0,"outputToken' +
      's":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequests"' +
      ':0,"measured":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"' +
      'cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0},"reported":{"requests"' +
      ':0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"c' +
      'ostMicros":0,"unpricedRequests":0}},"isReportedCounted":false,"clientCostMicros":0' +
      ',"completeness":null,"errors":0,"lastError":null,"lastFailedTask":null,"toolCalls"' +
      ':0,"subagents":0,"pulse":{"at":17,"tokens":[0,0]},"changedSeq":17}',
  },
  {
    id: 4,
    name: 'events',
    words:
      '"type":"compaction","trigger":"auto","preTokens":0,"postTokens":0,"type":"prompt",' +
      '"length":0,"route":"claude","type":"session.context","contextTokens":0,"type":"seq' +
      'uence","process":"","from":0,"to":0,"count":0,"type":"metric","name":"","value":0,' +
      '"startAt":17,"attributes":{},"type":"handover","message","toSessionId":"","toAgent' +
      'Name":"","summary":"","type":"subagent.start","subagent.end","agentType":"general-' +
      'purpose","parentAgentId":"","type":"error","errorType":"Timeout","errorMessage":""' +
      ',"severity":"medium","high","type":"session.state","state":"waiting","working","tu' +
      'rn_over","reason":"permission","type":"task.plan","tasks":[{"taskId":"","taskDescr' +
      'iption":"","dependsOn":["type":"task.progress","progress":0.5,"status":"failed","c' +
      'ancelled","promptId":"","agentId":"","toolUseId":"toolu_01","type":"tool.call","to' +
      'olName":"Bash","Read","Edit","Grep","Write","Task","state":"started","succeeded","' +
      'failed","denied","duration":0,"fingerprint":"","source":"hook","transcript","sdk",' +
      '"api","mcp","isLate":true,"isBackfill":true,"parentSessionId":"","messageId":"msg_' +
      '01","cacheCreation1hTokens":0,"contextWindow":200000,[{"id":"evt_","type":"session' +
      '.start","time":17,"sessionId":"","agentName":"","model":"claude-sonnet-4-5-2025092' +
      '9","claude-opus-4-5-20251101","claude-haiku-4-5-20251001","project":"","user":"","' +
      'device":"","source":"mcp","receivedAt":17},{"id":"","type":"task.start","taskId":"' +
      'TASK-","taskDescription":"","priority":"high","type":"usage","source":"otlp","inpu' +
      'tTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"requestId' +
      '":"req_011C","querySource":"repl_main_thread","clientCostMicros":0,"receivedAt":17' +
      '},{"id":"","type":"task.complete","taskId":"","status":"success","duration":0,"rec' +
      'eivedAt":17},{"id":"","type":"session.end","receivedAt":17}]',
  },
];

/** Up to this one, and in text and gzip, rows have the names of before. */
export const LAST_FORMER = 2;
