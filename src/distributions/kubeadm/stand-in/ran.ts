import type { Wire } from "../../stand-in/wire.ts";
import type { Disk } from "./disk.ts";

/** What one run of the program printed, and how it ended. */
export interface Ran {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

export interface KubeadmParts {
  readonly disk: Disk;
  readonly nowMs: number;
  /** Applies an object to the cluster; a reason why it was not. */
  apply(path: string, object: object): Promise<string | undefined>;
  /** To other machines; absent: there are none. */
  readonly wire?: Wire;
  sleep?(ms: number): Promise<void>;
}

export function failed(...lines: readonly string[]): Ran {
  const trace = "To see the stack trace of this error execute with --v=5 or higher";
  return { lines: [...lines, trace], exitCode: 1 };
}
