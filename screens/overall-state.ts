import type { SessionState, Snapshot } from "../src/session/index.ts";

/** The whole host in one short sentence; the worst thing wins. */
export function overallState({ link, snapshot }: SessionState): string {
  if (link.is === "lost") return "no link to the agent";
  if (snapshot === null) return "connecting to the agent";
  return engineState(snapshot);
}

function engineState({ run, checks, registration, cluster, conditions }: Snapshot): string {
  if (run !== null && run.endedMs === null) {
    const done = run.steps.filter(({ state }) => state === "done").length;
    const state = run.state === "running" ? "in progress" : run.state;
    return `run ${state}: ${done} of ${run.steps.length} steps done`;
  }
  const failed = checks.results.filter(({ status, waived }) => status === "fail" && !waived).length;
  if (failed > 0) return failed === 1 ? "1 check failed" : `${failed} checks failed`;
  if (registration.state === "pending") return "registration waits for approval";
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready !== undefined) return ready.status === "True" ? "ready" : ready.message;
  return cluster?.installed.is === "known" ? "cluster installed" : "no cluster on this host";
}
