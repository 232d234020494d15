import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { ARGS, DAEMON, SNAP_META, TRUSTSTORE, unitOf } from "../paths.ts";
import { type BootstrapConfig, type ClusterState, clusterState, readJoin } from "./config.ts";
import { refused, sync } from "./envelope.ts";
import { CONTROL_PLANE, startServices, WORKER } from "./k8s.ts";
import { disableUnit, type StandInMachine } from "./machine.ts";
import { dropState, saveState, writeNode } from "./node-files.ts";
import type { SocketAnswer } from "./snapd.ts";

/** A real one holds no more than addresses and a secret: the rest comes over the wire. */
const told = clusterState.pick({ datastore: true, features: true, members: true });
const token = z.looseObject({ secret: z.string(), simulated: told, _: z.string().optional() });

const wish = z.strictObject({ name: z.string(), worker: z.boolean(), ttl: z.number() });

export function makeToken(cluster: ClusterState, body: Uint8Array): SocketAnswer {
  const asked = wish.safeParse(readJson(new TextDecoder().decode(body))).data;
  if (asked === undefined) return refused(400, "failed to parse request");
  const { datastore, features, members, ip } = cluster;
  const text = JSON.stringify({
    ...(asked.worker ? { token: "worker-token", _: "m!!" } : {}),
    secret: `simulated-${asked.name}`,
    fingerprint: "0123456789abcdef",
    join_addresses: [`${ip}:6400`],
    simulated: { datastore, features, members },
  });
  return sync({ token: Buffer.from(text).toString("base64") });
}

const joining = z.strictObject({
  ...{ name: z.string(), address: z.string(), token: z.string(), config: z.string() },
  timeout: z.number(),
});

/** The token is of the node by this name, and of no other. */
export async function join(
  machine: StandInMachine,
  cluster: ClusterState | undefined,
  body: Uint8Array,
): Promise<SocketAnswer> {
  if (cluster !== undefined) return refused(521, "node already in a cluster");
  const asked = joining.safeParse(readJson(new TextDecoder().decode(body))).data;
  const given = Buffer.from(asked?.token ?? "", "base64").toString();
  const read = token.safeParse(readJson(given)).data;
  if (asked === undefined || read === undefined) return refused(400, "failed to parse request");
  if (read.secret !== `simulated-${asked.name}`)
    return refused(500, "failed to join k8sd cluster: CoreTokenRecord not found");
  const role = read._ === undefined ? "control-plane" : "worker";
  const config = readJoin(asked.config, role);
  if (config === undefined) return refused(400, "failed to parse join config: unknown field");
  const { datastore, features, members } = read.simulated;
  const version = /^version: v(\S+)$/m.exec(machine.disk.read(SNAP_META) ?? "")?.[1] ?? "0.0.0";
  writeNode(machine.disk, {
    config: asInCluster({ datastore, features }, config),
    ...{ name: asked.name, ip: asked.address, version, role, members },
    nowMs: machine.clock.nowMs(),
  });
  await startServices(machine, role === "worker" ? WORKER : [datastore, ...CONTROL_PLANE]);
  return sync({});
}

function asInCluster(
  { datastore, features }: Pick<ClusterState, "datastore" | "features">,
  own: NonNullable<ReturnType<typeof readJoin>>,
): BootstrapConfig {
  const is = (name: string) => ({ enabled: features[name] === true });
  return {
    "cluster-config": {
      ...{ network: is("network"), dns: is("dns"), ingress: is("ingress") },
      ...{ "load-balancer": is("load-balancer"), "local-storage": is("local-storage") },
      ...{ gateway: is("gateway"), "metrics-server": is("metrics-server") },
    },
    "control-plane-taints": [],
    ...{ "pod-cidr": "10.1.0.0/16", "service-cidr": "10.152.183.0/24" },
    "datastore-type": datastore === "etcd" ? "etcd" : "k8s-dqlite",
    ...{ "extra-sans": [], "extra-node-kube-apiserver-args": {} },
    ...{ "extra-node-kube-controller-manager-args": {}, "extra-node-kube-scheduler-args": {} },
    ...own,
  };
}

const removal = z.strictObject({ name: z.string(), force: z.boolean(), timeout: z.number() });

/** Who is removed forgets the cluster, and its services end; k8sd itself stays. */
export async function remove(
  machine: StandInMachine,
  cluster: ClusterState,
  body: Uint8Array,
): Promise<SocketAnswer> {
  const { disk } = machine;
  const asked = removal.safeParse(readJson(new TextDecoder().decode(body))).data;
  if (asked === undefined) return refused(400, "failed to parse request");
  const members = cluster.members.filter(({ name }) => name !== asked.name);
  if (members.length === cluster.members.length)
    return refused(500, `node "${asked.name}" is not part of the cluster`);
  if (asked.name !== cluster.name) {
    saveState(disk, { ...cluster, members });
    disk.drop(`${TRUSTSTORE}/${asked.name}.yaml`);
    return sync({});
  }
  dropState(disk);
  for (const path of [DAEMON, TRUSTSTORE, ARGS]) disk.drop(path);
  // As snapctl stop --disable does it.
  for (const unit of [...CONTROL_PLANE, cluster.datastore].map(unitOf)) {
    await machine.stopUnit(unit);
    disableUnit(disk, unit);
  }
  return sync({});
}
