/** One file that a distribution is installed from, vouched for by a checksum file. */
export interface Artefact {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Published SHA-256 from the checksum file, hex. */
  readonly sha256: string;
}
