import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type HostIO,
  type Step,
  todo,
} from "../engine/index.ts";
import { AGAIN_FILE, CALL_FILE } from "./again.ts";
import { KEPT_COPIES } from "./forgotten.ts";

/** The opposite, before a cluster goes: from here on no start of the host brings it back. */
export function persistWithdraw(): Step<"persist.withdraw", object> {
  return {
    id: "boot.withdraw",
    kind: "persist.withdraw",
    title: "Let no start of this host bring the cluster back",
    params: {},
    inputsDigest: digestOf({}),
    impact: "none",
    undo: "none",
    usualMs: 100,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

const LEFT = [CALL_FILE, AGAIN_FILE, KEPT_COPIES];

export const persistWithdrawHandler = defineHandler<object, "persist.withdraw">(
  "persist.withdraw",
  {
    async check(_params, { host }) {
      const [first] = await leftOn({ host });
      return first === undefined ? done("nothing is kept for a start") : todo(`${first} is there`);
    },
    async preview(_params, context) {
      const left = await leftOn(context);
      return left.map((path) => ({ subject: path, lines: [{ sign: "-", text: "removed" }] }));
    },
    async run(_params, { host, report }) {
      await withdraw(host);
      report({ evidence: `removed ${CALL_FILE}` });
    },
  },
);

async function withdraw({ files }: HostIO): Promise<void> {
  await files.remove(CALL_FILE);
  await files.remove(AGAIN_FILE);
  await files.removeTree(KEPT_COPIES);
}

/** What of ours a start of this host would still read. */
export async function leftOn({ host }: Pick<CheckContext, "host">): Promise<readonly string[]> {
  const stats = await Promise.all(LEFT.map((path) => host.files.stat(path)));
  return LEFT.filter((_, index) => stats[index] !== undefined);
}
