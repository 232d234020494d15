import type { AnswerLines, HostView } from "../../engine/index.ts";
import { answerOf, requestOf } from "../client.ts";
import type { KubeAccess } from "../kubeconfig.ts";
import { query, refusal } from "./list-nodes.ts";
import { readWatchEvent, type WatchEvent } from "./watch-event.ts";

/** How one watch came to its end, and with it what has to be done next. */
export type FollowEnd =
  /** In good order, after the time that was asked for. */
  | { readonly is: "ended" }
  /** Cut off; what was heard stays good, and the next watch goes on from there. */
  | { readonly is: "cut"; readonly why: string; readonly waitMs?: number }
  /** From here on only a new list helps. `why` is absent where that is nobody's fault. */
  | { readonly is: "lost"; readonly why?: string };

/** What one word of the watch does; `lost` says why it is not believed. */
export type Hear = (event: Heard) => FollowEnd | undefined;
export type Heard = Extract<WatchEvent, { is: "seen" | "gone" | "bookmark" }>;

export interface FollowNodesRequest {
  readonly access: KubeAccess;
  /** Where to go on. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** The server is asked to end the watch after so long; it is dead where it does not. */
  readonly forSeconds: number;
  /** By how much it may be late. */
  readonly lateMs: number;
  /** Called when the server has taken the watch. */
  onOpen(): void;
  readonly hear: Hear;
}

/** Above the largest object that a cluster keeps (etcd: 1.5 MiB). */
const LONGEST_LINE_BYTES = 2 * 1024 ** 2;

/** One connection, from its opening to its end. */
export async function followNodes(
  host: HostView,
  { access, version, signal, forSeconds, lateMs, onOpen, hear }: FollowNodesRequest,
): Promise<FollowEnd> {
  const path = `/api/v1/nodes${query({
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: version,
    timeoutSeconds: `${forSeconds}`,
  })}`;
  const outcome = await host.http.follow({
    ...requestOf(access, path, { signal, timeoutMs: 10_000 }),
    idleMs: forSeconds * 1000 + lateMs,
    maxLineBytes: LONGEST_LINE_BYTES,
  });
  if (outcome.is === "open") {
    onOpen();
    return readToEnd(outcome.lines, hear);
  }
  const answer = answerOf(outcome);
  if (answer.is !== "refused") return { is: "cut", why: whyNot(answer) };
  if (answer.status === 410) return { is: "lost" };
  const { status, why, waitMs } = answer;
  return { is: "cut", why: refusal(status, why), ...(waitMs === undefined ? {} : { waitMs }) };
}

function whyNot(answer: Exclude<ReturnType<typeof answerOf>, { is: "refused" }>): string {
  return answer.is === "ok" ? "the API server does not watch" : answer.why;
}

async function readToEnd(lines: AnswerLines, hear: Hear): Promise<FollowEnd> {
  try {
    for (;;) {
      const line = await lines.next();
      if (line.is === "ended") return { is: "ended" };
      if (line.is === "failed") return { is: "cut", why: line.why };
      const end = meaningOf(readWatchEvent(line.text), hear);
      if (end !== undefined) return end;
    }
  } finally {
    lines.close();
  }
}

function meaningOf(event: WatchEvent, hear: Hear): FollowEnd | undefined {
  if (event.is === "too-old") return { is: "lost" };
  if (event.is === "bad" || event.is === "refused") return { is: "lost", why: event.why };
  return hear(event);
}
