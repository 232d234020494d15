/** Clients of etcd, by gRPC and by its JSON gateway: members, leader, size, alarms, lag; and what takes a member out. */
export { removeEtcdMember } from "./change.ts";
export { type GaugeSight, type GaugeWay, lookAtGauges } from "./gauges.ts";
export { type EtcdClient, openEtcdGrpc } from "./grpc.ts";
export { type EtcdJudgement, judgeEtcd } from "./judge.ts";
export { type EtcdLook, type EtcdWay, lookAtEtcd } from "./look.ts";
export type { EtcdMember, EtcdSight } from "./sight.ts";
