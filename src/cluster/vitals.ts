import { parseAddress } from "../addresses/index.ts";
import type { ApiAccess } from "../distributions/index.ts";
import { ABSENT, type Fact, factOf, type HostView, type Space, unknown } from "../engine/index.ts";
import { observeDataFolder, observeMemory } from "../inventory/index.ts";
import { kubeGet, readLeaseHolder } from "../kube/index.ts";
import { observeTime } from "../time/index.ts";

/** What of this host a cluster dies of first. */
export interface HostVitals {
  readonly atMs: number;
  /** Where images and datastore of every distribution lie. */
  readonly disk: Fact<Space & { readonly path: string }>;
  readonly memory: Fact<{ readonly totalBytes: number; readonly availableBytes: number }>;
  /** Whether the clock is kept in step with a time server. */
  readonly clock: Fact<boolean>;
  /** Absent: the document asks for none. */
  readonly vip?: VipView;
}

/** Who answers for the virtual address of the API. */
export interface VipView {
  readonly address: string;
  /** The kernel of this host takes it for its own. */
  readonly isHere: Fact<boolean>;
  /** The node that holds the lease of kube-vip, by the API's word. */
  readonly holder: Fact<string>;
}

export interface VitalsRequest {
  readonly vip: string | undefined;
  /** How the API is asked; absent: there is none yet. */
  readonly access: Fact<ApiAccess>;
  readonly signal: AbortSignal;
}

/** Name of the lease of kube-vip, unless told otherwise (kube-vip, vip_leasename). */
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock";
const TIMEOUT_MS = 2000;

/** Read-only; each source alone, none waits for another. */
export async function observeVitals(host: HostView, request: VitalsRequest): Promise<HostVitals> {
  const { vip, signal } = request;
  const [disk, memory, { synchronised: clock }, seen] = await Promise.all([
    factOf(async () => {
      const path = await observeDataFolder(host);
      const space = await host.files.space(path);
      return space && { ...space, path };
    }),
    factOf(() => observeMemory(host)),
    observeTime(host, signal),
    vip === undefined ? undefined : observeVip(host, vip, request),
  ]);
  const atMs = host.clock.nowMs();
  return { atMs, disk, memory, clock, ...(seen !== undefined && { vip: seen }) };
}

async function observeVip(
  host: HostView,
  address: string,
  { access, signal }: VitalsRequest,
): Promise<VipView> {
  const [isHere, holder] = await Promise.all([
    factOf(() => isOwnAddress(host, address)),
    observeHolder(host, access, signal),
  ]);
  return { address, isHere, holder };
}

/** The kernel's tables of its own addresses: no program has to be started. */
async function isOwnAddress(host: HostView, text: string): Promise<boolean | undefined> {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  if (address.kind() === "ipv6") {
    const table = await host.files.readText("/proc/net/if_inet6");
    const hex = Buffer.from(address.toByteArray()).toString("hex");
    return table?.split("\n").some((line) => line.startsWith(hex));
  }
  const trie = await host.files.readText("/proc/net/fib_trie");
  const own = [...(trie ?? "").matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)];
  return trie === undefined ? undefined : own.some(([, each]) => each === address.toString());
}

async function observeHolder(
  host: HostView,
  access: Fact<ApiAccess>,
  signal: AbortSignal,
): Promise<Fact<string>> {
  if (access.is !== "known") return access;
  const call = { timeoutMs: TIMEOUT_MS, signal };
  const read = readLeaseHolder(await kubeGet(host, access.value.kube, LEASE, call));
  if (read.is === "missing") return ABSENT;
  return read.is === "read" ? { is: "known", value: read.value } : unknown(read.why);
}
