import { knownValue } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import type { EdgeHost, Issue } from "../spec/index.ts";
import { CALENDAR } from "./calendar.ts";
import { judge } from "./judge.ts";
import type { Axis, Combination, Finding, Matrix } from "./shape.ts";

/** What a document says by itself; the host it will be for is not known. `undefined`: it asks for no cluster. */
export function combinationIn({ spec }: EdgeHost): Combination | undefined {
  const { cluster, checks, registration, network } = spec;
  if (cluster === undefined) return undefined;
  const has = (feature: string) =>
    checks?.features?.some((one) => one === feature) === true ? true : undefined;
  const methods = (network?.interfaces ?? []).flatMap(methodOf);
  return {
    distribution: cluster.distribution,
    version: cluster.version,
    cni: cluster.cni,
    fips: has("fips"),
    trustedBoot: has("trusted-boot"),
    virtualMachines: has("virtual-machines"),
    mode: has("agent-mode") && "agent",
    overlay: has("overlay"),
    twoNode: has("two-node"),
    customPath: has("custom-path"),
    plane: has("vertex") && "vertex",
    founder: "bringup",
    management: registration?.mode,
    vip: cluster.vip === undefined ? undefined : true,
    ...linksOf(methods),
  };
}

function linksOf(
  methods: readonly ("dhcp" | "static")[],
): Pick<Combination, "links" | "addressing"> {
  if (methods.length === 0) return {};
  return {
    links: methods.length === 1 ? "one" : "several",
    addressing: methods.includes("dhcp") ? "dhcp" : "static",
  };
}

type Link = NonNullable<NonNullable<EdgeHost["spec"]["network"]>["interfaces"]>[number];

function methodOf({ ipv4, ipv6 }: Link): readonly ("dhcp" | "static")[] {
  const methods = [ipv4?.method, ipv6?.method];
  if (methods.includes("dhcp")) return ["dhcp"];
  return methods.includes("static") ? ["static"] : [];
}

/** The same with what was seen of the host. */
export function combinationOn(combination: Combination, seen: Inventory): Combination {
  const system = knownValue(seen.os);
  const virtualization = knownValue(seen.virtualization);
  const architecture = knownValue(seen.cpu)?.architecture;
  const named = system === undefined || UNNAMED.includes(system.id) ? undefined : system;
  const version = named?.version === "" ? undefined : named?.version;
  return {
    ...combination,
    os: named?.id,
    osVersion: version,
    ...(system === undefined ? {} : { mode: system.isKairos ? "appliance" : "agent" }),
    architecture,
    canHostMachines: virtualization?.canHost,
  };
}

/** Such an image does not say what it was made of. */
const UNNAMED = ["kairos", "linux"];

/** Field of the document that a person changes. */
const FIELDS: Readonly<Partial<Record<Axis, string>>> = {
  cni: "spec.cluster.cni",
  version: "spec.cluster.version",
  vip: "spec.cluster.vip",
  fips: "spec.checks.features",
  trustedBoot: "spec.checks.features",
  virtualMachines: "spec.checks.features",
  mode: "spec.checks.features",
  overlay: "spec.checks.features",
  twoNode: "spec.checks.features",
  customPath: "spec.checks.features",
  plane: "spec.checks.features",
  management: "spec.registration.mode",
  addressing: "spec.network.interfaces",
};

type Unplaced = Omit<Issue, "line" | "column">;

interface IssueOptions {
  /** What the distribution says itself: nothing is said twice of one field. */
  readonly own: readonly Unplaced[];
  readonly nowMs: number;
}

/** What cannot be, or should not, as issues of the document; with the rule and where it is written. */
export function compatibilityIssues(
  host: EdgeHost,
  matrix: Matrix | undefined,
  { own, nowMs }: IssueOptions,
): readonly Unplaced[] {
  const combination = combinationIn(host);
  if (combination === undefined || matrix === undefined) return [];
  const settled = own.filter(({ severity }) => severity === "error").map(({ path }) => path);
  return judge(combination, { matrix, calendar: CALENDAR, nowMs })
    .filter(({ verdict }) => verdict !== "ok")
    .map(issueOf)
    .filter(({ path }) => !settled.includes(path));
}

function issueOf(finding: Finding): Unplaced {
  const severity = finding.verdict === "refused" ? "error" : "warning";
  const path = FIELDS[finding.about] ?? "spec.cluster.distribution";
  // The path stands before it.
  return { severity, path, message: `does not fit: ${finding.message}`, hint: remedyOf(finding) };
}

/** `Use one or three. Rule quorum.two, Palette documentation, replace a control plane host.` */
export function remedyOf({ hint, rule, source }: Finding): string {
  return `${hint} Rule ${rule}: ${source}.`;
}
