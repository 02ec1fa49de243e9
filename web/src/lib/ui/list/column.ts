/** A column of a list. Classes of `table.css`: `name` takes the room that is left, `wide` hides on a phone. */
export type Column = {
  text: string;
  at?: 'name' | 'left' | 'wide' | 'left wide' | 'right';
  /** Its head is for screen readers only: it has buttons. */
  isHidden?: boolean;
};
