import { isRecord, type Json, listIn, recordIn, textIn } from "../../json/index.ts";
import type { ClusterApi } from "./leave-access.ts";

export interface MovablePod {
  readonly namespace: string;
  readonly name: string;
  /** In the API. */
  readonly path: string;
  /** Another one is started elsewhere when it ends here. */
  readonly isReplaced: boolean;
}

/**
 * Pods of a node that can end there. The others stay: those that every node has, those of files, and those that
 * are over. @throws when the API does not tell.
 */
export async function movablePods(api: ClusterApi, node: string): Promise<readonly MovablePod[]> {
  const selector = encodeURIComponent(`spec.nodeName=${node}`);
  const answer = await api.get(`/api/v1/pods?fieldSelector=${selector}`);
  if (answer.is !== "ok") throw new Error(`pods of ${node}: ${answer.why}`);
  if (!isRecord(answer.body)) throw new Error(`no list of the pods of ${node}`);
  return listIn(answer.body.items).filter(isMovable).map(seen);
}

function isMovable(pod: Json): boolean {
  const isOver = /^(Succeeded|Failed)$/.test(textIn(recordIn(pod.status), "phase") ?? "");
  const isOfFile = "kubernetes.io/config.mirror" in recordIn(recordIn(pod.metadata).annotations);
  return !isOver && !isOfFile && !ownersOf(pod).some((kind) => /^(DaemonSet|Node)$/.test(kind));
}

function ownersOf(pod: Json): readonly string[] {
  const owners = listIn(recordIn(pod.metadata).ownerReferences);
  return owners.map((owner) => textIn(owner, "kind") ?? "");
}

function seen(pod: Json): MovablePod {
  const metadata = recordIn(pod.metadata);
  const namespace = textIn(metadata, "namespace") ?? "default";
  const name = textIn(metadata, "name") ?? "";
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  return { namespace, name, path, isReplaced: ownersOf(pod).length > 0 };
}
