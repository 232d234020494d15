import { type ArtefactQuestion, clusterForm, lookAtArtefacts } from "../cluster/index.ts";
import { contentFolders } from "../content/index.ts";
import { type HostView, knownValue } from "../engine/index.ts";
import type { ClusterOffers } from "../session/index.ts";
import type { Board } from "./board.ts";

/** Where artefacts are looked for before a person names a place: our own, and a mounted medium. */
const PLACES: readonly string[] = ["/opt/bringup/artefacts", "/media/artefacts", "/mnt/artefacts"];

type Offer = ClusterOffers["found"][number];

/** What the cluster form can offer; reads and hashes, so it runs apart from everything else. */
export async function lookAtOffers(
  { board, host }: { readonly board: Board; readonly host: HostView },
  signal: AbortSignal,
): Promise<void> {
  const { distributions } = await clusterForm();
  const { inventory } = board.snapshot();
  const cpu = inventory === null ? undefined : knownValue(inventory.cpu);
  const architecture = cpu?.architecture ?? "amd64";
  const found: Offer[] = [];
  // Releases have files of the same names: several of them lie in folders of their own.
  for (const place of [...PLACES, ...(await contentFolders(host))])
    for (const { id } of distributions)
      for (const directory of [place, `${place}/${id}`])
        found.push(
          ...(await offersIn(host, { distribution: id, directory, architecture, signal })),
        );
  if (signal.aborted) return;
  board.set("offers", {
    distributions: distributions.map(({ id, title, label, capabilities, operations }) => ({
      id,
      title,
      ...(label === undefined ? {} : { label }),
      cnis: capabilities.cnis,
      datastores: capabilities.datastores,
      operations,
      defaults: capabilities.defaults,
      ...(capabilities.notes === undefined ? {} : { notes: capabilities.notes }),
    })),
    found,
  });
}

async function offersIn(host: HostView, question: ArtefactQuestion): Promise<readonly Offer[]> {
  const { distribution, directory } = question;
  if ((await host.files.stat(directory)) === undefined) return [];
  const { version } = await lookAtArtefacts(host, question);
  return version.is === "known" ? [{ distribution, version: version.value, directory }] : [];
}
