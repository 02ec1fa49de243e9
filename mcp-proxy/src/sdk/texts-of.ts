/** The texts among the values: the environment of a Worker holds bindings of other kinds too. */
export function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...values }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
