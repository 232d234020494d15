import { consoleOwner } from "./console-owner.ts";
import { createDecoder } from "./decoder.ts";
import { type Device, type DeviceOptions, openDevice } from "./device.ts";
import { deviceMemoryFile } from "./device-memory.ts";
import { CLEAR, linesOf, paint } from "./frame.ts";
import { sayLast } from "./last-words.ts";
import { deviceOf, type Profile } from "./profile.ts";
import { restoreOnExit } from "./restore.ts";
import { createFrameSink, createKeySource } from "./stand-in.ts";

/** The open device. Everything drawn and typed goes through it; `close` gives it back as it was. */
export interface Terminal {
  /** Current: the size changes when the window does. */
  profile(): Profile;
  /** For the drawing library, in place of the real streams. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  onResize(listener: () => void): () => void;
  /** Called when the other end is gone: hang-up, end of input, input or output error. */
  onHangUp(listener: () => void): () => void;
  /** Ends whoever uses the device, as if the other end were gone; `false`: nobody does. */
  hangUp(): boolean;
  /** Asks the size again, clears, and draws everything once more. */
  repaint(): void;
  /** Draws in the next of the ways this device may have; says which, for a person. */
  nextDisplay(): string;
  /** Gives the device to another program for as long as `use` takes, then draws everything again. */
  lend(use: () => Promise<void>): Promise<void>;
  /** Restores the device; any number of calls. */
  close(): void;
}

export interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Watch the exit paths of this process; off where tests open several. */
  readonly guardProcess?: boolean;
  /** Monotonic milliseconds, by which typing is told from pasting. Default: the real ones. */
  readonly now?: () => number;
}

/**
 * Takes the device: raw mode, cleared screen, hidden cursor. Call before the drawing library is
 * loaded: the environment it looks at (CI, colour) is set here.
 */
export function openTerminal(options: TerminalOptions): Terminal {
  const { stdin, stdout } = options;
  // A copy: what is taken out of the environment for the library still counts for us.
  const env = { ...options.env };
  const device = deviceBehind(options, env, {
    onLearned: (about) => (about === "picture" ? redraw() : tellProfile()),
    onWaiting: (isWaiting) => decoder.expectReply(isWaiting),
  });
  const { profile } = device;
  prepareEnvironment();

  let shown: readonly string[] = [];
  let frame = "";
  let isOpen = true;
  let hasPainted = false;
  let isBlocked = false;
  /** The device asked for silence, and whether its picture is stale by now. */
  let isPaused = false;
  let isStale = false;
  let isAway = false;
  let isLent = false;
  const resizeListeners = new Set<() => void>();
  const hangUpListeners = new Set<() => void>();

  const keys = createKeySource();
  const decoder = createDecoder({
    escapeDelayMs: profile().escapeDelayMs,
    ...(options.now === undefined ? {} : { now: options.now }),
    onKey(key) {
      // A key typed before anything was to be seen must not decide anything.
      if (!hasPainted) return;
      // Noise may have paused us, and noise does not let go again: a person does.
      resume();
      keys.offer(key);
    },
    onReply: device.hear,
    onFlow(flow) {
      if (flow === "go") resume();
      else isPaused = true;
    },
    onBreak: repaint,
  });
  const sink = createFrameSink({
    size: profile,
    onFrame(next) {
      frame = next;
      draw();
    },
  });

  function write(text: string): void {
    if (text !== "") isBlocked = !stdout.write(text);
  }

  // While the device is still busy only the newest frame is kept.
  function draw(): void {
    if (!isOpen || isAway || isPaused || isBlocked || frame === "") return;
    const wanted = linesOf(frame, profile());
    write(paint(shown, wanted));
    shown = wanted;
    if (hasPainted) return;
    hasPainted = true;
    device.lookAround();
  }

  function clear(questions = ""): void {
    shown = [];
    write(modesOn(profile()) + CLEAR + questions);
  }

  function redraw(): void {
    if (!isOpen || isAway) return;
    isStale = isPaused;
    if (!isPaused) clear();
    tellProfile();
    draw();
  }

  function repaint(): void {
    if (!isOpen || isAway) return;
    isPaused = false;
    clear(device.questions());
    tellProfile();
    draw();
  }

  function tellProfile(): void {
    for (const listener of resizeListeners) listener();
    sink.resized();
  }

  function resume(): void {
    if (!isPaused) return;
    isPaused = false;
    if (isStale) redraw();
    else draw();
  }

  const onResize = () => {
    if (device.resized()) redraw();
  };

  const onDrain = () => {
    isBlocked = false;
    draw();
  };
  const onData = (bytes: Uint8Array | string) => decoder.push(bytes);
  const onGone = () => {
    for (const listener of hangUpListeners) listener();
  };

  stdout.on("resize", onResize);
  stdout.on("drain", onDrain);
  stdout.on("error", onGone);
  stdin.on("data", onData);
  stdin.on("end", onGone);
  stdin.on("error", onGone);
  const owner =
    options.guardProcess === false ? undefined : consoleOwner(deviceOf(descriptorOf(stdin)));
  owner?.take();
  setRaw(stdin, true);
  stdin.resume?.();
  write(profile().alternateScreen ? "\u001b[?1049h" : "");
  clear(device.questions());

  const forget =
    options.guardProcess === false
      ? () => {}
      : restoreOnExit({ restore: close, standAside, takeBack, leave: hangUp });

  function hangUp(): boolean {
    onGone();
    return hangUpListeners.size > 0;
  }

  /** Plain modes; a line that is stuck stays raw until the exit, for the change would wait for it. */
  function giveBack(): void {
    const otherwise = (text: string) => ignoreErrors(() => stdout.write(text));
    const said = sayLast(descriptorOf(stdout), farewell(profile()), otherwise);
    if (said === "said") ignoreErrors(() => setRaw(stdin, false));
    stdin.pause?.();
    owner?.release();
  }

  function standAside(): void {
    if (!isOpen || isAway) return;
    isAway = true;
    giveBack();
  }

  function takeBack(): void {
    if (!isOpen || isLent) return;
    isAway = false;
    owner?.take();
    setRaw(stdin, true);
    stdin.resume?.();
    device.resized();
    redraw();
  }

  async function lend(use: () => Promise<void>): Promise<void> {
    standAside();
    isLent = true;
    await use().finally(() => {
      isLent = false;
      takeBack();
    });
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    decoder.close();
    device.close();
    stdin.off("data", onData);
    stdin.off("end", onGone);
    stdout.off("resize", onResize);
    stdout.off("drain", onDrain);
    if (!isAway) giveBack();
    forget();
  }

  return {
    profile,
    stdin: keys.stream,
    stdout: sink.stream,
    onResize: (listener) => subscribe(resizeListeners, listener),
    onHangUp: (listener) => subscribe(hangUpListeners, listener),
    hangUp,
    repaint,
    nextDisplay: device.nextDisplay,
    lend,
    close,
  };
}

function deviceBehind(
  { stdin, stdout }: TerminalOptions,
  env: TerminalOptions["env"],
  hooks: Pick<DeviceOptions, "onLearned" | "onWaiting">,
): Device {
  const descriptor = descriptorOf(stdin);
  const node = deviceOf(descriptor);
  const memoryFile = deviceMemoryFile(env);
  return openDevice({
    stdin,
    stdout,
    env,
    descriptor,
    ...(node === undefined ? {} : { device: node }),
    ...(memoryFile === undefined ? {} : { memoryFile }),
    ...hooks,
  });
}

const modesOn = ({ bracketedPaste }: Profile) =>
  `\u001b[?25l${bracketedPaste ? "\u001b[?2004h" : ""}`;

/** Plain attributes, visible cursor, empty screen; the former screen where there is one to return to. */
function farewell({ bracketedPaste, alternateScreen }: Profile): string {
  const paste = bracketedPaste ? "\u001b[?2004l" : "";
  return `${paste}${CLEAR}\u001b[?25h${alternateScreen ? "\u001b[?1049l" : ""}`;
}

/** CI in the environment would switch drawing off, NO_COLOR would take bold and reverse along. */
function prepareEnvironment(): void {
  process.env.FORCE_COLOR = "1";
  // The development build of the library times every component and keeps the times for ever.
  process.env.NODE_ENV ??= "production";
  for (const name of ["CI", "CONTINUOUS_INTEGRATION", "NO_COLOR"]) delete process.env[name];
}

function descriptorOf(stream: NodeJS.ReadStream | NodeJS.WriteStream): number {
  return "fd" in stream && typeof stream.fd === "number" ? stream.fd : -1;
}

function setRaw(stdin: NodeJS.ReadStream, isRaw: boolean): void {
  if (stdin.isTTY && typeof stdin.setRawMode === "function") stdin.setRawMode(isRaw);
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // The device is gone; there is nothing left to restore on it.
  }
}
