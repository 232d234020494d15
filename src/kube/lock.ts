import { z } from "zod";
import type { HostIO, HostView } from "../engine/index.ts";
import { type KubeAnswer, type KubeCall, type KubeWrite, kubeGet, kubeWrite } from "./client.ts";
import type { KubeAccess } from "./kubeconfig.ts";
import { node, readerOf } from "./objects.ts";

/**
 * At most one host changes a cluster at a time: joins, removals, upgrades. A Lease says who, until when,
 * and for what; who stops renewing it loses it. Durations are those of whoever looks: clocks of hosts differ.
 */
export interface Lock {
  readonly holder: string;
  /** For people: `upgrade to 1.36.2`. */
  readonly why: string;
  readonly seconds: number;
  /** By the clock of the holder, wall time; absent: it does not say. */
  readonly renewedMs?: number;
  /** Another one means that somebody renewed it. */
  readonly version: string;
}

export interface LockRequest {
  readonly holder: string;
  readonly why: string;
  /** Without being renewed it ends after this long. */
  readonly seconds: number;
  /** Of a holder that was seen not to renew it for as long as it may last. */
  readonly insteadOf?: Lock;
}

export type LockAnswer =
  | { readonly is: "held" }
  | { readonly is: "busy"; readonly lock: Lock }
  /** Nobody could be asked, or nothing could be written. */
  | { readonly is: "unknown"; readonly why: string };

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const NAME = "bringup-ops";
const WHY = "bringup.dev/operation";

const lease = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.object({
    holderIdentity: z.string().nullish(),
    leaseDurationSeconds: z.number().int().positive().default(1),
    leaseTransitions: z.number().int().nonnegative().default(0),
    acquireTime: z.string().nullish(),
    renewTime: z.string().nullish(),
  }),
});
type Lease = z.infer<typeof lease>;

const readLease = readerOf("a lease", lease, (found) => found);

/** Takes it, or renews what is ours. Whoever was quicker has it: nothing is overwritten unseen. */
export async function takeLock(
  host: HostIO,
  access: KubeAccess,
  { holder, why, seconds, insteadOf, ...call }: LockRequest & KubeCall,
): Promise<LockAnswer> {
  const read = readLease(await kubeGet(host, access, `${LEASES}/${NAME}`, call));
  if (read.is === "failed") return { is: "unknown", why: read.why };
  const found = read.is === "read" ? read.value : undefined;
  const lock = found === undefined ? undefined : lockOf(found);
  const isOurs = lock?.holder === holder;
  if (lock !== undefined && !isOurs && lock.version !== insteadOf?.version)
    return { is: "busy", lock };
  const spec = {
    holderIdentity: holder,
    leaseDurationSeconds: seconds,
    ...times(host, isOurs ? found : undefined),
    leaseTransitions: (found?.spec.leaseTransitions ?? 0) + (isOurs ? 0 : 1),
  };
  const version = found?.metadata.resourceVersion;
  const written = await kubeWrite(host, access, { ...writing({ spec, version, why }), ...call });
  if (written.is === "ok") return { is: "held" };
  const other = await quickerOne(host, access, call, written);
  return other === undefined ? { is: "unknown", why: written.why } : { is: "busy", lock: other };
}

function times(host: HostView, ours: Lease | undefined) {
  const now = `${new Date(host.clock.nowMs()).toISOString().slice(0, -1)}000Z`;
  return { acquireTime: ours?.spec.acquireTime ?? now, renewTime: now };
}

interface Written {
  readonly spec: object;
  /** Of what is replaced; absent: it is made. */
  readonly version: string | undefined;
  readonly why?: string;
}

function writing({ spec, version, why }: Written): KubeWrite {
  const metadata = {
    ...{ name: NAME, namespace: "kube-system" },
    ...(why === undefined ? {} : { annotations: { [WHY]: why } }),
    ...(version === undefined ? {} : { resourceVersion: version }),
  };
  const object = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec };
  return version === undefined
    ? { method: "POST", path: LEASES, object }
    : { method: "PUT", path: `${LEASES}/${NAME}`, object };
}

/** Who wrote between our look and our write. */
async function quickerOne(
  host: HostView,
  access: KubeAccess,
  call: KubeCall,
  written: KubeAnswer,
): Promise<Lock | undefined> {
  if (written.is !== "refused" || written.status !== 409) return undefined;
  return await readLock(host, access, call);
}

/** Who holds it while a host is awaited that was let in. */
export const joinHolder = (node: string): string => `join ${node}`;

const awaitedNode = ({ holder }: Pick<Lock, "holder">) => /^join (.+)$/.exec(holder)?.[1];

/** Who works on the cluster, and for what; for people. */
export function lockSentence({ holder, why }: Lock): string {
  const node = awaitedNode({ holder });
  if (node !== undefined) return `${node} was let in as a control plane and may still come`;
  return `${holder} works on the cluster${why === "" ? "" : ` (${why})`}`;
}

/** Whether the lock was kept for a host that should join, and that is in by now. */
export async function isJoinOver(
  host: HostView,
  access: KubeAccess,
  lock: Lock,
  call: KubeCall = {},
): Promise<boolean> {
  const name = awaitedNode(lock);
  if (name === undefined) return false;
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  const read = readNode(await kubeGet(host, access, path, call));
  return read.is === "read" && read.value;
}

const readNode = readerOf("a node", node, ({ status }) =>
  status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
);

/** Gives it back; what somebody else has is left alone. `false`: nobody could be told, and it ends by itself. */
export async function releaseLock(
  host: HostIO,
  access: KubeAccess,
  { holder, ...call }: Pick<LockRequest, "holder"> & KubeCall,
): Promise<boolean> {
  const read = readLease(await kubeGet(host, access, `${LEASES}/${NAME}`, call));
  if (read.is !== "read") return read.is === "missing";
  if (lockOf(read.value)?.holder !== holder) return true;
  const { metadata, spec } = read.value;
  const free = { leaseDurationSeconds: 1, leaseTransitions: spec.leaseTransitions };
  const request = writing({ spec: free, version: metadata.resourceVersion });
  return (await kubeWrite(host, access, { ...request, ...call })).is === "ok";
}

/** Who works on the cluster; `undefined`: nobody. */
async function readLock(
  host: HostView,
  access: KubeAccess,
  call: KubeCall = {},
): Promise<Lock | undefined> {
  const read = readLease(await kubeGet(host, access, `${LEASES}/${NAME}`, call));
  return read.is === "read" ? lockOf(read.value) : undefined;
}

function lockOf({ metadata, spec }: Lease): Lock | undefined {
  const holder = spec.holderIdentity ?? "";
  if (holder === "") return undefined;
  const renewedMs = Date.parse(spec.renewTime ?? "");
  return {
    ...(Number.isNaN(renewedMs) ? {} : { renewedMs }),
    ...{ holder, why: metadata.annotations?.[WHY] ?? "", seconds: spec.leaseDurationSeconds },
    version: metadata.resourceVersion,
  };
}
