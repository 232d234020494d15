import type { HostIO } from "../engine/index.ts";
import type { EngineOptions } from "./state-dir.ts";
import type { SupportHere } from "./support-here.ts";

/** All a bundle takes, without an agent; its code is loaded with it. */
export async function supportHere(options: EngineOptions): Promise<SupportHere> {
  return (await import("./support-here.ts")).supportHere(options);
}

/** The way out without an agent, by the proxies and authorities of the document. */
export async function httpHere(options: EngineOptions, machine: HostIO): Promise<HostIO["http"]> {
  return (await import("./support-http.ts")).httpHere(options, machine);
}
