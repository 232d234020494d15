/** Why a node gave no answer. */
export interface Silence {
  readonly is: "silent";
  /** `ECONNREFUSED`, `ETIMEDOUT`, a code of TLS or of Dqlite; `PROTOCOL` for what is no answer. */
  readonly code: string;
  readonly why: string;
}
