import { runStandIn } from "../../src/distributions/index.ts";

// What `bringup internal stand-in ID ARGS` does, without the rest of the program.
const [, , , , id = "", ...rest] = process.argv;
process.exitCode = await runStandIn(id, rest, process.env);
