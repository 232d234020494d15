import { type DoctorProgress, type DoctorReport, examine, type Symptom } from "../doctor/index.ts";
import type { HostView } from "../engine/index.ts";
import { type Answer, doctorCounts } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import { throttle } from "./throttle.ts";

export interface DoctorDeskParts {
  readonly board: Board;
  readonly host: HostView;
  /** All that are looked for; read at the first look. */
  symptoms(): Promise<readonly Symptom[]>;
  document(): EdgeHost;
}

/** Looks for known troubles on demand, never by itself; one look at a time, seen by every console. */
export interface DoctorDesk {
  /** Who asks while it goes on gets the answer of the same look. Ends with the agent, not with who asked. */
  examine(stopping: AbortSignal): Promise<Answer>;
}

/** A console draws no faster than this, milliseconds. */
const SHOWN_EVERY_MS = 100;

export function createDoctorDesk(parts: DoctorDeskParts): DoctorDesk {
  const { board, host } = parts;
  let running: Promise<Answer> | undefined;

  async function look(signal: AbortSignal): Promise<Answer> {
    const symptoms = await parts.symptoms();
    const total = symptoms.length;
    const before = board.snapshot().doctor?.report;
    const running = before === undefined ? {} : { report: before };
    const shown = throttle(host.clock, SHOWN_EVERY_MS, ({ done }: Pick<DoctorProgress, "done">) =>
      board.set("doctor", { state: "running", done, total, ...running }),
    );
    shown({ done: 0 });
    const document = parts.document();
    const report = await examine({ host, document, symptoms, signal, onProgress: shown });
    shown.flush();
    board.set("doctor", { state: "finished", done: total, total, report });
    board.note(report.findings.length > 0 ? "warn" : "info", "doctor", newsOf(report));
    return { is: "ok", note: newsOf(report) };
  }

  return {
    examine(stopping) {
      running ??= look(stopping).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

/** `Names are not found; 2 found, 31 clear`: the likeliest by name. */
function newsOf(report: DoctorReport): string {
  const [first] = report.findings;
  const counts = doctorCounts(report);
  return first === undefined ? counts : `${counts}; first: ${first.title}`;
}
