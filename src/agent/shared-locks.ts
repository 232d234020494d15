import type { HostIO, RunContext, SharedLocks } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  isJoinOver,
  type KubeAccess,
  type Lock,
  listNodes,
  lockSentence,
  parseKubeconfig,
  releaseLock,
  takeLock,
} from "../kube/index.ts";
import { formatDuration } from "../quantity/index.ts";
import { hostAndPort } from "../spec/index.ts";

/** Locks of a cluster, held for runs: taken when a step wants one, renewed until the run is let go of. */
export interface LockDesk extends SharedLocks {
  /** The run is over: others may begin at once. */
  release(runId: string): Promise<void>;
  /** It waits for a person: nothing is renewed, so that nobody else waits for ever. */
  leave(): void;
}

/** A host that lost its power keeps others waiting for so long. */
const LASTS_S = 120;
const RENEW_EVERY_MS = 20_000;
const ASK_EVERY_MS = 5000;

interface Held {
  readonly runId: string;
  /** The own server first, then those of the others: the own one may stop, or leave. */
  readonly ways: readonly KubeAccess[];
  readonly stop: AbortController;
}

export function createLockDesk(host: HostIO): LockDesk {
  const { clock } = host;
  const held = new Map<string, Held>();

  /** A renewal that fails is asked for again at the next; six of them fit into one lock. */
  async function renew(lock: string, { runId, ways, stop }: Held): Promise<void> {
    const request = { ...(await asked(host, runId)), signal: stop.signal };
    for (const access of ways) {
      const answer = await takeLock(host, access, request).catch(() => undefined);
      if (stop.signal.aborted || answer?.is === "held") return;
      // Whoever took it saw nothing of us for its whole time: the next step has to ask anew.
      if (answer?.is === "busy") return letGo(lock);
    }
  }

  function keep(lock: string, mine: Held): void {
    let cancel = () => {};
    const arm = () => {
      cancel = clock.after(RENEW_EVERY_MS, () => void renew(lock, mine).then(arm));
      if (mine.stop.signal.aborted) cancel();
    };
    arm();
    mine.stop.signal.addEventListener("abort", () => cancel(), { once: true });
  }

  function letGo(lock: string): void {
    held.get(lock)?.stop.abort();
    held.delete(lock);
  }

  return {
    async hold(lock, run, context) {
      if (held.get(lock)?.runId === run.id) return;
      letGo(lock);
      const access = await accessThrough(host, lock);
      if (!(await take({ host, access, run, context }))) return;
      const ways = [access, ...(await otherServers(host, access, context.signal))];
      const mine: Held = { runId: run.id, ways, stop: new AbortController() };
      held.set(lock, mine);
      keep(lock, mine);
    },
    async release(runId) {
      for (const [lock, mine] of held) {
        if (mine.runId !== runId) continue;
        letGo(lock);
        const { holder } = await asked(host, runId);
        for (const access of mine.ways) if (await releaseLock(host, access, { holder })) break;
      }
    },
    leave() {
      for (const lock of [...held.keys()]) letGo(lock);
    },
  };
}

/** The same keys open the API of every server of a cluster; nobody known is nobody more to ask. */
async function otherServers(
  host: HostIO,
  access: KubeAccess,
  signal: AbortSignal,
): Promise<readonly KubeAccess[]> {
  const listed = await listNodes(host, { access, signal });
  const { port } = new URL(access.server);
  const servers = listed.is === "listed" ? listed.nodes : [];
  return servers
    .filter(({ roles }) => roles.includes("control-plane"))
    .flatMap(({ internalIp }) => internalIp ?? [])
    .map((ip) => ({
      ...access,
      server: `https://${hostAndPort({ host: ip, port: Number(port) })}`,
    }));
}

interface Taking {
  readonly host: HostIO;
  readonly access: KubeAccess;
  readonly run: { readonly id: string; readonly hadIt: boolean };
  readonly context: Pick<RunContext, "signal" | "report">;
}

/** `false`: nobody can be asked, because of what this run did before; its lock ends by itself. @throws CLUSTER_BUSY */
async function take({ host, access, run, context }: Taking): Promise<boolean> {
  const { clock } = host;
  const { signal, report } = context;
  const request = { ...(await asked(host, run.id)), signal };
  let seen: { readonly lock: Lock; readonly atMs: number } | undefined;
  for (;;) {
    // By our own clock: those of two hosts need not agree.
    const isDead =
      seen !== undefined &&
      ((await isJoinOver(host, access, seen.lock, { signal })) ||
        clock.monotonicMs() - seen.atMs >= seen.lock.seconds * 1000);
    const answer = await takeLock(host, access, {
      ...request,
      ...(isDead && seen !== undefined ? { insteadOf: seen.lock } : {}),
    });
    if (answer.is === "held") return true;
    if (answer.is === "unknown") {
      if (run.hadIt) return false;
      throw new BringupError("CLUSTER_BUSY", `it cannot be told who works on it: ${answer.why}`);
    }
    const { lock } = answer;
    if (seen?.lock.version !== lock.version) seen = { lock, atMs: clock.monotonicMs() };
    const leftMs = Math.max(0, seen.atMs + lock.seconds * 1000 - clock.monotonicMs());
    const left = formatDuration(leftMs);
    report({ evidence: `${lockSentence(lock)}; unless it is renewed it ends in ${left}` });
    await clock.sleep(ASK_EVERY_MS, signal);
  }
}

async function asked(host: HostIO, runId: string) {
  const name = (await host.files.readText("/proc/sys/kernel/hostname"))?.trim() ?? "a host";
  const id = runId.slice(0, 8);
  return { holder: `${name} ${id}`, why: `run ${id}`, seconds: LASTS_S };
}

async function accessThrough(host: HostIO, kubeconfig: string): Promise<KubeAccess> {
  const text = await host.files.readText(kubeconfig);
  const access = text === undefined ? undefined : parseKubeconfig(text);
  if (access !== undefined) return access;
  throw new BringupError("CLUSTER_BUSY", `${kubeconfig} is missing, so nobody can be asked`);
}
