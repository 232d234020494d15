import { formatUtc } from "../quantity/index.ts";
import type { Answer, Command } from "./commands.ts";
import type { Snapshot } from "./contract.ts";
import { removableCluster } from "./removable.ts";
import {
  GONE,
  LEAVE,
  LET_IN,
  RENEW,
  removePeerAct,
  restoreAct,
  type SavedState,
  snapshotAct,
  type UpkeepAct,
  upgradeAct,
  WAYS,
} from "./upkeep-acts.ts";

/** What was typed, by `fieldOf`: what is said of one act is not said of another. */
export type UpkeepValues = Readonly<Record<string, string>>;

/** Name of a field among the drafts. */
export const fieldOf = (act: UpkeepAct, name: string): string => `${act.id}.${name}`;

/** Pure. In the order of use; what cannot be done now says why. */
export function upkeepActs(
  snapshot: Snapshot,
  saved: readonly SavedState[] = [],
): readonly UpkeepAct[] {
  const here = removableCluster(snapshot);
  if (here === undefined || snapshot.offers === undefined) return [];
  const others = otherNodes(snapshot);
  const acts = [
    LET_IN,
    snapshotAct(saved),
    upgradeAct(snapshot, here.distribution),
    RENEW,
    removePeerAct(others),
    restoreAct(saved),
    LEAVE,
  ];
  return acts.map((act) => {
    const why = whyNot(act, { snapshot, saved, others });
    return why === undefined ? act : { ...act, whyNot: why };
  });
}

interface Circumstances {
  readonly snapshot: Snapshot;
  readonly saved: readonly SavedState[];
  readonly others: readonly string[];
}

/** What a worker has nothing to do with: it keeps no state and lets nobody in. */
const OF_CONTROL_PLANES: readonly string[] = ["let-in", "snapshot", "restore", "remove-peer"];

function whyNot({ id }: UpkeepAct, { snapshot, saved, others }: Circumstances): string | undefined {
  const { cluster, offers } = snapshot;
  const offered = offers?.distributions.find((one) => one.id === cluster?.distribution);
  const owner = cluster?.ownership;
  const isWorker = owner?.is === "known" && "role" in owner.value && owner.value.role === "worker";
  if (isWorker && OF_CONTROL_PLANES.includes(id))
    return "This node is a worker: do it on one that runs the control plane.";
  if (offered?.operations.includes(id) !== true)
    return `${offered?.title ?? "This distribution"} has no such operation here.`;
  if (id === "restore" && saved.length === 0) return "Nothing was saved on this host yet.";
  if ((id !== "leave" && id !== "remove-peer") || others.length > 0) return undefined;
  if (cluster?.nodes.is !== "known") return "The nodes of the cluster are not known now.";
  if (id === "remove-peer") return "There is no other node in this cluster.";
  return "This is its only node. Remove cluster, on the page Cluster, takes all of it away.";
}

/** Pure. Why there is nothing to choose from. */
export function noUpkeep(snapshot: Snapshot): string {
  return removableCluster(snapshot) === undefined
    ? "No cluster that this tool made is on this host, so there is nothing to do here."
    : "It is still being looked at what can be done here.";
}

/** Pure. What stands in a field. */
export function upkeepValue(
  act: UpkeepAct,
  { name, usual, choices }: UpkeepAct["fields"][number],
  values: UpkeepValues,
): string {
  const value = (values[fieldOf(act, name)] ?? usual).trim();
  // A node may have gone, and a snapshot been removed, since it was chosen.
  return choices === undefined || choices.includes(value) ? value : usual;
}

/** Pure. The label of the first that has to be said and is not. */
export function unsaid(act: UpkeepAct, values: UpkeepValues): string | undefined {
  return act.fields.find((field) => upkeepValue(act, field, values) === "")?.label;
}

/** Pure: what is asked of the engine; `undefined`: something is still missing. */
export function upkeepCommand(
  act: UpkeepAct,
  values: UpkeepValues,
  snapshot: Snapshot,
): Command | undefined {
  const given = Object.fromEntries(
    act.fields.map((field) => [field.name, upkeepValue(act, field, values)]),
  );
  const here = removableCluster(snapshot);
  if (here === undefined || unsaid(act, values) !== undefined) return undefined;
  if (act.id === "let-in") {
    const role = given.role === "worker" ? "worker" : "control-plane";
    const to = given.way === WAYS[1] ? ({ to: "sticks" } as const) : {};
    return { do: "mint-join", role, node: given.node ?? "", ...to };
  }
  const { dead, ...params } = given;
  const gone = dead === GONE[1] ? { dead: "yes" } : {};
  return {
    do: "plan-operation",
    operation: act.id,
    params: { ...here, ...params, ...gone },
  };
}

/** Pure. What to do with a line that was made, and how long it lasts; `undefined`: the answer is none. */
export function joinLineWords(answer: Answer): readonly string[] | undefined {
  if (answer.is !== "join-material" && answer.is !== "join-written") return undefined;
  const { endsMs } = answer;
  const ends =
    endsMs === undefined
      ? "It does not end by itself: whoever has it comes in."
      : `It lasts until ${formatUtc(endsMs)}: until then whoever has it comes in.`;
  if (answer.is === "join-material")
    return [
      "On the host that joins: Cluster page, Join a cluster; or bringup cluster join --material -.",
      "Line breaks do no harm.",
      `${ends} It is shown once.`,
    ];
  return [
    `The line is in ${answer.name} on ${answer.on}: the stick can be pulled out now.`,
    "On the host that joins: Cluster page, Join a cluster, Look on USB sticks.",
    `${ends} A stick knows no owners: delete the file when it is done.`,
  ];
}

function otherNodes({ cluster }: Snapshot): readonly string[] {
  if (cluster?.nodes.is !== "known") return [];
  return cluster.nodes.value.filter(({ isThisHost }) => !isThisHost).map(({ name }) => name);
}
