import { BringupError } from "../errors/index.ts";
import type { Call } from "./command.ts";
import { createLineReader } from "./plain/line-reader.ts";

/** Questions of the installer, one line each: the same on a screen, a serial line and a pipe. */
export interface InstallTalk {
  /** Nobody is asked under `--json`. */
  readonly canAsk: boolean;
  /** Enter alone means `usual`. @throws CANCELLED when nobody answers any more. */
  ask(prompt: string, usual?: string): Promise<string>;
  close(): void;
}

export function createInstallTalk({ world, out }: Call): InstallTalk {
  const reader = createLineReader(world.stdin, () => {});

  async function nextLine(): Promise<string> {
    const line = await reader.next(world.signal);
    if (line !== undefined) return line.trim();
    throw new BringupError("CANCELLED", "nobody answers: nothing was done");
  }

  return {
    canAsk: !out.json,
    async ask(prompt, usual) {
      if (out.json) throw nobodyAsked();
      const shown = usual === undefined ? prompt : `${prompt} [${usual}]`;
      for (;;) {
        out.raw(`${shown}: `);
        const line = await nextLine();
        const said = line === "" ? usual : line;
        if (said !== undefined) return said;
      }
    },
    close: () => reader.close(),
  };
}

function nobodyAsked(): BringupError {
  const hint = "Give --device and --name.";
  return new BringupError("USAGE", "nobody is asked under --json", { hint });
}
