import type { TestContext } from "node:test";
import type { Argv, HostIO } from "../../src/engine/index.ts";
import { archivesContract } from "./host-archives.ts";
import { askContract } from "./host-ask.ts";
import { commandsContract } from "./host-commands.ts";
import { filesContract } from "./host-files.ts";
import { followContract } from "./host-follow.ts";
import { httpContract } from "./host-http.ts";
import { logsContract, unitLogsContract } from "./host-logs.ts";
import { proxyContract } from "./host-proxy.ts";
import { streamContract } from "./host-streams.ts";
import { shakeContract } from "./host-tls.ts";
import { unitsContract } from "./host-units.ts";

/** What a program of the contract does, whichever way the host runs it. */
export type ProgramName = "print" | "read" | "fail" | "flood" | "environment" | "family";

export interface HostUnderTest {
  readonly host: HostIO;
  /** A folder of the host, empty at the start. */
  readonly folder: string;
  /** How to run a program of the contract. */
  program(name: ProgramName): Promise<Argv[0]>;
  link(path: string, target: string): Promise<void>;
  /** Where one of its paths is on the machine that runs the tests. */
  place(path: string): string;
  /** Writes behind what a file has, as a program does that keeps it open. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes a local server reachable for the host at the port it listens on. */
  expose(port: number): Promise<void>;
}

export interface HostTraits {
  readonly name: string;
  /** Programs are processes of this machine: they have groups, time-outs, environments. */
  readonly hasProcesses: boolean;
  /** Units start and stop. */
  readonly hasServices: boolean;
  /** Requests go over real sockets. */
  readonly hasSockets: boolean;
  /** Servers outside of it can be asked. */
  readonly hasNetwork: boolean;
  make(context: TestContext): Promise<HostUnderTest>;
}

/** Every host keeps every promise of `src/engine/host.ts` that it can make at all. */
export function hostContract(traits: HostTraits): void {
  filesContract(traits);
  archivesContract(traits);
  commandsContract(traits);
  askContract(traits);
  logsContract(traits);
  if (traits.hasServices) {
    unitsContract(traits);
    unitLogsContract(traits);
  }
  shakeContract(traits);
  streamContract(traits);
  followContract(traits);
  if (traits.hasSockets) {
    httpContract(traits);
    proxyContract(traits);
  }
}
