/** The support bundle: what a host can tell about itself, masked, in one file that anybody can open. */
export { type BundleRequest, makeBundle } from "./bundle.ts";
export { carryToStick } from "./carry.ts";
export { clusterCollectors } from "./collectors/containers.ts";
export { COLLECTORS } from "./collectors/index.ts";
export { command, file, folder, journal, listing, program } from "./collectors/lines.ts";
export type {
  BundleProgress,
  BundleReport,
  Collector,
  Entry,
  EntryState,
  What,
} from "./contract.ts";
export { type Counts, countsOf } from "./counts.ts";
export { type Delivered, type Destination, deliverBundle, destinationOf } from "./deliver.ts";
export { type SavedBundle, type SaveRequest, saveBundle } from "./save.ts";
export { sendBundle } from "./send.ts";
