import { createOutlet } from "./outlet.ts";
import { capabilitiesOf } from "./presenter/capabilities.ts";
import { handingOver } from "./presenter/clearing.ts";
import type { LineClock } from "./presenter/pace.ts";
import { createPresenter, type PresentedDevice } from "./presenter/presenter.ts";
import type { Profile } from "./profile.ts";
import { type Look, readFrame } from "./read-frame.ts";
import { blankScreen } from "./screen.ts";

/** What is drawn on the device: the newest frame, for as long as the device is ours. */
export interface Picture {
  draw(frame: string): void;
  /** Takes the device: its other screen where it has one. `questions` follow once it is clear. */
  enter(questions: string): void;
  /** Sends nothing from now on; the bytes that leave the device as others expect it. */
  leave(): string;
  /** The device may show anything, or is drawn in another way from now on: cleared by the next `show`. */
  startOver(questions?: string): void;
  show(): void;
  /** Sends nothing until `resume`; then the newest frame. */
  pause(): void;
  resume(): void;
  /** A key was pressed. */
  touched(): void;
  /** The stream is used by others again. */
  close(): void;
}

export interface PictureOptions {
  readonly stdout: NodeJS.WriteStream;
  /** As it is known by now. */
  profile(): PresentedDevice & Look & Pick<Profile, "bracketedPaste" | "alternateScreen">;
  readonly clock?: LineClock;
}

const CLOCK: LineClock = {
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export function createPicture({ stdout, profile, clock = CLOCK }: PictureOptions): Picture {
  let frame = "";
  const outlet = createOutlet(stdout, () => presenter.drained());
  const presenter = createPresenter({ device: profile, write: outlet.write, clock });

  function show(): void {
    const look = profile();
    presenter.show(frame === "" ? blankScreen(look.columns, look.rows) : readFrame(frame, look));
  }

  function startOver(questions = ""): void {
    presenter.startOver((profile().bracketedPaste ? "\u001b[?2004h" : "") + questions);
  }

  return {
    draw(next) {
      if (next === frame) return;
      frame = next;
      show();
    },
    enter(questions) {
      if (profile().alternateScreen) outlet.write("\u001b[?1049h");
      startOver(questions);
      presenter.resume();
      show();
    },
    startOver,
    show,
    leave() {
      presenter.pause();
      const { bracketedPaste, alternateScreen } = profile();
      const paste = bracketedPaste ? "\u001b[?2004l" : "";
      const former = alternateScreen ? "\u001b[?1049l" : "";
      return paste + handingOver(capabilitiesOf(profile())) + former;
    },
    pause: presenter.pause,
    resume: presenter.resume,
    touched: presenter.touched,
    close() {
      presenter.pause();
      outlet.close();
    },
  };
}
