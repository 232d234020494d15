import type { Deadline } from "./deadline.ts";

/** Never a line for a shell. */
export type Argv = readonly [program: string, ...args: string[]];

/** For programs that only read; 10 s unless told. */
export interface ProbeOptions extends Deadline {
  /** Output beyond this is cut; 1 MiB unless told. */
  readonly maxOutputBytes?: number;
}

/** Nothing runs without a deadline here. */
export interface ExecOptions extends ProbeOptions {
  readonly timeoutMs: number;
  /** Given on standard input; the way for secrets. Never argv, never the environment. */
  readonly input?: string;
  /** Added to a small fixed environment (PATH, LANG=C, HOME). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  onLine?(line: string): void;
}

/** How it ended. `denied`: this kind of host does not run it. */
export type CommandOutcome =
  | {
      readonly is: "exited";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly is: "missing"; readonly program: string }
  | { readonly is: "denied"; readonly why: string }
  | { readonly is: "timed-out"; readonly afterMs: number; readonly stderr: string }
  | { readonly is: "killed"; readonly by: string; readonly stderr: string };
