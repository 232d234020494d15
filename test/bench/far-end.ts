import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import xterm from "@xterm/headless";
import { BUNDLE, stopped } from "../support/agent-process.ts";
import { openPacedLine } from "../support/paced-line.ts";

/** The console that ships on a slow line, and the screen at the other end of it. */
export interface FarEnd {
  row(number: number): string;
  rows(): readonly string[];
  /** Types and waits; milliseconds from the key to the moment the screen satisfies the test. */
  press(key: string, isThere: () => boolean): Promise<number>;
  /** Waits until nothing has changed for so long; milliseconds of the last change since `sinceMs`. */
  quiet(forMs: number, sinceMs: number): Promise<number>;
  waitFor(isThere: () => boolean): Promise<void>;
  /** Bytes that arrived so far. */
  arrived(): number;
  close(): Promise<void>;
}

const GIVE_UP_MS = 30_000;

export interface SlowConsole {
  readonly baud: number;
  readonly stateDir: string;
}

export function openFarEnd({ baud, stateDir }: SlowConsole): FarEnd {
  const screen = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  let arrived = 0;
  let lastChangeMs = 0;
  let shown = "";
  const watchers = new Set<() => void>();
  const line = openPacedLine({
    baud,
    onArrival(bytes) {
      arrived += bytes.length;
      const nowMs = performance.now();
      screen.write(bytes, () => {
        const text = rows().join("\n");
        if (text !== shown) lastChangeMs = nowMs;
        shown = text;
        for (const watcher of [...watchers]) watcher();
      });
    },
  });
  const child = openConsole(line.device, { baud, stateDir });
  const row = (number: number) =>
    (screen.buffer.active.getLine(number - 1)?.translateToString(true) ?? "").trimEnd();
  const rows = () => Array.from({ length: 24 }, (_, index) => row(index + 1));

  function waitFor(isThere: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(look);
        reject(new Error(`never came; the far end shows\n${rows().join("\n")}`));
      }, GIVE_UP_MS);
      const look = () => {
        if (!isThere()) return;
        clearTimeout(timer);
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }

  return {
    row,
    rows,
    waitFor,
    arrived: () => arrived,
    async press(key, isThere) {
      const sentMs = performance.now();
      line.send(key);
      await waitFor(isThere);
      return performance.now() - sentMs;
    },
    async quiet(forMs, sinceMs) {
      while (performance.now() - Math.max(lastChangeMs, sinceMs) < forMs) await pause(20);
      return lastChangeMs - sinceMs;
    },
    async close() {
      await stopped(child);
      line.close();
      screen.dispose();
    },
  };
}

/** As a getty would start it: a session of its own on the device, told the speed and TERM. */
function openConsole(device: string, { baud, stateDir }: SlowConsole): ChildProcess {
  const fd = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
  const argv = ["--ctty", process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir];
  const { PATH = "", HOME = "/" } = process.env;
  const child = spawn("setsid", argv, {
    stdio: [fd, fd, fd],
    env: {
      PATH,
      HOME,
      TERM: "vt220",
      LANG: "C",
      // A pseudo-terminal stands in for the port, and its speed means nothing.
      BRINGUP_TERMINAL: "serial",
      BRINGUP_BAUD: String(baud),
    },
  });
  closeSync(fd);
  return child;
}
