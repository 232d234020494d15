import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { PROGRAM, SNAP_DATA, SNAP_META, unitOf } from "../paths.ts";
import { SERVICES } from "../units.ts";
import { readCluster } from "./cluster.ts";
import { FAILURE_FILE, failureIn } from "./failure.ts";
import { type Disk, dropUnit, enableUnit, type StandInMachine, writeUnit } from "./machine.ts";
import { saveState } from "./node-files.ts";
import { programOf } from "./scripts.ts";

/**
 * snapd at its socket, as far as bringup asks it; snapcraft.io/docs/snapd-rest-api:
 *
 * | What | Where from |
 * |---|---|
 * | the envelope sync, async, error; `snap-not-found`; a change with tasks and `ready` | Snapd REST API |
 * | a snap file as multipart/form-data, its fields `action`, `classic`, `snap` | the same, POST /v2/snaps |
 * | a snap whose assertions were not given is refused | the same, POST /v2/assertions |
 * | the services of the snap, k8sd alone enabled | k8s-snap snap/snapcraft.yaml, `install-mode` |
 * | remove with purge: services stopped, data and units gone | distributions.md 6.5 |
 */
export interface SnapdRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: Uint8Array;
}

export interface SocketAnswer {
  readonly status: number;
  readonly body: string;
}

const STATE = "/var/lib/snapd/simulated.json";
/** A change takes this long at pace 1. */
const CHANGE_MS = 1500;

const snap = z.object({
  version: z.string(),
  revision: z.string(),
  hold: z.string().optional(),
});
const change = z.object({
  kind: z.string(),
  summary: z.string(),
  readyMs: z.number(),
  err: z.string().optional(),
});
const state = z.object({
  simulated: z.literal(true),
  asserted: z.array(z.string()),
  snaps: z.record(z.string(), snap),
  changes: z.array(change),
});
type State = z.infer<typeof state>;

/** The file of a practice snap says what it is; a real one is a squashfs. */
export const practiceSnap = z.object({
  simulated: z.string(),
  name: z.string(),
  version: z.string(),
  revision: z.string(),
});

export async function answerSnapd(
  machine: StandInMachine,
  { method, url, body }: SnapdRequest,
): Promise<SocketAnswer> {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const current = readState(machine);
  if (method === "GET") return look(machine, current, { pathname, searchParams });
  if (pathname === "/v2/assertions") return acknowledge(machine, current, body);
  if (pathname === "/v2/snaps") return install(machine, current, body);
  const name = /^\/v2\/snaps\/([a-z0-9-]+)$/.exec(pathname)?.[1];
  return name === undefined ? notFound() : act(machine, current, { name, body });
}

function look(
  machine: StandInMachine,
  { snaps, changes }: State,
  { pathname, searchParams }: Pick<URL, "pathname" | "searchParams">,
): SocketAnswer {
  if (pathname === "/v2/snaps/system/conf") return sync({ "seed.loaded": true });
  if (pathname === "/v2/changes") {
    const shown = changes.map((_, at) => changeOf(machine, changes, at));
    const isOpen = searchParams.get("select") === "in-progress";
    return sync(shown.filter(({ ready }) => !(isOpen && ready)));
  }
  const id = /^\/v2\/changes\/(\d+)$/.exec(pathname)?.[1];
  if (id !== undefined && changes[Number(id) - 1] !== undefined)
    return sync(changeOf(machine, changes, Number(id) - 1));
  const name = /^\/v2\/snaps\/([a-z0-9-]+)$/.exec(pathname)?.[1];
  const found = name === undefined ? undefined : snaps[name];
  if (found !== undefined) return sync({ name, status: "active", ...found });
  return name === undefined ? notFound() : refused(404, "snap not installed", "snap-not-found");
}

function changeOf({ clock }: StandInMachine, changes: State["changes"], at: number) {
  const { kind, summary, readyMs, err } = changes[at] ?? { kind: "", summary: "", readyMs: 0 };
  const ready = clock.nowMs() >= readyMs;
  const ended = err === undefined ? "Done" : "Error";
  return {
    ...{ id: `${at + 1}`, kind, summary, ready, status: ready ? ended : "Doing" },
    ...(ready && err !== undefined ? { err } : {}),
    tasks: [{ summary, status: ready ? ended : "Doing" }],
  };
}

function acknowledge(machine: StandInMachine, current: State, body: Uint8Array): SocketAnswer {
  const text = new TextDecoder().decode(body);
  const name = /^snap-name: (\S+)$/m.exec(text)?.[1];
  const revision = /^snap-revision: (\d+)$/m.exec(text)?.[1];
  if (name === undefined || revision === undefined)
    return refused(400, "cannot decode assertion", "");
  const asserted = [...new Set([...current.asserted, `${name} ${revision}`])];
  save(machine, { ...current, asserted });
  return sync(null);
}

async function install(
  machine: StandInMachine,
  current: State,
  body: Uint8Array,
): Promise<SocketAnswer> {
  const text = new TextDecoder("latin1").decode(body);
  const file = /name="snap"; filename="[^"]*"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(
    text,
  )?.[1];
  const read = practiceSnap.safeParse(readJson(file ?? ""));
  if (!read.success) return refused(400, "cannot read snap file: not a squashfs", "");
  const { name, version, revision } = read.data;
  if (!current.asserted.includes(`${name} ${revision}`))
    return refused(400, "cannot find signatures with metadata for snap", "");
  if (name === "k8s" && !/name="classic"\r\n\r\ntrue/.test(text))
    return refused(400, "requires classic confinement", "snap-needs-classic");
  const err = name === "k8s" ? failureIn(machine.disk.read(FAILURE_FILE))?.snap : undefined;
  const begun = begin(machine, current, {
    kind: "install-snap",
    summary: `Install "${name}" snap from file`,
    ...(err === undefined ? {} : { err }),
  });
  if (err !== undefined) {
    save(machine, begun.state);
    return begun.answer;
  }
  save(machine, { ...begun.state, snaps: { ...current.snaps, [name]: { version, revision } } });
  if (name === "k8s") await (current.snaps[name] ? refreshK8s : unpackK8s)(machine, version);
  return begun.answer;
}

function writeMeta(disk: Disk, version: string): void {
  disk.write(
    SNAP_META,
    `name: k8s\nversion: v${version}\nbase: core22\nconfinement: classic\n`,
    0o644,
  );
}

async function unpackK8s(machine: StandInMachine, version: string): Promise<void> {
  const { disk } = machine;
  writeMeta(disk, version);
  disk.write(PROGRAM, programOf("k8s"), 0o755);
  for (const service of SERVICES) {
    const path = `/snap/k8s/current/bin/${service}`;
    disk.write(path, programOf(service), 0o755);
    writeUnit(disk, unitOf(service), path);
  }
  enableUnit(disk, unitOf("k8sd"));
  await machine.startUnit(unitOf("k8sd"));
}

/** Its services go on as the new program; distributions.md 6.5. */
async function refreshK8s(machine: StandInMachine, version: string): Promise<void> {
  const { disk } = machine;
  writeMeta(disk, version);
  const cluster = readCluster(machine);
  if (cluster === undefined) return;
  saveState(disk, { ...cluster, version });
  const server = unitOf(cluster.role === "worker" ? "k8s-apiserver-proxy" : "kube-apiserver");
  await machine.stopUnit(server);
  await machine.startUnit(server);
}

const action = z.object({ action: z.string(), time: z.string().optional() });

async function act(
  machine: StandInMachine,
  current: State,
  { name, body }: { readonly name: string; readonly body: Uint8Array },
): Promise<SocketAnswer> {
  const found = current.snaps[name];
  const asked = action.safeParse(readJson(new TextDecoder().decode(body)));
  if (found === undefined) return refused(404, "snap not installed", "snap-not-found");
  const what = asked.data?.action ?? "";
  const begun = begin(machine, current, { kind: `${what}-snap`, summary: `${what} "${name}"` });
  const { hold: _, ...rest } = found;
  const { [name]: __, ...others } = current.snaps;
  if (what === "hold")
    save(machine, withSnaps(begun.state, { ...others, [name]: { ...rest, hold: "2315-01-01" } }));
  else if (what === "unhold") save(machine, withSnaps(begun.state, { ...others, [name]: rest }));
  else if (what === "remove") {
    if (name === "k8s") await removeK8s(machine);
    save(machine, withSnaps(begun.state, others));
  } else return refused(400, `unknown action "${what}"`, "");
  return begun.answer;
}

async function removeK8s(machine: StandInMachine): Promise<void> {
  for (const service of SERVICES.toReversed()) await machine.stopUnit(unitOf(service));
  for (const service of SERVICES) dropUnit(machine.disk, unitOf(service));
  machine.disk.drop(PROGRAM);
  machine.disk.drop("/snap/k8s");
  machine.disk.drop(SNAP_DATA);
}

function withSnaps(current: State, snaps: State["snaps"]): State {
  return { ...current, snaps };
}

function begin(
  { clock, pace }: StandInMachine,
  current: State,
  begun: Omit<z.infer<typeof change>, "readyMs">,
): { readonly state: State; readonly answer: SocketAnswer } {
  const changes = [...current.changes, { ...begun, readyMs: clock.nowMs() + CHANGE_MS * pace }];
  const told = { type: "async", "status-code": 202, status: "Accepted", result: null };
  return {
    state: { ...current, changes },
    answer: { status: 202, body: JSON.stringify({ ...told, change: `${changes.length}` }) },
  };
}

function readState({ disk }: StandInMachine): State {
  const read = state.safeParse(readJson(disk.read(STATE) ?? ""));
  return read.data ?? { simulated: true, asserted: [], snaps: {}, changes: [] };
}

function save({ disk }: StandInMachine, current: State): void {
  disk.write(STATE, `${JSON.stringify(current)}\n`, 0o600);
}

function sync(result: unknown): SocketAnswer {
  const body = { type: "sync", "status-code": 200, status: "OK", result };
  return { status: 200, body: JSON.stringify(body) };
}

function refused(code: number, message: string, kind: string): SocketAnswer {
  const result = { message, ...(kind === "" ? {} : { kind }) };
  return { status: code, body: JSON.stringify({ type: "error", "status-code": code, result }) };
}

function notFound(): SocketAnswer {
  return refused(404, "not found", "");
}
