import type { Call } from "../command.ts";

/** The person said so, or the device can only print lines. */
export type WhyPlain = "asked" | "dumb";

/** Nothing where the full screen can be shown, or has to refuse by itself. */
export function whyPlain({ world, flag }: Call): WhyPlain | undefined {
  if (flag("plain")) return "asked";
  const isTerminal = world.stdin.isTTY === true && world.stdout.isTTY === true;
  return isTerminal && world.env.TERM === "dumb" ? "dumb" : undefined;
}
