/** What a content amounts to, made once: a file that is written gets another content, none is changed in place. */
export function keptOfContent<T>(make: (content: Uint8Array) => T): (content: Uint8Array) => T {
  const kept = new WeakMap<Uint8Array, { readonly made: T }>();
  return (content) => {
    const found = kept.get(content) ?? { made: make(content) };
    kept.set(content, found);
    return found.made;
  };
}

export const textOf = keptOfContent((content) => new TextDecoder().decode(content));
