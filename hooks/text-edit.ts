/** The text of a one-line field and where the cursor stands in it, both in characters. */
export interface EditState {
  readonly characters: readonly string[];
  readonly cursor: number;
}

export function editStateOf(text: string): EditState {
  const characters = [...text];
  return { characters, cursor: characters.length };
}

export const textOf = ({ characters }: EditState): string => characters.join("");

export function insert({ characters, cursor }: EditState, text: string): EditState {
  const added = [...text];
  return {
    characters: [...characters.slice(0, cursor), ...added, ...characters.slice(cursor)],
    cursor: cursor + added.length,
  };
}

/** One editing key; `undefined` when it is none. */
export function editKey(state: EditState, key: string): EditState | undefined {
  return EDITS[key]?.(state);
}

/** Keys that belong to a text field while it has the focus. */
export const isEditingKey = (key: string): boolean => Object.hasOwn(EDITS, key);

const EDITS: Readonly<Record<string, (state: EditState) => EditState>> = {
  left: ({ characters, cursor }) => ({ characters, cursor: Math.max(0, cursor - 1) }),
  right: ({ characters, cursor }) => ({
    characters,
    cursor: Math.min(characters.length, cursor + 1),
  }),
  home: ({ characters }) => ({ characters, cursor: 0 }),
  end: ({ characters }) => ({ characters, cursor: characters.length }),
  "ctrl-e": ({ characters }) => ({ characters, cursor: characters.length }),
  "ctrl-u": () => ({ characters: [], cursor: 0 }),
  "ctrl-k": ({ characters, cursor }) => ({ characters: characters.slice(0, cursor), cursor }),
  "ctrl-w": (state) => cut(state, wordStart(state)),
  backspace: (state) => cut(state, Math.max(0, state.cursor - 1)),
  delete: ({ characters, cursor }) => ({
    characters: [...characters.slice(0, cursor), ...characters.slice(cursor + 1)],
    cursor,
  }),
};

/** Removes from `start` up to the cursor. */
function cut({ characters, cursor }: EditState, start: number): EditState {
  return {
    characters: [...characters.slice(0, start), ...characters.slice(cursor)],
    cursor: start,
  };
}

/** Where the word before the cursor begins; separators in addresses and lists end a word too. */
function wordStart({ characters, cursor }: EditState): number {
  const before = characters.slice(0, cursor).join("");
  return [...before.replace(/[^\s,./:@-]*[\s,./:@-]*$/u, "")].length;
}
