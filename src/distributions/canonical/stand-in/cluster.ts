import { stringify } from "yaml";
import { readJson } from "../../../json/index.ts";
import { announcedIn } from "../../stand-in/announce.ts";
import { type ApiRequest, type ApiResponse, answer } from "../../stand-in/api.ts";
import { type ClusterMoment, hasNetwork, nodesOf } from "../../stand-in/cluster-view.ts";
import { createNodeLog } from "../../stand-in/node-log.ts";
import { openObjectStore } from "../../stand-in/objects.ts";
import { isSignedBy } from "../../stand-in/signed-by.ts";
import { argsIn } from "../datastore-kind.ts";
import { ARGS, CLUSTER_CA } from "../paths.ts";
import { type ClusterState, clusterState } from "./config.ts";
import { FAILURE_FILE, failureIn } from "./failure.ts";
import type { StandInMachine } from "./machine.ts";
import { databaseOf, readState } from "./node-files.ts";

/** When the API server was started last, wall time; gone with a boot. */
const STARTED = "/run/bringup/canonical-started";
/** Milliseconds after its start, at pace 1. */
const MOMENTS = { api: 1500, registered: 2600, network: 3600 } as const;

export function markStarted({ disk, clock }: StandInMachine): void {
  disk.write(STARTED, `${clock.nowMs()}\n`, 0o644);
}

/** `undefined`: no cluster is formed here. */
export function readCluster({ disk }: Pick<StandInMachine, "disk">): ClusterState | undefined {
  return clusterState.safeParse(readJson(readState(disk) ?? "")).data;
}

/** The cluster at this moment, from its files alone: every process of the stand-in sees the same. */
export function momentOf(machine: StandInMachine): ClusterMoment | undefined {
  const state = readCluster(machine);
  if (state === undefined) return undefined;
  const { disk, clock, pace } = machine;
  const nowMs = clock.nowMs();
  const elapsedMs = nowMs - Number(disk.read(STARTED) ?? nowMs);
  const passed = (ms: number) => elapsedMs >= ms * pace;
  const kubelet = argsIn(disk.read(`${ARGS}/kubelet`) ?? "");
  const labels = (kubelet.get("node-labels") ?? "").split(",").map((label) => label.split("=", 2));
  const system = (name: string) => ({ namespace: "kube-system", name });
  const { network = false, dns = false } = state.features;
  return {
    ...{ nowMs, pace, version: state.version },
    phase: { api: passed(MOMENTS.api), registered: passed(MOMENTS.registered) },
    neverReady: failureIn(disk.read(FAILURE_FILE))?.neverReady === true,
    store: openObjectStore(disk.read(databaseOf(disk, state.datastore))),
    node: {
      name: state.name,
      ip: state.ip,
      labels: Object.fromEntries(labels),
      hasOwnNetwork: network && passed(MOMENTS.network),
      pods: [
        ...(network ? [system("cilium-x7k2p"), system("cilium-operator-6b9d7c5f4-t8m2q")] : []),
        ...(dns ? [system("coredns-7d9c5f8b4-q9w4z")] : []),
      ],
    },
  };
}

/** As k8sd finds it: one node is Ready, and DNS is where it looks. */
export function isReady(machine: StandInMachine): boolean {
  const moment = momentOf(machine);
  return moment?.phase.registered === true && hasNetwork(moment);
}

/** What kube-vip would have brought up by now; none before its DaemonSet runs, or without one. */
export function announcedBy(machine: StandInMachine): string | undefined {
  const moment = momentOf(machine);
  if (moment === undefined || !isReady(machine)) return undefined;
  const [set] = moment.store.under("/apis/apps/v1/namespaces/kube-system/daemonsets/kube-vip");
  return announcedIn(set === undefined ? undefined : stringify(set.object));
}

export interface StandInApi {
  /** `undefined`: nothing listens. */
  answer(request: ApiRequest): ApiResponse | undefined;
}

/** One start of the API server. */
export function startApi(machine: StandInMachine): StandInApi {
  markStarted(machine);
  const nodes = createNodeLog(machine.clock.nowMs(), () => {
    const moment = momentOf(machine);
    return moment === undefined ? [] : nodesOf(moment);
  });
  return {
    answer(request) {
      const moment = momentOf(machine);
      const state = readCluster(machine);
      if (moment === undefined || state === undefined || !moment.phase.api) return undefined;
      const announced = machine.bringUp && announcedBy(machine);
      if (announced !== undefined) machine.bringUp?.(announced);
      const save = () =>
        machine.disk.write(databaseOf(machine.disk, state.datastore), moment.store.text());
      return answer({ ...moment, nodes, save }, request);
    },
  };
}

/** Whether the authority of this cluster signed it. */
export function isAdmin({ disk }: StandInMachine, cert: string | undefined): boolean {
  const authority = disk.read(CLUSTER_CA);
  return cert !== undefined && authority !== undefined && isSignedBy(authority, cert);
}
