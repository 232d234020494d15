import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { unitOf } from "../paths.ts";
import { isReady, readCluster } from "./cluster.ts";
import type { ClusterState } from "./config.ts";
import { refused, sync } from "./envelope.ts";
import type { StandInMachine } from "./machine.ts";
import { join, makeToken, remove } from "./membership.ts";
import { renewServer, saveState } from "./node-files.ts";
import type { SnapdRequest, SocketAnswer } from "./snapd.ts";

const features = z.object({
  config: z.record(z.string(), z.looseObject({ enabled: z.boolean().optional() })),
});

/**
 * k8sd at its control socket; canonical-dqlite.md 1.3 and 1.4, in the shapes of test/fixtures/canonical/k8sd:
 *
 * | Path | Says |
 * |---|---|
 * | GET /core/1.0 | name, address, ready; before there is a cluster an empty name |
 * | GET /1.0/k8sd/node, /1.0/k8sd/cluster, /core/1.0/cluster | 503 "Database is not yet initialized" before |
 * | PUT /1.0/k8sd/cluster/config | switches features |
 * | POST /1.0/k8sd/refresh-certs/plan, /run | 6.5: a seed, then new certificates for as long as asked, and those that serve started anew |
 * | POST .../tokens, .../join, .../remove | 1.5: a token of one node; who joins with it is told the members |
 */
export async function answerK8sd(
  machine: StandInMachine,
  { method, url, body }: SnapdRequest,
): Promise<SocketAnswer> {
  const { pathname } = new URL(url, "http://localhost");
  const cluster = readCluster(machine);
  if (pathname === "/core/1.0")
    return sync({
      name: cluster?.name ?? "",
      address: cluster?.address ?? "",
      version: "2.0.0",
      ready: cluster !== undefined,
    });
  const asked = `${method} ${pathname}`;
  if (asked === "POST /1.0/k8sd/cluster/join") return join(machine, cluster, body);
  if (cluster === undefined) return refused(503, "Database is not yet initialized");
  const change = CHANGES[asked];
  if (change !== undefined) return change(machine, cluster, body);
  return method === "GET" ? look(machine, cluster, pathname) : refused(404, "not found");
}

type Change = (
  machine: StandInMachine,
  cluster: ClusterState,
  body: Uint8Array,
) => SocketAnswer | Promise<SocketAnswer>;

const CHANGES: Readonly<Record<string, Change>> = {
  "PUT /1.0/k8sd/cluster/config": configure,
  "POST /1.0/k8sd/cluster/tokens": (_, cluster, body) => makeToken(cluster, body),
  "POST /1.0/k8sd/cluster/remove": remove,
  "POST /1.0/k8sd/refresh-certs/plan": () =>
    sync({ seed: 4711, "certificate-signing-requests": [] }),
  "POST /1.0/k8sd/refresh-certs/run": (machine, _, body) => refresh(machine, body),
};

function look(machine: StandInMachine, cluster: ClusterState, pathname: string): SocketAnswer {
  const { name, address, datastore, members, role } = cluster;
  const listed = members.map((member, at) => ({
    name: member.name,
    address: member.name === name ? address : `${member.ip}:6400`,
    "cluster-role": "control-plane",
    "datastore-role": members.length === 2 && at === 1 ? "spare" : "voter",
  }));
  const own = listed.find((member) => member.name === name);
  if (pathname === "/1.0/k8sd/node")
    return sync({
      status: own ?? { name, address: "", "cluster-role": role, "datastore-role": "unknown" },
    });
  if (role === "worker") return refused(403, "restricted");
  if (pathname === "/core/1.0/cluster")
    return sync(
      listed.map((member) => ({
        ...{ name: member.name, address: member.address, role: member["datastore-role"] },
        ...{ status: "ONLINE", last_heartbeat: zero },
      })),
    );
  if (pathname !== "/1.0/k8sd/cluster") return refused(404, "not found");
  const shown = Object.entries(cluster.features).map(([feature, enabled]) => [
    feature,
    { enabled, message: enabled ? "enabled" : "disabled", version: "", "updated-at": zero },
  ]);
  const status = {
    ...(isReady(machine) ? { ready: true } : {}),
    ...{ members: listed, config: {}, datastore: { type: datastore } },
    ...Object.fromEntries(shown),
  };
  return sync({ status });
}

const zero = "0001-01-01T00:00:00Z";

function configure(
  { disk }: StandInMachine,
  cluster: ClusterState,
  body: Uint8Array,
): SocketAnswer {
  const asked = features.safeParse(readJson(new TextDecoder().decode(body)));
  if (!asked.success) return refused(400, "failed to parse request");
  const switched = Object.entries(asked.data.config).flatMap(
    ([name, { enabled }]): [string, boolean][] => (enabled === undefined ? [] : [[name, enabled]]),
  );
  const next = { ...cluster, features: { ...cluster.features, ...Object.fromEntries(switched) } };
  saveState(disk, next);
  return sync({});
}

const refreshing = z.strictObject({
  seed: z.literal(4711),
  "expiration-seconds": z.number(),
  "extra-sans": z.array(z.string()),
});

async function refresh(machine: StandInMachine, body: Uint8Array): Promise<SocketAnswer> {
  const { disk, clock } = machine;
  const asked = refreshing.safeParse(readJson(new TextDecoder().decode(body))).data;
  if (asked === undefined) return refused(400, "failed to parse request");
  renewServer(disk, { nowMs: clock.nowMs(), names: asked["extra-sans"] });
  const server = unitOf("kube-apiserver");
  await machine.stopUnit(server);
  await machine.startUnit(server);
  return sync({ "expiration-seconds": asked["expiration-seconds"] });
}
