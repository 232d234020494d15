// Over 100 lines by design: a table of commands.

import type { CliCommand } from "../command.ts";
import { APPROVAL_OPTIONS } from "../operate.ts";
import { operateHere } from "./here.ts";
import { join, joinMaterial } from "./join.ts";
import { snapshotName, snapshots } from "./snapshots.ts";

const NAME_OPTION = {
  flags: "--name <cluster>",
  help: "its name, typed once more: without it nothing that loses data is done",
} as const;
const MATERIAL =
  "what a member wrote for it (bringup cluster join-material), or the distribution itself";

/** Each is planned, approved and recorded as any change is. */
export const CLUSTER_COMMANDS: readonly CliCommand[] = [
  {
    name: "destroy",
    summary: "Remove it with all its data: service, files, containers, settings",
    options: [NAME_OPTION, ...APPROVAL_OPTIONS],
    run: (call) => operateHere(call, "destroy"),
  },
  {
    name: "join",
    summary: "Bring this host into a cluster that is there",
    options: [
      {
        flags: "--material <file>",
        help: `${MATERIAL}; - is standard input, sticks is what is plugged in`,
      },
      { flags: "--role <role>", help: "control-plane or worker, where the material does not say" },
      { flags: "--artefacts <folder>", help: "what it is installed from" },
      { flags: "--version <version>", help: "of the distribution; that of the member unless told" },
      { flags: "--distribution <id>", help: "whose own material it is, where two look the same" },
      { flags: "--server <address>", help: "a member, where its own material does not say" },
      { flags: "--pin <sha256>", help: "whom to believe, likewise: SHA-256 of the authority" },
      { flags: "--name <cluster>", help: "name of the cluster, likewise" },
      { flags: "--yes", help: "approve whatever the plan is" },
      { flags: "--approve <hash>", help: "approve the plan with this hash only" },
    ],
    run: join,
  },
  {
    name: "join-material",
    summary: "Let one more host in: write what it needs, on a control plane of the cluster",
    options: [
      { flags: "--node <name>", help: "name of the node that comes" },
      { flags: "--role <role>", help: "control-plane or worker; control-plane unless told" },
      {
        flags: "--to <file>",
        help: "into a file only its owner may read; sticks: onto the one plugged in; else to standard output",
      },
    ],
    run: joinMaterial,
  },
  {
    name: "leave",
    summary: "Take this host out of a cluster that goes on without it",
    options: [NAME_OPTION, ...APPROVAL_OPTIONS],
    run: (call) => operateHere(call, "leave"),
  },
  {
    name: "remove-peer",
    summary: "Take another node out, in the order that keeps the quorum",
    options: [
      { flags: "--node <name>", help: "which one" },
      { flags: "--dead", help: "it will not come back, and cannot be asked" },
      NAME_OPTION,
      ...APPROVAL_OPTIONS,
    ],
    run: (call) =>
      operateHere(call, "remove-peer", {
        node: call.text("node"),
        dead: call.flag("dead") ? "yes" : undefined,
      }),
  },
  {
    name: "snapshot",
    summary: "Save what the cluster knows, with what it takes to bring it back",
    options: [
      { flags: "--as <name>", help: "name of the snapshot; the time unless told" },
      ...APPROVAL_OPTIONS,
    ],
    run: (call) =>
      operateHere(call, "snapshot", { name: call.text("as") ?? snapshotName(Date.now()) }),
  },
  {
    name: "restore",
    summary: "Bring back what a snapshot holds; the other members join again",
    options: [
      { flags: "--from <path>", help: "the snapshot: bringup cluster snapshots" },
      NAME_OPTION,
      ...APPROVAL_OPTIONS,
    ],
    run: (call) => operateHere(call, "restore", { from: call.text("from") }),
  },
  {
    name: "snapshots",
    summary: "What was saved on this host",
    run: snapshots,
  },
  {
    name: "upgrade",
    summary: "Bring this node to another version, one minor at a time",
    options: [
      { flags: "--to <version>", help: "as its publisher writes it" },
      { flags: "--artefacts <folder>", help: "what it is installed from" },
      ...APPROVAL_OPTIONS,
    ],
    run: (call) =>
      operateHere(call, "upgrade", { to: call.text("to"), artefacts: call.text("artefacts") }),
  },
  {
    name: "renew-certificates",
    summary: "Renew the certificates of this node before they end",
    options: [...APPROVAL_OPTIONS],
    run: (call) => operateHere(call, "renew-certificates"),
  },
];
