/** A client of etcd's JSON gateway that can only look: members, leader, size, alarms, lag. */
export { type GaugeSight, type GaugeWay, lookAtGauges } from "./gauges.ts";
export { type EtcdJudgement, judgeEtcd } from "./judge.ts";
export {
  type EtcdLook,
  type EtcdMember,
  type EtcdSight,
  type EtcdWay,
  lookAtEtcd,
} from "./look.ts";
