import type { HostView } from "../../engine/index.ts";
import { fileAbsent, unitEnsure } from "../../steps/index.ts";
import { paletteAgent, withPalette } from "../palette-agent.ts";
import { clear, defineSymptom, found } from "../symptom.ts";

const FOLDER = "/usr/local/spectrocloud/peerbundle/sha256";
/** One plan removes so many; what is left is found again. */
const MOST = 64;
/** What is younger may be on its way in just now. */
const YOUNG_MS = 10 * 60_000;
const TROUBLE = /content-length:? *0\b/i;

export const emptyBlobs = defineSymptom({
  id: "content.empty-blobs",
  code: "CONTENT_BLOBS_EMPTY",
  row: "D1",
  title: "Content is not synchronised between hosts: content-length: 0",
  cause: "Power went while content came in, and left files of no bytes where blobs should be.",
  source: "Palette Edge, troubleshooting",
  when: [withPalette],
  async probe(patient) {
    const names = await patient.host.files.list(FOLDER);
    if (names === undefined) return clear(`${FOLDER} is not there`);
    const empty = await emptyFiles(
      patient.host,
      names.map((name) => `${FOLDER}/${name}`),
    );
    if (empty.length === 0) return clear(`${FOLDER}: ${names.length} blobs, none empty`);
    const agent = await paletteAgent(patient);
    const unit = agent?.unit ?? "";
    const [state, journal] = await Promise.all([patient.unit(unit), patient.journal(unit)]);
    const lines = journal.is === "known" ? journal.value : [];
    const runs = state.is === "known" ? [unit] : [];
    const line = lines.findLast((text) => TROUBLE.test(text));
    const evidence = [
      ...(line === undefined ? [] : [line]),
      `${empty.length} of ${names.length} blobs are empty`,
      ...empty.map((path) => `${path}: 0 bytes`),
    ];
    const sure = line === undefined ? "likely" : "certain";
    return found([sure, "degraded"], evidence, {
      subjects: [...empty.slice(0, MOST), ...runs],
    });
  },
  fix: [
    `Remove them: find ${FOLDER} -maxdepth 1 -type f -size 0 -delete.`,
    "Restart the agent: systemctl restart spectro-stylus-agent, on an appliance systemctl restart stylus-agent.",
  ],
  mend({ subjects = [] }) {
    const blobs = subjects.filter((subject) => subject.startsWith("/"));
    const units = subjects.filter((subject) => !subject.startsWith("/"));
    return [
      ...blobs.map((path, index) => fileAbsent({ id: `blob-${index + 1}`, path })),
      ...units.map((unit) =>
        unitEnsure({
          ...{ id: "agent", unit, want: "restarted", impact: "restart" },
          watches: [FOLDER, ...blobs],
        }),
      ),
    ];
  },
});

/** A few at a time: a store of content has thousands of blobs. */
async function emptyFiles(host: HostView, paths: readonly string[]): Promise<readonly string[]> {
  const empty: string[] = [];
  const youngMs = host.clock.nowMs() - YOUNG_MS;
  for (let at = 0; at < paths.length; at += 32) {
    const part = paths.slice(at, at + 32);
    const stats = await Promise.all(part.map((path) => host.files.stat(path)));
    stats.forEach((stat, index) => {
      const path = part[index];
      if (stat?.kind !== "file" || path === undefined) return;
      if (stat.sizeBytes === 0 && stat.modifiedMs < youngMs) empty.push(path);
    });
  }
  return empty;
}
