import { defineHandler, digestOf, done, type Step, todo } from "../../engine/index.ts";
import { BOOTSTRAP_CONF, JOIN_CONFIG } from "./paths.ts";

export interface ForgetJoinParams {
  /** They hold a token or a key. */
  readonly paths: readonly string[];
}

/** Nobody needs what let this host in once it is in. */
export function forgetJoinStep(): Step {
  const params: ForgetJoinParams = { paths: [JOIN_CONFIG, BOOTSTRAP_CONF] };
  return {
    id: "kubeadm.forget-join",
    kind: "kubeadm.forget-join",
    title: "Remove the token and the key that this host joined with",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "none",
    usualMs: 50,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export const forgetJoinHandler = defineHandler<ForgetJoinParams, "kubeadm.forget-join">(
  "kubeadm.forget-join",
  {
    async check({ paths }, { host }) {
      const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
      const left = paths.filter((_, index) => stats[index] !== undefined);
      return left.length === 0 ? done("nothing of it is left") : todo(`${left.join(", ")} is left`);
    },
    /** They are written in this very run. */
    staleAfter: ({ paths }, planned) =>
      planned.some(({ params }) => paths.includes(String(Object(params).path))),
    async preview({ paths }) {
      return paths.map((path) => ({ subject: path, lines: [{ sign: "-", text: "(private)" }] }));
    },
    async run({ paths }, { host, report }) {
      for (const path of paths) {
        if ((await host.files.stat(path)) === undefined) continue;
        await host.files.remove(path);
        report({ evidence: `removed ${path}` });
      }
    },
  },
);
