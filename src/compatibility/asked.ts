import { z } from "zod";
import { BringupError } from "../errors/index.ts";
import { nearest } from "../text/index.ts";
import type { Combination } from "./shape.ts";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const word = z.string().min(1);

const axes = z
  .strictObject({
    version: word,
    os: word,
    osVersion: word,
    architecture: word,
    board: z.enum(["orin", "other"]),
    cni: word,
    csi: word,
    fips: flag,
    mode: z.enum(["appliance", "agent"]),
    management: z.enum(["central", "local"]),
    plane: z.enum(["palette", "vertex"]),
    release: word,
    controlPlanes: z.coerce.number().int().min(1).max(99),
    founder: z.enum(["bringup", "plane"]),
    twoNode: flag,
    overlay: flag,
    addressing: z.enum(["static", "dhcp"]),
    links: z.enum(["one", "several"]),
    vip: flag,
    customPath: flag,
    trustedBoot: flag,
    virtualMachines: flag,
    canHostMachines: flag,
  })
  .partial();

/** `architecture=arm64` and the like, as a person writes them. @throws USAGE */
export function askedIn(texts: readonly string[]): Omit<Combination, "distribution"> {
  const names = Object.keys(axes.shape);
  const pairs = texts.map((text) => {
    const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (names.includes(name)) return [name, value];
    const guess = nearest(name === "" ? text : name, names);
    throw new BringupError("USAGE", `${JSON.stringify(text)} is no AXIS=VALUE`, {
      hint: guess === undefined ? `Axes: ${names.join(", ")}.` : `Did you mean ${guess}=?`,
    });
  });
  const asked = axes.safeParse(Object.fromEntries(pairs));
  if (asked.success) return asked.data;
  const [issue] = asked.error.issues;
  const axis = String(issue?.path[0] ?? "");
  throw new BringupError("USAGE", `${axis}: ${issue?.message ?? "cannot be"}`);
}
