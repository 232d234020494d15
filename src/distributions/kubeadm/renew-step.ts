import {
  defineHandler,
  digestOf,
  done,
  type HostView,
  type Step,
  todo,
} from "../../engine/index.ts";
import { runProgram } from "../shared/run-program.ts";
import { ADMIN_CONF, KUBERNETES, PROGRAMS } from "./paths.ts";
import { leavesOf } from "./phases.ts";

export interface RenewParams {
  /** When the newest was written that is to be replaced, wall time: the same whenever it is planned. */
  readonly formerMs: number;
}

const RENEWED = [
  ...leavesOf().filter((path) => path.endsWith(".crt")),
  ...[ADMIN_CONF, `${KUBERNETES}/controller-manager.conf`, `${KUBERNETES}/scheduler.conf`],
];

/** distributions.md 5.5: all that ends within a year; authorities and the key of the kubelet stay. */
export function renewStep(params: RenewParams): Step {
  return {
    id: "kubeadm.renew",
    kind: "kubeadm.renew",
    title: "Renew the certificates of this control plane for a year",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // The former ones go on being good until their end: nothing has to be taken back.
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 5000,
    limit: { noProgressMs: 60_000, totalMs: 180_000 },
    rerun: "safe",
  };
}

export const renewHandler = defineHandler<RenewParams, "kubeadm.renew">("kubeadm.renew", {
  async check({ formerMs }, { host }) {
    const old = await writtenUntil(host, formerMs);
    return old.length === 0
      ? done(`${RENEWED.length} certificates are new`)
      : todo(`${old[0]} is of before${old.length > 1 ? `, and ${old.length - 1} more` : ""}`);
  },
  async preview() {
    return RENEWED.map((path) => ({ subject: path, lines: [{ sign: "+", text: "for a year" }] }));
  },
  run: (_params, context) =>
    runProgram(
      [`${PROGRAMS}/kubeadm`, "certs", "renew", "all"],
      {
        timeoutMs: 120_000,
        hint: "Read what it says; the former certificates are still in place.",
      },
      context,
    ),
});

/** When the newest of them was written, wall time; `undefined`: there are none. */
export async function certificatesWritten(host: HostView): Promise<number | undefined> {
  const newestMs = Math.max(...(await writtenMs(host)));
  return newestMs > 0 ? newestMs : undefined;
}

async function writtenUntil(host: HostView, atMs: number): Promise<readonly string[]> {
  const written = await writtenMs(host);
  return RENEWED.filter((_, index) => (written[index] ?? 0) <= atMs);
}

async function writtenMs(host: HostView): Promise<readonly number[]> {
  const stats = await Promise.all(RENEWED.map((path) => host.files.stat(path)));
  return stats.map((stat) => stat?.modifiedMs ?? 0);
}
