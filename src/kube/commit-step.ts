import { defineHandler, digestOf, done, type HostView, type Step, todo } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";

export interface CommitParams {
  /** Where the record lies: with the data, so that both go together. */
  readonly path: string;
  readonly cluster: string;
  /** Certificate of the authority that makes this cluster this cluster. */
  readonly caPath: string;
}

/** From here on the host belongs to a cluster: going back is removing it, not an undo. */
export function commitStep(params: CommitParams): Step {
  return {
    id: "cluster.commit",
    kind: "commit.mark",
    title: `Record cluster ${params.cluster} as formed`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "none",
    commit: true,
    usualMs: 100,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export const commitHandler = defineHandler<CommitParams, "commit.mark">("commit.mark", {
  async check(params, { host }) {
    const found = await host.files.readText(params.path);
    if (found === undefined) return todo("not recorded yet");
    const wanted = await recordOf(host, params);
    if (wanted === undefined) return todo("the cluster has no certificate authority yet");
    return found === wanted
      ? done(`recorded in ${params.path}`)
      : todo("the record is of another cluster");
  },
  async preview({ path, cluster }) {
    return [{ subject: path, lines: [{ sign: "+", text: `cluster ${cluster} is formed` }] }];
  },
  async run(params, { host, signal, report }) {
    const record = await recordOf(host, params);
    if (record === undefined)
      throw new BringupError("STEP_FAILED", `${params.caPath} is missing: no cluster was formed`);
    await host.files.writeAtomic(params.path, record, { mode: 0o600, signal });
    report({ evidence: `wrote ${params.path}` });
  },
});

async function recordOf(host: HostView, { cluster, caPath }: CommitParams) {
  const ca = await host.files.readText(caPath);
  if (ca === undefined) return undefined;
  return `${JSON.stringify({ cluster, caSha256: digestOf(ca) })}\n`;
}
