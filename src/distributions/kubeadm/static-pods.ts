import type { HostView, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeContainers } from "./containers.ts";
import { ASIDE, manifestOf, STATIC_PODS, UNIT } from "./paths.ts";

const LOOK_EVERY_MS = 2000;
/** The kubelet looks each 20 s, and a pod has 30 s to end; after a boot containerd comes up first. */
const STOP_MS = 240_000;

/** Ends the control plane of this host: the kubelet ends a pod whose manifest went. Can be repeated. */
export async function putAside(context: RunContext): Promise<void> {
  const { files } = context.host;
  await files.makeDirectory(ASIDE, { mode: 0o700 });
  // Whoever needs another ends before it.
  for (const pod of STATIC_PODS.toReversed()) {
    if ((await files.stat(manifestOf(pod))) === undefined) continue;
    await files.remove(asideOf(pod));
    await files.move(manifestOf(pod), asideOf(pod));
    context.report({ evidence: `${pod} is to end` });
  }
  await untilGone(context);
}

/** Starts it again: each pod whose manifest is back. Can be repeated. */
export async function putBack({
  host,
  report,
}: Pick<RunContext, "host" | "report">): Promise<void> {
  for (const pod of STATIC_PODS) {
    if ((await host.files.stat(asideOf(pod))) === undefined) continue;
    if ((await host.files.stat(manifestOf(pod))) === undefined)
      await host.files.move(asideOf(pod), manifestOf(pod));
    report({ evidence: `${pod} is to start` });
  }
  await host.files.removeTree(ASIDE);
}

function asideOf(pod: (typeof STATIC_PODS)[number]): string {
  return `${ASIDE}/${pod}.yaml`;
}

async function untilGone({ host, signal, report }: RunContext): Promise<void> {
  const untilMs = host.clock.monotonicMs() + STOP_MS;
  for (let last = ""; ; ) {
    const left = await stillRunning(host, signal);
    if (left === "") return report({ evidence: "the control plane of this host stands still" });
    if (host.clock.monotonicMs() > untilMs)
      throw new BringupError("STEP_FAILED", `the control plane does not end: ${left}`, {
        hint: `See that ${UNIT} and containerd run, then resume.`,
      });
    if (left !== last) report({ evidence: left });
    last = left;
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** In words; empty: nothing of it runs. */
async function stillRunning(host: HostView, signal: AbortSignal): Promise<string> {
  const found = await observeContainers(host, signal);
  if (found.is === "unknown") return found.why;
  if (found.is === "absent") return "crictl is not on this host";
  const names = new Set<string>(STATIC_PODS);
  const left = found.value.filter(({ name }) => names.has(name)).map(({ name }) => name);
  return left.length === 0 ? "" : `${left.join(", ")} still run`;
}
