import type { LogEntry, LogPage, LogRow } from "../../src/logs/index.ts";
import type { Answer, Command } from "../../src/session/index.ts";
import { NOW_MS } from "./session.ts";

export const LOGS: readonly LogEntry[] = [
  { id: "k3s", title: "K3s", source: { is: "unit", unit: "k3s.service" } },
  { id: "kubelet", title: "Kubelet", source: { is: "unit", unit: "kubelet.service" } },
  { id: "kube-init.log", title: "Cluster", source: { is: "file", path: "/var/log/kube-init.log" } },
  { id: "kernel", title: "Kernel", source: { is: "kernel" } },
];

/** A log as an agent would read it; what is written is answered to the next question. */
export interface FakeLog {
  write(...rows: readonly Partial<LogRow>[]): void;
  /** Lines that came and were too many. */
  miss(lines: number): void;
  answer(command: Command): Answer;
}

export function createFakeLog(first: readonly Partial<LogRow>[] = []): FakeLog {
  const rows: LogRow[] = [];
  let missed = 0;
  const write = (...more: readonly Partial<LogRow>[]) => {
    for (const row of more) rows.push({ seq: rows.length + 1, text: "", ...row });
  };
  write(...first);
  return {
    write,
    miss(lines) {
      missed += lines;
    },
    answer(command) {
      if (command.do === "list-logs") return { is: "logs", logs: LOGS };
      if (command.do !== "read-log") return { is: "ok" };
      const after = Number(command.after ?? 0);
      const wanted = rows.filter(
        ({ seq, text }) => seq > after && text.includes(command.filter ?? ""),
      );
      const page: LogPage = {
        rows: wanted.slice(-command.max),
        missed,
        cursor: String(rows.length),
        isAnew: command.after === undefined,
      };
      missed = 0;
      return { is: "log", page };
    },
  };
}

const said = (secondsAgo: number, text: string, more: Partial<LogRow> = {}): Partial<LogRow> => ({
  ...{ atMs: NOW_MS - secondsAgo * 1000, priority: 6, from: "k3s[812]", text },
  ...more,
});

export const K3S_LINES: readonly Partial<LogRow>[] = [
  said(95, "Starting k3s v1.35.3+k3s1 (4c3b2a19)"),
  said(94, "Configuring sqlite3 database connection pooling"),
  said(91, "Running kube-apiserver --advertise-port=6443"),
  said(88, "Waiting for API server to become available"),
  said(80, "certificate CN=system:node:rack12-edge1 signed by CN=k3s-client-ca"),
  said(71, "Failed to get node rack12-edge1: not found, retrying", { priority: 4 }),
  said(70, "Password verified locally for node rack12-edge1"),
  said(66, "Running kubelet --cloud-provider=external"),
  said(60, 'Error: probe of "coredns" failed: context deadline exceeded', { priority: 3 }),
  said(41, "Labels and annotations have been set on node: rack12-edge1"),
  said(12, "Started tunnel to 10.10.216.81:6443"),
];

/** Everything that ever harmed a screen, one to a line, as a program may write it. */
export const HOSTILE: readonly string[] = [
  "clear \u001b[2J\u001b[H home",
  "title \u001b]0;owned\u0007 set, \u001b]52;c;ZXZpbA==\u001b\\ clip",
  "dcs \u001bP0;1|17/ab\u001b\\ keys, apc \u001b_x\u001b\\ pm \u001b^y\u001b\\",
  "c1 \u009b2J \u009d0;x\u009c \u0090q\u009c \u0084\u0085\u008d",
  "shift \u000e\u000f \u001b(0 lqqk \u001b)0 \u001bc reset",
  "bidi \u202eevil\u202c \u2066x\u2069 \u200f marks",
  "zero\u200bwidth\u200d\u2060\ufeff joiner \u00ad soft",
  "nul \u0000\u0000 bell \u0007 back \b\b\b del \u007f",
  "tab\tand\u000bfeed\u000c lines\r\nnext\u2028sep\u2029",
  "half \ud800 and \udfff pairs \ufffd",
  "wide \u65e5\u672c\u8a9e \u{20000}\u{2a6d6} \u{1f1e9}\u{1f1ea} \u{1f468}\u200d\u{1f469}\u200d\u{1f466}",
  "marks e\u0301\u0302\u0303\u0304\u0305 \u1160\u11ff \u{e0041}\u{e007f}",
  "answers \u001b[c\u001b[6n\u001b[5n\u001bZ\u0005",
  "regions \u001b[3;5r\u001b[?25l\u001b[?1049h\u001b[?7l",
];
