import type { HostIO, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { redact } from "../../secrets/index.ts";
import { sanitize } from "../../text/index.ts";
import { trailerProblem } from "../shared/etcd-trailer.ts";
import { CRICTL, observeContainers } from "./containers.ts";
import { ETCD_DATA, ETCD_PKI } from "./paths.ts";

/** Its pod sees two folders of the host, and only its data may be written: an answer lies there at first. */
const TEMPORARY = "bringup-snapshot-";
const SAVE_SECONDS = 590;
/** After a boot its pod takes its time. */
const AWAIT_MS = 300_000;
const LOOK_EVERY_MS = 2000;

/** As its pod has them; the image has etcdctl, and no shell. */
const ETCDCTL = [
  "etcdctl",
  "--endpoints=https://127.0.0.1:2379",
  `--cacert=${ETCD_PKI}/ca.crt`,
  `--cert=${ETCD_PKI}/server.crt`,
  `--key=${ETCD_PKI}/server.key`,
] as const;

/** What etcd holds now, in a file of its own: its path. Proven by the digest at its end. @throws STEP_FAILED */
export async function saveEtcd(context: RunContext): Promise<string> {
  const { host, signal, report } = context;
  await removeTemporary(host);
  const { clock } = host;
  // One that was cut off may still be written by the pod: never to the same file.
  const path = `${ETCD_DATA}/${TEMPORARY}${clock.nowMs()}.db`;
  const untilMs = clock.monotonicMs() + AWAIT_MS;
  for (;;) {
    const told = await ask(path, context);
    if (told.is === "saved") break;
    signal.throwIfAborted();
    if (told.is === "failed" || clock.monotonicMs() > untilMs)
      throw new BringupError("STEP_FAILED", `etcd was not saved: ${told.why}`, {
        hint: "See in bringup status that etcd has a leader, then resume.",
      });
    report({ evidence: told.why });
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
  report({ evidence: `etcd wrote ${path}` });
  const problem = await trailerProblem(host, path, signal);
  if (problem !== undefined) throw new BringupError("STEP_FAILED", problem);
  return path;
}

/** Of this attempt, or of one that was cut off. */
export async function removeTemporary({ files }: HostIO): Promise<void> {
  for (const name of (await files.list(ETCD_DATA)) ?? [])
    if (name.startsWith(TEMPORARY)) await files.remove(`${ETCD_DATA}/${name}`);
}

type Told = { readonly is: "saved" } | { readonly is: "starting" | "failed"; readonly why: string };

/** What goes by itself while its pod comes up. */
const ON_ITS_WAY =
  /connection refused|deadline exceeded|no leader|unavailable|code = NotFound|not running/i;

async function ask(path: string, { host, signal }: RunContext): Promise<Told> {
  const found = await observeContainers(host, signal);
  if (found.is === "absent") return { is: "failed", why: "crictl is not on this host" };
  if (found.is === "unknown") return { is: "starting", why: found.why };
  const id = found.value.find(({ name }) => name === "etcd")?.id;
  if (id === undefined) return { is: "starting", why: "etcd does not run yet" };
  const exec = ["exec", "--sync", `--timeout=${SAVE_SECONDS}`, id] as const;
  const outcome = await host.exec([...CRICTL, ...exec, ...ETCDCTL, "snapshot", "save", path], {
    timeoutMs: (SAVE_SECONDS + 30) * 1000,
    signal,
  });
  if (outcome.is !== "exited") return { is: "failed", why: `crictl exec: ${outcome.is}` };
  if (outcome.exitCode === 0) return { is: "saved" };
  const why = sanitize(redact(outcome.stderr.trim())).slice(-300);
  return { is: ON_ITS_WAY.test(why) ? "starting" : "failed", why };
}
