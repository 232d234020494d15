import { reachSentence } from "../../reach/index.ts";
import { machineWords, nextSteps, type Snapshot, uptimeWords } from "../../session/index.ts";
import { clusterTitle } from "../../status/index.ts";
import { printHost, registrationText } from "../render-status.ts";
import { countSentence } from "./check-words.ts";
import { type Desk, seen } from "./desk.ts";
import { runSentence } from "./runs.ts";

/** Who this host is, how it is, and what is worth doing next. Asks nothing. */
export async function visitOverview(desk: Desk): Promise<void> {
  const { talk } = desk;
  const snapshot = seen(desk);
  printHost(snapshot, talk.out);
  talk.say(`Machine: ${machineSentence(snapshot)}.`);
  talk.say(`Checks: ${countSentence(snapshot.checks)}`);
  const { reach } = snapshot;
  if (reach?.state === "finished") talk.say(`Reachability: ${reachSentence(reach.report)}.`);
  talk.say(`Registration: ${registrationText(snapshot.registration)}`);
  talk.say(`Cluster: ${clusterWords(snapshot)}.`);
  if (snapshot.run !== null) talk.say(`Run: ${runSentence(snapshot.run)}`);
  for (const { label } of nextSteps(snapshot)) talk.say(`Next: ${label}.`);
}

function machineSentence({ inventory }: Snapshot): string {
  if (inventory === null) return "being looked at";
  const up = uptimeWords(inventory);
  return [...machineWords(inventory), ...(up === "" ? [] : [up])].join(", ");
}

function clusterWords({ cluster }: Snapshot): string {
  return cluster === null ? "none on this host" : clusterTitle(cluster);
}
