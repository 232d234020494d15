import { defineHandler, digestOf, done, type Step, todo, unclear } from "../../engine/index.ts";
import { idle, settled } from "./snap-wait.ts";
import { actOnSnap, askSnapd } from "./snapd.ts";

/** Without it snapd takes the next release by itself, in the middle of a working day. */
export function holdStep(): Step {
  const params = {};
  return {
    id: "canonical.hold",
    kind: "canonical.hold",
    title: "Hold refreshes of snap k8s",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 500,
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

export const holdHandler = defineHandler<object, "canonical.hold">("canonical.hold", {
  async check(_, { host, signal }) {
    const found = await askSnapd.snap(host, "k8s", signal);
    if (found.is === "told")
      return found.value.hold === undefined
        ? todo("snapd refreshes it by itself")
        : done(`held until ${found.value.hold}`);
    return found.is === "refused" && found.kind !== "snap-not-found"
      ? unclear(found.why)
      : todo("it is not installed yet");
  },
  /** Another revision is not held because the one before it was. */
  staleAfter: (_, planned) => planned.some(({ id }) => id === "canonical.snap-k8s"),
  preview: async () => [
    { subject: "snap k8s", lines: [{ sign: "+", text: "not refreshed by itself" }] },
  ],
  async run(_, context) {
    const { host, signal, report } = context;
    await idle(context);
    const action = { action: "hold", time: "forever", "hold-level": "general" };
    await settled("holding snap k8s", await actOnSnap(host, "k8s", { action, signal }), context);
    report({ evidence: "refreshes are held" });
  },
  async undo(_, __, context) {
    const { host, signal } = context;
    await idle(context);
    const found = await askSnapd.snap(host, "k8s", signal);
    if (found.is !== "told" || found.value.hold === undefined) return;
    const begun = await actOnSnap(host, "k8s", { action: { action: "unhold" }, signal });
    await settled("letting go of snap k8s", begun, context);
  },
});
