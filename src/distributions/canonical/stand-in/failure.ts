import { z } from "zod";
import { readJson } from "../../../json/index.ts";

/** Where a rehearsal or a test asks for a failure. */
export const FAILURE_FILE = "/etc/bringup/stand-in.json";

/** How the stand-in goes wrong on demand; the words are those of distributions.md 8.2 and canonical-dqlite.md 1.5. */
export interface Failure {
  readonly name: string;
  /** What snapd says of the installation. */
  readonly snap?: string;
  /** What `k8s bootstrap` prints before it ends with 1, and whether the daemon goes on without it. */
  readonly bootstrap?: { readonly text: string; readonly leaves: "nothing" | "data" | "a member" };
  readonly neverReady?: true;
}

export const FAILURES: readonly Failure[] = [
  {
    name: "snap-unsigned",
    snap: "cannot perform the following tasks:\n- Fetch and check assertions for snap (no matching snap assertions)",
  },
  {
    name: "port-in-use",
    bootstrap: {
      text: "Error: Failed to bootstrap the cluster.\n\nThe error was: failed to POST /k8sd/cluster: pre-init checks failed: listen tcp 127.0.0.1:10248: bind: address already in use",
      leaves: "nothing",
    },
  },
  {
    name: "half-formed",
    bootstrap: {
      text: "Error: Failed to bootstrap the cluster.\n\nThe error was: failed to POST /k8sd/cluster: failed to setup control plane",
      leaves: "data",
    },
  },
  {
    name: "slow-daemon",
    bootstrap: {
      text: "Error: Failed to bootstrap the cluster.\n\nThe error was: failed to POST /k8sd/cluster: context deadline exceeded",
      leaves: "a member",
    },
  },
  { name: "never-ready", neverReady: true },
];

const wanted = z.object({ fail: z.string() });

/** Pure. `undefined`: nothing is to fail, or nobody knows how. */
export function failureIn(text: string | undefined): Failure | undefined {
  const name = wanted.safeParse(readJson(text ?? "")).data?.fail;
  return FAILURES.find((failure) => failure.name === name);
}
