import type { PlaneEvent } from "../../plane/index.ts";
import { sanitize } from "../../text/index.ts";
import type { Output } from "../output.ts";

/** Routine of every host every minute: what matters of it is on the page of the host. */
const ROUTINE: ReadonlySet<PlaneEvent["is"]> = new Set([
  "heartbeat-received",
  "inventory-received",
  "events-received",
]);

/** Answers a host in good order gets too, every minute or every hour. */
const ROUTINE_CODES: ReadonlySet<string> = new Set([
  "access-expired",
  "desired-none",
  "plane-busy",
  "slow-down",
]);

const MOST_A_SECOND = 20;

/** One line per event. Whoever floods the plane with nonsense does not flood its log. */
export function createEventLog(
  out: Pick<Output, "line" | "object">,
  nowMs: () => number = Date.now,
): (event: PlaneEvent) => void {
  let second = 0;
  let count = 0;
  return (event) => {
    if (isRoutine(event)) return;
    const at = nowMs();
    const dropped = Math.max(0, count - MOST_A_SECOND);
    if (Math.floor(at / 1000) !== second) {
      if (dropped > 0) print(at, { is: "lines-left-out", count: dropped }, out);
      second = Math.floor(at / 1000);
      count = 0;
    }
    count += 1;
    if (count <= MOST_A_SECOND) print(at, event, out);
  };
}

function isRoutine(event: PlaneEvent): boolean {
  return ROUTINE.has(event.is) || (event.is === "request-refused" && ROUTINE_CODES.has(event.code));
}

type LogLine = PlaneEvent | { readonly is: "lines-left-out"; readonly count: number };

function print(atMs: number, { is, ...rest }: LogLine, out: Pick<Output, "line" | "object">): void {
  const at = new Date(atMs).toISOString();
  out.object({ at, event: is, ...rest });
  const words = Object.entries(rest).map(([name, value]) => `${name}=${sanitize(String(value))}`);
  out.line([at, is, ...words].join(" "));
}
