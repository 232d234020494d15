import type { Recorded } from "./machine.ts";

/** What a machine of the field looks like with the trouble, and without it. */
export interface Row {
  readonly sick: readonly (Recorded & {
    /** Likelihood and severity. */
    readonly says: string;
    /** Part of a line of the evidence. */
    readonly shows: string;
    /** Titles of the steps that mend it; none unless told. */
    readonly mend?: readonly string[];
  })[];
  /** Looked at, and not found; the words why. */
  readonly well: readonly (Recorded & { readonly because: string })[];
}

export type Rows = Readonly<Record<string, Row>>;

/** Marks of an agent that is part of the system, and of one that was brought to it. */
export const APPLIANCE = { "/oem/80_stylus.yaml": "stages: {}\n" };
export const AGENT_MODE = { "/etc/spectro/environment": "STYLUS_ROOT=/\n" };
export const FAILED = { active: "failed", sub: "failed" } as const;
export const STOPPED = { active: "inactive", sub: "dead", enabled: "disabled" } as const;

/** A log of a container as the kubelet keeps it. */
export function podLog(pod: string, container: string, ...lines: readonly string[]) {
  return logOf(pod, container, 0, lines);
}

/** The same of one start among several, the first is 0. */
export function logOf(pod: string, container: string, start: number, lines: readonly string[]) {
  const text = lines.map((line) => `2026-11-20T08:00:00.0Z stderr F ${line}\n`).join("");
  return { [`/var/log/pods/${pod}_0f1e/${container}/${start}.log`]: text };
}
