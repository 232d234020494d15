import type { SecretReader } from "../engine/index.ts";

/** Secrets typed for a plan that is not approved yet: in memory, in front of the stored ones. */
export function pendingSecrets(
  stored: SecretReader,
  given: Readonly<Record<string, string>>,
): SecretReader {
  return {
    read: async (name) => given[name] ?? (await stored.read(name)),
    matches: (name, value) => (name in given ? given[name] === value : stored.matches(name, value)),
  };
}
