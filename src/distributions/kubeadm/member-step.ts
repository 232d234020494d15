import { defineHandler, type RunContext, type Step } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeAccess } from "./access.ts";
import { firstThatKnows, observeEtcdUrls, takeOut } from "./etcd-peers.ts";
import { ADMIN_CONF, ETCD_PKI, manifestOf } from "./paths.ts";
import { type PhaseParams, phaseHandler, phaseStep } from "./phase-step.ts";
import type { Phase } from "./phases.ts";

export interface MemberParams extends PhaseParams {
  /** Address this host is a member by. */
  readonly address: string;
}

/** From its end on this host has a vote: going back is leaving, an operation of its own. */
export function memberStep(phase: Phase, address: string): Step {
  const step = phaseStep(phase, { isFormed: false });
  const params: MemberParams = { ...(step.params as PhaseParams), address };
  return {
    ...step,
    kind: "kubeadm.member",
    params,
    impact: "restart",
    commit: true,
    lock: ADMIN_CONF,
    limit: { noProgressMs: 300_000, totalMs: 1_200_000 },
  };
}

export const memberHandler = defineHandler<MemberParams, "kubeadm.member">("kubeadm.member", {
  check: (params, context) => phaseHandler.check(params, context),
  preview: (params, context) => phaseHandler.preview(params, context),
  async run(params, context) {
    await refuseLacking(context);
    if ((await context.host.files.stat(manifestOf("etcd"))) === undefined)
      await refuseUnwell(params.address, context);
    await phaseHandler.run(params, context);
  },
  /** Cut off or failed in the middle: a learner that never comes up keeps all others out. */
  async undo({ address }, _captured, context) {
    await takeOutOwn(address, context);
  },
});

/** distributions.md 5.1: the API server of a hardened cluster never starts without the files that it is told of. */
async function refuseLacking({ host }: RunContext): Promise<void> {
  const text = (await host.files.readText(manifestOf("kube-apiserver"))) ?? "";
  const named = text.matchAll(/--(?:audit-policy-file|encryption-provider-config)=(\S+)/g);
  for (const [, path = ""] of named)
    if ((await host.files.stat(path)) === undefined)
      throw new BringupError(
        "CLUSTER_REFUSED",
        `the API servers of this cluster read ${path}, which is not on this host`,
        { hint: "The cluster is hardened: set spec.cluster.hardening to cis here too, then join." },
      );
}

/** distributions.md 8.3 rules 1 and 2: every voter is well and nobody else is on its way, before one is added. */
async function refuseUnwell(address: string, { host, signal }: RunContext): Promise<void> {
  const access = await observeAccess(host);
  if (access.is !== "known") return;
  const urls = await observeEtcdUrls(host, access.value.kube, signal);
  const others = urls.is === "known" ? urls.value.filter((url) => !isAt(url, address)) : [];
  for (const url of others) {
    const source = await firstThatKnows(host, [url], signal);
    const learner = source?.members.find(
      ({ isLearner, peerUrls }) => isLearner && !peerUrls.some((peer) => isAt(peer, address)),
    );
    if (source === undefined || learner !== undefined)
      throw new BringupError(
        "CLUSTER_REFUSED",
        learner === undefined
          ? `the member of etcd at ${url} does not answer`
          : `${learner.name || "another host"} is still on its way into etcd`,
        { hint: "Wait until bringup status of a member shows every member well, then resume." },
      );
  }
}

async function takeOutOwn(address: string, { host, signal, report }: RunContext): Promise<void> {
  if ((await host.files.stat(`${ETCD_PKI}/server.key`)) === undefined) return;
  const access = await observeAccess(host);
  if (access.is !== "known") return;
  const urls = await observeEtcdUrls(host, access.value.kube, signal);
  if (urls.is === "unknown") throw new Error(`who is in etcd cannot be asked: ${urls.why}`);
  const others = urls.is === "known" ? urls.value.filter((url) => !isAt(url, address)) : [];
  if (others.length === 0) return;
  const source = await firstThatKnows(host, others, signal);
  if (source === undefined) throw new Error(`no member of etcd answers: ${others.join(", ")}`);
  const own = source.members.find(({ peerUrls }) => peerUrls.some((url) => isAt(url, address)));
  if (own === undefined) return;
  await takeOut(host, { url: source.url, id: own.id }, signal);
  report({ evidence: `took ${own.name || address} out of etcd again` });
}

function isAt(url: string, address: string): boolean {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, "") === address;
}
