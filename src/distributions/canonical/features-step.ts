import {
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { askStatus } from "./k8sd.ts";
import { putConfig } from "./k8sd-change.ts";
import type { FeatureSwitches } from "./render.ts";
import type { ToldStatus } from "./status-shape.ts";

export interface FeaturesParams {
  readonly features: FeatureSwitches;
}

const ASK_MS = 30_000;
const LOOK_EVERY_MS = 1000;

/** Switched by the API of the cluster; its configuration file is read once, when it is formed. */
export function featuresStep(
  features: FeatureSwitches,
  { isFormed }: { readonly isFormed: boolean },
): Step {
  const on = Object.entries(features).flatMap(([name, isOn]) => (isOn ? [name] : []));
  const params: FeaturesParams = { features };
  return {
    id: "canonical.features",
    kind: "canonical.features",
    title: `Have these features on: ${on.join(", ") || "none"}`,
    params,
    inputsDigest: digestOf(params),
    impact: isFormed ? "restart" : "none",
    undo: isFormed ? "none" : "compensate",
    usualMs: 10_000,
    limit: { noProgressMs: 180_000, totalMs: 600_000 },
    rerun: "safe",
  };
}

export const featuresHandler = defineHandler<FeaturesParams, "canonical.features">(
  "canonical.features",
  {
    async check({ features }, { host, signal }): Promise<Verdict> {
      const status = await askStatus(host, { signal, timeoutMs: ASK_MS });
      if (status.is === "no-cluster" || status.is === "down") return todo(status.why);
      if (status.is !== "told") return unclear(status.why);
      const other = differing(features, status.value);
      return other.length === 0 ? done("they are as asked") : todo(other.join(", "));
    },
    async preview({ features }, { host, signal }) {
      const status = await askStatus(host, { signal, timeoutMs: ASK_MS });
      const other = status.is === "told" ? differing(features, status.value) : [];
      return [{ subject: "features", lines: other.map((text) => ({ sign: "+" as const, text })) }];
    },
    async run({ features }, context) {
      const { host, signal, report } = context;
      const config = Object.fromEntries(
        Object.entries(features).map(([name, enabled]) => [name, { enabled }]),
      );
      const put = await putConfig(host, config, { signal, timeoutMs: ASK_MS });
      if (put.is !== "told")
        throw new BringupError("CLUSTER_START_FAILED", `k8sd takes no features: ${put.why}`);
      await follow(features, context);
      report({ evidence: "they are as asked" });
    },
    /** Taking back the cluster takes them along. */
    undo: async () => undefined,
  },
);

async function follow(features: FeatureSwitches, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  for (;;) {
    const status = await askStatus(host, { signal, timeoutMs: ASK_MS });
    const other = status.is === "told" ? differing(features, status.value) : undefined;
    if (other?.length === 0) return;
    report({ evidence: other?.join(", ") ?? (status.is === "told" ? "" : status.why) });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function differing(wanted: FeatureSwitches, { features }: ToldStatus): readonly string[] {
  const told = new Map(features.map(({ name, isEnabled }) => [name, isEnabled]));
  return Object.entries(wanted)
    .filter(([name, isOn]) => told.get(name) !== isOn)
    .map(([name, isOn]) => `${name} shall be ${isOn ? "on" : "off"}`);
}
