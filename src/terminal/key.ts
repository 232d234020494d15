/** One thing a person did: a character, a named key, or a pasted text. */
export type Key =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "key"; readonly name: string }
  | { readonly is: "paste"; readonly text: string };
