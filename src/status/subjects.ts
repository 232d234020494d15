import type { MemberReport, StoreReport } from "../datastore/index.ts";
import type { ClusterObservation, NodeView } from "../distributions/index.ts";
import { knownValue } from "../engine/index.ts";
import { formatDuration } from "../quantity/index.ts";
import type { StoresSlice } from "../session/index.ts";
import { adviceLine, type MemberLine, memberLines, type Since } from "./member-lines.ts";
import { nodeComplaints } from "./node-complaints.ts";
import { type RebootAdvice, summarizeCluster } from "./summary.ts";

/** Whatever can be looked at one by one: a member of a store, or a node of the cluster. */
export type Subject = {
  /** Tells all of them apart. */
  readonly id: string;
  readonly name: string;
  readonly isThisHost: boolean;
} & (
  | {
      readonly is: "member";
      readonly store: StoreReport;
      readonly member: MemberReport;
      /** Simulated: it can be stopped and cut to practise. */
      readonly isPractice: boolean;
    }
  | { readonly is: "node"; readonly node: NodeView; readonly advice?: RebootAdvice }
);

/** Pure: the stores first, in their own order, then the nodes. `stores` as they may be believed now. */
export function subjectsOf(
  cluster: ClusterObservation | null,
  { own, practice = [] }: StoresSlice,
): readonly Subject[] {
  const summary = cluster === null ? undefined : summarizeCluster({ cluster, stores: own });
  const nodes = cluster === null ? [] : (knownValue(cluster.nodes) ?? []);
  return [
    ...(knownValue(own) ?? []).flatMap((store) => membersOf(store, false)),
    ...practice.flatMap((store) => membersOf(store, true)),
    ...nodes.map((node, index): Subject => {
      const advice = summary?.rebootNow[index];
      const { name, isThisHost } = node;
      const id = `node ${name}`;
      return { is: "node", id, name, isThisHost, node, ...(advice !== undefined && { advice }) };
    }),
  ];
}

function membersOf(store: StoreReport, isPractice: boolean): readonly Subject[] {
  return store.members.map((member) => {
    const { name, isThisHost } = member;
    const id = `${store.id} ${member.id}`;
    return { is: "member", id, name, isThisHost, store, member, isPractice };
  });
}

/** Pure: all there is to say about it, what matters first. */
export function subjectLines(subject: Subject, since: Since): readonly MemberLine[] {
  if (subject.is === "member") return memberLines(subject.store, subject.member, since);
  const { node, advice } = subject;
  const { ready, reason, message, version, roles, internalIp, sinceMs } = node;
  const because = message === "" ? reason : message;
  const complaints = nodeComplaints(node);
  return [
    { label: "Node", text: `${roles.join(", ")}${node.isThisHost ? " on this host" : ""}` },
    { label: "State", ...READY[ready], text: `${READY[ready].text}${because && `: ${because}`}` },
    ...(advice === undefined ? [] : [adviceLine("Reboot now?", advice)]),
    { label: "Version", text: version },
    ...(internalIp === undefined ? [] : [{ label: "Address", text: internalIp }]),
    ...(sinceMs === undefined
      ? []
      : [{ label: "Since", text: `${formatDuration(since(sinceMs))} ago` }]),
    ...(complaints.length === 0 ? [] : [{ label: "Trouble", text: complaints.join("; ") }]),
  ];
}

const READY = {
  True: { text: "Ready", is: "ok" },
  False: { text: "NotReady", is: "fail" },
  Unknown: { text: "state unknown", is: "warn" },
} as const;
