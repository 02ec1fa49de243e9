/** What is in the way: nothing is set, the key is refused, nobody answers, or something else. */
export type FaultCause = 'unset' | 'key' | 'away' | 'other';

/** Why nothing can be sent at present, in words for people. */
export type Fault = { cause: FaultCause; message: string };
