import { z } from "zod";
import type { Clock } from "../../../engine/index.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import { nodesOf, type SimulatedNode } from "../../stand-in/cluster-view.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { type ObjectStore, openObjectStore } from "../../stand-in/objects.ts";
import type { Disk } from "./disk.ts";
import { FAILURE_FILE, type Failure, failureIn } from "./failure.ts";
import { writeRotated } from "./files.ts";

/**
 * One start of the simulated kubelet, with the control plane it would run as static pods inside of it:
 * both end together here, where real pods go on. The same model runs as a program and in memory.
 *
 * | What | Where from |
 * |---|---|
 * | without config.yaml: ends with 1 at once, and is started again | distributions.md 5.4 |
 * | the API, etcd's gauges, the node: only where their manifests are | manifest-*.yaml |
 * | readyz, nodes by list and watch, objects by server-side apply | readyz-verbose.txt, nodes-*.json |
 * | NotReady with "cni plugin not initialized" until a CNI lands | node-notready-no-cni.json |
 * | kubelet-client-current.pem once it is a node | kubeadm-init.txt, kubelet-finalize |
 * | failures on demand | failure.ts |
 */
export interface StandInKubelet {
  readonly nodeName: string;
  readonly events: readonly KubeletEvent[];
  /** 6443; `undefined`: nothing listens. */
  answer(request: ApiRequest): ApiResponse | undefined;
  /** 2381; `undefined`: nothing listens. */
  answerEtcd(path: string): ApiResponse | undefined;
}

/** Milliseconds of the clock after the start. */
export type KubeletEvent = { readonly atMs: number } & (
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "ports" }
  | { readonly is: "registered" }
  | { readonly is: "exit"; readonly code: number }
);

export interface KubeletParts {
  readonly disk: Disk;
  readonly clock: Pick<Clock, "nowMs" | "monotonicMs">;
  /** 1: a few seconds to a registered node; 0: at once. */
  readonly pace: number;
}

const MOMENTS = { etcd: 400, api: 1500, registered: 2600 } as const;
const MANIFESTS = "/etc/kubernetes/manifests";
const DATABASE = "/var/lib/etcd/member/snap/db";

const REFUSED =
  'E1120 12:32:01.000000     401 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml: open /var/lib/kubelet/config.yaml: no such file or directory"';

export function startKubelet({ disk, clock, pace }: KubeletParts): StandInKubelet {
  const failure = failureIn(disk.read(FAILURE_FILE));
  const isConfigured = disk.read("/var/lib/kubelet/config.yaml") !== undefined;
  const startedMs = clock.monotonicMs();
  const nodeName = nodeNameIn(disk);
  const store = openObjectStore(disk.read(DATABASE));
  const isDown = !isConfigured || failure?.kubelet !== undefined;
  const passed = (ms: number) =>
    !isDown && (pace === 0 || clock.monotonicMs() - startedMs >= ms * pace);
  const hasPod = (name: string) => disk.read(`${MANIFESTS}/${name}.yaml`) !== undefined;
  const phase = () => {
    const api = passed(MOMENTS.api) && hasPod("etcd") && hasPod("kube-apiserver");
    return { api, registered: api && passed(MOMENTS.registered) };
  };
  const moment = () => ({
    nowMs: clock.nowMs(),
    ...{ pace, store, phase: phase(), node: nodeIn(disk, store, nodeName) },
    version: versionIn(disk),
    neverReady: failure?.neverReady === true,
  });
  const nodes = createNodeLog(clock.nowMs(), () => nodesOf(moment()));
  return {
    nodeName,
    events: eventsOf({ failure, isConfigured, pace, nodeName }),
    answer(request) {
      const now = moment();
      if (!now.phase.api) return undefined;
      return answer({ ...now, nodes, save: () => disk.write(DATABASE, store.text()) }, request);
    },
    answerEtcd(path) {
      if (!passed(MOMENTS.etcd) || !hasPod("etcd")) return undefined;
      return gauges(path, store.text().length);
    },
  };
}

/** What it does once it is a node: the cluster signed its request. */
export function register({ nodeName }: StandInKubelet, { disk, clock }: KubeletParts): void {
  writeRotated(nodeName, disk, clock.nowMs());
}

interface Story {
  readonly failure: Failure | undefined;
  readonly isConfigured: boolean;
  readonly pace: number;
  readonly nodeName: string;
}

function eventsOf({ failure, isConfigured, pace, nodeName }: Story): readonly KubeletEvent[] {
  const line = (ms: number, text: string) => ({ is: "line", atMs: ms * pace, text }) as const;
  const first = line(0, "simulated: a stand-in for the kubelet of bringup, no containers run here");
  const exit = { is: "exit", atMs: 200 * pace, code: 1 } as const;
  if (!isConfigured) return [first, line(100, REFUSED), exit];
  if (failure?.kubelet !== undefined)
    return [first, line(100, failure.kubelet), ...(failure.exits ? [exit] : [])];
  return [
    first,
    line(
      50,
      'I1120 12:32:33.222944     634 kubelet.go:397] "Adding static pod path" path="/etc/kubernetes/manifests"',
    ),
    line(100, 'I1120 12:32:33.228668     634 server.go:1291] "Started kubelet"'),
    { is: "ports", atMs: MOMENTS.etcd * pace },
    line(
      MOMENTS.registered,
      `I1120 12:33:01.000000     634 kubelet_node_status.go:78] "Successfully registered node" node="${nodeName}"`,
    ),
    { is: "registered", atMs: MOMENTS.registered * pace },
  ];
}

/** As `kubelet.conf` has it. */
function nodeNameIn(disk: Disk): string {
  const text = disk.read("/etc/kubernetes/kubelet.conf") ?? "";
  return /\bsystem:node:([a-z0-9.-]+)/.exec(text)?.[1] ?? "localhost";
}

const marked = z.looseObject({ labels: z.record(z.string(), z.string()).default({}) });

function nodeIn(disk: Disk, store: ObjectStore, name: string): SimulatedNode {
  const flags = disk.read("/var/lib/kubelet/kubeadm-flags.env") ?? "";
  const own = /--node-labels=([^\s"]+)/.exec(flags)?.[1]?.split(",") ?? [];
  const applied = marked.safeParse(store.get(`/api/v1/nodes/${name}`)?.object.metadata);
  const isThere = (path: string) => store.get(path) !== undefined;
  const dns = isThere("/apis/apps/v1/namespaces/kube-system/deployments/coredns");
  const pods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]
    .filter((pod) => disk.read(`${MANIFESTS}/${pod}.yaml`) !== undefined)
    .map((pod) => ({ namespace: "kube-system", name: `${pod}-${name}`, isStatic: true }) as const);
  return {
    name,
    ip: /--node-ip=([^\s"]+)/.exec(flags)?.[1] ?? "127.0.0.1",
    labels: {
      ...Object.fromEntries(own.map((label) => label.split("=", 2))),
      ...applied.data?.labels,
    },
    hasOwnNetwork: false,
    pods: [
      ...pods,
      ...(dns ? [{ namespace: "kube-system", name: "coredns-7d9c5f8b4-q9w4z" }] : []),
    ],
  };
}

function versionIn(disk: Disk): string {
  const text = disk.read(`${MANIFESTS}/kube-apiserver.yaml`) ?? "";
  return /image: \S+:v(\S+)/.exec(text)?.[1] ?? "0.0.0";
}

/** 127.0.0.1:2381 of an etcd with one voter, in the shape of etcd-metrics of 3.6. */
function gauges(path: string, sizeBytes: number): ApiResponse {
  if (path === "/health")
    return { status: 200, type: "application/json", body: '{"health":"true","reason":""}' };
  if (path !== "/metrics") return { status: 404, type: "text/plain", body: "404 page not found\n" };
  const values = {
    etcd_server_has_leader: 1,
    etcd_server_is_leader: 1,
    etcd_server_is_learner: 0,
    etcd_mvcc_db_total_size_in_bytes: sizeBytes,
  };
  const body = Object.entries(values).map(
    ([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`,
  );
  return { status: 200, type: "text/plain", body: body.join("") };
}
