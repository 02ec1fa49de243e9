/** Something its reader can mend: a code for programs, and one sentence with what to do. */
export class DeployFault extends Error {
  override name = 'DeployFault';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The words of what was thrown, whatever it was. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
