/** What clusters are installed from: files in a directory, each vouched for by a checksum. */
export type { Artefact } from "./artefact.ts";
export { type ChecksumEntry, parseChecksums } from "./checksums.ts";
export { type ImageList, observeImageNames, observeImagesOf } from "./image-names.ts";
export { type ArtefactNeeds, judgeArtefacts, judgeSpace } from "./judge.ts";
export {
  type ArtefactLook,
  type ArtefactSet,
  artefactsIn,
  type FoundFile,
  observeArtefactSet,
} from "./observe.ts";
export { printedVersion } from "./printed-version.ts";
