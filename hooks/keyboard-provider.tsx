import { type Key as InkKey, useInput, usePaste } from "ink";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { holdUntil } from "./hold-keys.ts";
import {
  type CommandHandler,
  createKeyboard,
  type Editing,
  type Hint,
  type Keyboard,
  type Listener,
} from "./keyboard.ts";
import type { Command } from "./keymap.ts";

const KeyboardContext = createContext<Keyboard | null>(null);
const LayerContext = createContext(0);
const HeardContext = createContext(true);

/** The only place that reads keys. Everything else receives commands. */
export function KeyboardProvider(props: {
  /** What is typed before this waits for it: the code of the screens is still being loaded. */
  readonly ready?: Promise<unknown>;
  /** Somebody is there: called for every key and paste, whatever it means. */
  readonly onTouched?: () => void;
  readonly children: ReactNode;
}) {
  const { ready, onTouched, children } = props;
  const [keyboard] = useState(createKeyboard);
  const [press] = useState(() =>
    ready === undefined ? keyboard.press : holdUntil(ready, keyboard.press),
  );
  useInput((input, key) => {
    onTouched?.();
    const name = nameOf(input, key);
    if (name !== undefined) press({ is: "key", name });
  });
  usePaste((text) => {
    onTouched?.();
    press({ is: "paste", text });
  });
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

/** Everything inside stands above the page: while mounted, it alone has the keys. */
export function KeyLayer({ children }: { readonly children: ReactNode }) {
  const layer = useContext(LayerContext);
  return <LayerContext value={layer + 1}>{children}</LayerContext>;
}

/** Nothing inside has any keys while it is hidden; nothing of its state is lost by that. */
export function DeafWhile(props: { readonly isHidden: boolean; readonly children: ReactNode }) {
  return <HeardContext value={!props.isHidden}>{props.children}</HeardContext>;
}

export type Handlers = Readonly<Partial<Record<Command, CommandHandler["run"] | CommandHandler>>>;

export interface CommandOptions {
  readonly isActive?: boolean;
  readonly editing?: Editing;
}

/** Makes these commands valid while the caller is mounted and active. */
export function useCommands(handlers: Handlers, { isActive = true, editing }: CommandOptions = {}) {
  const keyboard = useKeyboard();
  const layer = useContext(LayerContext);
  const isHeard = useContext(HeardContext) && isActive;
  const listener: Listener = {
    layer,
    commands: Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        typeof handler === "function" ? { run: handler } : handler,
      ]),
    ),
    ...(editing === undefined ? {} : { editing }),
  };
  const latest = useRef(listener);
  useLayoutEffect(() => {
    latest.current = listener;
  });
  useLayoutEffect(
    () => (isHeard ? keyboard.listen(() => latest.current) : undefined),
    [keyboard, isHeard],
  );
  const signature = JSON.stringify([layer, editing !== undefined, labelsOf(listener)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the handlers
  useEffect(() => keyboard.changed(), [keyboard, signature]);
}

/** Keys valid now, most important first. */
export function useHints(): readonly Hint[] {
  const keyboard = useKeyboard();
  return useSyncExternalStore(keyboard.subscribe, keyboard.hints);
}

function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext);
  if (keyboard === null) throw new Error("useCommands outside of KeyboardProvider");
  return keyboard;
}

function labelsOf({ commands }: Listener) {
  return Object.entries(commands).map(([name, handler]) => [name, handler?.label]);
}

/** Ink's event as the name the key table uses; `undefined` for what is no key of ours. */
function nameOf(input: string, key: InkKey): string | undefined {
  for (const [flag, name] of NAMES) if (key[flag]) return name;
  if (key.tab) return key.shift ? "backtab" : "tab";
  if (key.ctrl) return /^[a-z]$/.test(input) ? `ctrl-${input}` : undefined;
  return [...input].length === 1 ? input : undefined;
}

const NAMES: readonly (readonly [keyof InkKey, string])[] = [
  ["return", "enter"],
  ["escape", "escape"],
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["backspace", "backspace"],
  ["delete", "delete"],
];
