import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import {
  ABSENT,
  type Argv,
  type CommandOutcome,
  type Deadline,
  type Fact,
  known,
  type UnitState,
  type UnitsIO,
  unknown,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { sanitize } from "../../text/index.ts";
import { syncFolder } from "../disk/durable.ts";
import { errnoOf } from "../disk/file-error.ts";
import { fixedEnvironment, runCommand } from "../process/run-command.ts";
import { checkedUnit } from "../unit-file.ts";
import { parseUnitState, SHOWN_PROPERTIES } from "./unit-state.ts";

/** What `systemctl` and `journalctl` are reached through. */
export interface SystemdDoor {
  isRunning(): boolean;
  run(argv: Argv, deadline: Deadline): Promise<CommandOutcome>;
}

const NOT_RUNNING = "systemd is not running here";
const TIMEOUT_MS = 30_000;

export const realSystemd: SystemdDoor = {
  // As sd_booted(3) does it.
  isRunning: () => existsSync("/run/systemd/system"),
  run: (argv, deadline) => runCommand(argv, { ...deadline, env: fixedEnvironment() }),
};

export function createMachineUnits(door: SystemdDoor = realSystemd): UnitsIO {
  function systemctl(args: readonly string[], timeoutMs = TIMEOUT_MS): Promise<CommandOutcome> {
    return door.run(["systemctl", "--no-pager", "--no-ask-password", ...args], { timeoutMs });
  }

  function requireSystemd(): void {
    if (door.isRunning()) return;
    throw new BringupError("COMMAND_DENIED", NOT_RUNNING, { hint: "Boot the host with systemd." });
  }

  async function must(...args: readonly string[]): Promise<void> {
    requireSystemd();
    refuseFailure(args.join(" "), await systemctl(args));
  }

  async function show(unit: string): Promise<Fact<UnitState>> {
    const name = checkedUnit(unit);
    if (!door.isRunning()) return unknown(NOT_RUNNING);
    const outcome = await systemctl(["show", `--property=${SHOWN_PROPERTIES}`, "--", name]);
    if (outcome.is !== "exited" || outcome.exitCode !== 0) return unknown(whyNot(outcome));
    const state = parseUnitState(outcome.stdout, {
      nowMs: Date.now(),
      monotonicMs: Number(process.hrtime.bigint() / 1_000_000n),
    });
    return state ? known(state) : ABSENT;
  }

  return {
    show,
    async journal(unit, { lines, timeoutMs = 5_000, signal }) {
      const shown = await show(unit);
      if (shown.is !== "known") return shown;
      if (lines < 1) return known([]);
      const matches = journalMatches(checkedUnit(unit), shown.value.invocationId);
      const argv: Argv = ["journalctl", "--no-pager", "-q", "-b", "-o", "cat", "-n", `${lines}`];
      const deadline = signal ? { timeoutMs, signal } : { timeoutMs };
      const outcome = await door.run([...argv, ...matches], deadline);
      if (outcome.is !== "exited" || outcome.exitCode !== 0) return unknown(whyNot(outcome));
      return known(outcome.stdout.split("\n").filter(Boolean).map(sanitize));
    },
    start: (unit) => must("start", "--no-block", "--", checkedUnit(unit)),
    restart: (unit) => must("restart", "--no-block", "--", checkedUnit(unit)),
    async stop(unit, { timeoutMs }) {
      requireSystemd();
      const outcome = await systemctl(["stop", "--", checkedUnit(unit)], timeoutMs);
      if (outcome.is !== "timed-out") return refuseFailure(`stop -- ${unit}`, outcome);
      const why = `${unit} did not stop within ${timeoutMs / 1000} s`;
      throw new BringupError("COMMAND_TIMED_OUT", why);
    },
    async enable(unit, { scope }) {
      const runtime = scope === "runtime" ? ["--runtime"] : [];
      await must("enable", ...runtime, "--", checkedUnit(unit));
      if (scope === "persistent") await flushLinks();
    },
    async disable(unit) {
      await must("disable", "--", checkedUnit(unit));
      // Links until the next boot are left in place by the first.
      await must("disable", "--runtime", "--", checkedUnit(unit));
      await flushLinks();
    },
    reload: () => must("daemon-reload"),
  };
}

/**
 * The lines of the unit, and what systemd itself says about this start of it. A unit that systemd
 * did not even start, because a condition does not hold, has only the latter, and no number.
 */
function journalMatches(unit: string, invocationId: string | undefined): readonly string[] {
  if (invocationId === undefined) return ["_PID=1", `UNIT=${unit}`];
  return [`_SYSTEMD_INVOCATION_ID=${invocationId}`, "+", `INVOCATION_ID=${invocationId}`];
}

function refuseFailure(what: string, outcome: CommandOutcome): void {
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  throw new BringupError("UNIT_FAILED", `systemctl ${what}: ${whyNot(outcome)}`);
}

function whyNot(outcome: CommandOutcome): string {
  if (outcome.is === "exited")
    return sanitize(outcome.stderr).trim() || `exit code ${outcome.exitCode}`;
  if (outcome.is === "missing") return `${outcome.program} is missing`;
  if (outcome.is === "timed-out") return `no answer within ${outcome.afterMs / 1000} s`;
  return outcome.is === "denied" ? outcome.why : `killed by ${outcome.by}`;
}

/** systemctl does not flush the links it makes; without this a power cut forgets what was enabled. */
async function flushLinks(): Promise<void> {
  const folder = "/etc/systemd/system";
  try {
    const wants = (await readdir(folder)).filter((name) => /\.(wants|requires)$/.test(name));
    for (const name of wants) await syncFolder(`${folder}/${name}`);
    await syncFolder(folder);
  } catch (thrown) {
    if (errnoOf(thrown) !== "ENOENT") throw thrown;
  }
}
