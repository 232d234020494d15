import type { HostIO, HostView } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { NAMES } from "./folder.ts";
import type { ProofRung } from "./prove.ts";
import type { FormerFile } from "./script.ts";
import type { LinkSeen, SshSession } from "./seen.ts";

/** What the agent wrote down before it changed anything. */
export interface TrialAbout {
  /** SHA-256 of the change and its try: the same one is gone on with after a restart of the agent. */
  readonly digest: string;
  readonly title: string;
  readonly links: readonly string[];
  readonly confirmSeconds: number;
  readonly withoutProof?: true;
  /** Links and name servers before. */
  readonly was: readonly LinkSeen[];
  /** Who was connected over SSH. */
  readonly sessions: readonly SshSession[];
  /** Wall time, milliseconds since the epoch; for people only. */
  readonly startedMs: number;
  readonly former: readonly FormerFile[];
}

export type Trial = TrialAbout & {
  /**
   * `armed`: the way back is there, the change perhaps half made. `applied`: it is in force and waits
   * to be confirmed. `reverting`: on the way back, by itself.
   */
  readonly state: "armed" | "applied" | "reverting" | "kept" | "reverted";
  /** Until the script goes back; 0 when it is over. */
  readonly leftSeconds: number;
  /** How long applying took; absent before. */
  readonly appliedMs?: number;
  /** Why it goes or went back. */
  readonly why?: string;
  readonly outcome?: TrialOutcome;
};

export interface TrialOutcome {
  readonly is: "kept" | "reverted";
  readonly why: string;
  /** Whether every byte and mode is as before. */
  readonly files: string;
  /** `equal`, `differ`; `pending`: the machine has just started and it is not read back yet. */
  readonly kernel: string;
  /** Lines of the read-back that differ, `-` before and `+` now. */
  readonly differs: readonly string[];
}

/** The try that lies in the folder, finished or not; nothing is waited for. */
export async function readTrial(host: HostView, folder: string): Promise<Trial | undefined> {
  const read = async (name: string) => (await host.files.readText(`${folder}/${name}`))?.trim();
  const about = parseAbout(await read(NAMES.about));
  if (about === undefined) return undefined;
  const [outcomeText, reverting, applied, deadline, differs] = await Promise.all(
    [NAMES.outcome, NAMES.reverting, NAMES.applied, NAMES.deadline, NAMES.differs].map(read),
  );
  const outcome = parseOutcome(outcomeText, differs);
  const appliedMs = applied === undefined ? {} : { appliedMs: Number(applied) };
  if (outcome !== undefined && outcome.kernel !== "pending") {
    const { is, why } = outcome;
    return { ...about, ...appliedMs, state: is, leftSeconds: 0, why, outcome };
  }
  const why = reverting ?? outcome?.why;
  if (why !== undefined) {
    return { ...about, ...appliedMs, state: "reverting", leftSeconds: 0, why };
  }
  const left = Math.ceil(Number(deadline ?? 0) - (await uptimeSeconds(host)));
  const state = applied === undefined ? "armed" : "applied";
  return { ...about, ...appliedMs, state, leftSeconds: Math.max(0, left) };
}

/** Whether the script still has to act. */
export function isOpen({ outcome }: Trial): boolean {
  return outcome === undefined;
}

/** Seconds since the machine started; jumps of the clock do not touch them. */
export async function uptimeSeconds(host: HostView): Promise<number> {
  const text = await host.files.readText("/proc/uptime");
  const seconds = Number(text?.split(" ")[0]);
  if (text !== undefined && Number.isFinite(seconds)) return seconds;
  throw new BringupError("NETWORK_NOT_TRIED", "/proc/uptime cannot be read: nobody keeps the time");
}

/** What worked before the change, and what works since. */
export interface Proofs {
  readonly before: readonly ProofRung[];
  readonly after: readonly ProofRung[];
}

/** Empty where none was written yet. */
export async function readProofs(host: HostView, folder: string): Promise<Proofs> {
  try {
    return JSON.parse((await host.files.readText(`${folder}/${NAMES.proofs}`)) ?? "") as Proofs;
  } catch {
    return { before: [], after: [] };
  }
}

export async function writeProofs(host: HostIO, folder: string, proofs: Proofs): Promise<void> {
  const text = `${JSON.stringify(proofs)}\n`;
  // Only shown: a full disk must not decide about the try.
  await host.files
    .writeAtomic(`${folder}/${NAMES.proofs}`, text, { mode: 0o600 })
    .catch(() => undefined);
}

function parseAbout(text: string | undefined): TrialAbout | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as TrialAbout;
  } catch {
    return undefined;
  }
}

function parseOutcome(
  text: string | undefined,
  differs: string | undefined,
): TrialOutcome | undefined {
  const found = new Map(
    (text ?? "").split("\n").flatMap((line): [string, string][] => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
  const is = found.get("is");
  if (is !== "kept" && is !== "reverted") return undefined;
  return {
    is,
    why: found.get("why") ?? "",
    files: found.get("files") ?? "",
    kernel: found.get("kernel") ?? "",
    differs: differs === undefined || differs === "" ? [] : differs.split("\n"),
  };
}
