import { clusterForm, lookAtArtefacts } from "../cluster/index.ts";
import { contentFolders } from "../content/index.ts";
import { type HostView, knownValue } from "../engine/index.ts";
import type { ClusterOffers } from "../session/index.ts";
import type { Board } from "./board.ts";

/** Where artefacts are looked for before a person names a place: our own, and a mounted medium. */
const PLACES: readonly string[] = ["/opt/bringup/artefacts", "/media/artefacts", "/mnt/artefacts"];

/** What the cluster form can offer; reads and hashes, so it runs apart from everything else. */
export async function lookAtOffers(
  { board, host }: { readonly board: Board; readonly host: HostView },
  signal: AbortSignal,
): Promise<void> {
  const { distributions } = await clusterForm();
  const { inventory } = board.snapshot();
  const cpu = inventory === null ? undefined : knownValue(inventory.cpu);
  const found: ClusterOffers["found"][number][] = [];
  for (const directory of [...PLACES, ...(await contentFolders(host))]) {
    if ((await host.files.stat(directory)) === undefined) continue;
    for (const { id } of distributions) {
      const architecture = cpu?.architecture ?? "amd64";
      const { version } = await lookAtArtefacts(host, {
        distribution: id,
        directory,
        architecture,
        signal,
      });
      if (version.is === "known")
        found.push({ distribution: id, version: version.value, directory });
    }
  }
  if (signal.aborted) return;
  board.set("offers", {
    distributions: distributions.map(({ id, title, capabilities, operations }) => ({
      id,
      title,
      cnis: capabilities.cnis,
      datastores: capabilities.datastores,
      operations,
      defaults: capabilities.defaults,
    })),
    found,
  });
}
