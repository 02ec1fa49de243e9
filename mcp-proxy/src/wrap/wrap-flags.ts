import type { Flags } from '../config.ts';

export type WrapFlags = Flags & { name?: string | undefined; mapping?: string | undefined };
