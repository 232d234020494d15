import {
  type Argv,
  type CommandOutcome,
  digestOf,
  type HostIO,
  troubleIn,
} from "../../engine/index.ts";
import { BringupError, errorView } from "../../errors/index.ts";
import { missingFolders } from "../../steps/index.ts";
import type { NetworkChange } from "../change.ts";
import { BOOT_UNIT, MARKER, NAMES, WATCH_UNIT } from "./folder.ts";
import { type FormerFile, revertScript } from "./script.ts";
import { seeLinks, seeSessions } from "./seen.ts";
import { type TrialAbout, uptimeSeconds } from "./trial.ts";
import { unitTexts } from "./units.ts";

export interface NetworkTry {
  readonly change: NetworkChange;
  /** How long it waits to be confirmed; more when applying takes long. */
  readonly confirmSeconds: number;
  /** Where everything for the way back lies; see `tryFolder`. */
  readonly folder: string;
  /** A person said that the network asked for is not here: nothing is asked of it. */
  readonly withoutProof?: true;
}

/** Larger files are no settings of a network. */
export const MAX_FORMER_BYTES = 1024 ** 2;
/** One command of the change, milliseconds; as generous as the script is with those of the way back. */
export const COMMAND_MS = 90_000;
/** Room for the small files of the way back, beside the former ones. */
const ROOM_BYTES = 64 * 1024;
/** A switch with spanning tree may hold a port back for half of it, and then comes a lease; twice at most. */
const SETTLE_SECONDS = 60;
const SCRIPT_MS = 60_000;
const UNDO_MS = 10 * 60_000;
const WATCH_STARTS_MS = 10_000;
const UNITS = "/etc/systemd/system";

/** Names the try, so that it can be told from another one after a restart. */
export const digestOfTry = ({ change, folder }: NetworkTry): string => digestOf({ change, folder });

/**
 * Everything the way back needs, on the disk and running, before anything is changed.
 * @throws NETWORK_NOT_TRIED with the reason; then nothing was changed and nothing is left.
 */
export async function arm(host: HostIO, wanted: NetworkTry, title: string): Promise<void> {
  try {
    // Before it is written down that a change may begin, nothing was changed: a watch that an agent
    // left behind here has nothing to bring back.
    await stopWatch(host);
    const about = await writeFolder(host, wanted, title);
    await startWatch(host, wanted.folder);
    await put(host, wanted.folder, NAMES.about, `${JSON.stringify(about)}\n`);
  } catch (thrown) {
    await disarm(host, wanted.folder);
    throw notTried(thrown);
  }
}

function notTried(cause: unknown): BringupError {
  const { message, hint } = errorView(cause);
  return new BringupError("NETWORK_NOT_TRIED", `nothing was changed: ${message}`, { hint, cause });
}

async function put(host: HostIO, folder: string, name: string, content: string | Uint8Array) {
  const mode = name === NAMES.script ? 0o700 : 0o600;
  await host.files.writeAtomic(`${folder}/${name}`, content, { mode });
}

async function writeFolder(host: HostIO, wanted: NetworkTry, title: string): Promise<TrialAbout> {
  const { change, folder, confirmSeconds, withoutProof } = wanted;
  await host.files.removeTree(folder);
  await host.files.makeDirectory(folder, { mode: 0o700 });
  const { former, bytes } = await saveFormer(host, wanted);
  await put(host, folder, NAMES.room, new Uint8Array(bytes + ROOM_BYTES));
  const links = [...new Set([...change.links, ...change.creates])];
  const script = revertScript({
    folder,
    former,
    revert: change.revert,
    again: change.again ?? change.revert,
    atBoot: change.atBoot ?? [],
    links,
    settleSeconds: SETTLE_SECONDS,
  });
  await put(host, folder, NAMES.script, script);
  await put(host, folder, NAMES.before, said(await callScript(host, folder, "look")));
  const applySeconds = (change.apply.length * COMMAND_MS) / 1000;
  const deadline = await deadlineIn(host, applySeconds + 60 + confirmSeconds);
  await put(host, folder, NAMES.deadline, `${deadline}\n`);
  return {
    digest: digestOfTry(wanted),
    title,
    links: change.links,
    confirmSeconds,
    ...(withoutProof === undefined ? {} : { withoutProof }),
    was: await seeLinks(host, change.links),
    sessions: await seeSessions(host),
    startedMs: host.clock.nowMs(),
    former,
  };
}

/** Seconds since the start of the machine, this many from now. */
export async function deadlineIn(host: HostIO, seconds: number): Promise<number> {
  return Math.ceil((await uptimeSeconds(host)) + seconds);
}

async function saveFormer(host: HostIO, { change, folder }: NetworkTry) {
  const former: FormerFile[] = [];
  let bytes = 0;
  for (const [index, { path }] of change.files.entries()) {
    const content = await host.files.read(path);
    const newFolders = content === undefined ? await missingFolders(path, host) : [];
    if (content === undefined) {
      former.push({ path, saved: null, mode: 0, owner: null, newFolders });
      continue;
    }
    const mode = (await host.files.stat(path))?.mode ?? 0o600;
    const saved = `${index}`;
    const copy = `${folder}/${NAMES.former}/${saved}`;
    await host.files.writeAtomic(copy, content, { mode: 0o600 });
    former.push({ path, saved, mode, owner: await ownerOf(host, path), newFolders });
    bytes += content.byteLength;
  }
  return { former, bytes };
}

/** `UID:GID`; a practice host and a host without `stat` are those of who runs us. */
async function ownerOf(host: HostIO, path: string): Promise<string | null> {
  const asked = await host.exec(["stat", "-c", "%u:%g", path], { timeoutMs: 5000 });
  const shown = asked.is === "exited" && asked.exitCode === 0 ? asked.stdout.trim() : "";
  return /^\d+:\d+$/.test(shown) ? shown : null;
}

async function stopWatch(host: HostIO): Promise<void> {
  const shown = await host.units.show(WATCH_UNIT);
  if (shown.is !== "known" || shown.value.active === "inactive") return;
  await host.units.stop(WATCH_UNIT, { timeoutMs: 10_000 });
}

async function startWatch(host: HostIO, folder: string): Promise<void> {
  const shell = await shellOf(host);
  await host.files.writeAtomic(MARKER, "a change of the network is being tried\n", { mode: 0o600 });
  for (const [unit, text] of Object.entries(unitTexts({ folder, shell }))) {
    await host.files.writeAtomic(`${UNITS}/${unit}`, text, { mode: 0o644 });
  }
  await host.units.reload();
  await host.units.enable(BOOT_UNIT, { scope: "persistent" });
  await host.units.enable(WATCH_UNIT, { scope: "persistent" });
  said(await callScript(host, folder, "flush"));
  await host.units.start(WATCH_UNIT);
  for (let waitedMs = 0; !(await isWatching(host)); waitedMs += 100) {
    if (waitedMs >= WATCH_STARTS_MS) {
      throw new BringupError("UNIT_FAILED", `${WATCH_UNIT} did not start`);
    }
    await host.clock.sleep(100);
  }
}

export async function isWatching(host: HostIO): Promise<boolean> {
  const shown = await host.units.show(WATCH_UNIT);
  return shown.is === "known" && shown.value.active === "active";
}

/** Takes away what `arm` put there; nothing of it was needed. */
async function disarm(host: HostIO, folder: string): Promise<void> {
  await removeUnits(host);
  await host.files.removeTree(folder).catch(() => undefined);
}

/** Units that a power cut left when their try was over. */
export async function removeUnits(host: HostIO): Promise<void> {
  const quietly = (work: Promise<unknown>) => work.catch(() => undefined);
  for (const unit of [WATCH_UNIT, BOOT_UNIT]) {
    await quietly(host.units.stop(unit, { timeoutMs: 10_000 }));
    await quietly(host.units.disable(unit));
    await quietly(host.files.remove(`${UNITS}/${unit}`));
  }
  await quietly(host.units.reload());
  await quietly(host.files.remove(MARKER));
}

/** Runs the script of the folder as its unit would. */
async function callScript(host: HostIO, folder: string, verb: string): Promise<CommandOutcome> {
  return host.exec(await scriptCall(host, folder, verb), { timeoutMs: SCRIPT_MS });
}

/** Takes a kept change back. Longer than the script waits for the links, twice. */
export async function callUndo(host: HostIO, folder: string, why: string): Promise<void> {
  await host.exec(await scriptCall(host, folder, "undo", why), { timeoutMs: UNDO_MS });
}

async function scriptCall(host: HostIO, folder: string, ...args: readonly string[]): Promise<Argv> {
  const shell = await shellOf(host);
  const script = `${folder}/${NAMES.script}`;
  return shell === null ? [script, ...args] : [shell, script, ...args];
}

/** A practice host has no shell of its own: there the script starts by itself. */
async function shellOf(host: HostIO): Promise<string | null> {
  return (await host.files.stat("/bin/sh")) === undefined ? null : "/bin/sh";
}

function said(outcome: CommandOutcome): string {
  const trouble = troubleIn(outcome);
  if (outcome.is === "exited" && trouble === undefined) return outcome.stdout;
  throw new BringupError("COMMAND_FAILED", `${NAMES.script} does not run here: ${trouble}`);
}
