/** Something the user can mend; its message says what is wrong and what to do. */
export class Fault extends Error {}
