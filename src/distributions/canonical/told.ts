import type { HostView } from "../../engine/index.ts";
import { runStatus } from "./cli.ts";
import { askMembers, askStatus, type CoreMember, type K8sdAnswer, type K8sdCall } from "./k8sd.ts";
import type { ToldStatus } from "./status-shape.ts";

/** What k8sd told last: some seconds old, and nothing while its store has no quorum. */
export interface Told {
  /** Monotonic. */
  readonly atMs: number;
  readonly status?: ToldStatus;
  readonly members?: readonly CoreMember[];
  /** Why it says less than all. */
  readonly why?: string;
}

export interface ToldSource {
  /** Never waits: what is known, while a new question goes on its way when it is time for one. */
  latest(): Told | undefined;
  close(): void;
}

/** It pings its members one after the other with up to 30 s for each: seldom, and beside every look. */
const EVERY_MS = 10_000;
const LIMIT_MS = 5000;
/** The program asks the same again in a process of its own. */
const PROGRAM_EVERY_MS = 60_000;

export function createTold(host: HostView): ToldSource {
  const end = new AbortController();
  let last: Told | undefined;
  let askedMs: number | undefined;
  let ranMs: number | undefined;

  async function ask(): Promise<void> {
    const call: K8sdCall = { signal: end.signal, timeoutMs: LIMIT_MS };
    const [status, members] = await Promise.all([askStatus(host, call), askMembers(host, call)]);
    const told = await statusOf(status);
    if (end.signal.aborted) return;
    last = {
      atMs: host.clock.monotonicMs(),
      ...told,
      ...(members.is === "told" && { members: members.value }),
    };
  }

  /** The program only where the socket has another shape than we know: it was made for this version. */
  async function statusOf(answer: K8sdAnswer<ToldStatus>): Promise<Pick<Told, "status" | "why">> {
    if (answer.is === "told") return { status: answer.value };
    const nowMs = host.clock.monotonicMs();
    const isRecent = ranMs !== undefined && nowMs - ranMs < PROGRAM_EVERY_MS;
    if (answer.is !== "refused" || isRecent) return { why: answer.why };
    ranMs = nowMs;
    const ran = await runStatus(host, end.signal);
    if (ran.is === "told") return { status: ran.status };
    return { why: ran.is === "missing" ? answer.why : ran.why };
  }

  return {
    latest() {
      const nowMs = host.clock.monotonicMs();
      if (askedMs === undefined || nowMs - askedMs >= EVERY_MS) {
        askedMs = nowMs;
        ask().catch(() => undefined);
      }
      return last;
    },
    close: () => end.abort(),
  };
}
