// The program on hardware, or what takes itself for it: a Debian with a kernel, cards, cables and clocks of
// its own, computed by qemu. Every case begins with the same snapshot: installed, the agent answers.
import { after, before } from "node:test";
import { obstacle } from "../support/debian-tree.ts";
import { clockCases } from "./clock-cases.ts";
import { type EdgeGuest, INSTALLED, openEdgeGuest } from "./edge-guest.ts";
import { hardwareCases } from "./hardware-cases.ts";
import { TOOLS } from "./image.ts";
import { netplanCases } from "./netplan-cases.ts";
import { netplanRenderCases } from "./netplan-render-cases.ts";

const why = obstacle(TOOLS);
const skip = why === undefined ? false : `hardware of its own not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

let edge: EdgeGuest | undefined;

before(async () => {
  if (skip === false) edge = await openEdgeGuest();
});

after(() => edge?.close());

async function installed() {
  if (edge === undefined) throw new Error("there is no guest");
  await edge.guest.restore(INSTALLED);
  return edge.guest;
}

for (const cases of [hardwareCases, clockCases, netplanRenderCases, netplanCases])
  cases({ skip, installed });
