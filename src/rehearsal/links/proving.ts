import type { FilesView } from "../../engine/index.ts";
import type { ProofRung, Prove, Proving } from "../../network/index.ts";
import { readNetwork } from "./kernel.ts";

/** As long as on a real host, unless the pace of practice says otherwise, milliseconds. */
const SETTLE_MS = 30_000;
const STEADY_MS = 3000;

/** A try on practice links: proved like a real one, and every line of it says what it is. */
export function practiceProving(prove: Prove, pace: number): Proving {
  return {
    settleMs: SETTLE_MS * pace,
    steadyMs: STEADY_MS * pace,
    async prove(host, links, signal) {
      const rungs = await prove(host, links, signal);
      const who = await whoAnswers(host.files);
      return rungs.map((rung) => ({ ...rung, evidence: said(rung, who) }));
    },
  };
}

function said({ id, verdict, evidence }: ProofRung, who: string): string {
  const asksOthers = id === "gateway" || id === "dns";
  return `simulated: ${evidence}${verdict === "fail" && asksOthers ? ` (${who})` : ""}`;
}

async function whoAnswers(files: FilesView): Promise<string> {
  const { answers } = await readNetwork(files);
  return answers.length === 0 ? "nobody does" : `who does: ${answers.join(", ")}`;
}
