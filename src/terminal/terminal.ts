import { consoleOwner } from "./console-owner.ts";
import { createDecoder } from "./decoder.ts";
import { type Device, type DeviceOptions, openDevice } from "./device.ts";
import { deviceMemoryFile } from "./device-memory.ts";
import { sayLast } from "./last-words.ts";
import { createPicture } from "./picture.ts";
import type { LineClock } from "./presenter/pace.ts";
import { deviceOf, type Profile } from "./profile.ts";
import { restoreOnExit } from "./restore.ts";
import { createFrameSink, createKeySource } from "./stand-in.ts";
import { readUnread } from "./unread.ts";

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
  /** Turns the colours of a QR code around where it has nothing but reverse video; remembered. */
  turnQr(): void;
  /** Half blocks for a console that has none, until the function returned is called. */
  borrowHalfBlocks(): () => void;
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
  /** Tells typing from pasting, and paces what is sent. Default: the real one. */
  readonly clock?: LineClock;
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

  const clock = options.clock === undefined ? {} : { clock: options.clock };
  const picture = createPicture({ stdout, profile, ...clock });
  let isOpen = true;
  let hasPainted = false;
  let isAway = false;
  let isLent = false;
  const resizeListeners = new Set<() => void>();
  const hangUpListeners = new Set<() => void>();

  const keys = createKeySource();
  const decoder = createDecoder({
    escapeDelayMs: profile().escapeDelayMs,
    ...(options.clock === undefined ? {} : { now: options.clock.monotonicMs }),
    onKey(key) {
      // A key typed before anything was to be seen must not decide anything.
      if (!hasPainted) return;
      // Noise may have paused us, and noise does not let go again: a person does.
      if (!isAway) picture.resume();
      picture.touched();
      keys.offer(key);
    },
    onReply: device.hear,
    onFlow(flow) {
      if (flow === "stop") picture.pause();
      else if (!isAway) picture.resume();
    },
    onBreak: repaint,
  });
  const sink = createFrameSink({
    size: profile,
    onFrame(frame) {
      if (!isOpen) return;
      const isFirst = !hasPainted && !isAway;
      if (isFirst) forgetTyped();
      picture.draw(frame);
      if (!isFirst) return;
      hasPainted = true;
      device.lookAround();
    },
  });

  function redraw(questions = ""): void {
    if (!isOpen || isAway) return;
    picture.startOver(questions);
    tellProfile();
    picture.show();
  }

  function repaint(): void {
    if (!isOpen || isAway) return;
    redraw(device.questions());
    picture.resume();
  }

  /** What came while the first frame was made: answers count, keys do not. */
  function forgetTyped(): void {
    decoder.push(readUnread(descriptorOf(stdin)));
    decoder.discard();
  }

  function tellProfile(): void {
    for (const listener of resizeListeners) listener();
    sink.resized();
  }

  const onResize = () => {
    if (device.resized()) redraw();
  };

  const onData = (bytes: Uint8Array | string) => decoder.push(bytes);
  const onGone = () => {
    for (const listener of hangUpListeners) listener();
  };

  stdout.on("resize", onResize);
  stdout.on("error", onGone);
  stdin.on("data", onData);
  stdin.on("end", onGone);
  stdin.on("error", onGone);
  const owner =
    options.guardProcess === false ? undefined : consoleOwner(deviceOf(descriptorOf(stdin)));
  owner?.take();
  setRaw(stdin, true);
  stdin.resume?.();
  picture.enter(device.questions());

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
    const said = sayLast(descriptorOf(stdout), picture.leave(), otherwise);
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
    tellProfile();
    picture.enter("");
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
    if (!isAway) giveBack();
    picture.close();
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
    turnQr: device.turnQr,
    borrowHalfBlocks: device.borrowHalfBlocks,
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
