import { type Clock, type HostIO, systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { createDiskFiles } from "../disk/files.ts";
import { askByPost } from "../net/ask.ts";
import { askNameServer } from "../net/ask-name.ts";
import { askTimeServer } from "../net/ask-time.ts";
import { followHttp } from "../net/follow.ts";
import { shakeHands } from "../net/handshake.ts";
import { callHttp } from "../net/http.ts";
import { openStream } from "../net/open-stream.ts";
import { connectOnce, resolveName } from "../net/reach.ts";
import { receiveHttp } from "../net/receive.ts";
import { direct } from "../net/route.ts";
import { normalPath } from "../paths.ts";
import { refusedProbe } from "../probe-list.ts";
import { fixedEnvironment, runCommand } from "../process/run-command.ts";
import { machineBootId } from "../process-identity.ts";
import { askHardware } from "./hardware.ts";
import { createMachineLogs, realJournalctl } from "./logs.ts";
import { createMachineUnits, realSystemd } from "./units.ts";

export interface MachineHostOptions {
  readonly clock?: Clock;
}

/** The Linux machine this program runs on. */
export function createMachineHost(options: MachineHostOptions = {}): HostIO {
  const units = createMachineUnits();
  return {
    kind: "machine",
    clock: options.clock ?? systemClock,
    files: createDiskFiles({ toRead: normalPath, toWrite: normalPath }),
    units,
    logs: createMachineLogs({
      journalctl: () => realJournalctl(realSystemd.isRunning),
      isUnit: (unit) => units.show(unit),
    }),
    http: {
      get: (request) => callHttp({ ...request, method: "GET" }, direct),
      follow: (request) => followHttp(request, direct),
      receive: (request) => receiveHttp(request, direct),
      ask: (question) => askByPost(question, (call) => callHttp(call, direct)),
      send: (request) => callHttp(request, direct),
    },
    bootId: async () => machineBootId(),
    async probe(argv, given = {}) {
      return refusedProbe(argv) ?? runCommand(argv, { ...given, env: fixedEnvironment() });
    },
    exec: (argv, given) => runCommand(argv, { ...given, env: fixedEnvironment(given.env) }),
    hardware: askHardware,
    resolve: resolveName,
    askName: askNameServer,
    askTime: askTimeServer,
    connect: (target, given) => connectOnce(target, given, direct),
    handshake: (request) => shakeHands(request, direct),
    openStream: (request) => openStream(request, direct),
    reboot: () => leave("reboot"),
    powerOff: () => leave("poweroff"),
  };
}

/** systemd flushes and unmounts; this process is ended on the way, so it only has to wait for it. */
async function leave(verb: "reboot" | "poweroff"): Promise<void> {
  if (!realSystemd.isRunning())
    throw new BringupError("COMMAND_DENIED", `systemd is not running here: no ${verb}`);
  const outcome = await runCommand(["systemctl", verb], {
    timeoutMs: 30_000,
    env: fixedEnvironment(),
  });
  if (outcome.is !== "exited" || outcome.exitCode !== 0)
    throw new BringupError("COMMAND_FAILED", `systemctl ${verb} was refused`);
  await systemClock.sleep(300_000);
  throw new BringupError("COMMAND_TIMED_OUT", `no ${verb} came within 5 minutes`);
}
