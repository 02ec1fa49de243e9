import { isSameText, signedText, type DeploySecrets } from '../domain/credential/credential.ts';

/**
 * Who may show a link in a frame stands in the frame's own address, signed: the page is sent before anybody knows
 * which workspace the link is of, and without waking it (rule SHR1). It opens nothing: the link's token does.
 */
const FRAME_PARAMETERS = { origins: 'frame', signature: 'sig' } as const;

type Framed = { link: string; origins: readonly string[] };

export async function framePass(secret: string, { link, origins }: Framed): Promise<string> {
  const frame = origins.join(' ');
  return new URLSearchParams({
    [FRAME_PARAMETERS.origins]: frame,
    [FRAME_PARAMETERS.signature]: await signedText(secret, textOf(link, frame)),
  }).toString();
}

/** The origins that an address of this link names, if this deployment signed them; null: none. */
export async function framedBy(
  secrets: DeploySecrets,
  link: string,
  query: URLSearchParams,
): Promise<string | null> {
  const frame = query.get(FRAME_PARAMETERS.origins);
  const signature = query.get(FRAME_PARAMETERS.signature);
  if (frame === null || signature === null) return null;
  for (const secret of [secrets.current, ...secrets.former]) {
    if (isSameText(signature, await signedText(secret, textOf(link, frame)))) return frame;
  }
  return null;
}

const textOf = (link: string, frame: string): string => `frame of ${link}: ${frame}`;
