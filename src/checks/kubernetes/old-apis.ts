import { sanitize } from "../../text/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { openClusterApi } from "./cluster-api.ts";

const MOST_SHOWN = 12;

export const oldApis = defineCheck({
  ...ruleOf("kubernetes.old-apis"),
  needs: [],
  async run(_, context) {
    const ask = await openClusterApi(context);
    if (ask === undefined) return skip("no cluster on this host yet");
    const used = usedApis(await ask("/metrics"));
    const wanted = context.document?.spec.cluster?.version;
    const gone = used.filter(({ removedIn }) => isGoneIn(removedIn, wanted));
    const evidence = used.slice(0, MOST_SHOWN).map(({ shown, removedIn }) => {
      return removedIn === "" ? `${shown}: deprecated` : `${shown}: gone in ${removedIn}`;
    });
    if (gone.length === 0)
      return pass(used.length === 0 ? "none" : `${used.length} old ones, none gone yet`, {
        evidence,
      });
    return warn(gone.map(({ shown }) => shown).join(", "), {
      code: "OLD_API_IN_USE",
      expected: wanted === undefined ? "none that goes" : `none that is gone in ${wanted}`,
      remedy: "Find who asks for them in the audit log of the API, and update that first.",
      why: "After the upgrade these requests fail, and so does whoever makes them.",
      evidence,
    });
  },
});

interface UsedApi {
  /** `policy/v1beta1 podsecuritypolicies`. */
  readonly shown: string;
  /** `1.25`; empty: nobody said when. */
  readonly removedIn: string;
}

/** Kubernetes, metrics: one line for each API that is deprecated and was asked for since the start. */
function usedApis(metrics: string): readonly UsedApi[] {
  const lines = metrics.matchAll(/^apiserver_requested_deprecated_apis\{([^}]*)\} 1(?:\.0*)?$/gm);
  const used = [...lines].map(([, labels = ""]) => {
    const label = (name: string) =>
      sanitize(new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? "");
    const version = [label("group"), label("version")].filter((word) => word !== "").join("/");
    return { shown: `${version} ${label("resource")}`, removedIn: label("removed_release") };
  });
  return used.filter(
    ({ shown }, index) => used.findIndex((other) => other.shown === shown) === index,
  );
}

/** Without a version that is asked for, whatever goes one day counts. */
function isGoneIn(removedIn: string, wanted: string | undefined): boolean {
  if (removedIn === "") return false;
  return wanted === undefined || minorOf(removedIn) <= minorOf(wanted);
}

const minorOf = (version: string): number => {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
};
