/** `K10<sha256 of the authority>::<user>:<secret>`, or the secret alone. */
export interface Token {
  readonly caHash?: string;
  readonly secret: string;
}

export function readToken(text: string): Token {
  const [, caHash, secret] = /^K10([0-9a-f]{64})::[a-z]+:(.+)$/.exec(text.trim()) ?? [];
  return caHash === undefined || secret === undefined
    ? { secret: text.trim() }
    : { caHash, secret };
}
