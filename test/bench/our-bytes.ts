import { detectProfile, linesOf, paint, readFrame, type Screen } from "../../src/terminal/index.ts";
import type { ScreenProfile } from "../support/screen.tsx";
import type { RecordedFrame } from "./record-frames.ts";

/** The recorded frames in the glyphs and styles of a device. */
export function screensOf(
  frames: readonly RecordedFrame[],
  device: ScreenProfile,
): readonly Screen[] {
  const profile = profileOf(device);
  return frames.map(({ frame }) => readFrame(frame, profile));
}

/** What the terminal layer sends for each frame, the first one onto a cleared screen. */
export function ourBytes(
  frames: readonly RecordedFrame[],
  device: ScreenProfile,
): readonly Buffer[] {
  const profile = profileOf(device);
  let shown: readonly string[] = [];
  return frames.map(({ frame }) => {
    const wanted = linesOf(frame, profile);
    const bytes = Buffer.from(paint(shown, wanted));
    shown = wanted;
    return bytes;
  });
}

export function profileOf({ env, columns, rows }: ScreenProfile) {
  return detectProfile({ stdin: { isTTY: true }, stdout: { isTTY: true, columns, rows }, env });
}
