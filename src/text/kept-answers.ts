/**
 * A pure answer to texts, made once for the texts asked lately: every look finds the same ones, and so does every
 * request. The whole texts are the key, so that an answer is never one to others.
 */
export function keptAnswers<T>(
  most: number,
  answer: (...texts: readonly string[]) => T,
): (...texts: readonly string[]) => T {
  const kept = new Map<string, { readonly said: T }>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const found = kept.get(key) ?? { said: answer(...texts) };
    // Moved to the end: the first is the one not asked for longest.
    kept.delete(key);
    kept.set(key, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return found.said;
  };
}
