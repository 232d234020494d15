import type { HostView } from "../engine/index.ts";

/** What etcd tells everybody on this host in plain HTTP: little, and without any key. */
export type GaugeSight =
  | {
      readonly is: "answer";
      readonly hasLeader: boolean;
      readonly isLeader: boolean;
      readonly isLearner: boolean;
      /** In hex. */
      readonly id?: string;
      readonly sizeBytes?: number;
      /** 99 % of the writes to its log were on the disk within this, milliseconds, since it started. */
      readonly syncMs?: number;
      /** Ids of the other members it has ever had a connection with, in hex. */
      readonly peers: readonly string[];
      readonly tookMs: number;
    }
  | { readonly is: "silent"; readonly why: string };

const TIMEOUT_MS = 800;
const MAX_BYTES = 4_194_304;

export interface GaugeWay {
  /** `http://127.0.0.1:2381`, without a path. */
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Health and gauges of the member on this host. Never throws for "down". */
export async function lookAtGauges(host: HostView, { url, signal }: GaugeWay): Promise<GaugeSight> {
  const within = { timeoutMs: TIMEOUT_MS, signal };
  const [health, metrics] = await Promise.all([
    host.http.get({ url: `${url}/health`, ...within }),
    host.http.get({ url: `${url}/metrics`, maxBytes: MAX_BYTES, ...within }),
  ]);
  if (health.is === "failed") return { is: "silent", why: health.why };
  if (metrics.is === "failed") return { is: "silent", why: metrics.why };
  if (metrics.status !== 200) return { is: "silent", why: `${url} answered ${metrics.status}` };
  const text = new TextDecoder().decode(metrics.body);
  const gauge = (name: string) => gaugeIn(text, name);
  const [, id] = /^etcd_server_id\{server_id="([0-9a-f]{1,16})"\} 1$/m.exec(text) ?? [];
  const sizeBytes = gauge("etcd_mvcc_db_total_size_in_bytes");
  const syncMs = percentile99(text, "etcd_disk_wal_fsync_duration_seconds");
  return {
    is: "answer",
    hasLeader: health.status === 200 && gauge("etcd_server_has_leader") === 1,
    isLeader: gauge("etcd_server_is_leader") === 1,
    isLearner: gauge("etcd_server_is_learner") === 1,
    ...(id !== undefined && { id }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(syncMs !== undefined && { syncMs }),
    peers: peersIn(text),
    tookMs: health.tookMs,
  };
}

/** Of the Prometheus text format: a gauge without labels. */
function gaugeIn(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  const value = Number(found);
  return found === undefined || !Number.isFinite(value) ? undefined : value;
}

/**
 * Of a histogram in seconds: the upper end of the bucket that 99 of 100 fall into, milliseconds. Absent
 * where nothing was counted, or where more than one of 100 was beyond the last bucket.
 */
function percentile99(text: string, name: string): number | undefined {
  const lines = text.matchAll(new RegExp(`^${name}_bucket\\{le="([0-9.e+-]+)"\\} (\\d+)$`, "gm"));
  const buckets = [...lines].map(([, le, count]) => ({ le: Number(le), count: Number(count) }));
  const total = gaugeIn(text, `${name}_count`) ?? 0;
  const enough = buckets.find(({ count }) => count >= total * 0.99);
  return total === 0 || enough === undefined ? undefined : enough.le * 1000;
}

/** `etcd_network_active_peers{Local="...",Remote="..."}`: one line for each peer, up or not. */
function peersIn(text: string): readonly string[] {
  const lines = text.matchAll(
    /^etcd_network_active_peers\{[^}\n]*Remote="([0-9a-f]{1,16})"[^}\n]*\}/gm,
  );
  return [...new Set([...lines].map(([, id = ""]) => id))];
}
