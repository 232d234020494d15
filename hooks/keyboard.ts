import { type Command, commandsFor, isPrintable, KEYMAP } from "./keymap.ts";
import { isEditingKey } from "./text-edit.ts";

/** One thing typed, as it reaches the screens. */
export type Typed =
  | { readonly is: "key"; readonly name: string }
  | { readonly is: "paste"; readonly text: string };

/** What a mounted part of the screen wants of the keys. */
export interface Listener {
  /** Dialogs stand above pages: only the highest layer is asked. */
  readonly layer: number;
  readonly commands: Readonly<Partial<Record<Command, CommandHandler>>>;
  /** Present while a text field has the focus: it sees every character first. */
  readonly editing?: Editing;
}

export interface CommandHandler {
  /** In place of the table's word in the line of keys. */
  readonly label?: string;
  /** `key` is what was pressed, for the digits. */
  run(key: string): void;
}

export interface Editing {
  type(text: string): void;
  paste(text: string): void;
  /** Cursor and deletion keys. */
  edit(key: string): void;
}

export interface Hint {
  readonly shown: string;
  readonly text: string;
  readonly priority: number;
}

/** Decides who gets a key. Pure of any screen, so that it can be tried key by key. */
export interface Keyboard {
  listen(current: () => Listener): () => void;
  press(typed: Typed): void;
  hints(): readonly Hint[];
  /** Called when the set of valid keys may have changed. */
  subscribe(listener: () => void): () => void;
  changed(): void;
}

export function createKeyboard(): Keyboard {
  const sources: (() => Listener)[] = [];
  const watchers = new Set<() => void>();
  let cached: readonly Hint[] | undefined;
  let isTelling = false;

  /** Leaving one page for another changes the keys a dozen times in one turn: they are looked at once. */
  function changed(): void {
    cached = undefined;
    if (isTelling) return;
    isTelling = true;
    queueMicrotask(() => {
      isTelling = false;
      for (const watcher of watchers) watcher();
    });
  }

  return {
    listen(current) {
      sources.unshift(current);
      changed();
      return () => {
        sources.splice(sources.indexOf(current), 1);
        changed();
      };
    },
    press: (typed) =>
      dispatch(
        sources.map((source) => source()),
        typed,
      ),
    hints() {
      cached ??= hintsOf(sources.map((source) => source()));
      return cached;
    },
    subscribe(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    changed,
  };
}

function dispatch(all: readonly Listener[], typed: Typed): void {
  const editing = topLayer(all).find((listener) => listener.editing !== undefined)?.editing;
  if (typed.is === "paste") {
    // Without a field a pasted text would be a string of commands: nothing happens instead.
    editing?.paste(typed.text);
    return;
  }
  const { name } = typed;
  if (editing !== undefined && isPrintable(name)) {
    editing.type(name);
    return;
  }
  if (editing !== undefined && isEditingKey(name)) editing.edit(name);
  else resolve(heardOf(all), name)?.handler.run(name);
}

function topLayer(all: readonly Listener[]): readonly Listener[] {
  const highest = Math.max(0, ...all.map(({ layer }) => layer));
  return all.filter(({ layer }) => layer === highest);
}

interface Heard {
  readonly all: readonly Listener[];
  readonly top: readonly Listener[];
  readonly isEditing: boolean;
}

function heardOf(all: readonly Listener[]): Heard {
  const top = topLayer(all);
  return { all, top, isEditing: top.some(({ editing }) => editing !== undefined) };
}

/** The command a key means now: by the order of the table, then by who came last. */
function resolve({ all, top, isEditing }: Heard, key: string) {
  if (isEditing && (isPrintable(key) || isEditingKey(key))) return undefined;
  for (const binding of commandsFor(key)) {
    if (isEditing && binding.group === "lists") continue;
    const askable = binding.isGlobal === true ? all : top;
    for (const { commands } of askable) {
      const handler = commands[binding.command];
      if (handler !== undefined) return { command: binding.command, handler };
    }
  }
  return undefined;
}

/** Keys that do something now, each with the word for it: what the line of keys may promise. */
function hintsOf(all: readonly Listener[]): readonly Hint[] {
  const heard = heardOf(all);
  return KEYMAP.flatMap((binding): readonly Hint[] => {
    for (const key of binding.keys) {
      const found = resolve(heard, key);
      const text = found?.handler.label ?? binding.hint;
      if (found?.command !== binding.command || text === undefined) continue;
      const shown = key === binding.keys[0] ? binding.shown : nameOf(key);
      return [{ shown, text, priority: binding.priority }];
    }
    return [];
  }).sort((one, other) => one.priority - other.priority);
}

function nameOf(key: string): string {
  if (key.startsWith("ctrl-")) return `Ctrl-${key.slice("ctrl-".length).toUpperCase()}`;
  return key.slice(0, 1).toUpperCase() + key.slice(1);
}
