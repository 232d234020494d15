import type { Candidate, HostView } from "../engine/index.ts";
import { AGAIN_FILE, type Again, parseAgain } from "./again.ts";
import { observeBoot } from "./boot.ts";
import { observeHostOwner, ownerObstacle } from "./owner.ts";
import { bootObstacle } from "./plan.ts";

/**
 * What a start of this host has to do before the services of its cluster may run: what was approved
 * when the cluster was, and nothing else. Asks neither network nor API. Done again while the host
 * runs, it finds nothing to do.
 */
export async function planBoot(host: HostView): Promise<Candidate> {
  const boot = await observeBoot(host);
  if (boot.is === "absent") return left("this host forgets nothing when it starts");
  const obstacle = (await bootObstacle(host)) ?? ownerObstacle(await observeHostOwner(host));
  if (obstacle !== undefined) return { steps: [], skipped: [], blocked: [obstacle] };
  const text = await host.files.readText(AGAIN_FILE);
  if (text === undefined) return left("no cluster of bringup is on this host");
  const planned = await prepared(host, text);
  if (boot.is !== "known" || boot.value.kind !== "passive") return planned;
  const reason = `this host booted its fallback image (${boot.value.evidence.join(", ")})`;
  return { ...planned, skipped: [{ title: "The active system", reason }, ...planned.skipped] };
}

async function prepared(host: HostView, text: string): Promise<Candidate> {
  const again = read(text);
  if (again === undefined) {
    const message = `${AGAIN_FILE} is not as bringup wrote it`;
    const hint = "Plan and apply the document of this host again.";
    return { steps: [], skipped: [], blocked: [{ code: "BOOT_STEPS_INVALID", message, hint }] };
  }
  const { cluster, commit, steps } = again;
  const record = await host.files.readText(commit);
  if (record === undefined || !isOf(cluster, record))
    return left(`the cluster ${cluster} was not formed yet`);
  return { steps, skipped: [], blocked: [] };
}

function read(text: string): Again | undefined {
  try {
    return parseAgain(text);
  } catch {
    return undefined;
  }
}

/** The first word of a record: whose cluster it is of. */
function isOf(cluster: string, record: string): boolean {
  return record.includes(`"cluster":${JSON.stringify(cluster)}`);
}

function left(reason: string): Candidate {
  const title = "Write what this host forgets, then start the cluster";
  return { steps: [], skipped: [{ title, reason }], blocked: [] };
}
