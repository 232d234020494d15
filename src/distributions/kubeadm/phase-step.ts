import { defineHandler, digestOf, type RunContext, type Step } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { explain, short } from "../evidence.ts";
import { FROM_A_COPY, judge, namesLacking, noteText, tornIn } from "./effects.ts";
import { COMMIT, CONFIG, PKI, PROGRAMS, UNIT } from "./paths.ts";
import type { Effect, Phase } from "./phases.ts";
import { SIGNATURES } from "./signatures.ts";

export interface PhaseParams {
  readonly words: readonly string[];
  readonly effect: Effect;
  /** Named as file steps name theirs: who reads it at a start is stale after this phase. */
  readonly path?: string;
}

/** One phase of `kubeadm init`, alone: each can be repeated, so nothing is ever reset to go on. */
export function phaseStep(phase: Phase, { isFormed }: { readonly isFormed: boolean }): Step {
  const { name, words, title, usualMs, effect, path } = phase;
  const params: PhaseParams = { words, effect, ...(path === undefined ? {} : { path }) };
  return {
    id: `kubeadm.${name}`,
    kind: "kubeadm.phase",
    title,
    params,
    inputsDigest: digestOf(params),
    impact: isFormed ? "restart" : "none",
    // Taking back the claim takes along all that was made.
    undo: isFormed ? "none" : "compensate",
    usualMs,
    limit: { noProgressMs: 120_000, totalMs: 360_000 },
    rerun: "safe",
  };
}

export const phaseHandler = defineHandler<PhaseParams, "kubeadm.phase">("kubeadm.phase", {
  check: ({ effect }, context) => judge(effect, context),
  preview: async ({ words }) => [{ subject: `kubeadm init phase ${words.join(" ")}`, lines: [] }],
  async run({ words, effect }, context) {
    await clearTorn(effect, context);
    await runPhase(words, context);
    if (effect.is === "checked") {
      const { files } = context.host;
      const text = await noteText(context.host);
      await files.writeAtomic(effect.note, text, { mode: 0o600, signal: context.signal });
    }
    context.report({ evidence: `kubeadm ended well: ${words.join(" ")}` });
  },
});

/**
 * kubeadm keeps what it finds and refuses what it cannot read. Files that a power cut left half written
 * are taken away first, and a certificate that lacks a name; never in a cluster that is formed.
 */
async function clearTorn(effect: Effect, context: RunContext): Promise<void> {
  const { host, report } = context;
  const torn = await tornIn(effect, context);
  if (torn.length > 0 && (await host.files.stat(COMMIT)) !== undefined)
    throw new BringupError("CLUSTER_START_FAILED", `${torn[0]} cannot be read`, {
      hint: FROM_A_COPY,
    });
  const lacking = effect.is === "certificates" ? await namesLacking(effect, host) : [];
  const old = lacking.length === 0 ? [] : [`${PKI}/apiserver.crt`, `${PKI}/apiserver.key`];
  for (const path of [...torn, ...old]) {
    await host.files.remove(path);
    report({ evidence: `${path} is made anew` });
  }
}

const LIMIT_MS = 300_000;

async function runPhase(words: readonly string[], { host, signal, report }: RunContext) {
  const lines: string[] = [];
  const outcome = await host.exec(
    [`${PROGRAMS}/kubeadm`, "init", "phase", ...words, "--config", CONFIG],
    {
      timeoutMs: LIMIT_MS,
      signal,
      onLine(line) {
        lines.push(line);
        report({ evidence: short(line) });
      },
    },
  );
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  const what = `kubeadm init phase ${words.join(" ")}`;
  if (outcome.is !== "exited")
    throw new BringupError("CLUSTER_START_FAILED", `${what}: ${outcome.is}`, {
      hint: `Read the journal: journalctl -u ${UNIT}.`,
    });
  throw refusalOf(what, lines);
}

/** Its cause where it is known, else its own last words. */
function refusalOf(what: string, lines: readonly string[]): BringupError {
  const known = explain(SIGNATURES, lines);
  if (known !== undefined) {
    const { cause, remedy, code } = known.signature;
    return new BringupError("CLUSTER_START_FAILED", `${cause} (${short(known.line.trim())})`, {
      hint: remedy,
      details: { code },
    });
  }
  const said =
    lines.findLast((line) => /^error:|\[ERROR /i.test(line.trim())) ?? lines.at(-1) ?? "";
  return new BringupError("CLUSTER_START_FAILED", `${what}: ${short(said.trim())}`, {
    hint: "Mend what it says, then resume: what is done already stays.",
  });
}
