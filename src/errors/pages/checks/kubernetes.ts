// A table: one row to a code.
import { pagesOf } from "../page.ts";
import { CHECKED } from "./checked.ts";

export const KUBERNETES_PAGES = pagesOf(
  { ...CHECKED, related: ["bringup check", "bringup status", "bringup doctor"] },
  {
    PORT_IN_USE: [
      "A port that a node needs is taken.",
      "Another service, or something left of a former cluster.",
      "Find it with ss -ltnp and stop it.",
    ],
    LEFTOVERS_FOUND: [
      "Something of a former cluster lies on this host.",
      "It was removed by hand, or the disk was used before.",
      "Save what is needed, then remove what is named.",
    ],
    CERTIFICATE_EXPIRED: [
      "A certificate of the cluster has expired.",
      "The node was off for long, or nothing renewed it.",
      "Renew it by the means of the distribution; see Status.",
    ],
    CERTIFICATE_ENDS_SOON: [
      "A certificate of the cluster ends soon.",
      "It is renewed only when the service restarts.",
      "Plan a restart in a quiet hour.",
    ],
    DRAIN_BLOCKED: [
      "Pods on this node may not go, or have nowhere to go.",
      "A single replica, data on this disk, or a budget that allows no disruption.",
      "Add replicas, move that data, or plan for the stop of these pods.",
    ],
    ENGINE_NOT_READY: [
      "The container engine does not answer as Kubernetes needs it.",
      "It is stopped, or its part for Kubernetes is switched off.",
      "Read its journal; cri must not be in disabled_plugins.",
    ],
    ENGINE_TOO_OLD: [
      "The container engine is too old for the wanted Kubernetes.",
      "The package of this system has an old series.",
      "Install a newer one before the upgrade.",
    ],
    ENGINE_CGROUP_DRIVER: [
      "The container engine does not leave control groups to systemd.",
      "A default of the package.",
      "Set SystemdCgroup = true in its configuration and restart it.",
    ],
    OLD_API_IN_USE: [
      "Somebody still asks for an API that the wanted version does not have.",
      "An old operator, chart or script.",
      "Find who asks in the audit log of the API, and update that first.",
    ],
    BUNDLE_SPACE_SHORT: [
      "There is too little room to unpack content.",
      "Content needs its size three times while it is imported.",
      "Free space, or put the folder elsewhere.",
    ],
  },
);
