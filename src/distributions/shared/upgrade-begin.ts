import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type HostView,
  type RunContext,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { observeVersion } from "./installed-version.ts";
import type { ServerKind } from "./server-kind.ts";
import { serversBehind } from "./servers-ahead.ts";
import { readUpgradeRecord, upgradeRecordPath, upgradeRecordText } from "./upgrade-record.ts";
import { isSameVersion, minorOf, normalVersion } from "./versions.ts";

export interface BeginParams {
  readonly from: string;
  readonly to: string;
  /** The program that is replaced: whatever runs it is restarted in the end. */
  readonly path: string;
  /** What runs it. */
  readonly unit: string;
}

/**
 * The first thing an upgrade writes, and so the last one to be taken back: by then the former files are in
 * their places again, and the service is restarted with them.
 */
export function beginStep(
  { id, title, kubeconfig, program, agentUnit }: ServerKind,
  { from, to, unit }: Omit<BeginParams, "path">,
): Step {
  const params: BeginParams = { from, to, path: program, unit };
  return {
    id: `${id}.upgrade-begin`,
    kind: `${id}.upgrade-begin`,
    title: `Begin the upgrade of ${title} from ${from} to ${to}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 100,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
    // distributions.md 8.3 rule 1: one change of a cluster at a time; a worker has no rights to say so.
    ...(unit === agentUnit ? {} : { lock: kubeconfig }),
  };
}

export function beginHandler(kind: ServerKind): Handler<string, BeginParams> {
  const path = upgradeRecordPath(kind);
  return defineHandler<BeginParams>(`${kind.id}.upgrade-begin`, {
    async check({ from, to, unit }, { host, signal }) {
      const record = await readUpgradeRecord(host, kind);
      const isOurs = record?.from === from && record.to === to;
      if (isOurs && !record.committed) return done("it was begun");
      const installed = await observeVersion(host, kind, signal);
      if (installed.is === "known" && isSameVersion(to, installed.value.version))
        return done(`${to} is installed`);
      const problem =
        (await hostProblem(host, kind, { from, to })) ??
        (unit === kind.agentUnit ? await tooEarly(host, kind, { to, signal }) : undefined);
      return problem ?? todo("it was not begun yet");
    },
    async preview({ from, to }) {
      const text = `from ${from} to ${to}; until ${to} is Ready it can be taken back`;
      return [{ subject: path, lines: [{ sign: "+", text }] }];
    },
    async capture(_params, { host }) {
      return { record: (await host.files.readText(path)) ?? null };
    },
    async run({ from, to }, { host, signal, report }) {
      const text = upgradeRecordText({ from, to, committed: false });
      await host.files.writeAtomic(path, text, { mode: 0o600, signal });
      report({ evidence: `wrote ${path}` });
    },
    async undo({ unit }, { record }, context) {
      const { files } = context.host;
      await restart({ ...kind, unit }, context);
      if (typeof record === "string") await files.writeAtomic(path, record, { mode: 0o600 });
      else await files.remove(path);
    },
  });
}

/** Only what runs another program than the one that is installed again. */
async function restart({ unit, program }: ServerKind, { host }: RunContext): Promise<void> {
  const [shown, file] = await Promise.all([host.units.show(unit), host.files.stat(program)]);
  if (shown.is !== "known" || shown.value.active === "inactive") return host.units.start(unit);
  const isOlder = (shown.value.startedMs ?? 0) >= (file?.modifiedMs ?? 0);
  if (!isOlder) await host.units.restart(unit);
}

/** Kubernetes, version skew policy: no kubelet is newer than a server it may come to. */
async function tooEarly(
  host: HostView,
  kind: ServerKind,
  to: { readonly to: string; readonly signal: AbortSignal },
): Promise<Verdict | undefined> {
  const why = await serversBehind(host, kind, to);
  if (why === undefined) return undefined;
  const hint = "Upgrade every server of the cluster first, then plan again.";
  return blocked(`${why}, and a worker is never newer than its servers`, hint);
}

const CGROUP_V2 = "/sys/fs/cgroup/cgroup.controllers";
/** distributions.md 2.1: the kubelet ends at once on v1 from here on. */
const CGROUP_V2_SINCE = 35;

/** What of this host stands against the new version; distributions.md 2.1, 3.1 and 9 row 17. */
async function hostProblem(
  host: HostView,
  { title, data }: ServerKind,
  { from, to }: Pick<BeginParams, "from" | "to">,
): Promise<Verdict | undefined> {
  const hasCgroups = (await host.files.stat("/sys/fs/cgroup")) !== undefined;
  const isV2 = (await host.files.stat(CGROUP_V2)) !== undefined;
  if (minorOf(to) >= CGROUP_V2_SINCE && hasCgroups && !isV2)
    return blocked(
      `${title} ${to} needs cgroup v2, and this host runs v1`,
      "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
    );
  const template = `${data}/agent/etc/containerd/config.toml.tmpl`;
  const isOutdated = hasContainerd2(to) && !hasContainerd2(from);
  if (isOutdated && (await host.files.stat(template)) !== undefined)
    return blocked(
      `${template} is for containerd 1, and ${to} brings containerd 2, which does not read it`,
      "Write it anew as config-v3.toml.tmpl beside it, or remove it, then plan again.",
    );
  return undefined;
}

/** From 1.31.6 and 1.32.2 on: distributions.md 2.1. */
function hasContainerd2(version: string): boolean {
  const [, minor = 0, patch = 0] = normalVersion(version)
    .split(/[.+]/)
    .map((part) => Number.parseInt(part, 10));
  return minor > 32 || (minor === 32 && patch >= 2) || (minor === 31 && patch >= 6);
}
