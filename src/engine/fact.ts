/** Something seen on the host. Unknown is an answer: "could not read" never becomes "absent". */
export type Fact<T> =
  | { readonly is: "known"; readonly value: T }
  | { readonly is: "absent" }
  | { readonly is: "unknown"; readonly why: string };

/** It was seen. */
export function known<T>(value: T): Fact<T> {
  return { is: "known", value };
}

/** It was looked for and is not there. */
export const ABSENT: Fact<never> = { is: "absent" };

/** It could not be seen; `why` is a few words for a person, without a full stop. */
export function unknown(why: string): Fact<never> {
  return { is: "unknown", why };
}

/** Runs one source; `undefined` means absent, a throw means unknown with the reason. */
export async function factOf<T>(read: () => Promise<T | undefined>): Promise<Fact<T>> {
  try {
    const value = await read();
    return value === undefined ? ABSENT : known(value);
  } catch (thrown) {
    return unknown(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The value, or `undefined` for absent and unknown alike: for display only, never for decisions. */
export function knownValue<T>(fact: Fact<T>): T | undefined {
  return fact.is === "known" ? fact.value : undefined;
}
