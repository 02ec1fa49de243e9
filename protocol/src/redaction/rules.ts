import type { NameKind } from './names.ts';

/**
 * What happens to a field before a redacted audience sees it (rule SHR2). Every field of what leaves is
 * listed with a rule, or the table does not compile; free text has no rule that shows it as it is.
 */
type TextRule =
  /** A name: as it is where its kind is ticked, else a pseudonym. */
  | NameKind
  /** A word or position that the monitor itself made. */
  | 'internal'
  /** An id or cursor that the monitor made of names, and takes back: sealed for this audience. */
  | 'sealed'
  /** An id that a caller chose: one that says nothing. */
  | 'opaque'
  | 'model'
  /** Left empty. */
  | 'blank';

/** A description: as it is where tasks are ticked, else null. */
type NullableTextRule = 'task text';

/** Of a list whose places mean different things: a rule for each place; of those beyond nothing is shown. */
export class InOrder<Rule> {
  readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }
}

/** `null`: reported as unknown. `none`: left out. `empty`: a list without items. */
export type RuleFor<Value> =
  | (undefined extends Value ? 'none' : never)
  | (null extends Value ? 'null' : never)
  | (null extends Value ? (string extends Value ? NullableTextRule : never) : never)
  | RuleForValue<NonNullable<Value>>;

type RuleForValue<Value> = [Value] extends [number | boolean]
  ? 'shown'
  : [Value] extends [string]
    ? string extends Value
      ? TextRule
      : 'shown'
    : Value extends readonly (infer Item)[]
      ? 'empty' | RuleFor<Item> | InOrder<RuleFor<Item>>
      : RulesOf<Value> | (IsClosed<Value> extends true ? 'shown' : never);

/** Each field of an object; a rule may follow from the object that the field is in. */
export type RulesOf<Shape> = {
  [Field in keyof Shape]-?: RuleFor<Shape[Field]> | ((of: Shape) => RuleFor<Shape[Field]>);
};

/** Whether a value can hold no text but words of the vocabulary: such an object may be shown whole. */
type IsClosed<Value> = [Value] extends [number | boolean | null | undefined]
  ? true
  : [Value] extends [string]
    ? string extends Value
      ? false
      : true
    : Value extends readonly (infer Item)[]
      ? IsClosed<Item>
      : string extends keyof Value
        ? false
        : false extends {
              [Field in keyof Value]-?: IsClosed<NonNullable<Value[Field]>>;
            }[keyof Value]
          ? false
          : true;
