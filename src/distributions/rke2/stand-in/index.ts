/** A program that behaves as RKE2 does where bringup touches it, for rehearsals and tests. */
import type { Practice } from "../../driver.ts";
import {
  createMemoryServer,
  type MemoryStandIn,
  type MemoryStandInOptions,
} from "../../shared/stand-in/memory.ts";
import { runServer } from "../../shared/stand-in/process.ts";
import { standInArtefacts } from "./artefacts.ts";
import { KIND } from "./kind.ts";

export { standInArtefacts } from "./artefacts.ts";

export function createMemoryStandIn(options: MemoryStandInOptions): MemoryStandIn {
  return createMemoryServer(KIND, options);
}

export const practice: Practice = {
  artefacts: standInArtefacts,
  run: (argv, env) => runServer(KIND, argv, env),
};
