/** Pages of a list, one at a time, as an answer that is written while it is read: memory stays flat. */
export function streamedAnswer(
  pages: AsyncIterator<string>,
  { type, name }: { type: string; name: string },
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    // Called when the reader has taken what was there, so a slow one reads few pages ahead.
    async pull(controller) {
      const page = await pages.next();
      if (page.done === true) controller.close();
      else controller.enqueue(encoder.encode(page.value));
    },
    async cancel() {
      await pages.return?.();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${fileName(name)}"`,
      'cache-control': 'no-store',
    },
  });
}

/** Ids are free text of senders: in a header and on a disk stand letters, digits and a few signs. */
const fileName = (name: string): string => name.replace(/[^\w.-]+/g, '_').slice(0, 120);
