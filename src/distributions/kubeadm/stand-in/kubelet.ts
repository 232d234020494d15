import { z } from "zod";
import type { Clock } from "../../../engine/index.ts";
import { readJson } from "../../../json/index.ts";
import { endpointOf } from "../../../spec/index.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import { nodesOf, ownNode, type SimulatedNode } from "../../stand-in/cluster-view.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { createNodeReports, nodeReports } from "../../stand-in/node-reports.ts";
import { hasLeft, registerNode } from "../../stand-in/node-write.ts";
import { type ObjectStore, openObjectStore } from "../../stand-in/objects.ts";
import type { Wire, WireAnswer, WireRequest } from "../../stand-in/wire.ts";
import type { Disk } from "./disk.ts";
import { type Failure, kubeletFailure } from "./failure.ts";
import { writeKubeletConf, writeRotated } from "./files.ts";
import { answerGateway } from "./gateway.ts";
import { BOOTSTRAP, NODE_NAME } from "./join.ts";
import { mayRead, welcome } from "./welcome.ts";

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
  answer(request: Asked): ApiResponse | undefined;
  /** 2381; `undefined`: nothing listens. */
  answerEtcd(path: string): ApiResponse | undefined;
  /** 2379, by JSON; `undefined`: nothing listens. */
  answerGateway(path: string, body: string): ApiResponse | undefined;
  /** What another machine asks for with a bootstrap token, or tells of its node; `undefined`: no API is up. */
  serve(request: WireRequest): WireAnswer | undefined;
  /** Asks the cluster for its key, and tells it of the node of this host: every second. */
  tick(wire: Wire): Promise<void>;
}

interface Asked extends ApiRequest {
  /** A bootstrap token that was shown in place of a certificate. */
  readonly login?: string;
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
  /** Where etcd keeps what it holds; its file unless told. */
  readonly kept?: Kept;
}

/** What etcd holds, as one text. */
export interface Kept {
  /** `undefined`: nothing yet. */
  read(): string | undefined;
  write(text: string): void;
  /** It can be asked. */
  answers(): boolean;
}

const MOMENTS = { etcd: 400, api: 1500, registered: 2600 } as const;
const MANIFESTS = "/etc/kubernetes/manifests";
const REPORT = "/simulated/kubeadm/report";
const ROTATED = "/var/lib/kubelet/pki/kubelet-client-current.pem";
const DATABASE = "/var/lib/etcd/member/snap/db";

const REFUSED =
  'E1120 12:32:01.000000     401 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml: open /var/lib/kubelet/config.yaml: no such file or directory"';

export function startKubelet(parts: KubeletParts): StandInKubelet {
  const { disk, clock, pace, kept = fileOf(disk) } = parts;
  const failure = kubeletFailure(disk.read);
  const isConfigured = disk.read("/var/lib/kubelet/config.yaml") !== undefined;
  const startedMs = clock.monotonicMs();
  const nodeName = nodeNameIn(disk);
  const datastore = openDatastore(kept);
  const version = versionIn(disk);
  const reports = createNodeReports();
  const isDown = !isConfigured || failure?.kubelet !== undefined;
  const passed = (ms: number) =>
    !isDown && (pace === 0 || clock.monotonicMs() - startedMs >= ms * pace);
  const hasPod = (name: string) => disk.read(`${MANIFESTS}/${name}.yaml`) !== undefined;
  const phase = () => {
    const api = passed(MOMENTS.api) && kept.answers() && hasApi(disk);
    return { api, registered: api && passed(MOMENTS.registered) };
  };
  const moment = () => {
    const store = datastore.now();
    return { ...told(), store, node: nodeIn(disk, store, nodeName) };
  };
  const told = () => ({
    nowMs: clock.nowMs(),
    ...{ pace, phase: phase(), version },
    neverReady: failure?.neverReady === true,
    others: reports.all,
  });
  const nodes = createNodeLog(clock.nowMs(), () => nodesOf(moment()));
  return {
    nodeName,
    events: eventsOf({ failure, isConfigured, pace, nodeName }),
    answer(request) {
      const now = moment();
      if (!now.phase.api) return undefined;
      const isAdmin = request.isAdmin || mayRead(request, now);
      return answer({ ...now, nodes, save: datastore.save }, { ...request, isAdmin });
    },
    serve(request) {
      const now = moment();
      const { store } = now;
      if (!now.phase.api || request.port !== 6443) return undefined;
      const parts = { disk, store, nowMs: clock.nowMs(), save: datastore.save };
      if (request.path !== REPORT) return welcome(request, parts);
      const report = nodeReports.safeParse(readJson(request.body ?? "")).data ?? [];
      reports.note(report);
      for (const { name, node } of report)
        if (!hasLeft(store, name)) registerNode(store, { ...node, name }, clock.nowMs());
      datastore.save();
      return { status: 200, body: "" };
    },
    async tick(wire) {
      const joined = joinedBy(disk);
      if (joined === undefined || isDown || !passed(MOMENTS.api)) return;
      const { host, port } = endpointOf(joined.server.replace(/^https:\/\//, ""), 6443);
      const to = { host, port, method: "POST" } as const;
      if (joined.token !== undefined) {
        const asked = { ...to, path: "/simulated/kubeadm/sign", login: joined.token };
        const answer = await wire({ ...asked, body: nodeName });
        if (answer?.status !== 200) return;
        disk.write(ROTATED, answer.body);
        writeKubeletConf({ nodeName, server: joined.server }, disk);
      }
      const own = ownNode({ ...moment(), phase: { api: true, registered: true } });
      if (own === undefined) return;
      const report = [{ name: nodeName, node: own, pods: [], atMs: clock.nowMs() }];
      await wire({ ...to, path: REPORT, body: JSON.stringify(report) });
    },
    answerGateway(path, body) {
      if (!passed(MOMENTS.etcd)) return undefined;
      const etcd = { disk, store: datastore.now(), nowMs: clock.nowMs(), save: datastore.save };
      return answerGateway(path, body, etcd);
    },
    answerEtcd(path) {
      if (!passed(MOMENTS.etcd) || !hasPod("etcd")) return undefined;
      return gauges(path, datastore.now().text().length);
    },
  };
}

/** What it does once it is a node: the cluster signed its request. */
export function register({ nodeName }: StandInKubelet, { disk, clock }: KubeletParts): void {
  // Who joined gets it from the cluster.
  if (disk.read(NODE_NAME) === undefined) writeRotated(nodeName, disk, clock.nowMs());
}

/** A pod whose files are missing never starts, distributions.md 5.1. */
function hasApi(disk: Disk): boolean {
  const text = disk.read(`${MANIFESTS}/kube-apiserver.yaml`);
  const named = text?.matchAll(/--(?:audit-policy-file|encryption-provider-config)=(\S+)/g) ?? [];
  return text !== undefined && [...named].every(([, path = ""]) => disk.read(path) !== undefined);
}

function fileOf(disk: Disk): Kept {
  return {
    read: () => disk.read(DATABASE),
    write: (text) => disk.write(DATABASE, text),
    answers: () => disk.read(`${MANIFESTS}/etcd.yaml`) !== undefined,
  };
}

/** What etcd holds. Its pod may be started anew while the kubelet runs on, with other data than before. */
function openDatastore(kept: Kept) {
  let text = kept.read();
  let store = openObjectStore(text);
  return {
    now(): ObjectStore {
      const found = kept.read();
      if (found !== undefined && found !== text) store = openObjectStore(found);
      text = found ?? text;
      return store;
    },
    save(): void {
      text = store.text();
      kept.write(text);
    },
  };
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
  const told = disk.read(NODE_NAME)?.trim();
  return /\bsystem:node:([a-z0-9.-]+)/.exec(text)?.[1] ?? told ?? "localhost";
}

/** Who came into a cluster of others: by a token, then by a key of its own. */
function joinedBy(disk: Disk) {
  if (disk.read(NODE_NAME) === undefined) return undefined;
  const own = /^\s*server: (\S+)$/m.exec(disk.read("/etc/kubernetes/kubelet.conf") ?? "")?.[1];
  if (own !== undefined) return { server: own };
  const bootstrap = disk.read(BOOTSTRAP) ?? "";
  const server = /^server: (\S+)$/m.exec(bootstrap)?.[1];
  const token = /^token: (\S+)$/m.exec(bootstrap)?.[1];
  return server === undefined || token === undefined ? undefined : { server, token };
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
    // The network of the cluster comes with its pods.
    hasOwnNetwork: disk.read(NODE_NAME) !== undefined,
    pods: [
      ...pods,
      ...(dns ? [{ namespace: "kube-system", name: "coredns-7d9c5f8b4-q9w4z" }] : []),
    ],
  };
}

/** Of its program; the script that stands for it says so. */
function versionIn(disk: Disk): string {
  const program = /Kubernetes v(\d[^"\s]*)/.exec(disk.read("/usr/local/bin/kubelet") ?? "")?.[1];
  if (program !== undefined) return program;
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
