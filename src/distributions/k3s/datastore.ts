import { type Fact, factOf, type HostView, known, unknown } from "../../engine/index.ts";
import type { DatastoreView } from "../driver.ts";
import { DATABASE, UNIT } from "./paths.ts";

/** Plain HTTP on loopback, distributions.md 3.4. */
const ETCD_HTTP = "http://127.0.0.1:2381";
const SQLITE_FILE = `${DATABASE}/state.db`;
const ETCD_FOLDER = `${DATABASE}/etcd`;

/** SQLite is a file on this host; etcd is asked on loopback. Absent: there is no datastore yet. */
export async function observeDatastore(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<DatastoreView>> {
  const etcd = await factOf(async () => await host.files.stat(ETCD_FOLDER));
  if (etcd.is === "unknown") return etcd;
  if (etcd.is === "known") return observeEtcd(host, signal);
  return factOf(async () => {
    const file = await host.files.stat(SQLITE_FILE);
    return file === undefined ? undefined : sqliteView(file.sizeBytes, await isRunning(host));
  });
}

/** SQLite has no server of its own: it answers as long as the service does. */
async function isRunning(host: HostView): Promise<boolean> {
  const unit = await host.units.show(UNIT);
  return unit.is === "known" && /^(active|activating|reloading)$/.test(unit.value.active);
}

function sqliteView(sizeBytes: number, reachable: boolean): DatastoreView {
  return {
    title: "SQLite (kine)",
    sizeBytes,
    members: [{ name: "this host", role: "single", reachable, isLeader: true, isThisHost: true }],
  };
}

async function observeEtcd(host: HostView, signal: AbortSignal): Promise<Fact<DatastoreView>> {
  const [name, health, metrics] = await Promise.all([
    factOf(() => host.files.readText(`${ETCD_FOLDER}/name`)),
    host.http.get({ url: `${ETCD_HTTP}/health`, timeoutMs: 2000, signal }),
    host.http.get({ url: `${ETCD_HTTP}/metrics`, timeoutMs: 2000, maxBytes: 4_194_304, signal }),
  ]);
  const own = name.is === "known" ? name.value.trim() : "this host";
  if (health.is === "failed" || metrics.is === "failed") {
    const member = { name: own, role: "voter", isThisHost: true } as const;
    return known({
      title: "etcd",
      members: [{ ...member, reachable: false, isLeader: false }],
    });
  }
  if (metrics.status !== 200) return unknown(`etcd answered ${metrics.status}`);
  const gauges = parseMetrics(new TextDecoder().decode(metrics.body));
  const isHealthy = health.status === 200 && gauges.get("etcd_server_has_leader") === 1;
  const sizeBytes = gauges.get("etcd_mvcc_db_total_size_in_bytes");
  return known({
    title: "etcd",
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    members: [
      {
        name: own,
        address: "127.0.0.1:2379",
        role: gauges.get("etcd_server_is_learner") === 1 ? "learner" : "voter",
        reachable: isHealthy,
        isLeader: gauges.get("etcd_server_is_leader") === 1,
        roundTripMs: health.tookMs,
        isThisHost: true,
      },
    ],
  });
}

/** Gauges without labels of the Prometheus text format. */
export function parseMetrics(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/^([a-z_]+) (\S+)$/gm))
    if (name !== undefined) found.set(name, Number(value));
  return found;
}
