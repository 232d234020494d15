import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { AUDIT_TAG } from "./record.ts";
import type { AuditSink } from "./trail.ts";

const SOCKET = "/dev/log";
const TIMEOUT_MS = 5000;

/**
 * The same record through the syslog of the host, where there is one. The local socket takes its own
 * short form (priority, time, tag), not RFC 5424: logger(1) speaks it, and whoever writes the file
 * puts the rest in front. The words go through standard input, never argv.
 */
export function syslogSink(host: HostIO): AuditSink {
  return {
    name: "syslog",
    async write(records) {
      if (host.isOffline || (await host.files.stat(SOCKET)) === undefined) return;
      const outcome = await host.exec(
        ["logger", "-p", "local7.notice", "-t", AUDIT_TAG, "-S", "4096"],
        { timeoutMs: TIMEOUT_MS, input: records.map(({ message }) => `${message}\n`).join("") },
      );
      if (outcome.is === "exited" && outcome.exitCode === 0) return;
      const why = outcome.is === "exited" ? `exit code ${outcome.exitCode}` : outcome.is;
      throw new BringupError("COMMAND_FAILED", `logger: ${why}`);
    },
  };
}
