import { defineHandler, digestOf, done, type Step, todo } from "../../engine/index.ts";
import { busyWith, idle } from "./snap-wait.ts";

/** snapd takes one thing after the other, and none before it has unpacked what its image brought. */
export function snapdStep(): Step {
  const params = {};
  return {
    id: "canonical.snapd",
    kind: "canonical.snapd",
    title: "Wait until snapd is at rest",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs: 2000,
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

export const snapdHandler = defineHandler<object, "canonical.snapd">("canonical.snapd", {
  async check(_, { host, signal }) {
    const why = await busyWith(host, signal);
    return why === undefined ? done("snapd is at rest") : todo(why);
  },
  preview: async () => [],
  async run(_, context) {
    await idle(context);
    context.report({ evidence: "snapd is at rest" });
  },
});
