import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { CRICTL, observeContainers, type RunningContainer } from "./containers.ts";
import { ADMIN_CONF, type STATIC_PODS, UNIT } from "./paths.ts";
import { certificatesWritten } from "./renew-step.ts";

export interface RestartPodParams {
  readonly pod: (typeof STATIC_PODS)[number];
}

const LOOK_EVERY_MS = 1000;
const LIMIT_MS = 180_000;
/** etcd and the API server end what they do; as their pods are given. */
const GRACE_SECONDS = 30;

/**
 * Its container is ended, and the kubelet starts another: its manifest stays where it is, so that a power cut
 * leaves nothing behind.
 */
export function restartPodStep(params: RestartPodParams): Step {
  const { pod } = params;
  return {
    id: `kubeadm.restart-${pod}`,
    kind: "kubeadm.restart-pod",
    title: `Restart ${pod} with what was renewed`,
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 15_000,
    limit: { noProgressMs: LIMIT_MS + 30_000, totalMs: 2 * LIMIT_MS },
    rerun: "safe",
  };
}

export const restartPodHandler = defineHandler<RestartPodParams, "kubeadm.restart-pod">(
  "kubeadm.restart-pod",
  {
    async check(params, context) {
      const found = await observeContainers(context.host, context.signal);
      if (found.is === "unknown") return unclear(found.why);
      if (found.is === "absent") return unclear("crictl is not on this host");
      return isNew(found.value, params, (await certificatesWritten(context.host)) ?? 0)
        ? done(`${params.pod} was started after the change`)
        : todo(`${params.pod} runs since before the change`);
    },
    /** Told at the same time as what it reads. */
    staleAfter: (_params, planned) => planned.some(({ id }) => id === "kubeadm.renew"),
    preview: async ({ pod }) => [{ subject: pod, lines: [] }],
    async run(params, context) {
      const before = await containersOf(params, context);
      const writtenMs = (await certificatesWritten(context.host)) ?? 0;
      const old = before.filter(({ createdMs }) => createdMs < writtenMs);
      for (const { id } of old) await stop(id, context);
      await untilNew(params, writtenMs, context);
    },
  },
);

/** Started after its certificates were written, it has read them. */
function isNew(
  all: readonly RunningContainer[],
  { pod }: RestartPodParams,
  writtenMs: number,
): boolean {
  return all.some(({ name, createdMs }) => name === pod && createdMs >= writtenMs);
}

async function containersOf(
  { pod }: RestartPodParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<readonly RunningContainer[]> {
  const found = await observeContainers(host, signal);
  if (found.is === "known") return found.value.filter(({ name }) => name === pod);
  const why = found.is === "unknown" ? found.why : "crictl is not on this host";
  throw new BringupError("STEP_FAILED", why, { hint: "See that containerd runs, then resume." });
}

async function stop(id: string, { host, signal }: RunContext): Promise<void> {
  const argv = [...CRICTL, "stop", `--timeout=${GRACE_SECONDS}`, id] as const;
  const outcome = await host.exec(argv, { timeoutMs: 2 * GRACE_SECONDS * 1000, signal });
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  const why = outcome.is === "exited" ? outcome.stderr.trim().slice(0, 200) : outcome.is;
  throw new BringupError("STEP_FAILED", `crictl stop ${id}: ${why}`);
}

async function untilNew(
  params: RestartPodParams,
  writtenMs: number,
  context: RunContext,
): Promise<void> {
  const { host, signal, report } = context;
  const untilMs = host.clock.monotonicMs() + LIMIT_MS;
  while (!isNew(await containersOf(params, context), params, writtenMs)) {
    if (host.clock.monotonicMs() > untilMs)
      throw new BringupError("CLUSTER_START_FAILED", `${params.pod} does not come back`, {
        hint: `Read its log with crictl logs, and journalctl -u ${UNIT}.`,
      });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
  report({ evidence: `${params.pod} was started anew` });
}
