import type { MemoryStandIn } from "../../src/distributions/k3s/stand-in/index.ts";
import * as k3s from "../../src/distributions/k3s/stand-in/index.ts";
import * as rke2 from "../../src/distributions/rke2/stand-in/index.ts";
import { createStandInSite, type StandInSite } from "../../src/distributions/stand-in/site.ts";
import { known } from "../../src/engine/index.ts";
import { createManualClock, type ManualClock } from "../../src/host/index.ts";
import type { Inventory, Nic } from "../../src/inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import {
  ARTEFACTS,
  type Bench,
  createBench,
  documentOf,
  INVENTORY,
  inArtefacts,
} from "./k3s-bench.ts";
import { ACCOUNTS, USERS } from "./rke2-bench.ts";

const STAND_INS = {
  k3s: { ...k3s, version: "1.35.3+k3s1" },
  rke2: { ...rke2, version: "1.35.3+rke2r1" },
};

export interface ServerSite {
  readonly site: StandInSite;
  readonly clock: ManualClock;
  /** A bare machine at 10.10.216.<number>, with the artefacts of the release. */
  machine(number: number, cluster?: Partial<ClusterSpec>, token?: string): Promise<Bench>;
  /** What such a machine is asked to be, and has. */
  given(
    number: number,
    cluster?: Partial<ClusterSpec>,
  ): { readonly document: EdgeHost; readonly inventory: Inventory };
  /** Artefacts of another release, in a folder of its own. */
  putRelease(bench: Bench, to: { readonly version: string; readonly folder: string }): void;
  /** In the words of the document. */
  joining(role?: "worker"): Partial<ClusterSpec>;
  tokenOf(bench: Bench): string;
}

/** Several machines in memory that see each other, for one distribution. */
export function createServerSite(
  distribution: keyof typeof STAND_INS,
  version: string = STAND_INS[distribution].version,
): ServerSite {
  const site = createStandInSite();
  const clock = createManualClock();
  const { createMemoryStandIn, standInArtefacts } = STAND_INS[distribution];
  const artefacts = inArtefacts(standInArtefacts({ version, architecture: "amd64" }));
  const base: ClusterSpec = {
    ...{ name: "rack12", distribution, version, artefacts: ARTEFACTS },
    ...(distribution === "k3s" ? { native: { datastore: "etcd" } } : {}),
  };
  const given: ServerSite["given"] = (number, cluster = {}) => {
    const address = `10.10.216.${number}`;
    const nic: Nic = {
      name: "eth0",
      mac: `52:54:00:00:00:0${number}`,
      kind: "ethernet",
      mtu: 1500,
      carrier: known(true),
      addresses: [{ family: "ipv4", address, prefix: 24, method: "dynamic" }],
    };
    return {
      document: documentOf({ ...base, ...cluster }, { host: { hostname: `edge${number}` } }),
      inventory: { ...INVENTORY, nics: known([nic]) },
    };
  };
  return {
    site,
    clock,
    given,
    putRelease({ host }, to) {
      const files = standInArtefacts({ version: to.version, architecture: "amd64" });
      for (const [name, file] of Object.entries(files)) host.put(`${to.folder}/${name}`, file);
    },
    joining: (role) => ({
      join: { server: "10.10.216.1", token: { secret: "join-token" } },
      ...(role === undefined ? {} : { role }),
    }),
    tokenOf: ({ host }) =>
      (host.text(`/var/lib/rancher/${distribution}/server/token`) ?? "").trim(),
    machine(number, cluster = {}, token) {
      const address = `10.10.216.${number}`;
      const standIn: MemoryStandIn = createMemoryStandIn({ version, site });
      return createBench({
        clock,
        ...given(number, cluster),
        files: USERS,
        ...(token === undefined ? {} : { secrets: { "join-token": token } }),
        standIn: {
          ...standIn,
          artefacts,
          commands: { ...standIn.commands, ...ACCOUNTS },
          attach: (host) => standIn.attach(host, address),
        },
      });
    },
  };
}
