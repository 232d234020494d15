// Over 100 lines by design: the one table of keys. Hint line, help and tests are made from it.

export interface Binding {
  readonly command: Command;
  /** Names of keys, as the decoder gives them; a single character is itself. The first is shown. */
  readonly keys: readonly string[];
  /** As people say it: `Ctrl-L`. */
  readonly shown: string;
  /** For the line of keys, one or two words; absent: never shown there. */
  readonly hint?: string;
  /** Lower stays longer when the line is too short. */
  readonly priority: number;
  /** For the help page, one sentence. */
  readonly explains: string;
  readonly group: "moving" | "lists" | "fields" | "doing";
  /** Works above every dialog too. */
  readonly isGlobal?: true;
}

export type Command =
  | "next-screen"
  | "previous-screen"
  | "back"
  | "help"
  | "redraw"
  | "next-display"
  | "open-log"
  | "power"
  | "support"
  | "doctor"
  | "keyboard"
  | "trial"
  | "quit"
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "first"
  | "last"
  | "choose"
  | "jump"
  | "next-field"
  | "previous-field"
  | "leave-field"
  | "preview"
  | "fill-in"
  | "drives"
  | "filter"
  | "past-runs"
  | "logs"
  | "pause-log"
  | "wrap-lines"
  | "line-left"
  | "line-right"
  | "next-log"
  | "previous-log"
  | "who-changed"
  | "undo-edit"
  | "toggle-diff"
  | "check-again"
  | "waive"
  | "mend"
  | "pause-run"
  | "resume-run"
  | "cancel-run"
  | "turn-qr"
  | "next-action"
  | "take-control"
  | "refresh";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export const KEYMAP: readonly Binding[] = [
  {
    command: "pause-log",
    keys: [" "],
    shown: "Space",
    hint: "pause",
    priority: 4,
    explains: "Stop the log where it stands, or follow its end again.",
    group: "doing",
  },
  {
    command: "choose",
    keys: ["enter", " "],
    shown: "Enter",
    hint: "choose",
    priority: 1,
    explains: "Do what is highlighted. Space does the same outside text.",
    group: "lists",
  },
  {
    command: "next-field",
    keys: ["enter", "tab", "down", "ctrl-n"],
    shown: "Enter",
    hint: "next field",
    priority: 2,
    explains: "While typing: go to the next field. Tab does the same.",
    group: "fields",
  },
  {
    command: "leave-field",
    keys: ["escape"],
    shown: "Esc",
    hint: "stop typing",
    priority: 3,
    explains: "While typing: stop. What was typed is kept as a draft.",
    group: "fields",
  },
  {
    command: "previous-field",
    keys: ["backtab", "up", "ctrl-p"],
    shown: "Ctrl-P",
    hint: "field before",
    priority: 30,
    explains: "While typing: go to the field before. Shift-Tab does the same.",
    group: "fields",
  },
  {
    command: "preview",
    keys: ["p"],
    shown: "p",
    hint: "preview",
    priority: 6,
    explains: "Make the plan for what was typed. Nothing is changed yet.",
    group: "doing",
  },
  {
    command: "toggle-diff",
    keys: ["d", "ctrl-o"],
    shown: "d",
    hint: "diff",
    priority: 6,
    explains: "Show or hide every line a step would change.",
    group: "doing",
  },
  {
    command: "check-again",
    keys: ["r"],
    shown: "r",
    hint: "run again",
    priority: 5,
    explains: "Run all checks again.",
    group: "doing",
  },
  {
    command: "waive",
    keys: ["w"],
    shown: "w",
    hint: "waive",
    priority: 7,
    explains: "Accept a finding, with a reason that is recorded.",
    group: "doing",
  },
  {
    command: "mend",
    keys: ["m"],
    shown: "m",
    hint: "plan the fix",
    priority: 4,
    explains: "Make the plan prepared for a trouble. Nothing is changed yet.",
    group: "doing",
  },
  {
    command: "turn-qr",
    keys: ["i"],
    shown: "i",
    hint: "invert code",
    priority: 7,
    explains: "Draw a QR code for a light screen, or a dark one; kept.",
    group: "doing",
  },
  {
    command: "pause-run",
    keys: ["p"],
    shown: "p",
    hint: "pause",
    priority: 5,
    explains: "Pause the run after the step in progress.",
    group: "doing",
  },
  {
    command: "resume-run",
    keys: ["g"],
    shown: "g",
    hint: "go on",
    priority: 4,
    explains: "Go on with a paused run.",
    group: "doing",
  },
  {
    command: "cancel-run",
    keys: ["x"],
    shown: "x",
    hint: "cancel run",
    priority: 6,
    explains: "Cancel the run; asks first, and what to undo.",
    group: "doing",
  },
  {
    command: "fill-in",
    keys: ["f"],
    shown: "f",
    hint: "fill in",
    priority: 5,
    explains: "Take over what was found on this host; what was typed stays.",
    group: "fields",
  },
  {
    command: "filter",
    keys: ["/"],
    shown: "/",
    hint: "filter",
    priority: 8,
    explains: "Show only what matches the typed words; Esc shows all again.",
    group: "doing",
  },
  {
    command: "drives",
    keys: ["v"],
    shown: "v",
    hint: "drives",
    priority: 9,
    explains: "Every drive, what is on it, and which would do; GPUs too.",
    group: "doing",
  },
  {
    command: "past-runs",
    keys: ["o"],
    shown: "o",
    hint: "older runs",
    priority: 8,
    explains: "List the runs there have been, on the Activity screen.",
    group: "doing",
  },
  {
    command: "who-changed",
    keys: ["a"],
    shown: "a",
    hint: "audit",
    priority: 8,
    explains: "Who changed what, and what was refused, on the Activity screen.",
    group: "doing",
  },
  {
    command: "wrap-lines",
    keys: ["w"],
    shown: "w",
    hint: "wrap",
    priority: 9,
    explains: "Break long lines of a log, or cut them at the edge.",
    group: "doing",
  },
  {
    command: "line-left",
    keys: ["left", ","],
    shown: "Left",
    priority: 50,
    explains: "Back to the beginning of long lines. A comma does the same.",
    group: "doing",
  },
  {
    command: "line-right",
    keys: ["right", "."],
    shown: "Right",
    priority: 50,
    explains: "Further on in long lines. A full stop does the same.",
    group: "doing",
  },
  {
    command: "undo-edit",
    keys: ["u"],
    shown: "u",
    hint: "undo edit",
    priority: 12,
    explains: "Forget what was typed into the highlighted field.",
    group: "fields",
  },
  {
    command: "refresh",
    keys: ["r"],
    shown: "r",
    hint: "look again",
    priority: 9,
    explains: "Look at the host again now.",
    group: "doing",
  },
  {
    command: "next-action",
    keys: ["n"],
    shown: "n",
    hint: "what to do",
    priority: 4,
    explains: "What to do about the datastore that is worst off.",
    group: "doing",
  },
  {
    command: "take-control",
    keys: ["t", "ctrl-y"],
    shown: "t",
    hint: "take control",
    priority: 0,
    explains: "Take control from another console. While typing: Ctrl-Y.",
    group: "doing",
    isGlobal: true,
  },
  {
    command: "next-log",
    keys: ["tab"],
    shown: "Tab",
    hint: "next log",
    priority: 5,
    explains: "Read the next log of this host.",
    group: "doing",
  },
  {
    command: "previous-log",
    keys: ["backtab", "ctrl-p"],
    shown: "Shift-Tab",
    priority: 50,
    explains: "Read the log before. Ctrl-P does the same.",
    group: "doing",
  },
  {
    command: "next-screen",
    keys: ["tab", "right"],
    shown: "Tab",
    hint: "next",
    priority: 10,
    explains: "Go to the next screen of the walk. Right arrow does the same.",
    group: "moving",
  },
  {
    command: "previous-screen",
    keys: ["backtab", "left", "ctrl-p"],
    shown: "Shift-Tab",
    priority: 40,
    explains: "Go to the screen before. Ctrl-P and left arrow do the same.",
    group: "moving",
  },
  {
    command: "back",
    keys: ["escape", "b"],
    shown: "Esc",
    hint: "back",
    priority: 11,
    explains: "Go back one view. Nothing typed is ever lost by going back.",
    group: "moving",
  },
  {
    command: "help",
    keys: ["?", "ctrl-g"],
    shown: "?",
    hint: "help",
    priority: 13,
    explains: "This page. While typing: Ctrl-G.",
    group: "moving",
    isGlobal: true,
  },
  {
    command: "redraw",
    keys: ["ctrl-l"],
    shown: "Ctrl-L",
    hint: "redraw",
    priority: 20,
    explains: "Draw the whole screen again.",
    group: "moving",
    isGlobal: true,
  },
  {
    command: "next-display",
    keys: ["ctrl-t"],
    shown: "Ctrl-T",
    priority: 45,
    explains: "Draw with other signs and colours; kept for this terminal.",
    group: "moving",
    isGlobal: true,
  },
  {
    command: "open-log",
    keys: ["l", "ctrl-r"],
    shown: "l",
    hint: "log",
    priority: 25,
    explains: "Go to the activity log. While typing: Ctrl-R.",
    group: "moving",
  },
  {
    command: "trial",
    keys: ["T"],
    shown: "T",
    hint: "keep or revert",
    priority: 0,
    explains: "While a network change is tried: keep it, or let it go back.",
    group: "moving",
  },
  {
    command: "doctor",
    keys: ["D"],
    shown: "D",
    priority: 9,
    explains: "Look for known troubles of this host: what is seen, what helps.",
    group: "moving",
  },
  {
    command: "support",
    keys: ["S"],
    shown: "S",
    priority: 10,
    explains: "All this host can tell, in one file without its secrets.",
    group: "moving",
  },
  {
    command: "logs",
    keys: ["L"],
    shown: "L",
    priority: 24,
    explains: "Read the logs of services, kernel and files of this host.",
    group: "moving",
  },
  {
    command: "power",
    keys: ["P"],
    shown: "P",
    priority: 45,
    explains: "Restart this host, switch it off, or log in; asks first.",
    group: "moving",
  },
  {
    command: "keyboard",
    keys: ["K"],
    shown: "K",
    hint: "keyboard",
    priority: 15,
    explains: "Choose the keyboard layout, on the machine's own screens.",
    group: "moving",
  },
  {
    command: "quit",
    keys: ["q", "ctrl-c"],
    shown: "q",
    hint: "quit",
    priority: 35,
    explains: "Close this console; asks first. What runs goes on running.",
    group: "moving",
  },
  {
    command: "up",
    keys: ["up", "k"],
    shown: "Up",
    priority: 50,
    explains: "Move the highlight up. k does the same.",
    group: "lists",
  },
  {
    command: "down",
    keys: ["down", "j", "ctrl-n"],
    shown: "Down",
    priority: 50,
    explains: "Move the highlight down. j and Ctrl-N do the same.",
    group: "lists",
  },
  {
    command: "page-up",
    keys: ["pageup", "ctrl-u"],
    shown: "PgUp",
    priority: 50,
    explains: "One page up. Ctrl-U does the same.",
    group: "lists",
  },
  {
    command: "page-down",
    keys: ["pagedown", "ctrl-v"],
    shown: "PgDn",
    priority: 50,
    explains: "One page down. Ctrl-V does the same.",
    group: "lists",
  },
  {
    command: "first",
    keys: ["home"],
    shown: "Home",
    priority: 50,
    explains: "To the first line.",
    group: "lists",
  },
  {
    command: "last",
    keys: ["end"],
    shown: "End",
    priority: 50,
    explains: "To the last line.",
    group: "lists",
  },
  {
    command: "jump",
    keys: DIGITS,
    shown: "1..9",
    priority: 50,
    explains: "Move the highlight to that line; a digit never does more.",
    group: "lists",
  },
];

/** Keys inside a text field, for the help page; the field itself interprets them. */
export const EDITING_KEYS: readonly { readonly shown: string; readonly explains: string }[] = [
  { shown: "Left, Right", explains: "Move inside the text; Home and End go to its ends." },
  { shown: "Ctrl-U", explains: "Clear the field. Ctrl-K clears to the end, Ctrl-W one word." },
];

/** Commands a key may mean, in the order of the table. */
export function commandsFor(key: string): readonly Binding[] {
  return BY_KEY.get(key) ?? [];
}

const BY_KEY: ReadonlyMap<string, readonly Binding[]> = new Map(
  KEYMAP.flatMap(({ keys }) => keys).map((key) => [
    key,
    KEYMAP.filter(({ keys }) => keys.includes(key)),
  ]),
);

export const isPrintable = (key: string): boolean => [...key].length === 1;
