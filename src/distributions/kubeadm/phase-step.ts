import {
  type Argv,
  defineHandler,
  digestOf,
  type RunContext,
  type Step,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { explain, short } from "../evidence.ts";
import { FROM_A_COPY, judge, namesLacking, noteText, tornIn } from "./effects.ts";
import { COMMIT, CONFIG, JOIN_CONFIG, PKI, PROGRAMS, UNIT } from "./paths.ts";
import type { Effect, Phase } from "./phases.ts";
import { SIGNATURES } from "./signatures.ts";

export interface PhaseParams {
  readonly words: readonly string[];
  readonly effect: Effect;
  /** Named as file steps name theirs: who reads it at a start is stale after this phase. */
  readonly path?: string;
  /** Absent: of `init`. */
  readonly of?: "join";
}

/** One phase of kubeadm, alone: each can be repeated, so nothing is ever reset to go on. */
export function phaseStep(phase: Phase, { isFormed }: { readonly isFormed: boolean }): Step {
  const { name, title, usualMs, effect, ...told } = phase;
  const params: PhaseParams = { effect, ...told };
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
  preview: async (params) => [{ subject: commandOf(params), lines: [] }],
  async run(params, context) {
    const { words, effect } = params;
    await clearTorn(effect, context);
    await runPhase(params, context);
    if (effect.is === "checked") {
      const { files } = context.host;
      const text = await noteText(context.host, effect);
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

function commandOf(params: Pick<PhaseParams, "words" | "of">): string {
  return `kubeadm ${params.of ?? "init"} phase ${params.words.join(" ")}`;
}

async function runPhase(params: PhaseParams, context: RunContext) {
  const { words } = params;
  const goal = params.of ?? "init";
  const config = goal === "init" ? CONFIG : JOIN_CONFIG;
  const argv = [`${PROGRAMS}/kubeadm`, goal, "phase", ...words, "--config", config] as const;
  await runKubeadm(argv, LIMIT_MS, context);
}

/** What it says counts as progress. @throws CLUSTER_START_FAILED with the cause, where it is a known one */
export async function runKubeadm(
  argv: Argv,
  timeoutMs: number,
  { host, signal, report }: RunContext,
): Promise<void> {
  const lines: string[] = [];
  const outcome = await host.exec(argv, {
    timeoutMs,
    signal,
    onLine(line) {
      lines.push(line);
      report({ evidence: short(line) });
    },
  });
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  const what = `kubeadm ${argv.slice(1).join(" ")}`.replace(/ --config .*/, "");
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
