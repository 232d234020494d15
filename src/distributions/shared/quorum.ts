import type { StoreReport } from "../../datastore/index.ts";
import type { Blocked, Fact } from "../../engine/index.ts";

/**
 * Pure. distributions.md 8.3 rules 1, 2 and 7: before a member is stopped every voter is well, none is
 * still on its way, and the others are enough without this one.
 */
export function quorumObstacles(stores: Fact<readonly StoreReport[]>): readonly Blocked[] {
  if (stores.is === "unknown") return [atRisk(`the datastore cannot be asked: ${stores.why}`)];
  if (stores.is === "absent") return [];
  return stores.value.flatMap(storeProblems).map(atRisk);
}

function storeProblems({ title, kind, members }: StoreReport): readonly string[] {
  if (kind !== "etcd") return [];
  return members.flatMap(memberProblems).map((problem) => `${title}: ${problem}`);
}

function memberProblems(member: StoreReport["members"][number]): readonly string[] {
  const { name, role, reach, alarms = [], isThisHost, stop, why = "no answer" } = member;
  if (alarms.length > 0) return [`${name} raises ${alarms.join(", ")}`];
  if (role !== "voter") return [`${name} is a ${role}, and no voter yet`];
  if (isThisHost) return stop.answer === "yes" ? [] : [stop.why];
  return reach === "online" ? [] : [`${name} does not answer: ${why}`];
}

function atRisk(message: string): Blocked {
  return {
    code: "QUORUM_AT_RISK",
    message,
    hint: "Wait until bringup status shows every member well, then plan again.",
  };
}
