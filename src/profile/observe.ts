import { type Fact, factOf, type HostView, known, unknown } from "../engine/index.ts";
import { kubeGet } from "../kube/index.ts";
import { accessOf, type Changed, type Look, lookAtObjects } from "./cluster-look.ts";
import { LAYER_LABEL, RECORDS } from "./places.ts";
import { lookAtReadiness, type ReadyState } from "./ready-look.ts";
import { type LayerRecord, recordsIn } from "./record.ts";

/** One layer as it is in the cluster, whoever applied it from whatever host. */
export interface SeenLayer {
  readonly record: LayerRecord;
  readonly readiness: readonly ReadyState[];
  /** Objects that are not as they were applied; unknown: the API did not answer for all of them. */
  readonly changed: Fact<readonly Changed[]>;
}

/** Which layers were applied to the cluster of this host. Absent: there is no cluster yet. */
export function observeRecords(
  host: HostView,
  kubeconfig: string,
  signal: AbortSignal,
): Promise<Fact<readonly LayerRecord[]>> {
  return withAccess(host, kubeconfig, (access) => listRecords({ host, access, signal }));
}

/** The same with the state of each layer. */
export function observeLayers(
  host: HostView,
  kubeconfig: string,
  signal: AbortSignal,
): Promise<Fact<readonly SeenLayer[]>> {
  return withAccess(host, kubeconfig, async (access) => {
    const look = { host, access, signal };
    const records = await listRecords(look);
    if (records.is !== "known") return records;
    const seen: SeenLayer[] = [];
    for (const record of records.value) seen.push(await seenLayer(look, record));
    return known(seen);
  });
}

async function withAccess<T>(
  host: HostView,
  kubeconfig: string,
  look: (access: Look["access"]) => Promise<Fact<T>>,
): Promise<Fact<T>> {
  const access = await factOf(() => accessOf(host, kubeconfig));
  return access.is === "known" ? look(access.value) : access;
}

async function listRecords({ host, access, signal }: Look): Promise<Fact<readonly LayerRecord[]>> {
  const path = `${RECORDS}?labelSelector=${encodeURIComponent(LAYER_LABEL)}`;
  const answer = await kubeGet(host, access, path, { signal });
  if (answer.is !== "ok") return unknown(answer.why);
  const records = recordsIn(answer.body);
  return records === undefined
    ? unknown("the API server did not answer with a list")
    : known(records);
}

async function seenLayer(look: Look, record: LayerRecord): Promise<SeenLayer> {
  const [readiness, objects] = [
    await lookAtReadiness(look, record.readiness as readonly ReadyStateRule[]),
    await lookAtObjects(look, record.objects),
  ];
  const changed = objects.is === "looked" ? known(objects.changed) : unknown(objects.why);
  return { record, readiness, changed };
}

type ReadyStateRule = Parameters<typeof lookAtReadiness>[1][number];
