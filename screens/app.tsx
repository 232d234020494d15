import { Box, type Instance, render } from "ink";
import { AtLeastNeeded, DeviceProvider } from "../hooks/device-provider.tsx";
import { DeafWhile, KeyboardProvider } from "../hooks/keyboard-provider.tsx";
import { type LoadLayout, LoadLayoutContext } from "../hooks/layouts-provider.tsx";
import { SessionProvider } from "../hooks/session-provider.tsx";
import { type Station, StationProvider } from "../hooks/station-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import type { Clock } from "../src/engine/index.ts";
import {
  createSession,
  type DraftKeeper,
  type EngineClient,
  type IdleWatch,
  isOwned,
  type Session,
  watchIdle,
} from "../src/session/index.ts";
import type { Terminal } from "../src/terminal/index.ts";
import { useDrawing } from "./drawing.ts";
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
  /** Called for every key and paste, before it is acted on. */
  readonly onKey?: () => void;
  /** Said when the console opens. */
  readonly greeting?: Greeting;
  /**
   * A console that stands on a screen by itself, not opened by a person: only looking until somebody
   * takes control, and back to that when nobody touches it. Absent: a person opened it.
   */
  readonly station?: "view" | "control";
  /** Where the keyboard is the machine's own. */
  readonly loadLayout?: LoadLayout;
}

export type Greeting = Parameters<Session["notify"]>[0];

/**
 * Why the console ended: on the person's word, or because the other end is gone. A station also ends
 * for one that may do more, or less: with login where the host is somebody's.
 */
export type ExitReason = "quit" | "hang-up" | "take-control" | "log-in" | "idle";

/** Control is given back after so long without a key. */
const IDLE_MS = 5 * 60_000;

/** Shows the console until it is left. Everything in progress goes on without it. */
export async function runConsole(options: ConsoleOptions): Promise<ExitReason> {
  const { client, terminal, drafts, clock, readText, onPainted, greeting, station } = options;
  const screens = Promise.withResolvers<unknown>();
  // Shown together, so that the engine's first answer is drawn once.
  const ready = Promise.all([client, screens.promise]).then(([engine]) => engine);
  const session = createSession(ready, {
    ...(drafts === undefined ? {} : { drafts }),
    ...(clock === undefined ? {} : { clock }),
  });
  if (greeting !== undefined) session.notify(greeting);
  let instance: Instance | undefined;
  let idle: IdleWatch | undefined;
  const touched = () => {
    idle?.touched();
    options.onKey?.();
  };
  const left = new Promise<ExitReason>((resolve, reject) => {
    terminal.onHangUp(() => resolve("hang-up"));
    idle = watchIdle(session.clock, {
      limitMs: IDLE_MS,
      isNeeded: () => station === "control" || hasControl(session),
      onIdle() {
        if (station === "control") resolve("idle");
        else void session.send({ do: "release-lease" });
      },
    });
    idle.touched();
    session.store.subscribe(({ snapshot }, before) => {
      if (snapshot?.lease !== before.snapshot?.lease) idle?.touched();
    });
    instance = render(
      <FileProvider readText={readText}>
        <SessionProvider session={session}>
          <StationProvider
            station={station === "view" ? stationOf(session, resolve) : undefined}
            logIn={station === undefined ? undefined : () => resolve("log-in")}
          >
            <DeviceProvider device={terminal}>
              <KeyboardProvider ready={screens.promise} onTouched={touched}>
                <LoadLayoutContext value={options.loadLayout ?? null}>
                  <Root onQuit={() => resolve("quit")} />
                </LoadLayoutContext>
              </KeyboardProvider>
            </DeviceProvider>
          </StationProvider>
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
    idle?.stop();
    instance?.unmount();
    terminal.close();
    // After a crash too: what was typed is saved.
    await session.close();
  }
}

function stationOf(session: Session, leave: (reason: ExitReason) => void): Station {
  return {
    takeControl() {
      const { snapshot } = session.store.getState();
      if (snapshot !== null) leave(isOwned(snapshot) ? "log-in" : "take-control");
    },
  };
}

/** Or another console: giving back what is not ours does nothing. */
function hasControl(session: Session): boolean {
  const { access, snapshot } = session.store.getState();
  return access === "control" && snapshot?.lease.holder != null;
}

function Root({ onQuit }: { readonly onQuit: () => void }) {
  const { isTooSmall } = useLayout();
  const anyNode = useDrawing();
  return (
    <>
      {/* Hidden, not taken away: an open dialog or a field being typed into is there again. */}
      <Box ref={anyNode} flexDirection="column" display={isTooSmall ? "none" : "flex"}>
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
