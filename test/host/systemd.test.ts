import assert from "node:assert/strict";
import { test } from "node:test";
import type { Argv, CommandOutcome } from "../../src/engine/index.ts";
import { exited } from "../../src/host/index.ts";
import { parseUnitState } from "../../src/host/machine/unit-state.ts";
import { createMachineUnits } from "../../src/host/machine/units.ts";

const ID = "0af7651916cd43dd8448eb211c80319c";

/** systemctl(1) show of systemd 252, as it prints these properties. */
const RUNNING = `LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
NRestarts=2
ExecMainStatus=0
ExecMainPID=812
ExecMainStartTimestampMonotonic=5000000
InvocationID=${ID}
MainPID=812
StatusText=Ready = yes
`;
const NOT_FOUND = "LoadState=not-found\nActiveState=inactive\nSubState=dead\nNRestarts=0\n";

function unitsWith(answer: (argv: Argv) => CommandOutcome, isRunning = true) {
  const ran: string[] = [];
  const units = createMachineUnits({
    isRunning: () => isRunning,
    async run(argv) {
      ran.push(argv.join(" "));
      return answer(argv);
    },
  });
  return { units, ran };
}

test("where systemd does not run, units are unknown and nothing can be started", async () => {
  const { units, ran } = unitsWith(() => exited(""), false);
  const unknown = { is: "unknown", why: "systemd is not running here" };
  assert.deepEqual(await units.show("a.service"), unknown);
  assert.deepEqual(await units.journal("a.service", { lines: 5 }), unknown);
  await assert.rejects(units.start("a.service"), { code: "COMMAND_DENIED" });
  await assert.rejects(units.stop("a.service", { timeoutMs: 1 }), { code: "COMMAND_DENIED" });
  await assert.rejects(units.reload(), { code: "COMMAND_DENIED" });
  assert.deepEqual(ran, []);
});

test("a running unit is shown with its restarts, process and start, whatever the wall clock did", () => {
  const state = parseUnitState(RUNNING, { nowMs: 1_000_000, monotonicMs: 65_000 });
  assert.deepEqual(state, {
    active: "active",
    sub: "running",
    enabled: "enabled",
    restarts: 2,
    invocationId: ID,
    mainPid: 812,
    startedMs: 940_000,
    statusText: "Ready = yes",
  });
});

test("a unit that failed keeps its exit status, and one that never ran has none", () => {
  const moment = { nowMs: 10_000, monotonicMs: 6_000 };
  const failed = RUNNING.replace("=active", "=failed")
    .replace("=running", "=failed")
    .replace("\nMainPID=812", "\nMainPID=0")
    .replace("ExecMainStatus=0", "ExecMainStatus=203");
  assert.equal(parseUnitState(failed, moment)?.exitStatus, 203);
  assert.equal(parseUnitState(failed, moment)?.mainPid, undefined);
  const idle = "LoadState=loaded\nActiveState=inactive\nSubState=dead\nUnitFileState=disabled\n";
  const never = `${idle}ExecMainStatus=0\nExecMainPID=0\nExecMainStartTimestampMonotonic=0\nMainPID=0\nInvocationID=\n`;
  const wanted = { active: "inactive", sub: "dead", enabled: "disabled", restarts: 0 };
  assert.deepEqual(parseUnitState(never, moment), wanted);
});

test("a unit that systemd skipped says when", () => {
  const idle = "LoadState=loaded\nActiveState=inactive\nSubState=dead\nUnitFileState=enabled\n";
  const skipped = `${idle}ConditionResult=no\nConditionTimestampMonotonic=5000000\n`;
  const moment = { nowMs: 1_000_000, monotonicMs: 65_000 };
  const state = { active: "inactive", sub: "dead", enabled: "enabled", restarts: 0 };
  assert.deepEqual(parseUnitState(skipped, moment), { ...state, skippedMs: 940_000 });
  const never = skipped.replace("=5000000", "=0");
  assert.deepEqual(parseUnitState(never, moment), state);
  assert.deepEqual(parseUnitState(skipped.replace("=no", "=yes"), moment), state);
});

test("a unit systemd does not know is absent, and one it cannot tell about is unknown", async () => {
  assert.deepEqual(await unitsWith(() => exited(NOT_FOUND)).units.show("a.service"), {
    is: "absent",
  });
  const failing = exited("", { exitCode: 1, stderr: "Failed to connect to bus\n" });
  assert.deepEqual(await unitsWith(() => failing).units.show("a.service"), {
    is: "unknown",
    why: "Failed to connect to bus",
  });
  const late = { is: "timed-out", afterMs: 30_000, stderr: "" } as const;
  assert.deepEqual(await unitsWith(() => late).units.show("a.service"), {
    is: "unknown",
    why: "no answer within 30 s",
  });
});

test("starting and restarting never wait, and names cannot become options", async () => {
  const { units, ran } = unitsWith(() => exited(""));
  await units.start("a@b.service");
  await units.restart("a.service");
  await units.stop("a.service", { timeoutMs: 1_000 });
  await units.enable("a.service", { scope: "runtime" });
  await units.reload();
  const base = "systemctl --no-pager --no-ask-password";
  assert.deepEqual(ran, [
    `${base} start --no-block -- a@b.service`,
    `${base} restart --no-block -- a.service`,
    `${base} stop -- a.service`,
    `${base} enable --runtime -- a.service`,
    `${base} daemon-reload`,
  ]);
});

test("what systemctl refuses is told in its own words", async () => {
  const refusal = exited("", { exitCode: 5, stderr: "Unit a.service not found.\n" });
  const { units } = unitsWith(() => refusal);
  await assert.rejects(units.start("a.service"), {
    code: "UNIT_FAILED",
    message: "systemctl start --no-block -- a.service: Unit a.service not found.",
  });
  const stuck = unitsWith(() => ({ is: "timed-out", afterMs: 500, stderr: "" }));
  await assert.rejects(stuck.units.stop("a.service", { timeoutMs: 500 }), {
    code: "COMMAND_TIMED_OUT",
  });
});

test("the journal is asked for this start of the unit only, and made safe to print", async () => {
  const { units, ran } = unitsWith((argv) =>
    argv[0] === "systemctl" ? exited(RUNNING) : exited("one\n\u001b[31mtwo\u001b[0m\n"),
  );
  const lines = await units.journal("a.service", { lines: 20 });
  assert.deepEqual(lines, { is: "known", value: ["one", "two"] });
  assert.equal(
    ran[1],
    `journalctl --no-pager -q -b -o cat -n 20 _SYSTEMD_INVOCATION_ID=${ID} + INVOCATION_ID=${ID}`,
  );
});

test("why systemd skipped a unit is in its journal, although it was never started", async () => {
  const skipped = "a.service was skipped because of an unmet condition check.";
  const idle = "LoadState=loaded\nActiveState=inactive\nSubState=dead\nInvocationID=\n";
  const { units, ran } = unitsWith((argv) =>
    exited(argv[0] === "systemctl" ? idle : `${skipped}\n`),
  );
  const lines = await units.journal("a.service", { lines: 5 });
  assert.deepEqual(lines, { is: "known", value: [skipped] });
  assert.equal(ran[1], "journalctl --no-pager -q -b -o cat -n 5 _PID=1 UNIT=a.service");
});

test("a unit that is disabled loses its links of this boot as well", async () => {
  const { units, ran } = unitsWith(() => exited(""));
  await units.disable("a.service");
  const base = "systemctl --no-pager --no-ask-password";
  assert.deepEqual(ran, [`${base} disable -- a.service`, `${base} disable --runtime -- a.service`]);
});
