import { BringupError } from "../src/errors/index.ts";

type Part = (args: readonly string[]) => Promise<number>;

/** Programs that bringup starts of itself. Names and arguments are its own business. */
const PARTS: Readonly<Record<string, Part>> = {
  async hardware([topic = ""]) {
    const { runHardwareTopic } = await import("../src/host/index.ts");
    process.stdout.write(`${JSON.stringify(await runHardwareTopic(topic))}\n`);
    return 0;
  },
  async "restore-console"() {
    const { restoreConsoles, restoreFonts } = await import("../src/terminal/index.ts");
    restoreConsoles();
    restoreFonts();
    return 0;
  },
  async "practice-links"([program = "", ...args]) {
    const { runLinkProgram } = await import("../src/rehearsal/index.ts");
    return runLinkProgram([program, ...args], process.env);
  },
  async "stand-in"([distribution = "", ...args]) {
    const { runStandIn } = await import("../src/distributions/index.ts");
    return runStandIn(distribution, args, process.env);
  },
};

export async function runInternal(name: string, args: readonly string[]): Promise<number> {
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part === undefined) throw new BringupError("USAGE", `there is no part named "${name}"`);
  return part(args);
}
