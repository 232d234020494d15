import { HARDWARE_PAGES } from "./checks/hardware.ts";
import { KUBERNETES_PAGES } from "./checks/kubernetes.ts";
import { NETWORK_PAGES } from "./checks/network.ts";
import { SYSTEM_PAGES } from "./checks/system.ts";
import { CLUSTER_PAGES } from "./clusters.ts";
import { IMMUTABLE_PAGES } from "./immutable.ts";
import { OPERATION_PAGES } from "./operations.ts";
import type { ErrorPage } from "./page.ts";
import { PLANE_PAGES } from "./plane.ts";
import { PROGRAM_PAGES } from "./program.ts";
import { REACH_PAGES } from "./reach.ts";
import { RUN_PAGES } from "./runs.ts";

export type { ErrorPage } from "./page.ts";

/** A heading and its codes, in the order of a walk through the program. */
export interface PageChapter {
  readonly title: string;
  readonly pages: Readonly<Record<string, ErrorPage>>;
}

export const CHAPTERS: readonly PageChapter[] = [
  { title: "The program, documents, files and commands", pages: PROGRAM_PAGES },
  { title: "Plans, runs and changes of the network", pages: RUN_PAGES },
  { title: "Registration, planes and proxies", pages: PLANE_PAGES },
  { title: "Artefacts, clusters and their datastores", pages: CLUSTER_PAGES },
  { title: "What is done to a cluster that runs", pages: OPERATION_PAGES },
  { title: "Immutable hosts", pages: IMMUTABLE_PAGES },
  { title: "Reachability", pages: REACH_PAGES },
  { title: "Checks of the hardware", pages: HARDWARE_PAGES },
  { title: "Checks of the system", pages: SYSTEM_PAGES },
  { title: "Checks of the network", pages: NETWORK_PAGES },
  { title: "Checks of Kubernetes", pages: KUBERNETES_PAGES },
];
