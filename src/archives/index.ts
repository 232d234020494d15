/** Archives as they come from anywhere: tar, plain or packed with gzip or zstd, read as a stream within limits. */
export {
  packingOf,
  type UnpackLimits,
  type UnpackTarget,
  unpackEntries,
} from "./read-entries.ts";
export { readNamed } from "./read-named.ts";
export { TAR_END, tarHeader, tarPadding } from "./write-tar.ts";
