import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { spawn } from "@lydell/node-pty";
import { BUNDLE, createAgentBench } from "../support/agent-process.ts";
import { eventually } from "../support/eventually.ts";
import { seeded } from "../support/seeded.ts";

const CLEANUP = join(import.meta.dirname, "../../bin/restore-console");
const LIMIT_MS = 60_000;
/** More of them: BRINGUP_ROUNDS=100. A round is repeated with the seed in its title. */
const ROUNDS = Number(process.env.BRINGUP_ROUNDS ?? 1);
const SEED = Number(process.env.BRINGUP_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seeded(SEED);

/** Anything from the first byte of the device to some way into the screens. */
const someBytes = () => 1 + random.below(4000);
const inRound = (round: number, moment: number) =>
  ` (BRINGUP_SEED=${SEED}, round ${round}, after ${moment} bytes)`;

/** Says its process id, then becomes the console; whoever called it sees how the console ended. */
const CONSOLE = `sh -c 'echo pid=$$.; exec "$0" "$@"' "$@"`;

interface Held {
  readonly pid: number;
  output(): string;
  /** Presses Tab at every answer until that many bytes were seen: some moment, never the same. */
  afterBytes(count: number): Promise<void>;
  until(pattern: RegExp): Promise<string>;
  type(keys: string): void;
  /** The other end is gone, as when a cable is pulled or a window is closed. */
  closeMaster(): void;
}

describe("the terminal is given back", { concurrency: 3 }, () => {
  let stateDir = "";
  const finish: (() => unknown)[] = [];

  // One agent for all of them: what is looked at here are consoles.
  before(async () => {
    const bench = await createAgentBench({ after: (act) => finish.push(act) });
    await bench.start();
    stateDir = bench.stateDir;
  });
  after(async () => {
    for (const act of finish) await act();
  });

  async function open(t: TestContext, script: string, term = "xterm-256color"): Promise<Held> {
    const argv = [process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir];
    const child = spawn("/bin/sh", ["-c", script, "sh", ...argv], {
      cols: 80,
      rows: 24,
      env: { PATH: process.env.PATH ?? "", TERM: term, LANG: "C", HOME: stateDir },
    });
    const lookers = new Set<() => void>();
    let output = "";
    let isTyping = false;
    child.onData((data) => {
      output += data;
      if (isTyping) child.write("\t");
      for (const look of [...lookers]) look();
    });
    const until = (isThere: () => boolean, what: string) =>
      new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error(`${what} never came: ${JSON.stringify(output)}`));
        const timer = setTimeout(fail, LIMIT_MS);
        const look = () => {
          if (!isThere()) return;
          clearTimeout(timer);
          lookers.delete(look);
          resolve();
        };
        lookers.add(look);
        look();
      });
    await until(() => /pid=\d+\./.test(output), "a process");
    const pid = Number(/pid=(\d+)\./.exec(output)?.[1]);
    t.after(() => {
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
      child.kill("SIGKILL");
    });
    return {
      pid,
      output: () => output,
      async afterBytes(count) {
        const from = output.length;
        isTyping = true;
        await until(() => output.length >= from + count, `${count} bytes`);
        isTyping = false;
      },
      async until(pattern) {
        await until(() => pattern.test(output), String(pattern));
        return output;
      },
      type: (keys) => child.write(keys),
      // Its types do not know how the other end of a terminal goes away.
      closeMaster: () => (child as unknown as { destroy(): void }).destroy(),
    };
  }

  for (const round of Array.from({ length: ROUNDS }, (_, index) => index)) {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
      ["SIGHUP", 129],
    ] as const) {
      const moment = someBytes();
      test(`after ${signal} at any moment${inRound(round, moment)}`, async (t) => {
        const held = await open(t, `${CONSOLE}; echo code=$?; stty -a; echo ==end==`);
        await held.afterBytes(moment);
        process.kill(held.pid, signal);
        const output = await held.until(/==end==/);
        assert.match(output, new RegExp(`code=${code}\\b`));
        assertRestored(output);
      });
    }

    const killed = someBytes();
    test(`by the service after SIGKILL at any moment${inRound(round, killed)}`, async (t) => {
      const script = `${CONSOLE}; code=$?; ${CLEANUP}; echo code=$code; stty -a; echo ==end==`;
      const held = await open(t, script, "vt220");
      await held.afterBytes(killed);
      process.kill(held.pid, "SIGKILL");
      const output = await held.until(/==end==/);
      assert.match(output, /code=137\b/);
      assertRestored(output);
    });

    const gone = someBytes();
    test(`and a console whose terminal is gone ends by itself${inRound(round, gone)}`, async (t) => {
      const held = await open(t, `exec ${CONSOLE}`);
      await held.afterBytes(gone);
      held.closeMaster();
      await eventually("the console has ended", async () => !isAlive(held.pid), LIMIT_MS);
    });
  }

  test("when the person leaves", async (t) => {
    const held = await open(t, `${CONSOLE}; echo code=$?; stty -a; echo ==end==`);
    await held.until(/REHEARSAL/);
    held.type("\u0003");
    await held.until(/Close the console/);
    held.type("\u001b[B");
    // A list that has just changed ignores Enter for a moment, so that nobody confirms by accident.
    await new Promise((resolve) => setTimeout(resolve, 350));
    held.type("\r");
    const output = await held.until(/==end==/);
    assert.match(output, /code=0\b/);
    assertRestored(output);
  });

  test("while the console is stopped, and taken again when it goes on", async (t) => {
    const script = `set -m; ${CONSOLE}; echo stopped=$?; stty -a; echo ==away==; fg; echo code=$?; stty -a; echo ==end==`;
    const held = await open(t, script);
    await held.until(/REHEARSAL/);
    process.kill(held.pid, "SIGTSTP");
    const stopped = await held.until(/==away==/);
    assertRestored(stopped.slice(0, stopped.indexOf("==away==")));
    const from = stopped.indexOf("==away==");
    await held.until(/==away==[\s\S]*REHEARSAL/);
    assert.ok(held.output().includes("\u001b[?25l", from), "the cursor is not hidden again");
    process.kill(held.pid, "SIGTERM");
    const output = await held.until(/==end==/);
    assert.match(output, /code=143\b/);
    assertRestored(output);
  });
});

/** What a shell finds: canonical input with echo, and a last word that is plain with a cursor. */
function assertRestored(output: string): void {
  const shown = JSON.stringify(output.slice(-3000));
  const said = output.slice(
    0,
    Math.max(output.lastIndexOf("code="), output.lastIndexOf("stopped=")),
  );
  assert.ok(said.lastIndexOf("\u001b[?25h") > said.lastIndexOf("\u001b[?25l"), `cursor: ${shown}`);
  assert.ok(said.lastIndexOf("\u001b[?2004l") >= said.lastIndexOf("\u001b[?2004h"), shown);
  assert.ok(said.lastIndexOf("\u001b[?1049l") >= said.lastIndexOf("\u001b[?1049h"), shown);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  const colours = [...said.matchAll(/\u001b\[([\d;]*)m/g)].map(([, numbers]) => numbers);
  assert.match(colours.at(-1) ?? "", /^0?$/, `colours: ${shown}`);
  const modes = output.slice(output.lastIndexOf("speed "));
  for (const mode of ["icanon", "echo", "isig", "icrnl", "opost"])
    assert.match(modes, new RegExp(`\\s${mode}\\b`), `${mode} is off: ${shown}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
