import { digestOf, type Step } from "../../engine/index.ts";
import type { NetworkTry } from "./arm.ts";
import { LONGEST_SECONDS } from "./decide.ts";

export interface NetworkTryOptions extends Omit<NetworkTry, "confirmSeconds"> {
  readonly id: string;
  /** `eth0: 10.0.0.2/24 becomes 10.0.0.9/24`. */
  readonly title: string;
  /** 120 unless told; 30 at least. */
  readonly confirmSeconds?: number;
}

const CONFIRM_SECONDS = 120;
/** Nobody reads, reconnects and answers in less. */
const LEAST_SECONDS = 30;

/**
 * One change of links, tried: kept only when confirmed, else the former settings come back by
 * themselves. It fails with `NETWORK_REVERTED` and is never begun again without a person.
 */
export function networkTry(options: NetworkTryOptions): Step<"network.try", NetworkTry> {
  const { id, title, change, folder, withoutProof } = options;
  const wanted = options.confirmSeconds ?? CONFIRM_SECONDS;
  const confirmSeconds = Math.min(Math.max(wanted, LEAST_SECONDS), LONGEST_SECONDS);
  const unproved = withoutProof === undefined ? {} : { withoutProof };
  const params = { change, confirmSeconds, folder, ...unproved };
  return {
    id,
    kind: "network.try",
    title: withoutProof === undefined ? title : `${title}, without proof`,
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    undo: "exact",
    usualMs: confirmSeconds * 1000,
    // Asking for more time may go on; what limits it is the deadline of the script.
    limit: { noProgressMs: 180_000, totalMs: 24 * 3600_000 },
    // An agent that starts again goes on waiting, however often; what fails is not tried again.
    maxAttempts: 1000,
    rerun: "safe",
    attended: true,
    mark: withoutProof === undefined ? "TRIED" : "UNPROVED",
  };
}

export function isTry(step: Step): step is Step<"network.try", NetworkTry> {
  return step.kind === "network.try";
}

/** A change of links that has to work here; a person may ask for it without that. */
export function hasProof(steps: readonly Step[]): boolean {
  return steps.some((step) => isTry(step) && step.params.withoutProof === undefined);
}

/** What was approved is not proved, because a person asked for it so. */
export function isWithoutProof(steps: readonly Step[]): boolean {
  return steps.some((step) => isTry(step) && step.params.withoutProof === true);
}
