import type { HostView } from "../../engine/index.ts";
import { redact } from "../../secrets/index.ts";
import { sanitize } from "../../text/index.ts";
import { PROGRAM } from "./paths.ts";
import { readStatus, type ToldStatus } from "./status-shape.ts";

export type CliAnswer =
  | { readonly is: "told"; readonly status: ToldStatus }
  | { readonly is: "no-cluster"; readonly why: string }
  | { readonly is: "failed"; readonly why: string }
  | { readonly is: "missing" };

/** Its own limit, which it keeps unless it hangs; the least it takes is 3 s. */
const OWN_LIMIT_S = 5;
const KILL_MS = 8000;
const MAX_OUTPUT_BYTES = 1024 ** 2;

/** `k8s status`: the whole of it needs the quorum, and the program is ended when it does not come back. */
export async function runStatus(host: HostView, signal: AbortSignal): Promise<CliAnswer> {
  const argv = [
    PROGRAM,
    "status",
    "--output-format",
    "json",
    "--timeout",
    `${OWN_LIMIT_S}s`,
  ] as const;
  const limits = { timeoutMs: KILL_MS, maxOutputBytes: MAX_OUTPUT_BYTES, signal };
  const outcome = await host.probe(argv, limits);
  if (outcome.is === "missing") return { is: "missing" };
  if (outcome.is === "denied") return failed(outcome.why);
  if (outcome.is === "timed-out") return failed(`did not end within ${outcome.afterMs / 1000} s`);
  if (outcome.is === "killed") return failed(`was ended: ${outcome.by}`);
  if (outcome.exitCode !== 0) return refused(outcome.exitCode, outcome.stderr);
  // What it prints beside is no part of the answer: a raised limit, a progress spinner.
  const status = readStatus(outcome.stdout);
  return status === undefined
    ? failed("gave an answer that is cut off or not known here")
    : { is: "told", status };
}

function refused(exitCode: number, stderr: string): CliAnswer {
  const lines = stderr.split("\n").map((line) => sanitize(line).trim());
  const said =
    lines.findLast((line) => /^error/i.test(line)) ?? lines.findLast((line) => line !== "");
  const why = redact(said ?? "").slice(0, 300);
  if (/not part of a kubernetes cluster/i.test(stderr)) return { is: "no-cluster", why };
  return failed(why === "" ? `ended with ${exitCode}` : why);
}

function failed(why: string): CliAnswer {
  return { is: "failed", why: `k8s status: ${why}` };
}
