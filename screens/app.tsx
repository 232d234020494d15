import { Box, type Instance, render } from "ink";
import { AtLeastNeeded, DeviceProvider } from "../hooks/device-provider.tsx";
import { DeafWhile, KeyboardProvider } from "../hooks/keyboard-provider.tsx";
import { SessionProvider } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import type { Clock } from "../src/engine/index.ts";
import {
  createSession,
  type DraftKeeper,
  type EngineClient,
  type Session,
} from "../src/session/index.ts";
import type { Terminal } from "../src/terminal/index.ts";
import { FileProvider, type ReadText } from "./file-provider.tsx";
import { loadScreens } from "./index.ts";
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
  /** Called once, right after the first frame: time for everything that frame did without. */
  readonly onPainted?: () => void;
  /** Said when the console opens. */
  readonly greeting?: Greeting;
}

export type Greeting = Parameters<Session["notify"]>[0];

/** Why the console ended: on the person's word, or because the other end is gone. */
export type ExitReason = "quit" | "hang-up";

/** Shows the console until it is left. Everything in progress goes on without it. */
export async function runConsole(options: ConsoleOptions): Promise<ExitReason> {
  const { client, terminal, drafts, clock, readText, onPainted, greeting } = options;
  const screens = Promise.withResolvers<unknown>();
  // Shown together, so that the engine's first answer is drawn once.
  const ready = Promise.all([client, screens.promise]).then(([engine]) => engine);
  const session = createSession(ready, {
    ...(drafts === undefined ? {} : { drafts }),
    ...(clock === undefined ? {} : { clock }),
  });
  if (greeting !== undefined) session.notify(greeting);
  let instance: Instance | undefined;
  const left = new Promise<ExitReason>((resolve, reject) => {
    terminal.onHangUp(() => resolve("hang-up"));
    instance = render(
      <FileProvider readText={readText}>
        <SessionProvider session={session}>
          <DeviceProvider device={terminal}>
            <KeyboardProvider ready={screens.promise}>
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
    onPainted?.();
    loadScreens().then(screens.resolve, reject);
  });
  try {
    return await left;
  } finally {
    instance?.unmount();
    terminal.close();
    // After a crash too: what was typed is saved.
    await session.close();
  }
}

function Root({ onQuit }: { readonly onQuit: () => void }) {
  const { isTooSmall } = useLayout();
  return (
    <>
      {/* Hidden, not taken away: an open dialog or a field being typed into is there again. */}
      <Box flexDirection="column" display={isTooSmall ? "none" : "flex"}>
        <AtLeastNeeded>
          <DeafWhile isHidden={isTooSmall}>
            <Shell onQuit={onQuit} />
          </DeafWhile>
        </AtLeastNeeded>
      </Box>
      {isTooSmall && <TooSmall onQuit={onQuit} />}
    </>
  );
}
