// Over 100 lines by design: a table of what can be asked for, with its words.
import type { Snapshot } from "./contract.ts";

/** One thing that can be done to the cluster of this host, or with it, and what has to be said for it. */
export interface UpkeepAct {
  readonly id: string;
  readonly label: string;
  /** What it does, and that nothing is changed yet. */
  readonly details: string;
  readonly fields: readonly UpkeepField[];
  /** A sentence: what is in the way now; absent: nothing. */
  readonly whyNot?: string;
}

export interface UpkeepField {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "secret" | "choice";
  /** What stands there before anybody types; empty: it has to be said. */
  readonly usual: string;
  readonly choices?: readonly string[];
  readonly details: string;
}

/** Between which a restore chooses: name and path. */
export interface SavedState {
  readonly name: string;
  readonly path: string;
}

const PLANNED = "It is planned first: nothing is changed yet.";
const BRING =
  "No other version was found on this host: import one first (Settings, Content), or put its files into a folder.";
const ROLES = ["control-plane", "worker"] as const;
/** The second takes the node for dead. */
export const GONE = ["it answers", "it is gone for good"] as const;
/** The second goes onto what is plugged in. */
export const WAYS = ["pasted", "on a USB stick"] as const;

export const LET_IN: UpkeepAct = {
  id: "let-in",
  label: "Let one more host in",
  details: "Makes the line that another host joins by. Whoever has it comes in.",
  fields: [
    {
      ...{ name: "node", label: "Name of the node", kind: "text", usual: "" },
      details: "The host name of the one that comes.",
    },
    {
      ...{ name: "role", label: "Its role", kind: "choice", usual: ROLES[0], choices: ROLES },
      details: "A control plane keeps the state too: three or five, never two. A worker runs pods.",
    },
    {
      ...{ name: "way", label: "How it gets there", kind: "choice", usual: WAYS[0], choices: WAYS },
      details:
        "Pasted: it is shown here once. On a USB stick: into a file, where a screen cannot paste.",
    },
  ],
};

/** One of a name is kept as it is: the next has another. */
export function snapshotAct(saved: readonly SavedState[]): UpkeepAct {
  const taken = new Set(saved.map(({ name }) => name));
  let usual = "by-hand";
  for (let next = 2; taken.has(usual); next += 1) usual = `by-hand-${next}`;
  return {
    id: "snapshot",
    label: "Save its state",
    details: `A snapshot, with what it takes to bring it back. ${PLANNED}`,
    fields: [
      {
        ...{ name: "name", label: "Name", kind: "text", usual },
        details: "Lower-case letters, digits and hyphens; the path is shown when it is made.",
      },
    ],
  };
}

export const RENEW: UpkeepAct = {
  id: "renew-certificates",
  label: "Renew certificates",
  details: `The service starts again with new ones. ${PLANNED}`,
  fields: [],
};

export const LEAVE: UpkeepAct = {
  id: "leave",
  label: "Leave the cluster",
  details: `This host goes, with what it has of the cluster; the others go on. ${PLANNED}`,
  fields: [],
};

export function upgradeAct({ offers, cluster }: Snapshot, distribution: string): UpkeepAct {
  const installed = cluster?.installed;
  const now = installed?.is === "known" ? installed.value.version : "";
  const newer = offers?.found.find(
    (found) => found.distribution === distribution && found.version !== now,
  );
  const runs = now === "" ? "As its publisher writes it." : `${now} runs here.`;
  return {
    id: "upgrade",
    label: "Upgrade",
    details: `To another version, one minor at a time, with a snapshot first. ${PLANNED}`,
    fields: [
      {
        ...{ name: "to", label: "To version", kind: "text", usual: newer?.version ?? "" },
        details: `${runs} ${newer === undefined ? BRING : `${newer.version} is on this host.`}`,
      },
      {
        ...{ name: "artefacts", label: "Artefacts directory", kind: "text" },
        usual: newer?.directory ?? "",
        details: "The folder with the files of that version, as imported or copied to this host.",
      },
    ],
  };
}

export function removePeerAct(others: readonly string[]): UpkeepAct {
  return {
    id: "remove-peer",
    label: "Remove another node",
    details: `In the order that keeps the quorum. ${PLANNED}`,
    fields: [
      {
        ...{ name: "node", label: "Node", kind: "choice", usual: others[0] ?? "" },
        choices: others,
        details: "Its pods move to the others first.",
      },
      {
        ...{ name: "dead", label: "That node", kind: "choice", usual: GONE[0], choices: GONE },
        details: "One that comes back after it was removed as dead has to be wiped first.",
      },
    ],
  };
}

export function restoreAct(saved: readonly SavedState[]): UpkeepAct {
  const paths = saved.map(({ path }) => path);
  return {
    id: "restore",
    label: "Bring a saved state back",
    details: `What came after it is lost, and the other members join again. ${PLANNED}`,
    fields: [
      {
        ...{ name: "from", label: "Snapshot", kind: "choice", usual: paths[0] ?? "" },
        choices: paths,
        details: "Newest first.",
      },
    ],
  };
}
