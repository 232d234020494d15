import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import type { Disk } from "./disk.ts";
import { SOCKET } from "./engine.ts";
import { runEtcdctl } from "./etcdctl.ts";
import type { Ran } from "./ran.ts";
import { isRunning, stopRunning } from "./real-etcd.ts";

const MANIFESTS = "/etc/kubernetes/manifests";
const PODS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-vip"];
/** When each was started last, wall time; there is nothing behind the names. */
const STARTS = "/var/lib/containerd/simulated-containers";
const starts = z.record(z.string(), z.number());
/** A container that nobody ever stopped. */
const LONG_AGO_MS = 1;

/** `crictl ps -o json`; `crictl stop ID`, after which the kubelet starts another; `crictl exec ID COMMAND`. */
export function runCrictl(argv: readonly string[], disk: Disk, nowMs: number): Ran {
  if (disk.read(SOCKET) === undefined)
    return { lines: [`connect: connection refused: ${SOCKET}`], exitCode: 1 };
  const words = argv.filter((word) => !word.startsWith("-") && !word.startsWith("unix:"));
  const known = startsIn(disk);
  const [verb, id = ""] = words;
  if (verb === "ps")
    return { lines: [JSON.stringify({ containers: containers(disk, known) })], exitCode: 0 };
  if (verb === "exec") return runInside(argv.slice(argv.indexOf("exec") + 1), disk);
  if (verb !== "stop")
    return { lines: [`simulated: crictl ${verb} does nothing here`], exitCode: 0 };
  if (id === "simulated-etcd") stopRunning(disk);
  disk.write(STARTS, `${JSON.stringify({ ...known, [id.replace(/^simulated-/, "")]: nowMs })}\n`);
  return { lines: [id], exitCode: 0 };
}

function startsIn(disk: Disk): Readonly<Record<string, number>> {
  return starts.safeParse(readJson(disk.read(STARTS) ?? "")).data ?? {};
}

/** When its container was started last, wall time; `undefined`: it was never ended. */
export function startOf(pod: string, disk: Disk): number | undefined {
  return startsIn(disk)[pod];
}

/** Its own flags end at the container; an image has the programs it is for, and no shell. */
function runInside(words: readonly string[], disk: Disk): Ran {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const [id = "", program = "", ...argv] = words.slice(at);
  const isThere = containers(disk, {}).some((one) => one.id === id);
  if (!isThere)
    return {
      lines: [`FATA[0000] rpc error: code = NotFound desc = container "${id}"`],
      exitCode: 1,
    };
  if (id === "simulated-etcd" && program === "etcdctl") return runEtcdctl(argv, disk);
  const why = `exec: "${program}": executable file not found in $PATH`;
  return { lines: [`FATA[0000] execing command in container ${id}: ${why}`], exitCode: 1 };
}

function containers(disk: Disk, known: Readonly<Record<string, number>>) {
  const isThere = (pod: string) =>
    disk.read(`${MANIFESTS}/${pod}.yaml`) !== undefined || (pod === "etcd" && isRunning(disk));
  return PODS.filter(isThere).map((pod) => ({
    id: `simulated-${pod}`,
    metadata: { name: pod, attempt: 0 },
    state: "CONTAINER_RUNNING",
    createdAt: `${BigInt(Math.floor(known[pod] ?? LONG_AGO_MS)) * 1_000_000n}`,
  }));
}
