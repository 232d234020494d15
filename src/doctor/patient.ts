import { CHECKS, type CheckResult, type RunChecksRequest, runChecks } from "../checks/index.ts";
import {
  ABSENT,
  type Argv,
  type Fact,
  type HostView,
  known,
  type UnitState,
  unknown,
} from "../engine/index.ts";
import { factWithin, type Inventory, observeInventory } from "../inventory/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { commandText } from "./command-text.ts";
import { readTail } from "./tail.ts";
import { takeTurns } from "./turns.ts";
import { unitFiles } from "./unit-files.ts";

/** What several probes look at is looked at once; it costs this much at most, whoever hangs. */
const SHARED_MS = 5000;
/** Programs under way at once: whatever hangs below them, no more than these hang. */
const CHILDREN = 4;
/** distributions.md 8.2: of the present start of a unit, the last 500 lines. */
const JOURNAL_LINES = 500;
const KERNEL_LINES = 3000;
const JOURNALCTL = ["journalctl", "-b", "-q", "--no-pager", "-o", "cat", "-n"] as const;
/** Whatever unit says it: looked for in one pass, because a journal may be large. */
const MENTIONS = "pod-registry\\.spectrocloud\\.com|ImagePullBackOff|read-only file system";

/** The host as probes see it. Everything is asked for when a probe wants it, and kept for the others. */
export interface Patient {
  readonly host: HostView;
  readonly document?: EdgeHost;
  /** Of the whole examination. */
  readonly signal: AbortSignal;
  inventory(): Promise<Inventory>;
  unit(name: string): Promise<Fact<UnitState>>;
  /** Lines of the present start of a unit, oldest first. */
  journal(unit: string): Promise<Fact<readonly string[]>>;
  /** What the kernel and its audit said since the start of the machine, oldest first. */
  kernelLog(): Promise<Fact<readonly string[]>>;
  /** Lines of the whole journal since the start of the machine that mention known troubles. */
  mentions(): Promise<Fact<readonly string[]>>;
  /** The last lines of a text file, oldest first; absent: no such file. */
  tail(path: string): Promise<Fact<readonly string[]>>;
  /** What a program that only reads printed; absent: it is not installed. */
  said(argv: Argv): Promise<Fact<string>>;
  /** What the check of this id says of this host, as it is or as if more were asked of it. */
  check(id: string, asked?: Pick<RunChecksRequest, "document" | "features">): Promise<CheckResult>;
  /** Anything else that several probes want, under a name of its own. */
  once<T>(name: string, read: (signal: AbortSignal) => Promise<T | undefined>): Promise<Fact<T>>;
}

export interface PatientParts {
  readonly host: HostView;
  readonly document?: EdgeHost | undefined;
  readonly inventory?: Inventory | undefined;
  readonly signal: AbortSignal;
  /** For what several probes want; 5 s unless told. */
  readonly sharedMs?: number;
}

/** Looks at nothing yet. Each thing is read once, within its limit, whoever asks how often. */
export function createPatient(parts: PatientParts): Patient {
  const { host, document, inventory, signal, sharedMs = SHARED_MS } = parts;
  const inTurn = takeTurns(CHILDREN);
  const kept = new Map<string, Promise<Fact<unknown>>>();
  let found: Promise<Inventory> | undefined;

  function once<T>(
    name: string,
    read: (signal: AbortSignal) => Promise<T | undefined>,
  ): Promise<Fact<T>> {
    const answer = kept.get(name) ?? factWithin({ timeoutMs: sharedMs, signal }, read);
    kept.set(name, answer);
    // The name is that of the question, so the answer has its type.
    return answer as Promise<Fact<T>>;
  }

  function look(): Promise<Inventory> {
    found ??=
      inventory === undefined ? observeInventory(host, { signal }) : Promise.resolve(inventory);
    return found;
  }

  async function lines(argv: Argv): Promise<Fact<readonly string[]>> {
    const printed = await said(argv);
    if (printed.is === "absent") return unknown(`${argv[0]} is not installed`);
    return printed.is === "known" ? known(printed.value.split("\n").filter(Boolean)) : printed;
  }

  /** What starts a program: it waits for its turn, and its time counts from the question. */
  function asked<T>(name: string, ask: (inner: AbortSignal) => Promise<Fact<T>>) {
    return flat(once(name, async (inner) => inTurn(inner, () => ask(inner))));
  }

  /** Where unit files cannot be seen, systemd has to be asked. */
  async function hasUnit(name: string): Promise<boolean> {
    const files = await once("unit files", async () => unitFiles(host));
    return files.is !== "known" || files.value.has(name);
  }

  const said = (argv: Argv) =>
    asked(argv.join(" "), async (inner) => commandText(host, argv, inner));

  const check: Patient["check"] = async (id, more = {}) => {
    const checks = CHECKS.filter((known) => known.id === id);
    const given = document === undefined ? {} : { document };
    const about = { host, signal, checks, ...given, ...more };
    const [result] = await runChecks({ ...about, inventory: await look() });
    if (result === undefined) throw new Error(`there is no check ${id}`);
    return result;
  };

  return {
    host,
    ...(document === undefined ? {} : { document }),
    signal,
    inventory: look,
    async unit(name) {
      if (!(await hasUnit(name))) return ABSENT;
      return asked(`unit ${name}`, async () => host.units.show(name));
    },
    async journal(unit) {
      if (!(await hasUnit(unit))) return ABSENT;
      return asked(`journal ${unit}`, async (inner) =>
        host.units.journal(unit, { lines: JOURNAL_LINES, signal: inner }),
      );
    },
    kernelLog: () =>
      lines([...JOURNALCTL, `${KERNEL_LINES}`, "_TRANSPORT=kernel", "+", "_TRANSPORT=audit"]),
    mentions: () => lines([...JOURNALCTL, `${JOURNAL_LINES}`, "--grep", MENTIONS]),
    tail: (path) => once(`tail ${path}`, async () => readTail(host, path)),
    said,
    check,
    once,
  };
}

/** A source that answers with a fact of its own, inside the one that says whether it answered at all. */
async function flat<T>(asked: Promise<Fact<Fact<T>>>): Promise<Fact<T>> {
  const outer = await asked;
  if (outer.is === "known") return outer.value;
  return outer.is === "unknown" ? outer : unknown("the source said nothing");
}
