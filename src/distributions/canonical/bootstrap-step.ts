import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { explain, short } from "../evidence.ts";
import { blockers, memberBefore } from "./blockers.ts";
import { askNode } from "./k8sd.ts";
import { PROGRAM, unitOf } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { removeSnap } from "./snap-step.ts";

export interface BootstrapParams {
  /** What is given on standard input. */
  readonly config: string;
  readonly node: string;
  readonly address: string;
}

const ASK_MS = 5000;
/** The program's own limit, and ours a little later: eMMC takes many times as long as a drive. */
const OWN_LIMIT = "20m";
const LIMIT_MS = 1_260_000;
const LOOK_EVERY_MS = 1000;
/** The daemon goes on without the program: so long is looked what became of it. */
const LATE_MS = 120_000;

export function bootstrapStep(
  params: BootstrapParams,
  { isFormed }: { readonly isFormed: boolean },
): Step {
  return {
    id: "canonical.bootstrap",
    kind: "canonical.bootstrap",
    title: `Form the cluster on this node (k8s bootstrap, ${params.address})`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: isFormed ? "none" : "compensate",
    usualMs: 90_000,
    limit: { noProgressMs: 1_500_000, totalMs: 1_500_000 },
    rerun: "safe",
    mark: "SERVICE UP",
  };
}

export const bootstrapHandler = defineHandler<BootstrapParams, "canonical.bootstrap">(
  "canonical.bootstrap",
  {
    check: (_, context) => judge(context),
    async preview({ config }) {
      const lines = config.trimEnd().split("\n");
      return [
        { subject: "k8s bootstrap", lines: lines.map((text) => ({ sign: "+" as const, text })) },
      ];
    },
    async run(params, context) {
      const before = await judge(context);
      if (before.is === "done") return context.report({ evidence: before.message });
      if (before.is === "blocked")
        throw new BringupError("CLUSTER_START_FAILED", before.message, { hint: before.hint });
      const said = await bootstrap(params, context);
      if (said === undefined) return context.report({ evidence: "k8s bootstrap ended well" });
      // What it could not wait for may have come about: it is looked at, and never begun again.
      await becomesMember(said, context);
    },
    /** Its state lies in the data of the snap, and only goes away with it. */
    async undo(_, __, context) {
      await removeSnap("k8s", context);
    },
  },
);

/** By what k8sd says; what stands in the way is said before anything is begun. */
async function judge({ host, signal }: Pick<CheckContext, "host" | "signal">): Promise<Verdict> {
  const node = await askNode(host, { signal, timeoutMs: ASK_MS });
  if (node.is === "told") return done(`${node.value.name} is a member (${node.value.address})`);
  if (node.is === "starting") return unclear(node.why);
  const before = node.is === "no-cluster" ? undefined : await memberBefore(host, node.why);
  if (before !== undefined) return before;
  const obstacle = await blockers(host, node.why);
  if (obstacle !== undefined) return obstacle;
  return todo(node.is === "no-cluster" ? "no cluster is formed yet" : node.why);
}

/** `undefined`: it ended well. Otherwise what it said last. */
async function bootstrap(
  { config, node, address }: BootstrapParams,
  { host, signal, report }: RunContext,
): Promise<string | undefined> {
  const lines: string[] = [];
  const outcome = await host.exec(
    [
      ...[PROGRAM, "bootstrap", "--file", "-", "--name", node, "--address", address],
      ...["--timeout", OWN_LIMIT, "--output-format", "json"],
    ] as [string, ...string[]],
    {
      input: config,
      timeoutMs: LIMIT_MS,
      signal,
      onLine(line) {
        if (line.trim() === "") return;
        lines.push(line);
        report({ evidence: short(line) });
      },
    },
  );
  signal.throwIfAborted();
  if (outcome.is === "exited" && outcome.exitCode === 0) return undefined;
  const explained = explain(SIGNATURES, lines);
  // It begins with a sentence that says no more than that it failed.
  const why = lines.flatMap((line) => /^The error was: (.+)$/.exec(line)?.[1] ?? []);
  const last = why.at(-1) ?? lines.findLast((line) => /^error/i.test(line)) ?? lines.at(-1);
  const what = outcome.is === "exited" ? `it ended with ${outcome.exitCode}` : `it ${outcome.is}`;
  return explained?.signature.cause ?? (last === undefined ? what : short(last));
}

async function becomesMember(said: string, { host, signal, report }: RunContext): Promise<void> {
  const untilMs = host.clock.monotonicMs() + LATE_MS;
  for (;;) {
    const node = await askNode(host, { signal, timeoutMs: ASK_MS });
    if (node.is === "told")
      return report({ evidence: `k8s bootstrap said "${said}", and the node is a member` });
    const isHopeless = node.is === "no-cluster" || host.clock.monotonicMs() > untilMs;
    if (isHopeless) throw refusal(said);
    report({ evidence: `k8s bootstrap said "${said}"; ${node.why}` });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function refusal(said: string): BringupError {
  return new BringupError("CLUSTER_START_FAILED", `k8s bootstrap: ${said}`, {
    hint: `Read the journal: journalctl -u ${unitOf("k8sd")}. It is not begun again by itself: cancel the run and take back what it did, then plan again.`,
  });
}
