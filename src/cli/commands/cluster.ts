import { BringupError } from "../../errors/index.ts";
import { CLUSTER_COMMANDS } from "../cluster/commands.ts";
import type { Call, CliCommand } from "../command.ts";

/** What is done once to the cluster of this host. */
export const cluster: CliCommand = {
  name: "cluster",
  summary: "Join, let others join, save, upgrade, repair or remove the cluster of this host",
  commands: [
    ...CLUSTER_COMMANDS,
    {
      name: "matrix",
      summary: "What goes together: distribution, system, network, storage, version, architecture",
      args: [{ name: "[distribution]", help: "one of them; all unless told" }],
      options: [
        {
          flags: "--for <axis=value>",
          help: "judge a combination: os=ubuntu, architecture=arm64, cni=calico, fips=true ...",
          many: true,
        },
      ],
      run: matrix,
    },
  ],
};

/** Data alone: it needs no host. Exits with 1 where nothing would do. */
async function matrix({ args: [wanted], out, texts }: Call): Promise<number> {
  const [{ OBSERVED }, { askedIn }, { printJudged, printMatrices }] = await Promise.all([
    import("../../distributions/index.ts"),
    import("../../compatibility/index.ts"),
    import("../print-matrix.ts"),
  ]);
  const entries = OBSERVED.filter(({ id }) => wanted === undefined || id === wanted);
  if (entries.length === 0)
    throw new BringupError("USAGE", `unknown distribution ${JSON.stringify(wanted)}`, {
      hint: `Use one of: ${OBSERVED.map(({ id }) => id).join(", ")}.`,
    });
  const drivers = await Promise.all(entries.map(({ load }) => load()));
  const matrices = drivers.flatMap(({ compatibility = [] }) => compatibility);
  const asked = askedIn(texts("for"));
  const nowMs = Date.now();
  if (texts("for").length === 0) {
    printMatrices(matrices, nowMs, out);
    return 0;
  }
  return printJudged(matrices, asked, { nowMs, out }) ? 0 : 1;
}
