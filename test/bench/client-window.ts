import { execFile, execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { joinPacedDevices } from "../support/paced-line.ts";

/** Something with a screen that can be read. */
export interface Watched {
  write(bytes: Uint8Array): void;
  /** The lines it shows, without blanks at their ends. */
  rows(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const SERIAL_CLIENTS = ["minicom", "picocom", "screen", "tmux"] as const;
type Client = (typeof SERIAL_CLIENTS)[number];

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const BAUD = 115_200;
const run = promisify(execFile);

/** How each client is told to show a line. */
const COMMANDS: Readonly<Record<Client, (device: string) => string>> = {
  minicom: (device) => `minicom -o -D ${device} -b ${BAUD}`,
  picocom: (device) => `picocom -b ${BAUD} ${device}`,
  screen: (device) => `screen -c /dev/null ${device} ${BAUD}`,
  tmux: (device) => `stty raw -echo; cat ${device}`,
};
/** Lines a client keeps for itself, below the screen. */
const OWN_ROWS: Readonly<Record<Client, number>> = { minicom: 1, picocom: 0, screen: 0, tmux: 0 };

/** A client at the far end of a serial line, in a window whose text can be read. Says what is missing. */
export async function openClient(client: Client, size: Size): Promise<Watched | string> {
  const missing = [client, "tmux"].find((program) => !isThere(program));
  if (missing !== undefined) return `${missing} is not installed`;
  const home = mkdtempSync(join(tmpdir(), "bringup-client-"));
  const line = joinPacedDevices(BAUD);
  const near = openSync(line.near, constants.O_WRONLY | constants.O_NOCTTY);
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: home, SCREENDIR: home, LC_ALL: "C.UTF-8", TERM: "xterm-256color" };
  const tmux = async (...args: readonly string[]) =>
    (await run("tmux", ["-u", "-S", join(home, "tmux"), "-f", "/dev/null", ...args], { env }))
      .stdout;
  const geometry = ["-x", `${size.columns}`, "-y", `${size.rows + OWN_ROWS[client]}`];
  await tmux("new-session", "-d", ...geometry, COMMANDS[client](line.far));
  await tmux("set-option", "-g", "status", "off");
  await tmux("resize-window", ...geometry);
  const pid = Number(await tmux("display-message", "-p", "#{pane_pid}"));
  const watched: Watched = {
    write: (bytes) => writeAll(near, bytes),
    rows: async () => (await tmux("capture-pane", "-p")).split("\n").map((row) => row.trimEnd()),
    async close() {
      // Gone already, when the client gave up.
      await tmux("run-shell", `kill ${pid}`, ";", "kill-server").catch(() => {});
      closeSync(near);
      line.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  try {
    await untilItListens(watched);
  } catch (error) {
    await watched.close();
    throw error;
  }
  return watched;
}

function isThere(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What is said before a client has opened the line is lost: say it until it is heard. */
async function untilItListens(watched: Watched): Promise<void> {
  const endMs = performance.now() + 15_000;
  for (;;) {
    watched.write(Buffer.from("\r\nlistening"));
    await pause(300);
    const rows = await watched.rows();
    if (rows.some((row) => row.startsWith("listening"))) return;
    if (performance.now() > endMs) throw new Error(`it never listens:\n${rows.join("\n")}`);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
