/**
 * The command line: the headless twin of every screen. `bin` calls `runCli`; all it reaches outside
 * itself is a `World`.
 */
export { runCli } from "./run-cli.ts";
export type {
  HostChoice,
  InputStream,
  OpenEngine,
  OutputStream,
  Purpose,
  World,
} from "./world.ts";
