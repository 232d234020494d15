import { observeNodeAddress, planCluster, subnetsOf } from "../cluster/index.ts";
import {
  type Blocked,
  type Candidate,
  type HostView,
  knownValue,
  type Skipped,
  type Step,
} from "../engine/index.ts";
import { type Inventory, observeInventory } from "../inventory/index.ts";
import { SETTINGS, type SettingsFacts } from "../settings/index.ts";
import type { CandidateRequest } from "./run-desk.ts";

export interface PlannerParts {
  readonly host: HostView;
  /** The last inventory, or a fresh one when there is none yet. */
  inventory(): Inventory | null;
}

/** Everything the document asks of the host, in the order it has to happen: settings, then cluster. */
export async function composeCandidate(
  { host, inventory }: PlannerParts,
  request: CandidateRequest,
): Promise<Candidate> {
  const { document, signal, secretDigest } = request;
  if (document.spec.paused === true) return PAUSED;
  const machine = inventory() ?? (await observeInventory(host, { signal }));
  const facts = await settingsFacts(host, machine, request);
  const parts: Candidate[] = [];
  for (const domain of SETTINGS) {
    const seen = await domain.observe(host, signal);
    parts.push(domain.plan({ document, seen, facts }));
  }
  parts.push(await planCluster({ host, document, inventory: machine, signal, secretDigest }));
  return joined(parts);
}

const PAUSED: Candidate = {
  steps: [],
  skipped: [],
  blocked: [
    {
      code: "PAUSED",
      message: "the document says paused: true",
      hint: "Set spec.paused to false to let changes happen.",
    },
  ],
};

function joined(parts: readonly Candidate[]): Candidate {
  const steps: readonly Step[] = parts.flatMap((part) => part.steps);
  const skipped: readonly Skipped[] = parts.flatMap((part) => part.skipped);
  const blocked: readonly Blocked[] = parts.flatMap((part) => part.blocked);
  return { steps, skipped, blocked };
}

async function settingsFacts(
  host: HostView,
  machine: Inventory,
  { document, secretDigest }: CandidateRequest,
): Promise<SettingsFacts> {
  const { cluster, registration } = document.spec;
  return {
    osFamily: osFamily(machine),
    isKairos: knownValue(machine.os)?.isKairos ?? false,
    subnets: subnetsOf(machine.nics),
    nodeAddress: await observeNodeAddress(host, machine.nics),
    registries: cluster?.registries?.map((registry) => registry.host) ?? [],
    secretDigest,
    ...(cluster === undefined ? {} : { cluster }),
    ...(registration?.plane === undefined
      ? {}
      : { planeHost: new URL(registration.plane).hostname }),
  };
}

const FAMILIES: Readonly<Record<string, SettingsFacts["osFamily"]>> = {
  debian: "debian",
  ubuntu: "debian",
  rhel: "rhel",
  rocky: "rhel",
  almalinux: "rhel",
  fedora: "rhel",
  "opensuse-leap": "suse",
  "opensuse-tumbleweed": "suse",
  sles: "suse",
};

function osFamily({ os }: Inventory): SettingsFacts["osFamily"] {
  return os.is === "known" ? (FAMILIES[os.value.id] ?? "unknown") : "unknown";
}
