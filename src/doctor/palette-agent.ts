import { type HostView, knownValue } from "../engine/index.ts";
import type { Patient } from "./patient.ts";
import type { Circumstance } from "./symptom.ts";

/** The agent of Palette as it is installed on this host (palette-edge.md 2.6). */
export interface PaletteAgent {
  /** `appliance`: part of the immutable system. `agent`: brought to a system that was there before. */
  readonly mode: "appliance" | "agent";
  readonly unit: string;
}

/** Only a host that was made ready for agent mode has one of these. */
const AGENT_MODE_MARKS = [
  "/opt/spectrocloud/state/agent-mode",
  "/etc/spectro/environment",
  "/var/lib/spectro/stylus",
];
const MARKS = [
  "/opt/spectrocloud",
  "/run/stylus",
  "/oem/80_stylus.yaml",
  "/usr/local/spectrocloud",
];

export async function paletteAgent(patient: Patient): Promise<PaletteAgent | undefined> {
  const fact = await patient.once("agent of Palette", async () => lookForAgent(patient.host));
  if (fact.is === "unknown") throw new Error(fact.why);
  return knownValue(fact);
}

async function lookForAgent(host: HostView): Promise<PaletteAgent | undefined> {
  if (await anyThere(host, AGENT_MODE_MARKS))
    return { mode: "agent", unit: "spectro-stylus-agent.service" };
  if (await anyThere(host, MARKS)) return { mode: "appliance", unit: "stylus-agent.service" };
  return undefined;
}

export async function anyThere(host: HostView, paths: readonly string[]): Promise<boolean> {
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return stats.some((stat) => stat !== undefined);
}

export const withPalette: Circumstance = {
  otherwise: "no agent of Palette is on this host",
  holds: async (patient) => (await paletteAgent(patient)) !== undefined,
};

/** For troubles of a system that was there before the agent came. */
export const inAgentMode: Circumstance = {
  otherwise: "the agent of Palette does not run in agent mode here",
  holds: async (patient) => (await paletteAgent(patient))?.mode === "agent",
};

/** Lines of the agent's own journal; none where there is no agent. */
export async function agentJournal(patient: Patient): Promise<readonly string[]> {
  const agent = await paletteAgent(patient);
  if (agent === undefined) return [];
  const journal = await patient.journal(agent.unit);
  if (journal.is === "unknown") throw new Error(journal.why);
  return journal.is === "known" ? journal.value : [];
}
