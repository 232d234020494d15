import { agentJournal } from "./palette-agent.ts";
import type { Patient } from "./patient.ts";

export interface AgentVersion {
  readonly major: number;
  readonly minor: number;
  /** Where it stands, as it is written there. */
  readonly evidence: string;
}

/** `stylus-linux-amd64:v4.8.18`, as the package of the agent is named in the OS layer. */
const PACKAGE = /stylus[\w./-]*:v?(\d+)\.(\d+)\.\d+/;
/** `stylus version: v4.8.18`, `"version":"4.8.18"` in what the agent says when it starts. */
const SPOKEN = /\b(?:agent|stylus)\b.*\bversion["':=\s]+v?(\d+)\.(\d+)\.\d+/i;
const FILES = ["/oem/80_stylus.yaml", "/oem/85_cluster_config.yaml", "/oem/90_custom.yaml"];

/**
 * Which agent this host has, as far as it is written down. Agent and Palette share major and minor, never
 * the patch (palette-edge.md 0.1), so nothing more may be compared.
 */
export async function agentVersion(patient: Patient): Promise<AgentVersion | undefined> {
  for (const path of FILES) {
    const text = await patient.host.files.readText(path, { maxBytes: 1024 ** 2 });
    const found = versionIn(text ?? "", PACKAGE, path);
    if (found !== undefined) return found;
  }
  const spoken = (await agentJournal(patient)).findLast((line) => SPOKEN.test(line));
  return spoken === undefined ? undefined : versionIn(spoken, SPOKEN, "journal of the agent");
}

function versionIn(text: string, pattern: RegExp, where: string): AgentVersion | undefined {
  const [written, major, minor] = pattern.exec(text) ?? [];
  if (written === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), evidence: `${where}: ${written}` };
}

/**
 * Whether it comes before a release of Palette, `4.8.21`. With the same minor only its patch could tell,
 * unless the release is the first of its minor.
 */
export function isBefore(version: AgentVersion, release: string): "yes" | "perhaps" | "no" {
  const [major = 0, minor = 0, patch = 0] = release.split(".").map(Number);
  if (version.major !== major) return version.major < major ? "yes" : "no";
  if (version.minor !== minor) return version.minor < minor ? "yes" : "no";
  return patch === 0 ? "no" : "perhaps";
}
