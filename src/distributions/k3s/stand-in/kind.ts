import type { StandInKind } from "../../shared/stand-in/kind.ts";
import { K3S } from "../kind.ts";
import { CNI_PROGRAM } from "../paths.ts";
import { linesOf } from "./journal.ts";
import { RULES } from "./rules.ts";

/** K3s unpacks itself; the CNI plugins are one program under several names. */
const UNPACKED: StandInKind["bundled"] = {
  [CNI_PROGRAM]: {
    content: "#!/bin/sh\n# Simulated: stands for the CNI plugins K3s brings.\nexit 0\n",
    mode: 0o755,
  },
};

export const KIND: StandInKind = {
  id: K3S.id,
  title: K3S.title,
  program: "k3s",
  programPath: K3S.program,
  unit: K3S.unit,
  agentUnit: "k3s-agent.service",
  etcdClient: "client",
  configPath: K3S.config,
  kubeconfig: K3S.kubeconfig,
  data: K3S.data,
  rules: RULES,
  linesOf,
  podsOf: () => [{ namespace: "kube-system", name: "coredns-5688667fd4-q9w4z" }],
  bundled: UNPACKED,
  agentBundled: UNPACKED,
};
