import type { Step } from "../engine/index.ts";
import type { Patient } from "./patient.ts";

/** How sure it is that this, and nothing else, explains what is seen. */
export type Likelihood = "certain" | "likely" | "possible";

/** What it costs the host as long as nobody does anything. */
export type Gravity = "node-down" | "degraded" | "cosmetic";

/** What one look at the host says. `unknown` is never `clear`. */
export type Finding =
  | {
      readonly is: "found";
      readonly likelihood: Likelihood;
      readonly severity: Gravity;
      /** What was seen, a line each: path and value, or a line of a journal. */
      readonly evidence: readonly string[];
      /** What a mend works on: paths, units, names of modules. */
      readonly subjects?: readonly string[];
      /** Where one symptom stands for many causes: the one that was found. */
      readonly explained?: Explained;
    }
  | { readonly is: "clear"; readonly why: string }
  /** It cannot happen on a host like this. */
  | { readonly is: "not-here"; readonly why: string }
  | { readonly is: "unknown"; readonly why: string };

/** The answer that has evidence. */
export type Found = Extract<Finding, { is: "found" }>;

export interface Explained {
  /** SCREAMING_SNAKE, stable. */
  readonly code: string;
  readonly cause: string;
  readonly fix: readonly string[];
}

/** A property of hosts that several symptoms ask for. */
export interface Circumstance {
  /** Why the symptom cannot be here where it does not hold: `no agent of Palette is installed`. */
  readonly otherwise: string;
  holds(patient: Patient): Promise<boolean>;
}

/** One known trouble of the field: what people see, how it is told apart, what helps. */
export interface Symptom {
  /** Dotted, stable: `dns.var-tmp-mode`. */
  readonly id: string;
  /** SCREAMING_SNAKE, stable: `VAR_TMP_MODE`. */
  readonly code: string;
  /** Row of the table of symptoms it answers: `D11`. */
  readonly row: string;
  /** What a person sees in the field. */
  readonly title: string;
  /** One sentence. */
  readonly cause: string;
  /** Document it comes from, in a few words. */
  readonly source: string;
  /** Any host unless told; the first that does not hold answers. */
  readonly when?: readonly Circumstance[];
  /** 8 s unless told. */
  readonly timeoutMs?: number;
  /** Only looks. A throw is an answer as well: unknown, with the reason. */
  probe(patient: Patient): Promise<Finding>;
  /** What to do, in order: imperative sentences with the exact commands. */
  readonly fix: readonly string[];
  /** Pure. Only where it is safe: reversible or harmless, and nothing is lost. */
  mend?(finding: Found): readonly Step[];
}

/** Fixes the type; a file of symptoms is then data, in the shape of all others. */
export function defineSymptom(symptom: Symptom): Symptom {
  return symptom;
}

/** With how sure it is and what it costs; `evidence` a line each, masked by whoever shows it. */
export const found = (
  [likelihood, severity]: readonly [Likelihood, Gravity],
  evidence: readonly string[],
  more: Pick<Found, "subjects" | "explained"> = {},
): Found => ({ is: "found", likelihood, severity, evidence, ...more });

/** It was looked for and is not so; `why` says what was seen instead. */
export const clear = (why: string): Finding => ({ is: "clear", why });
/** It cannot happen on a host like this. */
export const notHere = (why: string): Finding => ({ is: "not-here", why });

/** It could not be looked at; `why` names the source that failed. */
export const cannotSay = (why: string): Finding => ({ is: "unknown", why });
