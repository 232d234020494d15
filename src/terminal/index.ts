/** The device a person looks at: what it can do, keys from bytes, frames to bytes, and its way back. */
export { restoreConsoles } from "./console-owner.ts";
export { writeCrashLog } from "./crash-log.ts";
export { crashPage, createCrashCount, pauseAfter, waitForEnter } from "./crash-page.ts";
export { createDecoder, type Decoder, type Key } from "./decoder.ts";
export { restoreFonts } from "./font/loan.ts";
export {
  KEYBOARD_LAYOUTS,
  type KeyboardLayout,
  type LayoutLoaded,
  loadKeyboardLayout,
} from "./keyboard-layout.ts";
export { capabilitiesOf } from "./presenter/capabilities.ts";
export { difference } from "./presenter/difference.ts";
export { createPresenter, type PresentedDevice } from "./presenter/presenter.ts";
export type { Shown } from "./presenter/sheet.ts";
export {
  detectProfile,
  deviceOf,
  type GlyphTier,
  type Profile,
  type ProfileRequest,
  type TerminalKind,
} from "./profile.ts";
export { type Look, readFrame } from "./read-frame.ts";
export type { Reply } from "./replies.ts";
export {
  backgroundOf,
  blankScreen,
  foregroundOf,
  type Screen,
  STYLE,
  styleOfBlank,
} from "./screen.ts";
export { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";
