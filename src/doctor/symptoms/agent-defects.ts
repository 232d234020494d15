import { type AgentVersion, agentVersion, isBefore } from "../agent-version.ts";
import { paletteAgent, withPalette } from "../palette-agent.ts";
import type { Patient } from "../patient.ts";
import { cannotSay, clear, defineSymptom, type Finding, found, type Gravity } from "../symptom.ts";

/** A defect of the agent, and the release of Palette that repaired it. */
interface Defect {
  readonly what: string;
  readonly fixedIn: string;
}

const UPGRADE = [
  "Upgrade the agent: Palette does it by itself unless upgrades are paused, a site without a way out gets it with a content bundle.",
];

export const staleConnections = defineSymptom({
  id: "agent.stale-connections",
  code: "UDP_SESSIONS_STALE",
  row: "D37",
  title: "UDP stays silent after a cable was pulled and put back",
  cause: "Agents before 4.8.21 leave dead connections in the table of the kernel.",
  source: "Palette, release notes 4.8.21",
  when: [withPalette],
  probe: (patient) =>
    judge(patient, "cosmetic", [
      { what: "stale UDP sessions after a pulled cable", fixedIn: "4.8.21" },
    ]),
  fix: [...UPGRADE, "Until then forget the dead connections: conntrack -D -p udp."],
});

export const resetDefects = defineSymptom({
  id: "agent.reset-defects",
  code: "RESET_INCOMPLETE",
  row: "D41",
  title: "A reset fails or leaves things behind",
  cause: "Older agents cannot reset an encrypted persistent partition, or forget the journal.",
  source: "Palette, release notes 4.8.21 and 4.8.33",
  when: [withPalette],
  probe: (patient) =>
    judge(patient, "cosmetic", [
      { what: "a reset fails with an encrypted persistent partition", fixedIn: "4.8.21" },
      { what: "a reset leaves the journal and files of the cluster", fixedIn: "4.8.33" },
    ]),
  fix: [...UPGRADE, "Do that before the next reset: afterwards it has to be done by hand."],
});

export const contentDefects = defineSymptom({
  id: "agent.content-defects",
  code: "CONTENT_FETCHED_AGAIN",
  row: "D42",
  title: "Packs are downloaded again although the bundle is on the host",
  cause: "Older agents do not see that they have the content already.",
  source: "Palette, release notes 4.8.37 and 4.10.0",
  when: [withPalette],
  probe: (patient) =>
    judge(patient, "cosmetic", [
      { what: "packs are downloaded although the bundle has them", fixedIn: "4.8.37" },
      { what: "images pinned by digest are not redirected", fixedIn: "4.10.0" },
      { what: "a pack with / in its name is downloaded every 2 min", fixedIn: "4.10.0" },
    ]),
  fix: UPGRADE,
});

async function judge(
  patient: Patient,
  severity: Gravity,
  defects: readonly Defect[],
): Promise<Finding> {
  const version = await agentVersion(patient);
  if (version === undefined) return cannotSay(await whereLooked(patient));
  const open = defects.filter(({ fixedIn }) => isBefore(version, fixedIn) !== "no");
  if (open.length === 0) return clear(version.evidence);
  return found(
    ["possible", severity],
    [version.evidence, ...open.map((one) => words(one, version))],
  );
}

async function whereLooked(patient: Patient): Promise<string> {
  const unit = (await paletteAgent(patient))?.unit ?? "the agent";
  return `neither /oem nor the journal of ${unit} names the version of the agent`;
}

function words({ what, fixedIn }: Defect, version: AgentVersion): string {
  const sure = isBefore(version, fixedIn) === "yes" ? "" : ", unless its patch has it already";
  return `${what}: repaired in ${fixedIn}${sure}`;
}
