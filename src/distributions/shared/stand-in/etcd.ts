import type { ApiResponse } from "../../stand-in/api.ts";
import type { Phase } from "./timeline.ts";

/** 127.0.0.1:2381 of an etcd with one voter, distributions.md 3.4 and 7.1. */
export function answerEtcd(phase: Phase, path: string, sizeBytes: number): ApiResponse {
  const leads = phase.datastore ? 1 : 0;
  if (path === "/health")
    return {
      status: leads === 1 ? 200 : 503,
      type: "application/json",
      body:
        leads === 1
          ? '{"health":"true","reason":""}'
          : '{"health":"false","reason":"RAFT NO LEADER"}',
    };
  if (path !== "/metrics") return { status: 404, type: "text/plain", body: "404 page not found\n" };
  const gauges = {
    etcd_server_has_leader: leads,
    etcd_server_is_leader: leads,
    etcd_server_is_learner: 0,
    etcd_server_leader_changes_seen_total: 1,
    etcd_mvcc_db_total_size_in_bytes: sizeBytes,
  };
  const lines = Object.entries(gauges).map(
    ([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`,
  );
  return { status: 200, type: "text/plain", body: lines.join("") };
}
