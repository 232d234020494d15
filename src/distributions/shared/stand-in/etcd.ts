import type { ApiResponse } from "../../stand-in/api.ts";
import { isVoter, type Member } from "../../stand-in/members.ts";
import type { Replica } from "../../stand-in/replica.ts";
import { json } from "../../stand-in/replies.ts";

/** 127.0.0.1:2381 of an etcd, distributions.md 3.4 and 7.1, and its JSON gateway. */
export function answerEtcd(replica: Replica, path: string): ApiResponse {
  const leader = replica.leader();
  const own = replica.own();
  if (path === "/health")
    return {
      status: leader === undefined ? 503 : 200,
      type: "application/json",
      body:
        leader === undefined
          ? '{"health":"false","reason":"RAFT NO LEADER"}'
          : '{"health":"true","reason":""}',
    };
  if (path === "/v3/maintenance/status") return json(200, statusOf(replica));
  if (path === "/v3/cluster/member/list") return json(200, listOf(replica));
  if (path !== "/metrics") return { status: 404, type: "text/plain", body: "404 page not found\n" };
  const gauges = {
    etcd_server_has_leader: leader === undefined ? 0 : 1,
    etcd_server_is_leader: leader !== undefined && leader.id === own?.id ? 1 : 0,
    etcd_server_is_learner: own === undefined || isVoter(own) ? 0 : 1,
    etcd_server_leader_changes_seen_total: 1,
    etcd_mvcc_db_total_size_in_bytes: replica.store().text().length,
  };
  const lines = Object.entries(gauges).map(
    ([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`,
  );
  const body = [...lines, ...idLines(replica)].join("");
  return { status: 200, type: "text/plain", body };
}

/** As `etcd_server_id` and `etcd_network_active_peers` of etcd 3.5 name them: one line for each other. */
function idLines(replica: Replica): readonly string[] {
  const own = replica.own()?.id ?? "0";
  const others = replica.list().members.filter(({ id }) => id !== own);
  return [
    `etcd_server_id{server_id="${own}"} 1\n`,
    ...others.map(({ id }) => `etcd_network_active_peers{Local="${own}",Remote="${id}"} 1\n`),
  ];
}

/** As etcd says it of itself; numbers of 64 bits are text. */
export function statusOf(replica: Replica) {
  const own = replica.own();
  const leader = replica.leader();
  const entries = (BigInt(replica.store().revision()) - 9_007_199_254_740_992n).toString();
  return {
    header: headerOf(own),
    version: "3.6.4",
    dbSize: String(replica.store().text().length),
    ...(leader === undefined ? {} : { leader: decimal(leader) }),
    raftIndex: entries,
    raftAppliedIndex: entries,
    ...(own !== undefined && !isVoter(own) && { isLearner: true }),
  };
}

export function listOf(replica: Replica) {
  return {
    header: headerOf(replica.own()),
    members: replica.list().members.map((member) => ({
      ID: decimal(member),
      name: member.name,
      peerURLs: [`https://${member.address}:2380`],
      clientURLs: [`https://${member.address}:2379`],
      ...(isVoter(member) ? {} : { isLearner: true }),
    })),
  };
}

function headerOf(own: Member | undefined) {
  return { member_id: own === undefined ? "0" : decimal(own), raft_term: "2" };
}

function decimal({ id }: Member): string {
  return BigInt(`0x${id}`).toString();
}
