import { type Instance, render } from "ink";
import { DeviceProvider } from "../hooks/device-provider.tsx";
import { KeyboardProvider } from "../hooks/keyboard-provider.tsx";
import { SessionProvider } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import type { Clock } from "../src/engine/index.ts";
import { createSession, type DraftKeeper, type EngineClient } from "../src/session/index.ts";
import type { Terminal } from "../src/terminal/index.ts";
import { FileProvider, type ReadText } from "./file-provider.tsx";
import { Shell } from "./shell.tsx";
import { TooSmall } from "./too-small.tsx";

export interface ConsoleOptions {
  /** May still be on its way: the first frame waits for nobody. */
  readonly client: EngineClient | Promise<EngineClient>;
  readonly terminal: Terminal;
  readonly drafts?: DraftKeeper;
  readonly clock?: Clock;
  /** Reads a file the person names, for certificates. */
  readonly readText?: ReadText;
}

/** Why the console ended: on the person's word, or because the other end is gone. */
export type ExitReason = "quit" | "hang-up";

/** Shows the console until it is left. Everything in progress goes on without it. */
export async function runConsole(options: ConsoleOptions): Promise<ExitReason> {
  const { client, terminal, drafts, clock, readText } = options;
  const session = createSession(client, {
    ...(drafts === undefined ? {} : { drafts }),
    ...(clock === undefined ? {} : { clock }),
  });
  let instance: Instance | undefined;
  const reason = await new Promise<ExitReason>((resolve, reject) => {
    terminal.onHangUp(() => resolve("hang-up"));
    instance = render(
      <FileProvider readText={readText}>
        <SessionProvider session={session}>
          <DeviceProvider device={terminal}>
            <KeyboardProvider>
              <Root onQuit={() => resolve("quit")} />
            </KeyboardProvider>
          </DeviceProvider>
        </SessionProvider>
      </FileProvider>,
      {
        stdin: terminal.stdin,
        stdout: terminal.stdout,
        stderr: terminal.stdout,
        // Whole frames without cursor movements: what to send of them is the terminal's business.
        debug: true,
        interactive: true,
        isScreenReaderEnabled: false,
        exitOnCtrlC: false,
        patchConsole: false,
      },
    );
    instance.waitUntilExit().then(() => resolve("quit"), reject);
  }).finally(() => {
    instance?.unmount();
    terminal.close();
  });
  await session.close();
  return reason;
}

function Root({ onQuit }: { readonly onQuit: () => void }) {
  const { isTooSmall } = useLayout();
  return isTooSmall ? <TooSmall /> : <Shell onQuit={onQuit} />;
}
