import { BringupError } from "../../errors/index.ts";
import type { CliCommand } from "../command.ts";

/** How bringup starts parts of itself as processes of their own. */
export const internal: CliCommand = {
  name: "internal",
  summary: "Parts that bringup starts by itself",
  hidden: true,
  passThrough: true,
  async run({ world, args }) {
    const [name, ...rest] = args;
    if (name === undefined) throw new BringupError("USAGE", "internal needs the name of a part");
    return world.runInternal(name, rest);
  },
};
