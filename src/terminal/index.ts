/** The device a person looks at: what it can do, keys from bytes, frames to bytes, and its way back. */
export { createDecoder, type Decoder, type Key } from "./decoder.ts";
export { linesOf, paint } from "./frame.ts";
export {
  detectProfile,
  deviceOf,
  type GlyphTier,
  type Profile,
  type ProfileRequest,
  type TerminalKind,
} from "./profile.ts";
export { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";
