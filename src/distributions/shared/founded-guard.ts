import type { HostView, Step } from "../../engine/index.ts";
import { asTemplateText, fileAbsent, fileEnsure } from "../../steps/index.ts";
import type { OtherMember } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

type Guarded = Pick<ServerKind, "id" | "title" | "unit" | "data" | "commit">;

/** Not with the data: it is there when that is lost, or its disk was not mounted. */
export function guardOf({ unit }: Pick<ServerKind, "unit">): string {
  return `/etc/systemd/system/${unit}.d/50-bringup-founded.conf`;
}

/**
 * Once a cluster is founded, its founder never starts without its data: systemd would start the service at
 * the next boot, and the founding form of its configuration would make a second cluster beside the first.
 */
export function guardStep(kind: Guarded, cluster: string): Step {
  return fileEnsure({
    id: `${kind.id}.founded`,
    title: `Let ${kind.unit} start with the data of ${cluster} only`,
    path: guardOf(kind),
    template:
      asTemplateText(`# Written by bringup: this host founded a cluster. Without its data ${kind.title} would found another one.
[Unit]
AssertPathExists=${kind.commit}
`),
    mode: 0o644,
  });
}

/** Who joins has no such data before it is in. */
export function unguardStep(kind: Guarded): Step {
  return fileAbsent({
    id: `${kind.id}.not-founder`,
    title: `Let ${kind.unit} start without the data of a cluster it once founded`,
    path: guardOf(kind),
  });
}

/** On a host without data: whether it has founded a cluster before. Throws what cannot be read. */
export async function observeLost(host: HostView, kind: Guarded): Promise<readonly OtherMember[]> {
  const path = guardOf(kind);
  if ((await host.files.stat(path)) === undefined) return [];
  return [
    {
      address: path,
      evidence: `says that this host founded one, and the data in ${kind.data} is gone`,
      remedy: `See whether a disk is not mounted. Else join the others (spec.cluster.join), or remove ${path} to found anew.`,
    },
  ];
}
