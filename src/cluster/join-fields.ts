import { type JoinGiven, lacksPin, type OwnReading } from "./join-given.ts";

/** What a distribution's own material does not say, so that it is asked beside it. */
export interface JoinField {
  readonly name:
    | "distribution"
    | "cluster"
    | "role"
    | "server"
    | "pin"
    | "certificateKey"
    | "version";
  readonly label: string;
  readonly kind: "text" | "secret" | "choice";
  readonly choices?: readonly string[];
  /** Without anything typed; empty: it has to be. */
  readonly usual: string;
  readonly details: string;
}

export type JoinValues = Readonly<Record<string, string>>;

/** Artefacts that lie on this host. */
export type FoundVersions = readonly { readonly distribution: string; readonly version: string }[];

/** Pure. In the order they are asked; none where the line of a member says it all. Without `found` no version is asked. */
export function joinFields(
  given: JoinGiven,
  values: JoinValues,
  found?: FoundVersions,
): readonly JoinField[] {
  if (given.is !== "own") return [];
  const reading = readingOf(given.readings, values, found);
  const { material } = reading;
  const role = material.role ?? values.role;
  const needsKey = role !== "worker" && material.certificateKey === undefined;
  return [
    ...(given.readings.length > 1 ? [distributionField(given.readings, reading)] : []),
    CLUSTER,
    ...(material.role === undefined ? [ROLE] : []),
    ...(material.server === undefined ? [SERVER] : []),
    ...(lacksPin(reading) ? [pinField(reading)] : []),
    ...(needsKey ? keyField(reading) : []),
    ...(found === undefined ? [] : [versionField(reading, found)]),
  ];
}

/** Pure. What holds for a field: as it was typed, else what is usual. */
export const joinValue = ({ name, usual }: JoinField, values: JoinValues): string =>
  values[name]?.trim() || usual;

/** Pure. The one that was chosen; else the only one whose artefacts lie on this host; else the first. */
export function readingOf(
  readings: readonly [OwnReading, ...OwnReading[]],
  values: JoinValues,
  found: FoundVersions = [],
): OwnReading {
  const chosen = readings.find(({ distribution }) => distribution === values.distribution);
  const here = readings.filter((reading) => versionFor(reading, found) !== undefined);
  return chosen ?? (here.length === 1 && here[0] ? here[0] : readings[0]);
}

const CLUSTER: JoinField = {
  ...{ name: "cluster", label: "Cluster name", kind: "text", usual: "" },
  details:
    "As its other hosts call it in their documents. The line of the distribution does not say it.",
};
const ROLE: JoinField = {
  ...{ name: "role", label: "Role", kind: "choice", choices: ["control-plane", "worker"] },
  usual: "control-plane",
  details: "This line lets a host in as either.",
};
const SERVER: JoinField = {
  ...{ name: "server", label: "A member", kind: "text", usual: "" },
  details:
    "Address or name of a control plane, or of the endpoint they share, with a port where it is not the usual one.",
};

function distributionField(readings: readonly OwnReading[], usual: OwnReading): JoinField {
  return {
    ...{ name: "distribution", label: "Distribution", kind: "choice" },
    choices: readings.map(({ distribution }) => distribution),
    usual: usual.distribution,
    details: `Tokens of ${readings.map(({ title }) => title).join(" and ")} look the same: say whose it is.`,
  };
}

function pinField({ way: { shownBy } }: OwnReading): JoinField {
  return {
    ...{ name: "pin", label: "Pin of the authority", kind: "text", usual: "" },
    details: `Without it anybody could answer in place of the cluster. A control plane shows it: ${shownBy.pin}`,
  };
}

function keyField({ way }: OwnReading): readonly JoinField[] {
  const { certificateKey } = way.shownBy;
  if (certificateKey === undefined) return [];
  return [
    {
      ...{ name: "certificateKey", label: "Certificate key", kind: "secret", usual: "" },
      details: `A control plane gets the shared keys with it. Another one prints it: ${certificateKey}`,
    },
  ];
}

function versionField(reading: OwnReading, found: FoundVersions): JoinField {
  const usual = versionFor(reading, found) ?? "";
  return {
    ...{ name: "version", label: "Version", kind: "text", usual },
    details:
      usual === ""
        ? `Of ${reading.title}, as its artefacts have it: none were found on this host. Not newer than the cluster.`
        : `Of the artefacts on this host, unless told. Not newer than the cluster.`,
  };
}

const versionFor = ({ distribution }: OwnReading, found: FoundVersions): string | undefined =>
  found.find((one) => one.distribution === distribution)?.version;
