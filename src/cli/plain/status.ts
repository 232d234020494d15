import { isAsItShouldBe } from "../../engine/index.ts";
import type { EngineEvent, Snapshot } from "../../session/index.ts";
import { summarizeCluster } from "../../status/index.ts";
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
    for (const sentence of statusSentences(seen(desk))) talk.say(sentence);
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
export function statusSentences(snapshot: Snapshot): readonly string[] {
  const { engine, host, registration, run, conditions } = snapshot;
  return [
    ...(engine.mode === "rehearsal" ? ["Rehearsal: nothing here is this machine's own."] : []),
    ...(engine.link === "lost" ? ["The agent does not answer; this is what was last known."] : []),
    ...(engine.store.is === "read-only" ? [`The store is read-only: ${engine.store.why}`] : []),
    `This host is ${host.hostname || "not named yet"}, ID ${host.edgeId?.shown ?? "not known yet"}.`,
    `Registration: ${registrationText(registration)}`,
    ...(run === null ? [] : [`Run: ${runSentence(run)}`]),
    ...clusterSentences(snapshot),
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

function clusterSentences({ cluster }: Snapshot): readonly string[] {
  if (cluster === null) return ["Cluster: none on this host."];
  const { title, quorum, rebootNow } = summarizeCluster(cluster);
  const { verdict: held, voters, alive, needed } = quorum;
  const nodes = cluster.nodes.is === "known" ? cluster.nodes.value : [];
  const nodesUnknown = cluster.nodes.is === "unknown" ? [cluster.nodes.why] : [];
  const storeUnknown = cluster.datastore.is === "unknown" ? [cluster.datastore.why] : [];
  return [
    `Cluster: ${title}.`,
    ...nodesUnknown.map((why) => `Nodes: unknown, ${why}`),
    ...nodes.map(nodeSentence),
    ...storeUnknown.map((why) => `Datastore: unknown, ${why}`),
    ...(voters === 0
      ? []
      : [`Datastore: ${held}; ${alive} of ${voters} voters answer, ${needed} needed.`]),
    ...rebootNow.map(({ node, answer, why }) => `Reboot ${node} now? ${answer}: ${why}.`),
  ];
}

type NodeView = Extract<
  NonNullable<Snapshot["cluster"]>["nodes"],
  { readonly is: "known" }
>["value"][number];

function nodeSentence({ name, ready, version, reason, isThisHost }: NodeView): string {
  const state = { True: "Ready", False: "NotReady", Unknown: "state unknown" }[ready];
  const why = ready === "True" || reason === "" ? "" : ` (${reason})`;
  return `Node ${name}${isThisHost ? ", this host" : ""}: ${state}${why}, ${version}.`;
}
