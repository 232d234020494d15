import {
  capabilitiesOf,
  detectProfile,
  difference,
  readFrame,
  type Screen,
  type Shown,
} from "../../src/terminal/index.ts";
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

/** What the presenter makes of these screens one after the other, nothing held back. */
export function ourBytes(screens: readonly Screen[], device: ScreenProfile): readonly Buffer[] {
  const { kind, glyphs } = profileOf(device);
  const capabilities = capabilitiesOf({ term: device.env.TERM ?? "", kind, glyphs });
  let shown: Shown | undefined;
  return screens.map((screen) => {
    const made = difference(shown, screen, capabilities);
    shown = made.shown;
    return Buffer.from(made.bytes);
  });
}

function profileOf({ env, columns, rows }: ScreenProfile) {
  return detectProfile({ stdin: { isTTY: true }, stdout: { isTTY: true, columns, rows }, env });
}
