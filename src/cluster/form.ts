import { judgeArtefacts, observeArtefactSet } from "../artefacts/index.ts";
import { type Capabilities, DISTRIBUTIONS, loadDriver } from "../distributions/index.ts";
import type { Blocked, Fact, HostView } from "../engine/index.ts";
import type { ClusterSpec } from "../spec/index.ts";
import { observeArtefactVersion } from "./facts.ts";

/** What a form for the cluster section offers: choices and defaults, none of them written by hand. */
export interface ClusterForm {
  readonly distributions: readonly FormDistribution[];
}

export interface FormDistribution {
  readonly id: string;
  readonly title: string;
  /** What its makers say of it: `tech preview`. */
  readonly label?: string;
  readonly capabilities: Capabilities;
  /** What can be done once to a cluster of it. */
  readonly operations: readonly string[];
}

export async function clusterForm(): Promise<ClusterForm> {
  const distributions = await Promise.all(
    DISTRIBUTIONS.map(async ({ id, title }) => {
      const { capabilities, compatibility, operations = {}, join } = await loadDriver(id);
      const own = join === undefined ? [] : ["let-in"];
      const label = compatibility?.label;
      return {
        ...{ id, title, capabilities, operations: [...own, ...Object.keys(operations)] },
        ...(label === undefined ? {} : { label }),
      };
    }),
  );
  return { distributions };
}

/** What an artefacts directory holds for one distribution, before anything is asked for. */
export interface FoundArtefacts {
  /** Known only when the set is sound. */
  readonly version: Fact<string>;
  readonly problems: readonly Blocked[];
}

export interface ArtefactQuestion {
  readonly distribution: string;
  readonly directory: string;
  readonly architecture: string;
  readonly cni?: ClusterSpec["cni"];
  readonly signal: AbortSignal;
}

export async function lookAtArtefacts(
  host: HostView,
  { distribution, directory, architecture, cni, signal }: ArtefactQuestion,
): Promise<FoundArtefacts> {
  const driver = await loadDriver(distribution);
  const cluster: ClusterSpec = {
    name: "any",
    distribution,
    version: "0.0.0",
    artefacts: directory,
    ...(cni === undefined ? {} : { cni }),
  };
  const names = driver.artefactNames(cluster, architecture);
  const set = await observeArtefactSet(host, directory, { architecture, hash: names, signal });
  if (set.is !== "known") return { version: set, problems: [] };
  const problems = judgeArtefacts(set.value, { names });
  const sound = problems.length === 0 ? set.value : undefined;
  return { version: await observeArtefactVersion(host, driver, { set: sound, signal }), problems };
}
