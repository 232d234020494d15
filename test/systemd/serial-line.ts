import xterm from "@xterm/headless";
import { eventually } from "../support/eventually.ts";
import type { Machine } from "./machine.ts";

/** A line of a machine, with somebody's terminal at the far end. */
export interface SerialLine {
  type(keys: string): void;
  /** Waits until the screen has it, at most half a minute. */
  shows(what: RegExp): Promise<void>;
  close(): void;
}

/** Lays a line to a device that was not there, for example `ttyS7`. */
export async function laySerialLine(machine: Machine, device: string): Promise<SerialLine> {
  const screen = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const cable = machine.start("socat", "-", `PTY,link=/dev/${device},raw,echo=0,ignoreeof`);
  cable.stdout.on("data", (bytes: Buffer) => screen.write(bytes));
  await eventually(`/dev/${device}`, async () => {
    return (await machine.run("test", "-e", `/dev/${device}`)).code === 0;
  });
  const text = () => {
    const { active } = screen.buffer;
    const rows = Array.from({ length: screen.rows }, (_, row) =>
      active.getLine(active.baseY + row)?.translateToString(true),
    );
    return rows.join("\n");
  };
  return {
    type: (keys) => cable.stdin.write(keys),
    async shows(what) {
      await eventually(`${what} on ${device}`, () => what.test(text()), 90_000).catch((cause) => {
        throw new Error(`${String(what)} is not on the screen:\n${text()}`, { cause });
      });
    },
    close() {
      cable.kill();
      screen.dispose();
    },
  };
}
