import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { SAID } from "./said.ts";

/** Where a rehearsal or a test asks for a failure. */
export const FAILURE_FILE = "/etc/bringup/stand-in.json";

/** How the stand-in goes wrong on demand. `line`: what the journal then says, distributions.md 8.2. */
export interface Failure {
  readonly name: string;
  readonly line?: string;
  readonly level?: "error" | "fatal" | "info";
  /** Exits with status 1 after the line, and systemd starts it again. */
  readonly exits?: true;
  /** Goes on, but the API becomes ready only after this long. */
  readonly apiAfterMs?: number;
  readonly neverRegisters?: true;
  readonly neverReady?: true;
}

const EXITS = { level: "fatal", exits: true } as const;

export const FAILURES: readonly Failure[] = [
  {
    name: "address-in-use",
    line: "starting kubernetes: preparing server: listen tcp :6443: bind: address already in use",
    ...EXITS,
  },
  { name: "crash-loop", line: "unexpected fault address 0x0", ...EXITS },
  { name: "cgroup", line: "failed to find memory cgroup (v2)", ...EXITS },
  {
    name: "cgroup-v1",
    line: "kubelet exited: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release",
    ...EXITS,
  },
  {
    name: "clock",
    line: "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is before the certificate was made",
    ...EXITS,
  },
  {
    name: "token",
    line: "starting kubernetes: preparing server: bootstrap data already found and encrypted with different token",
    ...EXITS,
  },
  {
    name: "disk-full",
    line: "starting kubernetes: preparing server: write datastore: no space left on device",
    ...EXITS,
  },
  {
    name: "kernel-defaults",
    line: "kubelet exited: invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0",
    ...EXITS,
  },
  {
    name: "no-route",
    line: "unable to select an IP from default routes: no default routes found",
    ...EXITS,
  },
  { name: "slow-api", apiAfterMs: 90_000 },
  {
    name: "node-name",
    level: "info",
    line: "Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag",
    neverRegisters: true,
  },
  { name: "never-ready", neverReady: true },
];

const wanted = z.object({ fail: z.string() });

/** Pure. `undefined`: nothing is to fail, or nobody knows how. */
export function failureIn(text: string | undefined): Failure | undefined {
  return named(wanted.safeParse(readJson(text ?? "")).data?.fail);
}

/** Pure. What a real one could not live with on this host, as the files of its kernel show it. */
export function failureOn(read: (path: string) => string | undefined): Failure | undefined {
  const controllers = read("/sys/fs/cgroup/cgroup.controllers");
  if (controllers !== undefined && !/\bmemory\b/.test(controllers)) return named("cgroup");
  if (/unified_cgroup_hierarchy=0/.test(read("/proc/cmdline") ?? "")) return named("cgroup-v1");
  const instances = read("/proc/sys/fs/inotify/max_user_instances");
  return instances !== undefined && Number(instances) < 512 ? named("inotify") : undefined;
}

function named(wanted: string | undefined): Failure | undefined {
  const all: readonly Failure[] = [...FAILURES, ...SAID];
  return all.find(({ name }) => name === wanted);
}
