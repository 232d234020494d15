import { bindingOf, type Command, commandsFor, isPrintable } from "./keymap.ts";

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
  /** Cursor and deletion keys; false when it is none of the field's. */
  edit(key: string): boolean;
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

  function changed(): void {
    cached = undefined;
    for (const watcher of watchers) watcher();
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
  const top = topLayer(all);
  const editing = top.find((listener) => listener.editing !== undefined)?.editing;
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
  if (editing?.edit(name) === true) return;
  const handler = handlerFor(top, name) ?? globalHandlerFor(all, name);
  handler?.run(name);
}

function topLayer(all: readonly Listener[]): readonly Listener[] {
  const highest = Math.max(0, ...all.map(({ layer }) => layer));
  return all.filter(({ layer }) => layer === highest);
}

function handlerFor(listeners: readonly Listener[], key: string): CommandHandler | undefined {
  const isEditing = listeners.some(({ editing }) => editing !== undefined);
  for (const { command, group } of commandsFor(key)) {
    if (isEditing && group === "lists") continue;
    for (const { commands } of listeners) if (commands[command]) return commands[command];
  }
  return undefined;
}

function globalHandlerFor(all: readonly Listener[], key: string): CommandHandler | undefined {
  for (const { command, isGlobal } of commandsFor(key)) {
    const found = all.find(({ commands }) => commands[command] !== undefined);
    if (isGlobal && found !== undefined) return found.commands[command];
  }
  return undefined;
}

/** Keys valid now; while text has the focus only those that are no characters. */
function hintsOf(all: readonly Listener[]): readonly Hint[] {
  const top = topLayer(all);
  const isEditing = top.some(({ editing }) => editing !== undefined);
  const found = new Map<string, Hint>();
  for (const listener of [...top, ...all]) {
    for (const [name, handler] of Object.entries(listener.commands)) {
      const hint = hintOf(name as Command, handler, { isEditing, isTop: top.includes(listener) });
      if (hint !== undefined && !found.has(hint.shown)) found.set(hint.shown, hint);
    }
  }
  return [...found.values()].sort((one, other) => one.priority - other.priority);
}

function hintOf(
  command: Command,
  handler: CommandHandler | undefined,
  { isEditing, isTop }: { isEditing: boolean; isTop: boolean },
): Hint | undefined {
  const binding = bindingOf(command);
  const text = handler?.label ?? binding?.hint;
  if (binding === undefined || handler === undefined || text === undefined) return undefined;
  if (!isTop && binding.isGlobal !== true) return undefined;
  if (isEditing && binding.group === "lists") return undefined;
  const isTaken = isEditing && isPrintable(binding.keys[0] ?? "");
  const spare = binding.keys.find((key) => key.startsWith("ctrl-"));
  if (isTaken && spare === undefined) return undefined;
  const shown = isTaken && spare !== undefined ? nameOf(spare) : binding.shown;
  return { shown, text, priority: binding.priority };
}

const nameOf = (key: string) => `Ctrl-${key.slice("ctrl-".length).toUpperCase()}`;
