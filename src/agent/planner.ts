import { observeNodeAddress, observeNoProxy, planCluster } from "../cluster/index.ts";
import { type Candidate, type HostView, knownValue, type Skipped } from "../engine/index.ts";
import { type Inventory, observeInventory } from "../inventory/index.ts";
import { bootObstacle, joined, planImmutable } from "../kairos/index.ts";
import { correctionText, type SchemeCorrection } from "../proxy/index.ts";
import { observeManaged, planSettings, type SettingsFacts } from "../settings/index.ts";
import { operationKind } from "./operations.ts";
import type { CandidateRequest } from "./plan-desk.ts";
import { workingDocument } from "./working-proxy.ts";

export interface PlannerParts {
  readonly host: HostView;
  /** The last inventory, or a fresh one when there is none yet. */
  inventory(): Inventory | null;
  /** What this very host could not be is said there, and not refused. */
  readonly mode?: "host" | "rehearsal";
}

/**
 * Everything the document asks of the host, in the order it has to happen: settings, then cluster; or
 * what one operation takes.
 */
export async function composeCandidate(
  { host, inventory, mode }: PlannerParts,
  request: CandidateRequest,
): Promise<Candidate> {
  const { signal, secretDigest, withoutProof, operation } = request;
  if (request.document.spec.paused === true) return PAUSED;
  if (operation !== undefined) {
    const { id, params } = operation;
    const obstacle = await bootObstacle(host);
    if (obstacle !== undefined) return { steps: [], skipped: [], blocked: [obstacle] };
    return await operationKind(id).plan({ ...request, host, inventory: inventory(), params });
  }
  const rehearsed = mode === undefined ? {} : { mode };
  // A system that could not be told in time may be an immutable one: it is asked again, not taken for another.
  const seenBefore = inventory();
  const machine =
    seenBefore?.os.is === "known" ? seenBefore : await observeInventory(host, { signal });
  const { document, corrections } = await workingDocument(host, request.document, signal);
  const unproved = withoutProof === undefined ? {} : { withoutProof };
  const facts = await settingsFacts(host, machine, { document, secretDigest });
  const seen = await observeManaged(host, document, signal);
  const settings = planSettings({ document, seen, facts: { ...facts, ...unproved } });
  const cluster = host.isOffline
    ? LEFT_FOR_THE_HOST
    : await planCluster({ host, document, inventory: machine, signal, secretDigest, ...rehearsed });
  const both = { settings, planned: cluster };
  const whole = facts.isKairos
    ? await planImmutable({ host, cluster: document.spec.cluster?.name, ...both })
    : joined(both);
  return { ...whole, skipped: [...corrections.map(correctionNote), ...whole.skipped] };
}

function correctionNote(correction: SchemeCorrection): Skipped {
  return {
    title: `The proxy as written, ${correction.written}`,
    reason: correctionText(correction),
  };
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

/** Only a running machine can found a cluster. */
const LEFT_FOR_THE_HOST: Candidate = {
  steps: [],
  skipped: [
    { title: "Cluster", reason: "left for the host itself: this directory is not running" },
  ],
  blocked: [],
};

async function settingsFacts(
  host: HostView,
  machine: Inventory,
  { document, secretDigest }: Pick<CandidateRequest, "document" | "secretDigest">,
): Promise<SettingsFacts> {
  return {
    osFamily: osFamily(machine),
    isKairos: knownValue(machine.os)?.isKairos ?? false,
    nodeAddress: await observeNodeAddress(host, machine.nics),
    noProxy: await observeNoProxy(host, { document, nics: machine.nics }),
    secretDigest,
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
