import type { HostView } from "../engine/index.ts";
import { factWithin, type Inventory } from "../inventory/index.ts";
import { redact } from "../secrets/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { sanitize } from "../text/index.ts";
import { createPatient, type Patient } from "./patient.ts";
import { byWeight } from "./rank.ts";
import type { DoctorFinding, DoctorQuiet, DoctorReport } from "./report.ts";
import { cannotSay, type Finding, type Found, notHere, type Symptom } from "./symptom.ts";

const PROBE_MS = 8000;
/** So many probes are under way at once: they read files, and few of them start a program. */
const AT_ONCE = 16;
const EVIDENCE_LINES = 8;
const EVIDENCE_CELLS = 300;

/** What is looked at, and for what. */
export interface ExamineRequest {
  readonly host: HostView;
  readonly document?: EdgeHost | undefined;
  /** Looked at when the first probe asks, unless it is given. */
  readonly inventory?: Inventory | undefined;
  readonly symptoms: readonly Symptom[];
  readonly signal: AbortSignal;
  /** For each probe that does not say otherwise, 8 s unless told; `sharedMs` for what several want. */
  readonly probeMs?: number;
  readonly sharedMs?: number;
  /** Called as each probe ends, in no particular order. */
  onProgress?(progress: DoctorProgress): void;
}

/** Counted in symptoms. */
export interface DoctorProgress {
  readonly done: number;
  readonly total: number;
  /** The symptom whose probe just ended. */
  readonly id: string;
}

/** Looks for every symptom. Never throws: a probe that hangs or fails costs itself alone. */
export async function examine(request: ExamineRequest): Promise<DoctorReport> {
  const { host, symptoms, onProgress, probeMs = PROBE_MS } = request;
  const [atMs, startMs] = [host.clock.nowMs(), host.clock.monotonicMs()];
  const patient = createPatient(request);
  const results: (Finding | undefined)[] = symptoms.map(() => undefined);
  const waiting = symptoms.map((symptom, index) => ({ symptom, index }));
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await lookFor(next.symptom, patient, probeMs);
      done += 1;
      onProgress?.({ done, total: symptoms.length, id: next.symptom.id });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const judged: readonly Judged[] = symptoms.map((symptom, index) => ({
    symptom,
    finding: results[index] ?? cannotSay("it was not looked for"),
  }));
  const quiet = judged.flatMap(quietly);
  return {
    atMs,
    tookMs: Math.round(host.clock.monotonicMs() - startMs),
    findings: judged
      .flatMap(({ symptom, finding }) => (finding.is === "found" ? [told(symptom, finding)] : []))
      .sort(byWeight),
    unknown: judged.flatMap(({ symptom: { id, row, title }, finding }) =>
      finding.is === "unknown" ? [{ id, row, title, why: shown(finding.why) }] : [],
    ),
    cleared: quiet.filter(({ is }) => is === "clear").length,
    notHere: quiet.filter(({ is }) => is === "not-here").length,
    quiet,
  };
}

interface Judged {
  readonly symptom: Symptom;
  readonly finding: Finding;
}

function quietly({ symptom: { id, row, title }, finding }: Judged): readonly DoctorQuiet[] {
  if (finding.is !== "clear" && finding.is !== "not-here") return [];
  return [{ id, row, title, is: finding.is, why: shown(finding.why) }];
}

/** One symptom under its own deadline. Never throws. */
export async function lookFor(
  symptom: Symptom,
  patient: Patient,
  probeMs = PROBE_MS,
): Promise<Finding> {
  const timeoutMs = symptom.timeoutMs ?? probeMs;
  const fact = await factWithin({ timeoutMs, signal: patient.signal }, async () => {
    for (const { otherwise, holds } of symptom.when ?? []) {
      if (!(await holds(patient))) return notHere(otherwise);
    }
    return symptom.probe(patient);
  });
  if (fact.is === "known") return fact.value;
  return cannotSay(fact.is === "unknown" ? fact.why : "the probe gave no answer");
}

function told(symptom: Symptom, finding: Found): DoctorFinding {
  const { id, row, title, source } = symptom;
  const { likelihood, severity, evidence, explained } = finding;
  const { code, cause, fix } = explained ?? symptom;
  return {
    ...{ id, code, row, title, cause, source, likelihood, severity },
    evidence: evidence.slice(0, EVIDENCE_LINES).map(shown),
    fix,
    canMend: canMend(symptom, finding),
  };
}

/** What was found may be too odd for its steps: then it is told, and mended by hand. */
function canMend({ mend }: Symptom, finding: Found): boolean {
  try {
    return mend !== undefined && mend(finding).length > 0;
  } catch {
    return false;
  }
}

/** What is hidden by control characters must not hide a secret: they go first. */
function shown(line: string): string {
  return redact(sanitize(line)).slice(0, EVIDENCE_CELLS);
}
