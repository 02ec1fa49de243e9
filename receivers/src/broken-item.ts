/** Stands in a batch for an item that could not even be read; it is refused like any other bad item. */
export class BrokenItem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
