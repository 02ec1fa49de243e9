/** Where the relay is, as a shell may be told it. */
type LineRelay = {
  port: number;
  /** A file that only the user can read, with the line `Authorization: Bearer SECRET`. */
  headerFile: string;
};

const WAIT_SECONDS = 0.2;

/**
 * The command of a status line for the client's settings. Node alone takes longer to start than a line may take:
 * so a shell asks the relay, and shows the user's own line as it is when there is none.
 */
export function statusLineCommand({ port, headerFile }: LineRelay, own: string | null): string {
  const ask = `curl -s -m ${String(WAIT_SECONDS)} -H @${quoted(headerFile)} -H 'Content-Type: application/json' --data-binary @- http://127.0.0.1:${String(port)}/statusline 2>/dev/null | tr -d '"'`;
  if (own === null) return ask;
  // The dot keeps the newlines at the end of the input, which a substitution would cut.
  return `in=$(cat; printf .); in=\${in%.}; o=$(printf %s "$in" | { ${own}\n}); m=$(printf %s "$in" | ${ask}); printf %s "$o\${o:+\${m:+ · }}$m"`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
