import type { HostView } from "../engine/index.ts";
import { type KubeAccess, kubeGet, parseKubeconfig } from "../kube/index.ts";
import { differenceOf, type LiveObject, liveIn } from "./live.ts";
import { RECORDS, recordName } from "./places.ts";
import { type LayerRecord, recordIn } from "./record.ts";

export async function accessOf(
  host: HostView,
  kubeconfig: string,
): Promise<KubeAccess | undefined> {
  const text = await host.files.readText(kubeconfig);
  return text === undefined ? undefined : parseKubeconfig(text);
}

export type RecordLook =
  | { readonly is: "found"; readonly record: LayerRecord }
  | { readonly is: "missing" }
  | { readonly is: "failed"; readonly why: string };

export interface Look {
  readonly host: HostView;
  readonly access: KubeAccess;
  readonly signal: AbortSignal;
}

export async function lookForRecord(look: Look, layer: string): Promise<RecordLook> {
  const path = `${RECORDS}/${recordName(layer)}`;
  const answer = await kubeGet(look.host, look.access, path, { signal: look.signal });
  if (answer.is === "missing") return { is: "missing" };
  if (answer.is !== "ok") return { is: "failed", why: answer.why };
  const record = recordIn(answer.body);
  // Somebody wrote into it: applying the layer again writes it anew.
  return record === undefined ? { is: "missing" } : { is: "found", record };
}

export interface Changed {
  /** `DaemonSet kube-system/calico-node` */
  readonly name: string;
  /** Goes on where the name ends: "is missing". */
  readonly why: string;
}

export type ObjectsLook =
  | { readonly is: "looked"; readonly changed: readonly Changed[] }
  | { readonly is: "failed"; readonly why: string };

/** An API server answers so many at a time without making others wait. */
const AT_ONCE = 8;

/** Which objects of a layer are not as they were applied. */
export async function lookAtObjects(
  { host, access, signal }: Look,
  applied: readonly (LiveObject & { readonly name: string; readonly path: string })[],
): Promise<ObjectsLook> {
  const changed: Changed[] = [];
  for (let at = 0; at < applied.length; at += AT_ONCE) {
    const part = applied.slice(at, at + AT_ONCE);
    const answers = await Promise.all(
      part.map(({ path }) => kubeGet(host, access, path, { signal })),
    );
    for (const [index, one] of part.entries()) {
      const answer = answers[index];
      if (answer === undefined || answer.is === "down" || answer.is === "refused")
        return { is: "failed", why: answer?.why ?? "no answer" };
      const why = answer.is === "missing" ? "is missing" : differenceOf(one, liveIn(answer.body));
      if (why !== undefined) changed.push({ name: one.name, why });
    }
  }
  return { is: "looked", changed };
}
