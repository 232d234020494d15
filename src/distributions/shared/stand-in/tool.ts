import { createHash } from "node:crypto";
import type { StandInKind } from "./kind.ts";
import { withoutMembers } from "./membership.ts";
import { logLine } from "./timeline.ts";

/** What the program does when it is not told to serve. It ends by itself. */
export interface ToolCall {
  readonly kind: StandInKind;
  /** Without the name of the program. */
  readonly argv: readonly string[];
  readonly disk: ToolDisk;
  readonly nowMs: number;
  /** Its server runs on this host. */
  readonly isServing: boolean;
}

/** Absolute paths on the host it runs on. */
export interface ToolDisk {
  read(path: string): Promise<Uint8Array | undefined>;
  write(path: string, content: Uint8Array, mode: number): Promise<void>;
  /** Names; none where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** With all that is in it; harmless when it is absent. */
  remove(path: string): Promise<void>;
}

export interface ToolEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * | What | Row |
 * |---|---|
 * | `etcd-snapshot save --name N`: N, node and seconds; asks the running server | 3.5 snapshots |
 * | a snapshot ends with the SHA-256 of what is before it | etcd, snapshot restore |
 * | `etcd-snapshot ls` | 3.5 snapshots |
 * | `certificate rotate`: a copy of server/tls, then the leaves go; a start makes new ones | 3.5 certificates |
 * | `server --cluster-reset`: former data renamed, one member, reset-flag; refused while that is there | 3.5 restore |
 * | a snapshot of another token | 3.5 tokens, 8.2 |
 */
export async function runTool(call: ToolCall): Promise<ToolEnd | undefined> {
  const [first, second] = call.argv;
  if (first === "etcd-snapshot" && second === "save") return await save(call);
  if (first === "etcd-snapshot" && /^(ls|list)$/.test(second ?? "")) return await listed(call);
  if (first === "certificate" && second === "rotate") return await rotate(call);
  if (first === "server" && call.argv.includes("--cluster-reset")) return await reset(call);
  return undefined;
}

const DIGEST_BYTES = 32;
const PAGE_BYTES = 512;

async function save(call: ToolCall): Promise<ToolEnd> {
  const { kind, disk, nowMs, isServing } = call;
  if (!isServing) return fatal(call, "failed to connect to the server: connection refused");
  const database = await disk.read(databaseOf(kind));
  if (database === undefined) return fatal(call, "etcd datastore is not enabled");
  const node = /^node-name: "?([^\s"]+)"?$/m.exec(await textAt(call, kind.configPath))?.[1];
  const file = `${flag(call, "--name") ?? "on-demand"}-${node ?? "localhost"}-${Math.floor(nowMs / 1000)}`;
  const token = digest(await textAt(call, tokenOf(kind)));
  await disk.write(`${snapshotsOf(kind)}/${file}`, sealed(database, token), 0o600);
  return told(call, `Snapshot ${file} saved.`);
}

/** The objects, a line with the digest of the token that opens them, and the digest of it all. */
function sealed(database: Uint8Array, token: string): Uint8Array {
  const body = Buffer.concat([database, Buffer.from(`${token}\n`)]);
  const rest = Buffer.alloc((PAGE_BYTES - (body.length % PAGE_BYTES)) % PAGE_BYTES, "\n");
  const whole = Buffer.concat([body, rest]);
  return Buffer.concat([whole, createHash("sha256").update(whole).digest()]);
}

async function listed(call: ToolCall): Promise<ToolEnd> {
  const folder = snapshotsOf(call.kind);
  const names = await call.disk.list(folder);
  const rows = await Promise.all(
    names.map(async (name) => {
      const bytes = (await call.disk.read(`${folder}/${name}`))?.length ?? 0;
      return `${name} file://${folder}/${name} ${bytes}`;
    }),
  );
  return { exitCode: 0, stdout: `${["Name Location Size", ...rows].join("\n")}\n`, stderr: "" };
}

async function rotate(call: ToolCall): Promise<ToolEnd> {
  const { kind, disk, nowMs } = call;
  const tls = `${kind.data}/server/tls`;
  const copy = `${tls}-${Math.floor(nowMs / 1000)}`;
  await rotateIn(disk, tls, copy);
  return told(
    call,
    `Successfully backed up certificates to ${copy}, please restart ${kind.program} server or agent to rotate certificates`,
  );
}

async function rotateIn(disk: ToolDisk, folder: string, copy: string): Promise<void> {
  for (const name of await disk.list(folder)) {
    const content = await disk.read(`${folder}/${name}`);
    if (content === undefined) {
      await rotateIn(disk, `${folder}/${name}`, `${copy}/${name}`);
      continue;
    }
    await disk.write(`${copy}/${name}`, content, 0o600);
    if (!/-ca\.(crt|key)$/.test(name)) await disk.remove(`${folder}/${name}`);
  }
}

async function reset(call: ToolCall): Promise<ToolEnd> {
  const { kind, disk, nowMs, isServing } = call;
  const from = flag(call, "--cluster-reset-restore-path");
  if (isServing) return fatal(call, "listen tcp 127.0.0.1:2380: bind: address already in use");
  const config = await textAt(call, flag(call, "--config") ?? kind.configPath);
  if (/^server: *\S/m.test(config))
    return fatal(
      call,
      "cannot perform cluster-reset while server URL is set - remove server from configuration before resetting",
    );
  if ((await disk.read(flagFile(kind))) !== undefined)
    return fatal(
      call,
      `Managed etcd cluster membership was previously reset, please remove the cluster-reset flag and start ${kind.program} normally. If you need to perform another cluster reset, you must first manually delete the file at ${flagFile(kind)}`,
    );
  if (from !== undefined) {
    const refusal = await bringBack(call, from);
    if (refusal !== undefined) return fatal(call, refusal);
  }
  const database = await disk.read(databaseOf(kind));
  if (database !== undefined)
    await disk.write(databaseOf(kind), Buffer.from(withoutMembers(database, nowMs)), 0o600);
  await disk.write(flagFile(kind), Buffer.from(`${nowMs}\n`), 0o600);
  return told(
    call,
    `Managed etcd cluster membership has been reset, restart without --cluster-reset flag now. Backup and delete ${kind.data}/server/db on each peer etcd server and rejoin the nodes`,
  );
}

/** What stands against it; `undefined`: the data is that of the snapshot. */
async function bringBack(call: ToolCall, from: string): Promise<string | undefined> {
  const { kind, disk, nowMs } = call;
  const content = Buffer.from((await disk.read(from)) ?? "");
  if (content.length % PAGE_BYTES !== DIGEST_BYTES)
    return `snapshot missing hash but --skip-hash-check=false: ${from}`;
  const whole = content.subarray(0, -DIGEST_BYTES);
  if (!createHash("sha256").update(whole).digest().equals(content.subarray(-DIGEST_BYTES)))
    return `expected sha256 ${content.subarray(-DIGEST_BYTES).toString("hex")}, got another`;
  const [objects = "", token = ""] = whole.toString("utf8").split("\n");
  const given = flag(call, "--token-file") ?? tokenOf(kind);
  if (token !== digest(await textAt(call, given)))
    return "starting kubernetes: preparing server: bootstrap data already found and encrypted with different token";
  const etcd = `${kind.data}/server/db/etcd`;
  await move(disk, etcd, `${etcd}-old-${Math.floor(nowMs / 1000)}`);
  await disk.write(databaseOf(kind), Buffer.from(`${objects}\n`), 0o600);
  return undefined;
}

async function move(disk: ToolDisk, from: string, to: string): Promise<void> {
  const copy = async (path: string): Promise<void> => {
    const content = await disk.read(`${from}${path}`);
    if (content !== undefined) return await disk.write(`${to}${path}`, content, 0o600);
    for (const name of await disk.list(`${from}${path}`)) await copy(`${path}/${name}`);
  };
  await copy("");
  await disk.remove(from);
}

/** Written by a reset, removed by the next start. */
export function flagFile({ data }: Pick<StandInKind, "data">): string {
  return `${data}/server/db/reset-flag`;
}

const databaseOf = ({ data }: StandInKind) => `${data}/server/db/etcd/member/snap/db`;
const snapshotsOf = ({ data }: StandInKind) => `${data}/server/db/snapshots`;
const tokenOf = ({ data }: StandInKind) => `${data}/server/token`;

/** `--name X` or `--name=X`. */
function flag({ argv }: ToolCall, name: string): string | undefined {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1];
  return argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
}

async function textAt({ disk }: ToolCall, path: string): Promise<string> {
  return new TextDecoder().decode((await disk.read(path)) ?? new Uint8Array());
}

function digest(token: string): string {
  return createHash("sha256").update(token.trim()).digest("hex");
}

function told({ nowMs }: ToolCall, text: string): ToolEnd {
  return {
    exitCode: 0,
    stdout: `${logLine(nowMs, { atMs: 0, level: "info", text })}\n`,
    stderr: "",
  };
}

function fatal({ nowMs }: ToolCall, text: string): ToolEnd {
  const line = logLine(nowMs, { atMs: 0, level: "fatal", text: `Error: ${text}` });
  return { exitCode: 1, stdout: "", stderr: `${line}\n` };
}
