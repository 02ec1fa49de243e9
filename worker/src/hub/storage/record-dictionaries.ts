import type { RecordKind } from '@claude-monitor/fold';

/**
 * What records of a kind have in common: text that deflate may refer to, so that a small record takes a
 * fifth of its length. It need not be right, only alike. The first byte of a stored record names the edition
 * of this table; what a release wrote with is never edited: a better one is a new edition.
 */
export const DICTIONARY_EDITION = 3;

type Dictionaries = { readonly [Kind in RecordKind]?: string | undefined };

const FIRST: Dictionaries = {
  session:
    '"turn":{"rank":0,"time":17,"id":"","value":{"state":"waiting","working","turn-over","reaso' +
    'n":null}},"remindedAt":17,"openCalls":{"$map":[["toolu_",{"toolName":"Bash","at":17,"insta' +
    'nce":""}]]},"links":[{"at":17,"id":"link  toolu_","session":""}],"linked":{"$map":[["",[{"' +
    'at":17,"id":""}]]]},"runs":[""],"subagents":1,"readings":[],"isMetered":true,"meteredToken' +
    's":1,"records":{"of":"records","received":1,"expected":1},"gauge":{"rank":0,"time":17,"id"' +
    ':"","value":1},"contextWindow":{"rank":5,"time":17,"id":"","value":200000},"worksFor":"","' +
    'shownAs":{"session":"","card":""},"user":{"rank":1,"time":17,"id":"","value":"@.com"},"dev' +
    'ice":{"rank":5,"time":17,"id":"","value":""},"agentName":{"rank":1,"time":17,"id":"","valu' +
    'e":"claude-code"},{"key":"","sessionId":"","hasOwnEvents":true,"firstAt":17,"lastAt":17,"m' +
    'odel":{"rank":5,"time":17,"id":"","value":"claude-sonnet-4-5"},"project":{"rank":3,"time":' +
    '17,"id":"","value":""},"starts":[{"at":17,"id":"","isDeclaration":true,"agentName":"agent-' +
    '","model":"claude-sonnet-4-5","project":"","before":null}],"ends":[{"at":17,"id":""}],"att' +
    'empts":[{"card":"","number":1,"from":0,"figures":{"usage":{"requests":3,"inputTokens":9927' +
    ',"outputTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,"costMicros":3000,"u' +
    'npricedRequests":0,"measured":{"requests":3,"inputTokens":9927,"outputTokens":3600,"cacheR' +
    'eadTokens":150000,"cacheCreationTokens":0,"costMicros":3000,"unpricedRequests":0},"reporte' +
    'd":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,"cacheCreationTokens' +
    '":0,"costMicros":0,"unpricedRequests":0}},"clientCostMicros":0,"errors":0,"toolCalls":0,"l' +
    'astError":null,"minutes":{"$map":[[17,{"$map":[["claude-sonnet-4-5",{"requests":0,"inputTo' +
    'kens":9927,"outputTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,"costMicro' +
    's":3000,"unpricedRequests":0,"errors":0}]]}]]},"agent":"agent-","changedSeq":17}}],"signal' +
    'At":17,"boundaryAt":17,"measuredRequests":3,"measuredTokens":163527,"sequence":{"past":{"r' +
    'eceived":0,"expected":0,"unknownStarts":0,"tails":[]},"pastLast":null,"recent":[]},"hours"' +
    ':[17],"lastRequest":{"rank":1,"time":17,"id":"","value":{"tokens":53309,"isMeasured":true}' +
    '},"share":{"cards":1,"completeness":null},"identityRev":17}',
  task:
    '"planner":null,"planAt":17,"plannedAt":17,"progress":{"rank":3,"time":17,"id":"","value":0' +
    '.5},"dependsOn":{"rank":3,"time":17,"id":""},"priority":"medium","low","critical","given":' +
    '{"planned":17,"plan":17,"named":[{"group":"","at":17}],"until":9007199254740991},"isOpen":' +
    'true,{"task":"","taskId":"","project":"","scope":"[\\"project\\",\\"\\"]","parts":{"next":' +
    '0,"root":{"entries":[{"at":17,"id":"","value":{"lastAt":17,"moments":2,"doneAt":17,"descri' +
    'ption":{"rank":3,"time":17,"id":""},"priority":{"rank":3,"time":17,"id":"","value":"high"}' +
    '}}]}},"usage":{"requests":3,"inputTokens":11349,"outputTokens":3600,"cacheReadTokens":1500' +
    '00,"cacheCreationTokens":0,"costMicros":3000,"unpricedRequests":0,"measured":{"requests":3' +
    ',"inputTokens":11349,"outputTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,' +
    '"costMicros":3000,"unpricedRequests":0},"reported":{"requests":0,"inputTokens":0,"outputTo' +
    'kens":0,"cacheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0}},' +
    '"isOpen":false,"lastAt":17,"changedSeq":17,"given":{"planned":null,"plan":null,"named":[],' +
    '"until":9007199254740991}}',
  track:
    '"planAt":17,"plannedAt":17,"replacedAt":17,"plans":[{"at":17,"id":"task.plan:","descriptio' +
    'n":"","priority":"medium","dependsOn":[]}],"handovers":[{"at":17,"id":"handover:","to":""}' +
    '],"firstProgressAt":17,"progress":{"rank":3,"time":17,"id":"","value":0.5},"dependsOn":{"r' +
    'ank":3,"time":17,"id":"","value":[""]},"status":"failed","cancelled","started","planned","' +
    'priority":"low","critical",{"ref":"","session":"","taskId":"","project":"","starts":{"next' +
    '":0,"root":{"entries":[{"at":17,"id":"task.start:","value":""}]}},"completions":{"next":0,' +
    '"root":{"entries":[{"at":17,"id":"task.complete:","value":{"status":"success","durationMs"' +
    ':4000}}]}},"stretches":1,"firstProgressAt":null,"firstAt":17,"lastAt":17,"description":{"r' +
    'ank":3,"time":17,"id":"","value":""},"priority":{"rank":3,"time":17,"id":"","value":"high"' +
    '},"progress":null,"dependsOn":null,"plan":"","task":"","given":{"tracks":-1,"open":null,"p' +
    'art":17,"standing":{"at":17,"status":"success"},"replaced":null}}',
  session_tasks:
    '"value":"failed"},"value":"started"},"review":{"at":0,"id":"","again":false},"hasMoved":tr' +
    'ue,{"tracks":{"next":0,"root":{"entries":[{"at":-1,"id":"","value":""}]}},"spans":{"next":' +
    '0,"root":{"entries":[{"at":17,"id":"","value":17}]}},"standings":{"next":0,"root":{"entrie' +
    's":[{"at":17,"id":"","value":"success"}]}},"review":null,"hasMoved":false}',
  hour:
    '["e","",0,17,[1,17,17,0],"","Timeout","no answer","high","medium","low","critical"],["x","' +
    '",0,17,[1,17,0],"",{"kind":"spawn","handover","message","toCard":"","toSession":"","toAgen' +
    't":""}],"reported","superseded","claude-opus-4-5","claude-haiku-4-5","claude-sonnet-4-5-20' +
    '250929","a":{"s":"","h":17,"n":[17,1,0],"r":[["a","",0,17,[1,1,0,0,0,0]],["u","",0,17,[3,1' +
    '0584,3600,150000,0,3000,0,0],"","measured","","claude-sonnet-4-5"]],"c":[[0,7,225200,23120' +
    '0,97,17]]}',
  chunk:
    '[1,"tool toolu_01",[3,0,""],[0,0,6,"hook",15,"Bash","Read","Edit","Write","Grep",17,"succe' +
    'eded",18,100],17,["","","",0,0,0,[0,0,0,0,0,1]],[17,[3.5,0,""]]],[2,"error:",[1,0,""],[0,0' +
    ',6,"mcp",19,"Timeout",20,"",21,"high"],17,["","","",0,0,0,[0,0,0,1,1,0],{"fingerprint":""}' +
    ']],[4,"prompt ",[3,0,""],[0,0,6,"hook",3,"",29,"claude"],[12,"sequence ",[5,0,""],24,{"fro' +
    'm":0,"to":0,"count":1,"lastAt":17}],[13,"metric ",28,{"type":"input","output","cacheRead",' +
    '"cacheCreation","cost","cell":"","startAt":17,"reading":1}],[11,"link ",[2,0,""],[0,0,1,""' +
    ',25,""]],[16,"instance.end ",[15,"instance.start ",1,"",["","","",0,0,0,0,{"edge":{"kind":' +
    '"spawn","toCard":"","toSession":"","toAgent":""}}]],"transcript","sdk","api",12,1234,16,"r' +
    'eq_011C","request req_011C{"s":"","h":17,"n":0,"l":1778,"f":[[9,"start:",[2,223820,""],[0,' +
    '223820,6,"mcp"],17,0],[5,"task.start:",[2,224820,""],[0,224820,6,"mcp",2,""],17,["","","",' +
    '0,0,0,[1,0,0,0,0,0],{"model":"claude-sonnet-4-5"}]],[0,"request req_01ABCDEFGH390x2",[5,22' +
    '5820,""],[0,225820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"],17,[' +
    '"","","",1,[1,3390,1200,50000,0,1000,0],0,0]],[0,"request req_01ABCDEFGH390x3",[5,226820,"' +
    '"],[0,226820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"],17,["","",' +
    '"",1,[1,3390,1200,50000,0,1000,0],0,0]],[0,"request req_01ABCDEFGH390x4",[5,227820,""],[0,' +
    '227820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"],17,["","","",1,[' +
    '1,3390,1200,50000,0,1000,0],0,0]],[6,"task.complete:",[2,228820,""],[0,228820,6,"mcp",2,""' +
    ',23,"success"],17,["","","",0,0,0,[0,1,0,0,0,0],{"model":"claude-sonnet-4-5"}]],[10,"end:"' +
    ',[2,229820,""],[0,229820,6,"mcp"],17,0]]}',
};

/** By the names of today. */
const SECOND: Dictionaries = {
  session:
    '"turn":{"rank":0,"time":17,"id":"","value":{"state":"waiting","working","turn_over",' +
    '"reason":null}},"remindedAt":17,"openCalls":{"$map":[["toolu_",{"toolName":"Bash","a' +
    't":17,"agentId":""}]]},"assignments":[{"at":17,"id":"link  toolu_","session":""}],"a' +
    'ssignedTo":{"$map":[["",[{"at":17,"id":""}]]]},"runs":[""],"subagents":1,"readings":' +
    '[],"isMetered":true,"meteredTokens":1,"records":{"of":"records","received":1,"expect' +
    'ed":1},"contextReading":{"rank":0,"time":17,"id":"","value":1},"contextWindow":{"ran' +
    'k":5,"time":17,"id":"","value":200000},"worksFor":"","shownAs":{"session":"","attemp' +
    't":""},"user":{"rank":1,"time":17,"id":"","value":"@.com"},"device":{"rank":5,"time"' +
    ':17,"id":"","value":""},"agentName":{"rank":1,"time":17,"id":"","value":"claude-code' +
    '"},{"key":"","sessionId":"","hasOwnEvents":true,"firstAt":17,"lastAt":17,"model":{"r' +
    'ank":5,"time":17,"id":"","value":"claude-sonnet-4-5"},"project":{"rank":3,"time":17,' +
    '"id":"","value":""},"starts":[{"at":17,"id":"","isDeclaration":true,"agentName":"age' +
    'nt-","model":"claude-sonnet-4-5","project":"","before":null}],"ends":[{"at":17,"id":' +
    '""}],"attempts":[{"id":"","number":1,"from":0,"figures":{"usage":{"requests":3,"inpu' +
    'tTokens":9927,"outputTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,"' +
    'costMicros":3000,"unpricedRequests":0,"measured":{"requests":3,"inputTokens":9927,"o' +
    'utputTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,"costMicros":3000' +
    ',"unpricedRequests":0},"reported":{"requests":0,"inputTokens":0,"outputTokens":0,"ca' +
    'cheReadTokens":0,"cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0}},"clie' +
    'ntCostMicros":0,"errors":0,"toolCalls":0,"lastError":null,"minutes":{"$map":[[17,{"$' +
    'map":[["claude-sonnet-4-5",{"requests":0,"inputTokens":9927,"outputTokens":3600,"cac' +
    'heReadTokens":150000,"cacheCreationTokens":0,"costMicros":3000,"unpricedRequests":0,' +
    '"errors":0}]]}]]},"agent":"agent-","changedSeq":17}}],"signalAt":17,"boundaryAt":17,' +
    '"measuredRequests":3,"measuredTokens":163527,"sequence":{"past":{"received":0,"expec' +
    'ted":0,"unknownStarts":0,"tails":[]},"pastLast":null,"recent":[]},"hours":[17],"last' +
    'Request":{"rank":1,"time":17,"id":"","value":{"tokens":53309,"isMeasured":true}},"sh' +
    'are":{"sessions":1,"completeness":null},"identityRev":17}',
  task:
    '"planner":null,"planAt":17,"plannedAt":17,"progress":{"rank":3,"time":17,"id":"","va' +
    'lue":0.5},"dependsOn":{"rank":3,"time":17,"id":""},"priority":"medium","low","critic' +
    'al","given":{"planned":17,"plan":17,"named":[{"group":"","at":17}],"until":900719925' +
    '4740991},"isOpen":true,{"task":"","taskId":"","project":"","scope":"[\\"project\\",\\"\\' +
    '"]","parts":{"next":0,"root":{"entries":[{"at":17,"id":"","value":{"lastAt":17,"mome' +
    'nts":2,"doneAt":17,"description":{"rank":3,"time":17,"id":""},"priority":{"rank":3,"' +
    'time":17,"id":"","value":"high"}}}]}},"usage":{"requests":3,"inputTokens":11349,"out' +
    'putTokens":3600,"cacheReadTokens":150000,"cacheCreationTokens":0,"costMicros":3000,"' +
    'unpricedRequests":0,"measured":{"requests":3,"inputTokens":11349,"outputTokens":3600' +
    ',"cacheReadTokens":150000,"cacheCreationTokens":0,"costMicros":3000,"unpricedRequest' +
    's":0},"reported":{"requests":0,"inputTokens":0,"outputTokens":0,"cacheReadTokens":0,' +
    '"cacheCreationTokens":0,"costMicros":0,"unpricedRequests":0}},"isOpen":false,"lastAt' +
    '":17,"changedSeq":17,"given":{"planned":null,"plan":null,"named":[],"until":90071992' +
    '54740991}}',
  track:
    '"planAt":17,"plannedAt":17,"replacedAt":17,"plans":[{"at":17,"id":"task.plan:","desc' +
    'ription":"","priority":"medium","dependsOn":[]}],"handovers":[{"at":17,"id":"handove' +
    'r:","to":""}],"firstProgressAt":17,"progress":{"rank":3,"time":17,"id":"","value":0.' +
    '5},"dependsOn":{"rank":3,"time":17,"id":"","value":[""]},"status":"failed","cancelle' +
    'd","started","planned","priority":"low","critical",{"ref":"","session":"","taskId":"' +
    '","project":"","starts":{"next":0,"root":{"entries":[{"at":17,"id":"task.start:","va' +
    'lue":""}]}},"completions":{"next":0,"root":{"entries":[{"at":17,"id":"task.complete:' +
    '","value":{"status":"success","durationMs":4000}}]}},"stretches":1,"firstProgressAt"' +
    ':null,"firstAt":17,"lastAt":17,"description":{"rank":3,"time":17,"id":"","value":""}' +
    ',"priority":{"rank":3,"time":17,"id":"","value":"high"},"progress":null,"dependsOn":' +
    'null,"plan":"","task":"","given":{"tracks":-1,"open":null,"part":17,"standing":{"at"' +
    ':17,"status":"success"},"replaced":null}}',
  session_tasks:
    '"value":"failed"},"value":"started"},"review":{"at":0,"id":"","again":false},"hasMov' +
    'ed":true,{"tracks":{"next":0,"root":{"entries":[{"at":-1,"id":"","value":""}]}},"spa' +
    'ns":{"next":0,"root":{"entries":[{"at":17,"id":"","value":17}]}},"standings":{"next"' +
    ':0,"root":{"entries":[{"at":17,"id":"","value":"success"}]}},"review":null,"hasMoved' +
    '":false}',
  hour:
    '["e","",0,17,[1,17,17,0],"","Timeout","no answer","high","medium","low","critical"],' +
    '["x","",0,17,[1,17,0],"",{"kind":"spawn","handover","message","toSession":"","toSess' +
    'ionId":"","toAgent":""}],"reported","superseded","claude-opus-4-5","claude-haiku-4-5' +
    '","claude-sonnet-4-5-20250929","a":{"s":"","h":17,"n":[17,1,0],"r":[["a","",0,17,[1,' +
    '1,0,0,0,0]],["u","",0,17,[3,10584,3600,150000,0,3000,0,0],"","measured","","claude-s' +
    'onnet-4-5"]],"c":[[0,7,225200,231200,97,17]]}',
  chunk:
    '[1,"tool toolu_01",[3,0,""],[0,0,6,"hook",15,"Bash","Read","Edit","Write","Grep",17,' +
    '"succeeded",18,100],17,["","","",0,0,0,[0,0,0,0,0,1]],[17,[3.5,0,""]]],[2,"error:",[' +
    '1,0,""],[0,0,6,"mcp",19,"Timeout",20,"",21,"high"],17,["","","",0,0,0,[0,0,0,1,1,0],' +
    '{"fingerprint":""}]],[4,"prompt ",[3,0,""],[0,0,6,"hook",3,"",29,"claude"],[12,"sequ' +
    'ence ",[5,0,""],24,{"from":0,"to":0,"count":1,"lastAt":17}],[13,"metric ",28,{"type"' +
    ':"input","output","cacheRead","cacheCreation","cost","cell":"","startAt":17,"reading' +
    '":1}],[11,"link ",[2,0,""],[0,0,1,"",25,""]],[16,"instance.end ",[15,"instance.start' +
    ' ",1,"",["","","",0,0,0,0,{"edge":{"kind":"spawn","toSession":"","toSessionId":"","t' +
    'oAgent":""}}]],"transcript","sdk","api",12,1234,16,"req_011C","request req_011C{"s":' +
    '"","h":17,"n":0,"l":1778,"f":[[9,"start:",[2,223820,""],[0,223820,6,"mcp"],17,0],[5,' +
    '"task.start:",[2,224820,""],[0,224820,6,"mcp",2,""],17,["","","",0,0,0,[1,0,0,0,0,0]' +
    ',{"model":"claude-sonnet-4-5"}]],[0,"request req_01ABCDEFGH390x2",[5,225820,""],[0,2' +
    '25820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"],17,["","","' +
    '",1,[1,3390,1200,50000,0,1000,0],0,0]],[0,"request req_01ABCDEFGH390x3",[5,226820,""' +
    '],[0,226820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"],17,["' +
    '","","",1,[1,3390,1200,50000,0,1000,0],0,0]],[0,"request req_01ABCDEFGH390x4",[5,227' +
    '820,""],[0,227820,6,"otlp",7,3390,8,1200,9,50000,10,0,13,true,5,"claude-sonnet-4-5"]' +
    ',17,["","","",1,[1,3390,1200,50000,0,1000,0],0,0]],[6,"task.complete:",[2,228820,""]' +
    ',[0,228820,6,"mcp",2,"",23,"success"],17,["","","",0,0,0,[0,1,0,0,0,0],{"model":"cla' +
    'ude-sonnet-4-5"}]],[10,"end:",[2,229820,""],[0,229820,6,"mcp"],17,0]]}',
};

/** The second edition with the names of the third: these replacements are part of the edition. */
const THIRD: Dictionaries = {
  ...SECOND,
  task: SECOND.task?.replaceAll('"given":', '"indexed":'),
  track: SECOND.track?.replace('"given":', '"indexed":').replace('"standing":', '"status":'),
  session_tasks: SECOND.session_tasks?.replace('"standings":', '"statuses":'),
};

export const DICTIONARIES: Readonly<Record<number, Dictionaries>> = {
  1: FIRST,
  2: SECOND,
  3: THIRD,
};
