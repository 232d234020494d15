import type { Fact, HostView } from "../engine/index.ts";
import { factWithin, type Inventory, type InventorySubject } from "../inventory/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  type CheckResult,
  cannotTell,
  type KnownInventory,
  type Leftover,
  type MeasureDrive,
  type PortUse,
  skip,
} from "./check.ts";
import { LEFTOVER_PATHS } from "./kubernetes/leftover-paths.ts";
import { AGENT_MODE_PORTS, NODE_PORTS } from "./kubernetes/node-ports.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { CHECKS } from "./list.ts";
import { FEATURE_WORDS, type Feature } from "./rule.ts";
import { withWaiver } from "./waivers.ts";

const TIMEOUT_MS = 3000;

/** `extra...` and the places come from whoever knows distributions: this module names none. */
export interface RunChecksRequest {
  readonly host: HostView;
  readonly inventory: Inventory;
  /** Brings waivers, and what this host shall become. */
  readonly document?: EdgeHost;
  readonly limits?: Partial<Limits>;
  /** Besides those of the document. */
  readonly features?: readonly Feature[];
  readonly signal: AbortSignal;
  /** All of `CHECKS` unless told. */
  readonly checks?: readonly Check[];
  readonly extraLeftovers?: readonly Leftover[];
  readonly extraPorts?: readonly PortUse[];
  readonly certificatePlaces?: readonly string[];
  readonly kubeconfigs?: readonly string[];
  readonly engineSockets?: readonly string[];
  /** What the chosen distribution takes where the document names no networks. */
  readonly usualNetworks?: UsualNetworks;
  readonly ownCluster?: string;
  readonly measureDrive?: MeasureDrive;
  /** Called as each check ends, in no particular order. */
  onResult?(result: CheckResult): void;
}

interface UsualNetworks {
  readonly podCidr: string;
  readonly serviceCidr: string;
}

/** Results in the order of the list. Never throws: what goes wrong inside a check is its answer. */
export async function runChecks(request: RunChecksRequest): Promise<readonly CheckResult[]> {
  const checks = request.checks ?? CHECKS;
  const context = contextOf(request);
  const results = new Map<string, CheckResult>();
  const runOne = async (check: Check) => {
    const result = await judge(check, request, context);
    results.set(check.id, result);
    request.onResult?.(result);
  };
  await Promise.all(checks.filter((check) => !check.runsAlone).map(runOne));
  for (const check of checks.filter((check) => check.runsAlone)) await runOne(check);
  return checks.flatMap((check) => results.get(check.id) ?? []);
}

function contextOf(request: RunChecksRequest): CheckContext {
  const { host, ownCluster, measureDrive, signal } = request;
  const document = withUsualNetworks(request.document, request.usualNetworks);
  const features = [...(document?.spec.checks?.features ?? []), ...(request.features ?? [])];
  return {
    host,
    signal,
    limits: { ...DEFAULT_LIMITS, ...request.limits },
    features,
    leftovers: [...LEFTOVER_PATHS, ...(request.extraLeftovers ?? [])],
    ports: [
      ...NODE_PORTS,
      ...(features.includes("agent-mode") ? AGENT_MODE_PORTS : []),
      ...(request.extraPorts ?? []),
    ],
    certificatePlaces: request.certificatePlaces ?? [],
    kubeconfigs: request.kubeconfigs ?? [],
    engineSockets: request.engineSockets ?? [],
    ...(document === undefined ? {} : { document }),
    ...(ownCluster === undefined ? {} : { ownCluster }),
    ...(measureDrive === undefined ? {} : { measureDrive }),
  };
}

/** What the cluster would get, so that it is judged like what was asked for. */
function withUsualNetworks(
  document: EdgeHost | undefined,
  usual: UsualNetworks | undefined,
): EdgeHost | undefined {
  const { cluster } = document?.spec ?? {};
  if (document === undefined || cluster === undefined || usual === undefined) return document;
  const { podCidr, serviceCidr } = usual;
  return { ...document, spec: { ...document.spec, cluster: { podCidr, serviceCidr, ...cluster } } };
}

async function judge(
  check: Check,
  { inventory, document }: RunChecksRequest,
  context: CheckContext,
): Promise<CheckResult> {
  const { needs: _needs, feature: _feature, timeoutMs: _limit, runsAlone: _alone, ...rest } = check;
  const { run: _run, ...rule } = rest;
  const startMs = context.host.clock.monotonicMs();
  const outcome =
    answerForFeature(check, context) ??
    answerForMissing(check, inventory) ??
    (await outcomeOf(check, inventory, context));
  const tookMs = context.host.clock.monotonicMs() - startMs;
  return withWaiver({ ...outcome, ...rule, tookMs }, document);
}

/** What nobody asked for is not judged. */
function answerForFeature(
  { feature }: Check,
  { features }: CheckContext,
): CheckOutcome | undefined {
  if (feature === undefined || features.includes(feature)) return undefined;
  return skip(`only for ${FEATURE_WORDS[feature]}`);
}

/** A check never sees a subject it needs and does not have. */
function answerForMissing(check: Check, inventory: Inventory): CheckOutcome | undefined {
  const found = check.needs.map((subject) => ({ subject, fact: inventory[subject] }));
  for (const { fact } of found) {
    if (fact.is === "unknown") return cannotTell(fact.why, remedyFor(fact.why));
  }
  const absent = found.find(({ fact }) => fact.is === "absent");
  return absent && skip(`this machine has no ${SUBJECT_NAMES[absent.subject]}`);
}

async function outcomeOf(
  check: Check,
  inventory: Inventory,
  context: CheckContext,
): Promise<CheckOutcome> {
  const timeoutMs = check.timeoutMs ?? TIMEOUT_MS;
  const fact = await factWithin({ timeoutMs, signal: context.signal }, async (signal) =>
    check.run(knownOf(inventory, check.needs), { ...context, signal }),
  );
  if (fact.is === "known") return fact.value;
  const why = fact.is === "unknown" ? fact.why : "the check gave no answer";
  return cannotTell(why, remedyFor(why));
}

function knownOf<N extends InventorySubject>(
  inventory: Inventory,
  needs: readonly N[],
): KnownInventory<N> {
  const values = needs.map((subject) => {
    const fact: Fact<unknown> = inventory[subject];
    return [subject, fact.is === "known" ? fact.value : undefined];
  });
  return Object.fromEntries(values) as KnownInventory<N>;
}

function remedyFor(why: string): string | undefined {
  return /permission|EACCES|EPERM/i.test(why) ? "Run the checks as root." : undefined;
}

const SUBJECT_NAMES: Readonly<Record<InventorySubject, string>> = {
  cpu: "processor",
  memory: "memory",
  disks: "drives",
  nics: "network interfaces",
  gpus: "graphics processor",
  firmware: "firmware",
  dmi: "DMI data",
  os: "operating system",
  kernel: "kernel",
  virtualization: "virtualization",
  boot: "boot record",
};
