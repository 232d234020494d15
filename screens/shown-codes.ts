import type { SessionState, Snapshot } from "../src/session/index.ts";

/** As many as have room above the keys. */
const MOST = 2;

type Memory = SessionState["memory"];
type Codes = readonly (string | undefined)[];

/** Codes that a person sees on the screen they came from: help says what they mean. Pure. */
export function shownCodes({
  returnTo,
  snapshot,
  memory,
  notices,
}: SessionState): readonly string[] {
  if (snapshot === null) return [];
  const refused = notices[0]?.level === "error" ? notices[0].code : undefined;
  const shown = [refused, ...(ON_SCREEN[returnTo.at(-1) ?? ""]?.(snapshot, memory) ?? [])];
  return [...new Set(shown.filter((code) => code !== undefined))].slice(0, MOST);
}

/** By the ID of the screen; on every other one only what was refused to this console counts. */
const ON_SCREEN: Readonly<Record<string, (snapshot: Snapshot, memory: Memory) => Codes>> = {
  overview: (snapshot) => [runCode(snapshot), snapshot.registration.problem?.code],
  checks: (snapshot, memory) => [checkCode(snapshot, memory["menu:checks"])],
  registration: ({ registration }) => [registration.problem?.code],
  cluster: (snapshot) => [runCode(snapshot), planCode(snapshot)],
  profile: (snapshot) => [runCode(snapshot), planCode(snapshot)],
  content: (snapshot) => [runCode(snapshot), planCode(snapshot)],
  settings: (snapshot) => [runCode(snapshot), planCode(snapshot)],
  status: (snapshot) => [runCode(snapshot)],
  reachability: (snapshot) => [reachCode(snapshot)],
  doctor: (snapshot, memory) => [doctorCode(snapshot, memory["menu:doctor"])],
};

/** Of the last step that failed, unless the run got over it. */
function runCode({ run }: Snapshot): string | undefined {
  if (run === null || run.state === "succeeded") return undefined;
  return run.steps.findLast(({ error }) => error !== undefined)?.error?.code;
}

/** Of the one that is highlighted, else of the first that found something. */
function checkCode({ checks: { results } }: Snapshot, id: string | undefined): string | undefined {
  const found = results.flatMap((result) => ("code" in result ? [result] : []));
  const current = results.find((result) => result.id === id);
  if (current !== undefined && !("code" in current)) return undefined;
  const worst = found.find(({ status }) => status === "fail") ?? found[0];
  return (found.find((result) => result.id === id) ?? worst)?.code;
}

/** What blocks a plan is a code, or a check that found something. */
function planCode(snapshot: Snapshot): string | undefined {
  const code = snapshot.plan?.plan.blocked[0]?.code;
  return code?.includes(".") ? checkCode(snapshot, code) : code;
}

function reachCode({ reach }: Snapshot): string | undefined {
  const rungs = reach?.report.ladders.flatMap((ladder) => ladder.rungs) ?? [];
  return rungs.find(({ code }) => code !== undefined)?.code;
}

function doctorCode({ doctor }: Snapshot, id: string | undefined): string | undefined {
  const findings = doctor?.report?.findings ?? [];
  return (findings.find((finding) => finding.id === id) ?? findings[0])?.code;
}
