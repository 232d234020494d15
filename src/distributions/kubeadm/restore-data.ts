import type { Argv, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { redact } from "../../secrets/index.ts";
import { sanitize } from "../../text/index.ts";
import type { OwnMember } from "./etcd-manifest.ts";
import { CTR } from "./images.ts";
import { ETCD_DATA } from "./paths.ts";
import { DATABASE } from "./snapshot-set.ts";

/** Within the folder of etcd, which may be a disk of its own: names change there, and nothing is copied. */
const MEMBER = `${ETCD_DATA}/member`;
const newData = (atMs: number) => `${ETCD_DATA}/bringup-restored-${atMs}`;
const formerData = (atMs: number) => `${ETCD_DATA}/member-before-${atMs}`;

/** So far ahead that no controller takes what it remembers for newer. etcd.io, Disaster recovery. */
const AHEAD = ["--bump-revision", "1000000000", "--mark-compacted"] as const;
const LIMIT_MS = 1_500_000;

export interface Restored {
  /** Folder of the snapshot. */
  readonly from: string;
  /** Of the restore, wall time. */
  readonly atMs: number;
  readonly member: OwnMember;
}

/**
 * A member of a cluster of one, beside the former data, made by the etcd that will read it. Whole when this
 * resolves; one that was cut off is made anew. @throws COMMAND_FAILED
 */
export async function makeMember(restored: Restored, context: RunContext): Promise<void> {
  await context.host.files.removeTree(newData(restored.atMs));
  const said = await runRestore(restored, AHEAD, context);
  if (said === undefined) return;
  // Those before 3.5.10 do not know how to.
  const isOld = /unknown flag: --(bump-revision|mark-compacted)/.test(said);
  await context.host.files.removeTree(newData(restored.atMs));
  const again = isOld ? await runRestore(restored, [], context) : said;
  if (again === undefined) return;
  throw new BringupError("COMMAND_FAILED", `etcdutl snapshot restore: ${again}`, {
    hint: "The former data is untouched, and the control plane runs with it again.",
  });
}

/** The former data is kept beside. Goes on where it was cut off. */
export async function switchData(atMs: number, { host, report }: RunContext): Promise<void> {
  const { files } = host;
  if ((await files.stat(`${newData(atMs)}/member`)) !== undefined) {
    if ((await files.stat(MEMBER)) !== undefined) await files.move(MEMBER, formerData(atMs));
    await files.move(`${newData(atMs)}/member`, MEMBER);
  }
  await files.removeTree(newData(atMs));
  report({ evidence: `the former data is kept in ${formerData(atMs)}` });
}

/** etcdutl is in the image of etcd, which is on this host; there is no shell in it. Why it failed. */
async function runRestore(
  { from, atMs, member: { name, peerUrl, image } }: Restored,
  more: readonly string[],
  { host, signal, report }: RunContext,
): Promise<string | undefined> {
  const mount = (src: string, dst: string, how: "rw" | "ro") =>
    ["--mount", `type=bind,src=${src},dst=${dst},options=rbind:${how}`] as const;
  const argv: Argv = [
    ...CTR,
    ...["run", "--rm", ...mount(ETCD_DATA, ETCD_DATA, "rw"), ...mount(from, "/saved", "ro")],
    // A cut leaves one of this name behind.
    ...[image, `bringup-restore-${host.clock.nowMs()}`],
    ...["etcdutl", "snapshot", "restore", `/saved/${DATABASE}`, "--data-dir", newData(atMs)],
    ...["--name", name, "--initial-cluster", `${name}=${peerUrl}`],
    ...["--initial-advertise-peer-urls", peerUrl, ...more],
  ];
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(sanitize(redact(line)).slice(0, 300));
    report({ evidence: lines.at(-1) ?? "" });
  };
  const outcome = await host.exec(argv, { timeoutMs: LIMIT_MS, signal, onLine });
  if (outcome.is === "exited" && outcome.exitCode === 0) return undefined;
  signal.throwIfAborted();
  const told = lines.findLast((line) => /error|unknown flag|failed/i.test(line)) ?? lines.at(-1);
  return told ?? (outcome.is === "exited" ? `exit code ${outcome.exitCode}` : outcome.is);
}
