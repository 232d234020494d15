import { CLUSTER_CA, MEMBERSHIP_FOLDER, SNAP_META, unitOf } from "../paths.ts";
import { readBootstrap } from "./config.ts";
import { FAILURE_FILE, failureIn } from "./failure.ts";
import { enableUnit, type StandInMachine } from "./machine.ts";
import { readState, writeNode } from "./node-files.ts";

/** What one run of the program printed, and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * `k8s`, the program, as far as bringup runs it; canonical-dqlite.md 1.5:
 *
 * | What | Where from |
 * |---|---|
 * | `bootstrap --file -`: strict YAML, refused in a cluster, JSON `{"node":{...}}`, progress on stderr | cmd/k8s/k8s_bootstrap.go |
 * | the files of a control plane, its units enabled and started | 1.6, distributions.md 6.2 |
 * | failures on demand: nothing left, data left, or a member all the same | distributions.md 6.4 and 6.5 |
 */
export async function runK8s(
  machine: StandInMachine,
  argv: readonly string[],
  input: string,
): Promise<Ran> {
  const [command, ...words] = argv;
  if (command !== "bootstrap") return failed(`Error: unknown command "${command ?? ""}" for "k8s"`);
  const { disk } = machine;
  const value = (flag: string) => words[words.indexOf(flag) + 1] ?? "";
  const [name, ip] = [value("--name"), value("--address")];
  if (readState(disk) !== undefined) return failed("Error: The node is already part of a cluster");
  const config = value("--file") === "-" ? readBootstrap(input) : undefined;
  if (config === undefined)
    return failed("Error: Failed to read bootstrap configuration: unknown field");
  const trouble = failureIn(disk.read(FAILURE_FILE))?.bootstrap;
  if (trouble?.leaves === "nothing") return failed(trouble.text);
  if (trouble?.leaves === "data") {
    disk.write(`${MEMBERSHIP_FOLDER}/open-1`, "");
    return failed(trouble.text);
  }
  const version = /^version: v(\S+)$/m.exec(disk.read(SNAP_META) ?? "")?.[1] ?? "0.0.0";
  const nowMs = machine.clock.nowMs();
  writeNode(disk, { config, name, ip, version, nowMs, members: [], role: "control-plane" });
  await startServices(machine, [config["datastore-type"], ...CONTROL_PLANE]);
  if (trouble !== undefined) return failed(trouble.text);
  const node = {
    ...{ name, address: `${ip}:6400` },
    ...{ "cluster-role": "control-plane", "datastore-role": "voter" },
  };
  return {
    stdout: `${JSON.stringify({ node }, null, 2)}\n`,
    stderr: "Bootstrapping the cluster. This may take a few seconds, please wait.\n",
    exitCode: 0,
  };
}

const NODE = ["containerd", "kubelet", "kube-proxy"];
export const CONTROL_PLANE = [
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  ...NODE,
];
export const WORKER = [...NODE, "k8s-apiserver-proxy"];

export async function startServices(
  machine: StandInMachine,
  services: readonly string[],
): Promise<void> {
  const units = services.map(unitOf);
  for (const unit of units) enableUnit(machine.disk, unit);
  for (const unit of units) await machine.startUnit(unit);
}

function failed(text: string): Ran {
  return { stdout: "", stderr: `${text}\n`, exitCode: 1 };
}

/** Whether this node is one: its authority is made last of all that is told. */
export function isFormed(machine: Pick<StandInMachine, "disk">): boolean {
  return machine.disk.read(CLUSTER_CA) !== undefined;
}
