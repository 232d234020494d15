import type { Operation } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";

/** @throws USAGE when it is missing. */
export function paramOf(params: Operation["params"], name: string): string {
  const value = params[name];
  if (value !== undefined && value !== "") return value;
  throw new BringupError("USAGE", `the operation does not say which ${name} it is for`);
}
