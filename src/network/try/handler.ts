import { defineHandler, type HostIO, type RunContext, troubleIn } from "../../engine/index.ts";
import { asBringupError, BringupError, errorView } from "../../errors/index.ts";
import type { NetworkChange } from "../change.ts";
import { arm, COMMAND_MS, callUndo, digestOfTry, type NetworkTry } from "./arm.ts";
import { checkTry } from "./check.ts";
import { awaitOutcome, decide, giveTime } from "./decide.ts";
import { NAMES } from "./folder.ts";
import { previewTry } from "./preview.ts";
import type { ProofRung } from "./prove.ts";
import { type Proving, settle } from "./settle.ts";
import { refuseTaken } from "./taken.ts";
import { isOpen, readTrial, type Trial, writeProofs } from "./trial.ts";
import { waitingWords } from "./words.ts";

export function networkTryHandler(proving: Proving) {
  return defineHandler<NetworkTry, "network.try">("network.try", {
    check: (wanted, { host }) => checkTry(wanted, host),
    preview: (wanted, { host }) => previewTry(wanted, host),
    /** The former files may hold secrets: they stay in the folder, the journal only names it. */
    capture: async ({ folder }) => ({ folder }),
    async run(wanted, context) {
      const begun = await begunTry(wanted, context);
      if (begun === undefined) await begin(wanted, context, proving);
      else if (begun.state === "armed") await giveUp(wanted, context.host, CUT_OFF);
      if (begun === undefined || begun.state === "applied")
        await proveAgain(wanted, context, proving);
      await conclude(wanted, context);
    },
    async undo(wanted, _captured, context) {
      const { host, signal } = context;
      const { folder } = wanted;
      const trial = await readTrial(host, folder);
      if (trial === undefined || trial.digest !== digestOfTry(wanted)) return;
      if (isOpen(trial)) {
        await giveUp(wanted, host, "the run was cancelled");
        await awaitOutcome(host, folder, { signal, onTrial: () => undefined });
      } else if (trial.outcome?.is === "kept") {
        await callUndo(host, folder, "the run was cancelled");
      }
      const after = await readTrial(host, folder);
      if (after?.outcome !== undefined && after.outcome.files !== "equal") throw reverted(after);
    },
    /** Nothing is taken back any more: former files may hold secrets. */
    forget: ({ folder }, _captured, { host }) => host.files.removeTree(`${folder}/${NAMES.former}`),
  });
}

const CUT_OFF = "the agent was cut off while it applied the change";

/** The try that this very run began before it was cut off. */
async function begunTry(wanted: NetworkTry, context: RunContext): Promise<Trial | undefined> {
  const trial = await readTrial(context.host, wanted.folder);
  const isOurs = trial?.digest === digestOfTry(wanted);
  if (context.isContinued && isOurs) return trial;
  if (trial === undefined || !isOpen(trial)) return undefined;
  throw new BringupError("NETWORK_NOT_TRIED", `another change is being tried: ${trial.title}`, {
    hint: "Keep it or revert it first: bringup network show.",
  });
}

async function begin(wanted: NetworkTry, context: RunContext, { prove }: Proving): Promise<void> {
  const { host, signal, report } = context;
  const { change, folder, confirmSeconds, withoutProof } = wanted;
  // In another network the same addresses are other machines', and nothing of it answers here.
  const before: ProofRung[] = [];
  if (withoutProof === undefined) {
    await refuseTaken(change, context);
    report({ evidence: "looking at what works before the change" });
    before.push(...(await prove(host, change.links, signal)));
  }
  report({ evidence: "saving the former settings and starting the watch over them" });
  await arm(host, wanted, change.links.join(", "));
  await writeProofs(host, folder, { before, after: [] });
  try {
    const startedMs = host.clock.monotonicMs();
    await apply(change, context);
    const appliedMs = Math.round(host.clock.monotonicMs() - startedMs);
    await giveTime(host, folder, { confirmSeconds, appliedMs });
  } catch (thrown) {
    // An agent that is stopping leaves the try as it is: the next one decides.
    if (signal.aborted) throw thrown;
    await giveUp(wanted, host, errorView(thrown).message);
  }
}

async function apply(change: NetworkChange, { host, signal, report }: RunContext): Promise<void> {
  for (const { path, content, mode } of change.files) {
    signal.throwIfAborted();
    if (content === null) await host.files.remove(path);
    else await host.files.writeAtomic(path, content, { mode, signal });
    report({ evidence: content === null ? `removed ${path}` : `wrote ${path}` });
  }
  for (const argv of change.apply) {
    report({ evidence: `running ${argv.join(" ")}` });
    const outcome = await host.exec(argv, { timeoutMs: COMMAND_MS, signal });
    const trouble = troubleIn(outcome);
    if (trouble === undefined) continue;
    const code = outcome.is === "exited" ? `exit code ${outcome.exitCode}` : trouble;
    const said = trouble === code ? code : `${code}, ${trouble}`;
    throw new BringupError("COMMAND_FAILED", `${argv.join(" ")}: ${said}`);
  }
}

/** Worse than before: back at once, nobody has to wait for the end. */
async function proveAgain(
  wanted: NetworkTry,
  context: RunContext,
  proving: Proving,
): Promise<void> {
  const worse = await settle(wanted, context, proving);
  if (worse.length > 0) await giveUp(wanted, context.host, worse.join("; "));
}

/** A person may have decided meanwhile: the first wish counts. */
async function giveUp({ folder }: NetworkTry, host: HostIO, why: string): Promise<void> {
  const decided = await host.files.readText(`${folder}/${NAMES.decision}`);
  if (decided === undefined) await decide(host, folder, { revert: why });
}

async function conclude(wanted: NetworkTry, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  const trial = await awaitOutcome(host, wanted.folder, {
    signal,
    onTrial: (now) => report({ evidence: waitingWords(now) }),
  });
  if (trial.outcome.is === "reverted") throw reverted(trial);
  const verdict = await checkTry(wanted, host).catch((thrown) => asBringupError(thrown));
  if ("is" in verdict && verdict.is === "done") return;
  // Kept by a person, so it stays: a second try of the same would only ask again.
  throw new BringupError("NETWORK_REVERT_FAILED", `kept, but ${verdict.message}`, {
    hint: "Look at the files and the links of this host, then plan again.",
  });
}

/** The truth about what the host has now, with what could not be brought back. */
function reverted({ outcome, why }: Trial): BringupError {
  const isEqual = outcome?.files === "equal" && outcome.kernel === "equal";
  const state = isEqual
    ? "the host is as before, read back"
    : `not all is as before: ${[
        outcome?.files === "equal" ? [] : ["files differ"],
        outcome?.kernel === "equal" ? [] : (outcome?.differs ?? ["links not read back"]),
      ]
        .flat()
        .slice(0, 4)
        .join("; ")}`;
  return new BringupError("NETWORK_REVERTED", `${why}; ${state}`, { details: { isEqual } });
}
