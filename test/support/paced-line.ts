import { execFileSync } from "node:child_process";
import { closeSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

/** A serial line between a program and this process: a device on one side, callbacks on the other. */
export interface PacedLine {
  /** Device node for the program; raw, without echo, 0x0, as a serial port is found. */
  readonly device: string;
  /** What a person types at the far end; it travels at the pace of the line. */
  send(bytes: string): void;
  close(): void;
}

/** A serial line between two programs. */
export interface PacedPair {
  readonly near: string;
  readonly far: string;
  close(): void;
}

export interface PacedLineOptions {
  /** Bits per second at ten bits to a byte, the same in both directions. */
  readonly baud: number;
  /** Bytes as they come out at the far end. */
  onArrival(bytes: Buffer): void;
}

/** Bytes a UART takes from the kernel before it has sent any of them. */
const FIFO_BYTES = 64;
const LOOK_EVERY_MS = 2;

export function openPacedLine({ baud, onArrival }: PacedLineOptions): PacedLine {
  const near = openPort(baud);
  let typed = Buffer.alloc(0);
  const person: Port = {
    read(most) {
      const bytes = typed.subarray(0, most);
      typed = typed.subarray(bytes.length);
      return bytes;
    },
    write: onArrival,
  };
  const stop = run([lane(near, person, baud), lane(person, near, baud)]);
  return {
    device: near.device,
    send(bytes) {
      typed = Buffer.concat([typed, Buffer.from(bytes)]);
    },
    close() {
      stop();
      near.close();
    },
  };
}

export function joinPacedDevices(baud: number): PacedPair {
  const [near, far] = [openPort(baud), openPort(baud)];
  const stop = run([lane(near, far, baud), lane(far, near, baud)]);
  return {
    near: near.device,
    far: far.device,
    close() {
      stop();
      near.close();
      far.close();
    },
  };
}

interface Port {
  /** At most so many bytes; none when there is nothing. */
  read(most: number): Buffer;
  write(bytes: Buffer): void;
}

/** One direction: what the FIFO holds leaves at the pace of the line, the kernel keeps the rest. */
function lane(from: Port, to: Port, baud: number): (passedMs: number) => void {
  let fifo = Buffer.alloc(0);
  let credit = 0;
  return (passedMs) => {
    credit = fifo.length === 0 ? 0 : credit + (passedMs * baud) / 10_000;
    const leaving = fifo.subarray(0, Math.floor(credit));
    credit -= leaving.length;
    fifo = fifo.subarray(leaving.length);
    if (leaving.length > 0) to.write(leaving);
    if (fifo.length < FIFO_BYTES) fifo = Buffer.concat([fifo, from.read(FIFO_BYTES - fifo.length)]);
  };
}

function run(lanes: readonly ((passedMs: number) => void)[]): () => void {
  let beforeMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const step of lanes) step(nowMs - beforeMs);
    beforeMs = nowMs;
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** The package's own way to a pseudo-terminal without a program; what it exports would read along. */
interface Binding {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}
const require = createRequire(import.meta.url);
const binding: Binding = require("@lydell/node-pty/requireBinary.js").requireBinary("pty.node");

function openPort(baud: number): Port & { readonly device: string; close(): void } {
  const { master, slave, pty } = binding.open(80, 24);
  execFileSync("stty", ["-F", pty, "raw", "-echo", `${baud}`, "rows", "0", "cols", "0"]);
  return {
    device: pty,
    read(most) {
      const bytes = Buffer.alloc(most);
      return bytes.subarray(
        0,
        unlessBusy(() => readSync(master, bytes)),
      );
    },
    write: (bytes) => void unlessBusy(() => writeSync(master, bytes)),
    close() {
      closeSync(master);
      // Held until now: without any reader the line would say it is broken.
      closeSync(slave);
    },
  };
}

/** Nothing there, or no room: what a UART without flow control loses, it loses. */
function unlessBusy(act: () => number): number {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}
