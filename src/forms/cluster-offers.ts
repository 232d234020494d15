import type { ClusterOffers } from "../session/index.ts";
import { FIELDS, type Field } from "../spec/index.ts";
import type { FormRow } from "./values.ts";

/** Name of the cluster form among the drafts. */
export const CLUSTER_FORM = "cluster";

const PREFIX = "spec.cluster.";
/** Comes as a whole, with its secrets, from a member. */
const JOIN = `${PREFIX}join.`;
/** What has a page of its own. */
const OWN_PAGES: readonly string[] = [JOIN, `${PREFIX}profile.`];
const KINDS: readonly Field["kind"][] = ["text", "list", "choice"];
export const DISTRIBUTION = `${PREFIX}distribution`;
export const PATHS: Readonly<
  Record<"name" | "version" | "artefacts" | "cni" | "datastore", string>
> = {
  name: `${PREFIX}name`,
  version: `${PREFIX}version`,
  artefacts: `${PREFIX}artefacts`,
  cni: `${PREFIX}cni`,
  datastore: `${PREFIX}native.datastore`,
};

/** Without these there is no cluster to plan. */
export const isNeeded = ({ path }: Field): boolean =>
  [PATHS.name, DISTRIBUTION, PATHS.version, PATHS.artefacts].includes(path);

type Offered = ClusterOffers["distributions"][number];

/** Fields a form can hold on one line each, their choices as this host offers them. */
export function clusterFields(offers: ClusterOffers | undefined, chosen: string): readonly Field[] {
  const offered = offeredOf(offers, chosen);
  const isHere = ({ path, kind }: Field) =>
    path.startsWith(PREFIX) &&
    !OWN_PAGES.some((part) => path.startsWith(part)) &&
    KINDS.includes(kind);
  return FIELDS.filter(isHere).flatMap((field): readonly Field[] => {
    if (field.path === DISTRIBUTION && offers !== undefined)
      return [{ ...field, kind: "choice", choices: offers.distributions.map(({ id }) => id) }];
    if (field.path !== PATHS.cni || offered === undefined) return [field];
    return [{ ...field, choices: offered.cnis }, ...datastoreField(offered)];
  });
}

/** The distribution whose choices count: the one asked for, else the only one there is. */
function offeredOf(offers: ClusterOffers | undefined, chosen: string): Offered | undefined {
  const all = offers?.distributions ?? [];
  return all.find(({ id }) => id === chosen) ?? (all.length === 1 ? all[0] : undefined);
}

function datastoreField({ datastores }: Offered): readonly Field[] {
  if (datastores.length < 2) return [];
  return [{ path: PATHS.datastore, title: "Datastore", kind: "choice", choices: datastores }];
}

/** What holds where nothing is asked, by path. */
export function usualValues(
  offers: ClusterOffers | undefined,
  chosen: string,
): Readonly<Record<string, string>> {
  const offered = offeredOf(offers, chosen);
  if (offered === undefined) return {};
  const { podCidr, serviceCidr, domain } = offered.defaults;
  return {
    [`${PREFIX}podCidr`]: podCidr,
    [`${PREFIX}serviceCidr`]: serviceCidr,
    [`${PREFIX}domain`]: domain,
  };
}

/** What should be known of a value while it can still be another; empty: nothing. */
export function choiceNote(
  offers: ClusterOffers | undefined,
  { field, editable }: FormRow,
  chosen: string,
): string {
  const offered = offeredOf(offers, chosen);
  if (field.path === DISTRIBUTION) return offered?.label ?? "";
  const notes = offered?.notes ?? [];
  const held = notes.find(({ path, values }) => path === field.path && values.includes(editable));
  return held?.note ?? "";
}

export function distributionTitle(offers: ClusterOffers | undefined, id: string): string {
  return offers?.distributions.find((one) => one.id === id)?.title ?? id;
}

export const distributionIn = (rows: readonly FormRow[]): string => textAt(rows, DISTRIBUTION);

/** What lies on this host ready to be used, and what of it nobody has typed yet. */
export interface Filling {
  /** `K3s 1.35.3+k3s1 in /opt/bringup/artefacts` */
  readonly sentence: string;
  readonly values: readonly { readonly field: Field; readonly text: string }[];
  /** Where the person goes on. */
  readonly next: string;
}

/** Never over something typed; what came with another distribution was not. `undefined`: nothing to fill in. */
export function fillingOf(
  offers: ClusterOffers | undefined,
  rows: readonly FormRow[],
): Filling | undefined {
  const wanted = distributionIn(rows);
  const found = offers?.found.find(({ distribution }) => wanted === "" || wanted === distribution);
  if (offers === undefined || found === undefined) return undefined;
  const { distribution, version, directory } = found;
  const cni = offeredOf(offers, distribution)?.cnis[0] ?? "";
  const texts: Readonly<Record<string, string>> = {
    [DISTRIBUTION]: distribution,
    [PATHS.version]: version,
    [PATHS.artefacts]: directory,
    [PATHS.cni]: cni,
  };
  const values = rows.flatMap(({ field, editable }) => {
    const text = texts[field.path] ?? "";
    const isFree =
      editable === "" || isOfAnother(offers, distribution, { path: field.path, text: editable });
    return text === "" || text === editable || !isFree ? [] : [{ field, text }];
  });
  if (values.length === 0) return undefined;
  return {
    sentence: `${distributionTitle(offers, distribution)} ${version} in ${directory}`,
    values,
    next: textAt(rows, PATHS.name) === "" ? PATHS.name : (values[0]?.field.path ?? PATHS.name),
  };
}

/** Was filled in for a distribution that is not wanted any more, and cannot be meant for this one. */
export function isOfAnother(
  { found, distributions }: ClusterOffers,
  distribution: string,
  { path, text }: { readonly path: string; readonly text: string },
): boolean {
  const [own, others] = [true, false].map((is) =>
    found.filter((one) => (one.distribution === distribution) === is),
  );
  const isTheirs = (name: "version" | "directory") =>
    others?.some((one) => one[name] === text) === true &&
    own?.some((one) => one[name] === text) !== true;
  if (path === PATHS.version) return isTheirs("version");
  if (path === PATHS.artefacts) return isTheirs("directory");
  const offered = distributions.find(({ id }) => id === distribution);
  if (path === PATHS.datastore) return offered?.datastores.includes(text) === false;
  return path === PATHS.cni && offered?.cnis.includes(text) === false;
}

const textAt = (rows: readonly FormRow[], path: string): string =>
  rows.find(({ field }) => field.path === path)?.editable ?? "";
