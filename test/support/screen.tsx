import "./screen-environment.ts";
import assert from "node:assert/strict";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import headless from "@xterm/headless";
import { KEYMAP, type Command as KeyCommand } from "../../hooks/keymap.ts";
import { runConsole } from "../../screens/app.tsx";
import { loadScreens, WALK } from "../../screens/index.ts";
import type { DraftKeeper, Drafts, EngineClient, Snapshot } from "../../src/session/index.ts";
import { openTerminal } from "../../src/terminal/index.ts";
import { isCursorVisible } from "./emulator-cells.ts";
import { styleLines } from "./golden-screen.ts";
import { createFakeClient, createTestClock, type FakeClient, type TestClock } from "./session.ts";
import { ttyEnds } from "./tty-ends.ts";

export interface ScreenProfile {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly env: Readonly<Record<string, string>>;
}

const ASCII = { TERM: "vt220", LANG: "C" };
const UTF8 = { TERM: "xterm-256color", LANG: "C.UTF-8" };

export const PROFILES = {
  ascii: { name: "80x24-ascii", columns: 80, rows: 24, env: ASCII },
  utf8: { name: "80x24-utf8", columns: 80, rows: 24, env: UTF8 },
  console: { name: "80x25-boxes", columns: 80, rows: 25, env: { TERM: "linux", LANG: "C.UTF-8" } },
  wide: { name: "100x30-ascii", columns: 100, rows: 30, env: ASCII },
  large: { name: "160x50-utf8", columns: 160, rows: 50, env: UTF8 },
  small: { name: "40x12-ascii", columns: 40, rows: 12, env: ASCII },
  least: { name: "1x1-ascii", columns: 1, rows: 1, env: ASCII },
} as const satisfies Record<string, ScreenProfile>;

export const TITLES = WALK.map(({ title }) => title);

export interface App {
  readonly client: FakeClient;
  readonly clock: TestClock;
  /** All bytes sent to the device so far. */
  sent(): string;
  /** What stands on the screen, line by line, right-trimmed. */
  screen(): string;
  line(number: number): string;
  /** Where its cursor is, both from 1, as `12:25`; "" where it shows none. */
  cursor(): string;
  /** What is not plain on it, as the pictures write it. */
  styles(): string;
  /** Presses the first key of a command of the key table. */
  press(...commands: KeyCommand[]): Promise<void>;
  /** Sends these characters as one read. */
  type(text: string): Promise<void>;
  /** Each character as a read of its own, as a hand would. */
  typeSlowly(text: string): Promise<void>;
  /** One key of the key table, or one character, without waiting longer than it takes to be drawn. */
  tap(key: string): Promise<void>;
  settle(): Promise<void>;
  /** Waits for a text to appear, at most a minute. */
  shows(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  goTo(title: string): Promise<void>;
  hangUp(): void;
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

export interface MountOptions {
  readonly profile?: ScreenProfile;
  readonly drafts?: DraftKeeper;
  readonly client?: EngineClient | Promise<EngineClient>;
  readonly station?: "view" | "control";
  readonly readText?: (path: string) => Promise<string | undefined>;
  /** Told each frame as the drawing library gives it, before the terminal layer does its part. */
  readonly onFrame?: (frame: string) => void;
  readonly onPainted?: () => void;
}

/** The real program on a virtual device: real Ink, real terminal layer, an emulator at the other end. */
export async function mount(snapshot: Snapshot, options: MountOptions = {}): Promise<App> {
  await loadScreens();
  const { columns, rows, env } = options.profile ?? PROFILES.ascii;
  const emulator = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  let bytes = "";
  const { stdin, stdout, streams } = ttyEnds({ columns, rows }, (text) => {
    bytes += text;
    emulator.write(text);
  });
  // It says where its cursor is when asked.
  emulator.onData((answer) => stdin.emit("data", Buffer.from(answer)));
  const clock = createTestClock();
  const client = createFakeClient(snapshot);
  // A tenth of a second between any two reads, as a hand has it, however fast the test runs.
  let handMs = 0;
  const terminal = openTerminal({
    ...streams,
    env,
    guardProcess: false,
    clock: {
      monotonicMs: () => {
        handMs += 100;
        return handMs;
      },
      // Every line is fast by this clock, and nothing comes later than at once.
      after: () => () => {},
    },
  });
  if (options.onFrame !== undefined) overhear(terminal.stdout, options.onFrame);
  const ended = runConsole({
    client: options.client ?? client,
    terminal,
    clock,
    ...(options.drafts === undefined ? {} : { drafts: options.drafts }),
    ...(options.onPainted === undefined ? {} : { onPainted: options.onPainted }),
    ...(options.station === undefined ? {} : { station: options.station }),
    ...(options.readText === undefined ? {} : { readText: options.readText }),
  });

  async function settle(): Promise<void> {
    for (let quiet = 0, before = -1; quiet < 3; ) {
      for (let turns = 0; turns < 4; turns++) await turn();
      quiet = bytes.length === before ? quiet + 1 : 0;
      if (quiet > 0) continue;
      before = bytes.length;
      // It reads in its own time, and what it answers may be drawn.
      await new Promise<void>((resolve) => emulator.write("", resolve));
    }
  }
  const lines = () => {
    const buffer = emulator.buffer.active;
    return Array.from({ length: rowsNow() }, (_, row) =>
      (
        buffer.getLine(buffer.viewportY + row)?.translateToString(true, 0, stdout.columns) ?? ""
      ).trimEnd(),
    );
  };
  const rowsNow = () => stdout.rows;
  const type = async (text: string) => {
    stdin.emit("data", Buffer.from(text));
    if (text.endsWith("\u001b")) await pause(terminal.profile().escapeDelayMs + 5);
    // More characters than that are a paste, and one is known by the pause after it.
    else if (text.length > 8) await pause(20);
    await settle();
  };
  const app: App = {
    client,
    clock,
    sent: () => bytes,
    screen: () => lines().join("\n").trimEnd(),
    cursor() {
      const { cursorX, cursorY } = emulator.buffer.active;
      return isCursorVisible(emulator) ? `${cursorY + 1}:${cursorX + 1}` : "";
    },
    styles: () => styleLines(emulator.buffer.active, stdout),
    line: (number) => lines()[number - 1] ?? "",
    type,
    async typeSlowly(text) {
      for (const character of text) {
        stdin.emit("data", Buffer.from(character));
        await turn();
        await turn();
      }
      await settle();
    },
    async tap(key) {
      if (key === "escape") return type("\u001b");
      stdin.emit("data", Buffer.from(bytesOfKey(key)));
      for (let turns = 0; turns < 4; turns++) await turn();
      await new Promise<void>((resolve) => emulator.write("", resolve));
    },
    settle,
    async press(...commands) {
      for (const command of commands) await type(bytesOf(command));
    },
    async shows(text) {
      const deadline = Date.now() + 60_000;
      await settle();
      while (!app.screen().includes(text)) {
        assert.ok(Date.now() < deadline, `"${text}" never came; the screen was\n${app.screen()}`);
        await pause(5);
        await settle();
      }
    },
    async resize(wide, high) {
      Object.assign(stdout, { columns: wide, rows: high });
      emulator.resize(wide, high);
      stdout.emit("resize");
      await settle();
    },
    async goTo(title) {
      const here = TITLES.findIndex((name) => app.line(2).includes(`>${name}`));
      const ahead = (TITLES.indexOf(title) - here + TITLES.length) % TITLES.length;
      // In one read, as from a held key: the screens between are not waited for.
      if (here >= 0 && ahead > 0) await type("\t".repeat(ahead));
      for (let tries = 0; tries < 8 && !app.line(2).includes(`>${title}`); tries++)
        await type("\t");
      assert.ok(app.line(2).includes(`>${title}`), app.screen());
    },
    hangUp: () => void stdin.emit("end"),
    ended,
    async close() {
      stdin.emit("end");
      await ended;
      emulator.dispose();
    },
  };
  await settle();
  return app;
}

function overhear(stream: NodeJS.WriteStream, listener: (frame: string) => void): void {
  const write = stream.write.bind(stream) as (text: string) => boolean;
  stream.write = (text: string | Uint8Array) => {
    listener(String(text));
    return write(String(text));
  };
}

const KEY_BYTES: Readonly<Record<string, string>> = {
  enter: "\r",
  tab: "\t",
  backtab: "\u001b[Z",
  escape: "\u001b",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  left: "\u001b[D",
  home: "\u001b[H",
  end: "\u001b[F",
  pageup: "\u001b[5~",
  pagedown: "\u001b[6~",
};

function bytesOf(command: KeyCommand): string {
  return bytesOfKey(KEYMAP.find((binding) => binding.command === command)?.keys[0] ?? "");
}

/** As a terminal sends a key of the key table. */
function bytesOfKey(key: string): string {
  if (key.startsWith("ctrl-")) return String.fromCharCode(key.charCodeAt(5) - 96);
  return KEY_BYTES[key] ?? key;
}

/** Drafts as a file would keep them, for as long as the test. */
export function memoryDrafts(): DraftKeeper & { saved: Drafts } {
  return {
    saved: {},
    async load() {
      return this.saved;
    },
    async save(drafts) {
      this.saved = JSON.parse(JSON.stringify(drafts));
    },
  };
}
