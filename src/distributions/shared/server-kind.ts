import type { Signature } from "../driver.ts";
import type { Trace } from "./foreign.ts";

export interface ServerSignature extends Signature {
  /** The service goes on running and will never get better by itself; otherwise it exits and is restarted. */
  readonly staysUp?: true;
}

/**
 * A distribution whose server is one program below one unit: what it is called and where it keeps
 * things. What the drivers share takes this in place of a name. Absolute paths on the managed host.
 */
export interface ServerKind {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Of a host that only runs pods: it is one or the other. */
  readonly agentUnit: string;
  /** Where a member is asked by whoever joins, TCP. */
  readonly joinPort: number;
  /** What a joiner shows, in a file of its own. */
  readonly tokenFile: string;
  /** The program; its `--version` is read by `versionIn`. */
  readonly program: string;
  /** Where images and packages have it in place of that. */
  readonly otherPrograms?: readonly string[];
  readonly config: string;
  readonly kubeconfig: string;
  /** How a person asks its API, as root on a server. */
  readonly kubectl: string;
  /** All of it is its own, but for the claim. */
  readonly data: string;
  /** What it makes in `data`; taken back with the claim. */
  readonly dataFolders: readonly string[];
  readonly database: string;
  /** Says whose data lies in `data`; goes away with it. */
  readonly claim: string;
  readonly commit: string;
  /** What it writes beside our files and outside of `data`, the kubeconfig first. */
  readonly ownFiles: readonly string[];
  /** Innermost first: what is empty at the end of an undo goes. */
  readonly configFolders: readonly string[];
  /** Leaf certificates of a host that only runs pods. */
  readonly agentCertificates: readonly string[];
  /** Any of them means that this host is not free. */
  readonly foreign: readonly Trace[];
  /** Leaf certificates without which the node or its API stops. */
  readonly leafCertificates: readonly string[];
  readonly signatures: readonly ServerSignature[];
  versionIn(output: string): string | undefined;
}
