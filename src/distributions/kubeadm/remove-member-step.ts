import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type Step,
  todo,
  unclear,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeAccess } from "./access.ts";
import { KEYS_GONE } from "./delete-node-step.ts";
import { type EtcdSource, firstThatKnows, observeEtcdUrls, takeOut } from "./etcd-peers.ts";
import { ADMIN_CONF } from "./paths.ts";

export interface RemoveMemberParams {
  /** Of the member; kubeadm names it as its node. */
  readonly name: string;
  /** Where the others can be asked once this host is none of them. */
  readonly urls: readonly string[];
  /** It is that of this host: once its keys are gone it has left, and nobody can be asked. */
  readonly isOwn?: true;
}

const OWN = "https://127.0.0.1:2379";

/** It can never come back with its data: whoever returns joins as another member. */
export function removeMemberStep(params: RemoveMemberParams): Step {
  return {
    id: "kubeadm.remove-member",
    kind: "kubeadm.remove-member",
    title: `Take ${params.name} out of etcd for good`,
    params,
    inputsDigest: digestOf(params),
    impact: "node-down",
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 2000,
    limit: { noProgressMs: 60_000, totalMs: 180_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export const removeMemberHandler = defineHandler<RemoveMemberParams, "kubeadm.remove-member">(
  "kubeadm.remove-member",
  {
    async check(params, context) {
      const hasLeft = params.isOwn && (await context.host.files.stat(ADMIN_CONF)) === undefined;
      if (hasLeft) return done(KEYS_GONE);
      const source = await sourceOf(params, context);
      if (source === undefined) return unclear("no member of etcd answers");
      return memberIn(source, params) === undefined
        ? done(`${params.name} is no member of etcd`)
        : todo(`${params.name} is a member of etcd`);
    },
    preview: async ({ name }) => [{ subject: "etcd", lines: [{ sign: "-", text: name }] }],
    async run(params, context) {
      const source = await sourceOf(params, context);
      if (source === undefined)
        throw new BringupError("STEP_FAILED", "no member of etcd answers", {
          hint: "Without a quorum nobody can be taken out: see the recovery of bringup doctor.",
        });
      const member = memberIn(source, params);
      if (member === undefined) return;
      await takeOut(context.host, { url: source.url, id: member.id }, context.signal);
      context.report({ evidence: `${params.name} is no member of etcd any more` });
    },
  },
);

function memberIn({ members }: EtcdSource, { name }: RemoveMemberParams) {
  return members.find((member) => member.name === name);
}

/** Whoever is taken out is the last to be asked: it does not know what became of it. */
async function sourceOf(
  { urls }: RemoveMemberParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<EtcdSource | undefined> {
  const found = await urlsFromCluster(host, signal);
  return await firstThatKnows(host, [...new Set([...urls, ...found, OWN])], signal);
}

async function urlsFromCluster(host: HostView, signal: AbortSignal): Promise<readonly string[]> {
  const access = await observeAccess(host);
  if (access.is !== "known") return [];
  const urls = await observeEtcdUrls(host, access.value.kube, signal);
  return urls.is === "known" ? urls.value : [];
}
