import type { Snapshot } from "./contract.ts";

/** Something worth doing now: where it leads, or what it asks of the engine. */
export interface NextStep {
  readonly value: string;
  readonly label: string;
  readonly opens?: string;
  /** Opens above where the person is, and comes back there. */
  readonly popsUp?: true;
  readonly asks?: "run-checks" | "go-local";
}

/** The most pressing first. Never empty: at the end of the walk it is watching. */
export function nextSteps(snapshot: Snapshot): readonly NextStep[] {
  const steps = [
    ...trialSteps(snapshot),
    ...runSteps(snapshot),
    ...documentSteps(snapshot),
    ...doctorSteps(snapshot),
    ...checkSteps(snapshot),
    ...reachSteps(snapshot),
    ...registrationSteps(snapshot),
    ...clusterSteps(snapshot),
  ];
  return steps.slice(0, 5);
}

/** What goes back by itself when nobody answers comes before all else. */
function trialSteps({ network }: Snapshot): readonly NextStep[] {
  if (network?.state !== "applied") return [];
  const label = `Keep or revert the change of ${network.title}`;
  return [{ value: "trial", label, opens: "trial", popsUp: true }];
}

function runSteps({ run }: Snapshot): readonly NextStep[] {
  if (run === null) return [];
  if (run.endedMs === null) {
    const label =
      run.state === "paused"
        ? "Look at the paused run, it waits for you"
        : "Watch the run in progress";
    return [{ value: "run", label, opens: "cluster" }];
  }
  return [];
}

function documentSteps({ document }: Snapshot): readonly NextStep[] {
  const count = document.issues.filter(({ severity }) => severity === "error").length;
  if (count === 0) return [];
  const label =
    count === 1 ? "Correct a problem in the settings" : `Correct ${count} problems in the settings`;
  return [{ value: "document", label, opens: "settings" }];
}

function checkSteps({ checks }: Snapshot): readonly NextStep[] {
  if (checks.state === "never")
    return [
      {
        value: "checks",
        label: "Check hardware, system and network",
        asks: "run-checks",
        opens: "checks",
      },
    ];
  const open = { pass: 0, warn: 0, fail: 0, skip: 0, unknown: 0 };
  for (const { status, waived } of checks.results) if (waived === undefined) open[status] += 1;
  const { fail: failed, warn: warned } = open;
  if (failed > 0) {
    const label = failed === 1 ? "Look at the failed check" : `Look at ${failed} failed checks`;
    return [{ value: "checks", label, opens: "checks" }];
  }
  if (warned === 0) return [];
  return [
    {
      value: "checks",
      label: warned === 1 ? "Look at the warning" : `Look at ${warned} warnings`,
      opens: "checks",
    },
  ];
}

/** What is known to be wrong by name; or the way to find out, where the cluster is not well. */
function doctorSteps({ doctor, cluster, conditions, run }: Snapshot): readonly NextStep[] {
  const opened = { value: "doctor", opens: "doctor", popsUp: true } as const;
  const first = doctor?.report?.findings[0];
  if (first !== undefined)
    return [{ ...opened, label: `Look at what the doctor found: ${first.title}` }];
  const isIll = conditions.some(({ type, status }) => type === "Ready" && status === "False");
  const isThere = cluster?.installed.is === "known";
  if (!isIll || !isThere || doctor !== undefined || run?.endedMs === null) return [];
  return [{ ...opened, label: "Find out why the cluster is not well: ask the doctor" }];
}

/** What does not get out cannot register, and fetches nothing. */
function reachSteps({ reach }: Snapshot): readonly NextStep[] {
  if (reach?.state !== "finished" || reach.report.verdict !== "fail") return [];
  const label = "Look where the way out of this host ends";
  return [{ value: "reach", label, opens: "reachability", popsUp: true }];
}

const LOCAL: NextStep = {
  value: "local",
  label: "Go on in local mode, without the plane",
  asks: "go-local",
};

function registrationSteps({ registration }: Snapshot): readonly NextStep[] {
  const { state, approval, problem } = registration;
  const opens = "registration";
  if (state === "unconfigured")
    return [
      { value: "register", label: "Register this host with a management plane", opens },
      LOCAL,
    ];
  if (state === "pending") {
    const code = approval?.userCode === undefined ? "" : `, code ${approval.userCode}`;
    return [{ value: "register", label: `Approve this host in the plane${code}`, opens }, LOCAL];
  }
  if (problem === undefined) return [];
  return [{ value: "register", label: `Mend the registration: ${problem.message}`, opens }, LOCAL];
}

function clusterSteps({ cluster, document, run }: Snapshot): readonly NextStep[] {
  if (run !== null && run.endedMs === null) return [];
  if (cluster?.installed.is === "known")
    return [{ value: "status", label: "Watch nodes and datastore", opens: "status" }];
  const label =
    document.effective.spec.cluster === undefined
      ? "Create a cluster on this host"
      : "Go on creating the cluster";
  return [{ value: "cluster", label, opens: "cluster" }];
}
