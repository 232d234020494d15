import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { askStatus } from "./k8sd.ts";

const ASK_MS = 30_000;
const LOOK_EVERY_MS = 2000;

/** By its own word: a node is Ready, and DNS is where the nodes look for it. */
export function readyStep(): Step {
  const params = {};
  return {
    id: "canonical.ready",
    kind: "canonical.ready",
    title: "Wait until k8sd calls the cluster ready",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs: 10_000,
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

export const readyHandler = defineHandler<object, "canonical.ready">("canonical.ready", {
  check: (_, context) => judge(context),
  /** Pods of a feature come and go, and with them what it calls ready. */
  staleAfter: (_, planned) =>
    planned.some(({ id }) => id === "canonical.features" || id === "canonical.snap-k8s"),
  preview: async () => [],
  async run(_, context) {
    const { host, signal, report } = context;
    for (let last = ""; ; await host.clock.sleep(LOOK_EVERY_MS, signal)) {
      const { is, message } = await judge(context);
      if (is === "done") return report({ evidence: message });
      if (message !== last) report({ evidence: message });
      last = message;
    }
  },
});

async function judge({ host, signal }: Pick<CheckContext, "host" | "signal">): Promise<Verdict> {
  const status = await askStatus(host, { signal, timeoutMs: ASK_MS });
  if (status.is !== "told") return todo(status.why);
  const { ready, members } = status.value;
  const pending = members.filter(({ role }) => role === "pending").map(({ name }) => name);
  if (pending.length > 0) return todo(`joining or leaving: ${pending.join(", ")}`);
  return ready ? done("k8sd calls the cluster ready") : todo("k8sd does not call it ready yet");
}
