import { done, type HostView, type Verdict } from "../../engine/index.ts";
import {
  COMMIT,
  ENGINE_FOLDER,
  ETCD_FOLDER,
  K8S_DQLITE_FOLDER,
  MEMBERSHIP_FOLDER,
} from "./paths.ts";

type Refusal = Extract<Verdict, { is: "blocked" }>;

/** A daemon that does not answer takes nothing back: who became a member here is not told to begin anew. */
export async function memberBefore(host: HostView, why: string): Promise<Verdict | undefined> {
  const mark = await host.files.stat(COMMIT);
  return mark && done(`this node became a member before; it does not answer now: ${why}`);
}

/** What stands in the way of forming or joining a cluster, said before anything is begun. */
export async function blockers(host: HostView, why: string): Promise<Refusal | undefined> {
  const data = await dataIn(host);
  if (data !== undefined)
    return refused(
      `${data} holds what an attempt before this one began: ${why}`,
      "Cancel the run and take back what it did: the snap goes with its data; then plan again.",
    );
  if ((await host.files.list(ENGINE_FOLDER)) === undefined) return undefined;
  return refused(
    `another container engine runs here (${ENGINE_FOLDER})`,
    "Remove containerd or Docker from this host: the snap brings its own.",
  );
}

function refused(message: string, hint: string): Refusal {
  return { is: "blocked", message, hint };
}

async function dataIn(host: HostView): Promise<string | undefined> {
  for (const path of [MEMBERSHIP_FOLDER, ETCD_FOLDER, K8S_DQLITE_FOLDER])
    if (((await host.files.list(path)) ?? []).length > 0) return path;
  return undefined;
}
