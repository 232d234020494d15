import { callBringup } from "../../stand-in/script.ts";

/** A script that calls the stand-in; services that are only there are asleep, which costs nothing. */
export function programOf(name: string): string {
  const awake = ["k8s", "k8sd", "kube-apiserver", "etcd", "k8s-dqlite"];
  return awake.includes(name) ? callingScript(name) : SLEEPING;
}

const SLEEPING = `#!/bin/sh
# Simulated: a service that is only there.
exec sleep 2000000
`;

export function callingScript(name: string): string {
  return `#!/bin/sh
# Simulated: stands for ${name} in a rehearsal, or on a machine there for tests. It runs no containers.
${callBringup(`canonical ${name}`)}`;
}
