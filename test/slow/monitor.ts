import { inGuest, within } from "./deadline.ts";
import { connectLines } from "./lines.ts";

/** The monitor of a virtual machine: what happens to hardware. QMP, see qemu-qmp-ref(7). */
export interface Monitor {
  /** @throws with what qemu says */
  execute(command: string, parameters?: object): Promise<unknown>;
  /** A command of the monitor for people. @throws when it says anything */
  human(line: string): Promise<void>;
  close(): void;
}

interface Reply {
  readonly id?: string;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Whole memories are written and read by some commands. */
const LIMIT_MS = inGuest(3_000);

export async function openMonitor(path: string): Promise<Monitor> {
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  let count = 0;
  const lines = await connectLines(path, (line) => {
    const reply: Reply = JSON.parse(line);
    const call = waiting.get(reply.id ?? "");
    waiting.delete(reply.id ?? "");
    if (reply.error === undefined) call?.resolve(reply.return);
    else call?.reject(new Error(`qemu: ${reply.error.desc}`));
  });

  function execute(command: string, parameters: object = {}): Promise<unknown> {
    const id = `${++count}`;
    const call = Promise.withResolvers<unknown>();
    waiting.set(id, call);
    lines.send(JSON.stringify({ execute: command, arguments: parameters, id }));
    return within(`qemu does ${command}`, LIMIT_MS, call.promise);
  }

  await execute("qmp_capabilities");
  return {
    execute,
    async human(line) {
      const said = await execute("human-monitor-command", { "command-line": line });
      if (said !== "") throw new Error(`qemu: ${line}: ${said}`);
    },
    close: lines.close,
  };
}
