/** What is used of `z.core`. */
export { toDotPath } from 'zod/v4/core';
