import { believedStores, type StoreReport } from "../../datastore/index.ts";
import { isAsItShouldBe } from "../../engine/index.ts";
import type { EngineEvent, Snapshot } from "../../session/index.ts";
import { nodeComplaints, summarizeCluster, vipWord, vitalsWords } from "../../status/index.ts";
import { follow } from "../follow.ts";
import { createChangePrinter } from "../render-changes.ts";
import { registrationText } from "../render-status.ts";
import { act, type Desk, seen } from "./desk.ts";
import { offerWords } from "./offer-words.ts";
import { runSentence } from "./runs.ts";

const HELP = [
  "watch says every change until you press Enter or Ctrl-C.",
  "again looks at the host anew.",
];

/** One screenful of sentences; watching on demand. */
export async function visitStatus(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).inventory === null) await act(desk, { do: "refresh" });
  const show = () => {
    const sentences = statusSentences(seen(desk), desk.clock.nowMs());
    for (const sentence of sentences) talk.say(sentence);
  };
  show();
  await offerWords(talk, {
    prompt: () => "Status: watch, again or back",
    usual: () => "back",
    help: HELP,
    actions: {
      watch: async () => void (await watch(desk)),
      again: async () => {
        await act(desk, { do: "refresh" });
        show();
        return undefined;
      },
    },
  });
}

async function watch({ client, talk }: Desk): Promise<void> {
  talk.say("Watching for changes. Enter or Ctrl-C stops.");
  const print = createChangePrinter(talk.out, client.snapshot());
  const look = (event: EngineEvent | undefined) => void (event && print(event));
  await talk.wait((signal) => follow<never>({ client, signal, look }));
  talk.say("Stopped watching.");
}

/** Pure. Unknown is said as unknown, simulated as simulated. */
export function statusSentences(snapshot: Snapshot, wallMs: number): readonly string[] {
  const { engine, host, registration, run, conditions } = snapshot;
  return [
    ...(engine.mode === "rehearsal" ? ["Rehearsal: nothing here is this machine's own."] : []),
    ...(engine.link === "lost" ? ["The agent does not answer; this is what was last known."] : []),
    ...(engine.store.is === "read-only" ? [`The store is read-only: ${engine.store.why}`] : []),
    `This host is ${host.hostname || "not named yet"}, ID ${host.edgeId?.shown ?? "not known yet"}.`,
    `Registration: ${registrationText(registration)}`,
    ...(run === null ? [] : [`Run: ${runSentence(run)}`]),
    ...clusterSentences(snapshot, wallMs),
    ...conditions.map(
      (condition) =>
        `${condition.type}: ${verdict(condition)}, ${condition.reason}: ${condition.message}`,
    ),
  ];
}

function verdict(condition: Snapshot["conditions"][number]): string {
  if (condition.status === "Unknown") return "unknown";
  return isAsItShouldBe(condition) ? "good" : "not good";
}

function clusterSentences(
  { cluster, stores, vitals }: Snapshot,
  wallMs: number,
): readonly string[] {
  const { own, practice = [] } = believedStores(stores, wallMs);
  const practised = practice.flatMap(storeSentences);
  if (cluster === null) return ["Cluster: none on this host.", ...practised];
  const { title, rebootNow } = summarizeCluster({ cluster, stores: own });
  const nodes = cluster.nodes.is === "known" ? cluster.nodes.value : [];
  const nodesUnknown = cluster.nodes.is === "unknown" ? [cluster.nodes.why] : [];
  return [
    `Cluster: ${title}.`,
    ...nodesUnknown.map((why) => `Nodes: unknown, ${why}`),
    ...nodes.map(nodeSentence),
    ...(own.is === "unknown" ? [`Datastore: unknown, ${own.why}`] : []),
    ...(own.is === "known" ? own.value.flatMap(storeSentences) : []),
    ...(vitals === undefined ? [] : [`Host: ${vitalsWords(vitals).words.join(", ")}.`]),
    ...(vitals?.vip === undefined ? [] : [`Virtual address: ${vipWord(vitals.vip).text}.`]),
    ...rebootNow.map(({ node, answer, why }) => `Reboot ${node} now? ${answer}: ${why}.`),
    ...practised,
  ];
}

function storeSentences({ title, verdict, leader, members }: StoreReport): readonly string[] {
  const doubt = leader?.isSure === false ? ", which it does not confirm" : "";
  const led = leader === undefined ? "" : ` Leader: ${leader.name}${doubt}.`;
  return [
    `${title}: ${verdict.is}; ${verdict.why}.${members.length > 1 ? led : ""}`,
    ...(members.length > 1 ? members.map(memberSentence) : []),
  ];
}

function memberSentence(member: StoreReport["members"][number]): string {
  const { name, isThisHost, role, reach, why, stop } = member;
  const who = `${name}${isThisHost ? ", this host" : ""}`;
  const because = why === undefined ? "" : ` (${why})`;
  return `Member ${who}: ${role}, ${REACH[reach]}${because}; may be stopped: ${stop.answer}.`;
}

const REACH = {
  online: "answers",
  missed: "gave no answer just now",
  unreachable: "cannot be reached from this host",
  unknown: "not asked from this host",
} as const;

type NodeView = Extract<
  NonNullable<Snapshot["cluster"]>["nodes"],
  { readonly is: "known" }
>["value"][number];

function nodeSentence(node: NodeView): string {
  const { name, ready, version, reason, isThisHost } = node;
  const state = { True: "Ready", False: "NotReady", Unknown: "state unknown" }[ready];
  const why = ready === "True" || reason === "" ? "" : ` (${reason})`;
  const said = [`${state}${why}`, version, ...nodeComplaints(node)].join(", ");
  return `Node ${name}${isThisHost ? ", this host" : ""}: ${said}.`;
}
