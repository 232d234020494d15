import { createDeviceMemory, deviceKey } from "./device-memory.ts";
import { publishSize, readBaud, readFontGlyphs } from "./device-programs.ts";
import {
  type Choices,
  colourOf,
  displayOf,
  displayWords,
  type Findings,
  glyphsAsked,
  nextDisplay,
} from "./display.ts";
import { createFontLoans } from "./font/loans.ts";
import {
  detectProfile,
  isSerialDevice,
  type Profile,
  type ProfileRequest,
  saneSize,
  sizeAsked,
  sizeOfShell,
} from "./profile.ts";
import { type Answer, createQuestions, type Question } from "./questions.ts";
import type { Reply } from "./replies.ts";

/** All that is known of the device, and the ways to learn more. Nothing here waits for an answer. */
export interface Device {
  profile(): Profile;
  /** Looks for what needs no question to the device itself: its speed, its font. */
  lookAround(): void;
  /**
   * Bytes that ask what is not known for sure, to follow a cleared screen; they leave it as it was.
   * After Ctrl-L or a BREAK again: another terminal may be at the other end by now.
   */
  questions(): string;
  hear(reply: Reply): void;
  /** The driver says that its size may be another; `false`: it is what we know. */
  resized(): boolean;
  /** The next way of drawing; remembered for this device. Says what it is, for a person. */
  nextDisplay(): string;
  /** For a QR code in reverse video: the screen is light, or dark again; remembered for this device. */
  turnQr(): void;
  /**
   * For a QR code on a console whose font has no half blocks: its font gets them until the function
   * returned is called. Elsewhere nothing happens.
   */
  borrowHalfBlocks(): () => void;
  close(): void;
}

export interface DeviceOptions extends Omit<ProfileRequest, "findings"> {
  readonly descriptor: number;
  /** Where the choices per device are kept; absent: nowhere. */
  readonly memoryFile?: string;
  /** Something was learned: of the picture, which is wrong now, or of the line only. */
  onLearned(about: "picture" | "line"): void;
  onWaiting(isWaiting: boolean): void;
}

export function openDevice(options: DeviceOptions): Device {
  const { env, device, descriptor, stdout } = options;
  let isOpen = true;
  let isWaiting = false;
  const memory =
    options.memoryFile === undefined ? undefined : createDeviceMemory(options.memoryFile);
  const key = deviceKey(device, env.TERM ?? "");
  const remembered = memory?.load(key);
  let kept = remembered ?? {};
  let findings: Findings = remembered === undefined ? {} : { remembered };
  let profile = detect();
  const questions = createQuestions({
    onAnswer,
    onWaiting(isSo) {
      isWaiting = isSo;
      if (!isSo) publish();
      options.onWaiting(isSo);
    },
  });

  const loans = createFontLoans({
    device: () => (profile.kind === "vt" && findings.hasHalfBlocks === false ? device : undefined),
    onChange: (hasHalfBlocks) => learn({ hasHalfBlocks }),
  });

  function detect(): Profile {
    return detectProfile({ ...options, findings });
  }

  function learn(more: Findings): void {
    if (!isOpen) return;
    const before = profile;
    findings = { ...findings, ...more };
    profile = detect();
    if (!isSamePicture(before, profile)) options.onLearned("picture");
    else if (before.baud !== profile.baud) options.onLearned("line");
  }

  function choose(more: Choices): void {
    kept = { ...kept, ...more };
    memory?.save(key, kept);
    learn({ chosen: { ...findings.chosen, ...more } });
  }

  function onAnswer(answer: Answer): void {
    if (answer.to === "utf8") learn({ isUtf8: answer.isUtf8 });
    else learnSize(saneSize(answer.columns, answer.rows));
  }

  function learnSize(size: Findings["size"]): void {
    if (size !== undefined) learn({ size });
  }

  const isSizeUnknown = () => !stdout.columns || !stdout.rows;

  /** Only where the driver cannot know better than we do. */
  function publish(): void {
    const { columns, rows, kind } = profile;
    const isKnown = stdout.columns === columns && stdout.rows === rows;
    if (!isOpen || isKnown || descriptor < 0) return;
    if (kind === "serial" || isSizeUnknown()) void publishSize(descriptor, { columns, rows });
  }

  const asksUtf8 = () =>
    (profile.kind === "ssh" || profile.kind === "vt") && glyphsAsked(env) === undefined;

  /** What a line's driver says of its window is what somebody once told it. */
  function asksSize(): boolean {
    if (profile.kind === "plain" || profile.kind === "vt") return false;
    if (sizeAsked(env) !== undefined) return false;
    return profile.kind === "serial" || (isSizeUnknown() && sizeOfShell(env) === undefined);
  }

  return {
    profile: () => profile,
    lookAround() {
      if (!isWaiting) publish();
      if (isSerialDevice(device) && descriptor >= 0)
        void readBaud(descriptor).then((baud) => baud !== undefined && learn({ baud }));
      if (profile.kind === "vt" && device !== undefined)
        void readFontGlyphs(device).then((found) => found !== undefined && learn(found));
    },
    questions() {
      const asked: Question[] = [];
      if (asksUtf8()) asked.push("utf8");
      if (asksSize()) asked.push("size");
      return questions.ask(asked);
    },
    hear: questions.hear,
    resized() {
      const { columns, rows } = profile;
      const { size: _, ...rest } = findings;
      if (!isSizeUnknown()) findings = rest;
      profile = detect();
      return profile.columns !== columns || profile.rows !== rows;
    },
    nextDisplay() {
      const now = displayOf(profile.kind, env, findings);
      const chosen = nextDisplay(now, colourOf(profile.kind, env));
      choose(chosen);
      return displayWords(chosen);
    },
    turnQr: () => choose({ isLight: profile.isLight !== true }),
    borrowHalfBlocks: loans.borrow,
    close() {
      isOpen = false;
      loans.end();
      questions.close();
    },
  };
}

const isSamePicture = (one: Profile, other: Profile): boolean =>
  one.columns === other.columns &&
  one.rows === other.rows &&
  one.glyphs === other.glyphs &&
  one.colour === other.colour &&
  one.qr === other.qr &&
  one.isLight === other.isLight;
