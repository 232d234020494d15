import { observeCluster, planCluster } from "../../src/cluster/index.ts";
import type { ClusterSeen } from "../../src/distributions/index.ts";
import {
  createMemoryStandIn,
  type MemoryStandIn,
  standInArtefacts,
} from "../../src/distributions/k3s/stand-in/index.ts";
import {
  approveRun,
  type Candidate,
  type Clock,
  driveRun,
  type HostIO,
  handlerMap,
  known,
  makePlan,
  type Plan,
  type RunHandle,
  type RunParts,
  type RunState,
  unknown,
} from "../../src/engine/index.ts";
import {
  type CommandTable,
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHost,
  type MemoryHostOptions,
} from "../../src/host/index.ts";
import type { Inventory, Nic } from "../../src/inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { STEP_HANDLERS } from "../../src/steps/index.ts";
import { clusterHandlers } from "./cluster-handlers.ts";
import { documentWith } from "./edge-host.ts";
import { createTestJournal, type TestJournal } from "./journal.ts";
import { reportsOf } from "./stores.ts";

export const VERSION = "1.35.3+k3s1";
export const ARTEFACTS = "/opt/artefacts";
const NO_SECRETS = { read: async () => undefined, matches: () => undefined };
const ACTOR = { user: "ada", from: "tty1" };

export const CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "k3s",
  version: VERSION,
  artefacts: ARTEFACTS,
  cni: "flannel",
};

const ETH0: Nic = {
  name: "eth0",
  mac: "52:54:00:12:34:56",
  kind: "ethernet",
  carrier: known(true),
  mtu: 1500,
  addresses: [{ family: "ipv4", address: "10.10.216.81", prefix: 24, method: "dynamic" }],
};

const NOT_READ = unknown("not needed here");
export const INVENTORY: Inventory = {
  cpu: known({ architecture: "amd64", model: "test", vendor: "test", cores: 4, flags: [] }),
  memory: NOT_READ,
  disks: NOT_READ,
  nics: known([ETH0]),
  gpus: NOT_READ,
  firmware: NOT_READ,
  dmi: NOT_READ,
  os: known({ id: "debian", version: "13", prettyName: "Debian 13", isKairos: false }),
  kernel: NOT_READ,
  virtualization: NOT_READ,
  boot: NOT_READ,
};

export function documentOf(cluster: ClusterSpec = CLUSTER, spec?: Partial<EdgeHost["spec"]>) {
  return documentWith(cluster, spec);
}

const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t00000000\t01D80A0A\t0003\t0\t0\t100\t00000000\t0\t0\t0
`;

const KERNEL: Readonly<Record<string, MemoryFile>> = {
  "/proc/net/route": ROUTES,
  "/proc/sys/kernel/hostname": "old-name\n",
  "/proc/sys/kernel/panic": "0\n",
  "/proc/sys/kernel/panic_on_oops": "0\n",
  "/proc/sys/vm/overcommit_memory": "0\n",
  "/proc/sys/vm/panic_on_oom": "0\n",
  "/proc/sys/net/ipv4/ip_forward": "0\n",
  "/proc/sys/fs/inotify/max_user_instances": "128\n",
  "/proc/sys/fs/inotify/max_user_watches": "65536\n",
};

/** Loading br_netfilter brings its settings along. */
const modprobe: CommandTable<MemoryHost>["modprobe"] = ({ argv, host }) => {
  const name = argv.at(-1) ?? "";
  host.put(`/sys/module/${name}/refcnt`, "0\n");
  if (name === "br_netfilter")
    for (const key of ["bridge-nf-call-iptables", "bridge-nf-call-ip6tables"])
      host.put(`/proc/sys/net/bridge/${key}`, "0\n");
  return exited("");
};

export interface Bench<H extends HostIO = MemoryHost> {
  readonly host: H;
  readonly journal: TestJournal;
  readonly parts: RunParts;
  candidate(): Promise<Candidate>;
  plan(): Promise<Plan>;
  /** Plans, approves and drives. */
  start(): Promise<RunHandle>;
  /** The same, to the end or to where it stops. */
  run(): Promise<RunState>;
  /** Goes on with a run that stopped, as a person would. */
  resume(runId: string): Promise<RunState>;
  /** Cancels a run that stopped and takes back what it did. */
  cancel(runId: string): Promise<RunState>;
  look(): Promise<ClusterSeen>;
}

export interface BenchOptions {
  readonly document?: EdgeHost;
  /** Put over the files of a bare host. */
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Name of a failure of the stand-in. */
  readonly fail?: string;
  readonly version?: string;
  readonly diskBytes?: number;
  /** One for several machines that see each other. */
  readonly clock?: Clock;
  /** What is read of its hardware and system; a Debian unless told. */
  readonly inventory?: Inventory;
  /** Those that were entered, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Another distribution than K3s, with the artefacts it is made from. */
  readonly standIn?: MemoryStandIn & {
    readonly artefacts: Readonly<Record<string, MemoryFile>>;
    readonly openStream?: NonNullable<MemoryHostOptions["openStream"]>;
    readonly connect?: NonNullable<MemoryHostOptions["connect"]>;
  };
}

/** A bare host in memory with the artefacts of a release and a stand-in behind its service. */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const { document = documentOf(), version = VERSION, fail } = options;
  const standIn: NonNullable<BenchOptions["standIn"]> = options.standIn ?? {
    ...createMemoryStandIn({ version }),
    artefacts: artefactFiles(version),
  };
  const host = createMemoryHost({
    files: {
      ...KERNEL,
      ...standIn.artefacts,
      ...(fail === undefined ? {} : { "/etc/bringup/stand-in.json": JSON.stringify({ fail }) }),
      ...options.files,
    },
    commands: { ...standIn.commands, modprobe },
    services: standIn.services,
    http: standIn.http,
    ...(standIn.openStream === undefined ? {} : { openStream: standIn.openStream }),
    ...(standIn.connect === undefined ? {} : { connect: standIn.connect }),
    ...(options.diskBytes === undefined ? {} : { diskBytes: options.diskBytes }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  standIn.attach(host);
  return benchOn(host, document, options);
}

/** Plans and runs on any host, with a journal in memory. */
export async function benchOn<H extends HostIO>(
  host: H,
  document: EdgeHost = documentOf(),
  { inventory = INVENTORY, secrets }: Pick<BenchOptions, "inventory" | "secrets"> = {},
): Promise<Bench<H>> {
  const handlers = handlerMap(
    STEP_HANDLERS,
    await clusterHandlers(document.spec.cluster?.distribution ?? "k3s"),
  );
  const journal = createTestJournal();
  const signal = new AbortController().signal;
  const candidate = () =>
    planCluster({ host, document, inventory, signal, secretDigest: (name) => secrets?.[name] });
  const reader = secrets === undefined ? NO_SECRETS : secretsOf(secrets);
  const parts: RunParts = {
    host,
    journal,
    handlers,
    secrets: reader,
    candidate,
    onChange: () => undefined,
    random: () => 0.5,
  };
  const plan = async () =>
    makePlan({
      goal: { do: "converge" },
      generation: 1,
      candidate: await candidate(),
      handlers,
      host,
      secrets: reader,
      signal,
    });
  const start = async () => {
    const runId = approveRun(journal, { plan: await plan(), actor: ACTOR, documentText: "" });
    return driveRun(parts, runId);
  };
  return {
    host,
    journal,
    parts,
    candidate,
    plan,
    start,
    run: async () => (await start()).settled,
    resume(runId) {
      journal.append(runId, { type: "run-resumed", actor: ACTOR });
      return driveRun(parts, runId).settled;
    },
    cancel(runId) {
      journal.append(runId, { type: "run-cancelling", actor: ACTOR, undo: true });
      return driveRun(parts, runId).settled;
    },
    async look() {
      const { cluster } = document.spec;
      const found = await observeCluster(host, cluster, signal);
      if (found === undefined) throw new Error("the document asks for no cluster");
      const source = found.driver.openStores(host);
      const stores = await source.look(signal);
      source.close();
      const reports = stores.is === "known" ? known(reportsOf(stores.value)) : stores;
      return { cluster: found.seen, stores: reports };
    },
  };
}

function secretsOf(values: Readonly<Record<string, string>>): RunParts["secrets"] {
  return {
    read: async (name) => values[name],
    matches: (name, value) => (name in values ? values[name] === value : undefined),
  };
}

export function artefactFiles(version = VERSION): Readonly<Record<string, MemoryFile>> {
  return inArtefacts(standInArtefacts({ version, architecture: "amd64" }));
}

/** Files by name, where a document of these tests has its artefacts. */
export function inArtefacts(
  files: Readonly<Record<string, MemoryFile>>,
): Readonly<Record<string, MemoryFile>> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [`${ARTEFACTS}/${name}`, file]),
  );
}
