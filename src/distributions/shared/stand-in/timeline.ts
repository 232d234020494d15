import { CNI_MS } from "../../stand-in/cluster-view.ts";
import type { ServerConfig } from "./config.ts";
import type { Failure } from "./failure.ts";

/** What has happened by now since the start of the program. */
export interface Phase {
  /** The datastore is open, and 6443 answers what needs no API. */
  readonly datastore: boolean;
  readonly api: boolean;
  readonly registered: boolean;
  /** A network that it brings itself has been applied. */
  readonly network: boolean;
}

/** Milliseconds after the start, at pace 1: a few seconds in place of the real 20 to 60. */
export const MOMENTS = {
  datastore: 400,
  api: 1500,
  up: 1800,
  registered: 2600,
  cni: CNI_MS,
} as const;

/** A line of the journal and when it is printed, milliseconds at pace 1. */
export interface Line {
  readonly atMs: number;
  readonly level: "info" | "error" | "fatal";
  readonly text: string;
}

/** Pure. */
export function phaseAt(elapsedMs: number, failure: Failure | undefined): Phase {
  const api = failure?.apiAfterMs ?? MOMENTS.api;
  const registered = Math.max(api, MOMENTS.registered);
  return {
    datastore: elapsedMs >= MOMENTS.datastore,
    api: elapsedMs >= api,
    registered: elapsedMs >= registered && failure?.neverRegisters !== true,
    network: elapsedMs >= registered + MOMENTS.cni,
  };
}

/** Pure. When systemd hears READY=1; `undefined`: the program ends before. */
export function upAtMs(failure: Failure | undefined): number | undefined {
  if (failure?.exits) return undefined;
  return Math.max(MOMENTS.up, failure?.apiAfterMs ?? 0);
}

/** Pure. When the program ends by itself, with status 1. */
export function exitAtMs(failure: Failure | undefined): number | undefined {
  return failure?.exits ? MOMENTS.datastore + 200 : undefined;
}

export interface Story {
  readonly version: string;
  readonly config: ServerConfig;
  readonly failure: Failure | undefined;
  readonly images: readonly string[];
  readonly isFirstStart: boolean;
}

/** As logrus writes it. */
export function logLine(nowMs: number, { level, text }: Line): string {
  const time = new Date(nowMs).toISOString().replace(/\.\d+Z$/, "Z");
  return `time="${time}" level=${level} msg=${JSON.stringify(text)}`;
}

/** What a failure on demand adds to the journal. */
export function failureLine(failure: Failure | undefined, atMs: number): readonly Line[] {
  if (failure?.line === undefined) return [];
  return [{ atMs, level: failure.level ?? "error", text: failure.line }];
}

export function info(atMs: number, text: string): Line {
  return { atMs, level: "info", text };
}
