// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const OPERATION_PAGES = pagesOf(
  {
    safe: "Planning again: nothing is changed before a plan is approved.",
    related: ["bringup status", "bringup doctor", "bringup logs"],
  },
  {
    CLUSTER_DOWN: [
      "The service of the cluster does not run, and this is done through it.",
      "It was stopped, or it ends again and again.",
      "Bring it up first: bringup status says what it suffers from.",
    ],
    CLUSTER_UNKNOWN: [
      "It cannot be told whether there is a cluster on this host, or whose it is.",
      "A file that says so cannot be read, or is damaged.",
      "Clear up what is named, then plan again.",
    ],
    DATASTORE_UNKNOWN: [
      "It is not known what keeps the state of the cluster, or it is not kept on this host.",
      "The datastore cannot be read, or it is one of somebody else.",
      "Save and restore an external datastore with its own tools; otherwise look at bringup status.",
    ],
    IMAGE_BRINGS_VERSION: [
      "The version of the cluster is that of the image this host was started from.",
      "On an immutable host programs are not replaced one by one.",
      "Upgrade the system of the host to an image with the wanted version.",
    ],
    JOIN_ITSELF: [
      "The member that this host shall join by is this host itself.",
      "The address in spec.cluster.join.server is one of its own: a document of another host was taken over.",
      "Name another member; or take join out of the document, if this host shall found the cluster.",
    ],
    JOIN_PIN: [
      "What answers at the address of the member does not show the authority that the join is pinned to.",
      "A proxy on the way opens TLS, the address leads to another cluster, or the cluster was made anew.",
      "Compare sha256 of the authority on a member; add its address to NO_PROXY; else take a new line from a member.",
    ],
    JOIN_UNREACHABLE: [
      "The cluster that this host shall join does not answer.",
      "It is down, its address is another one, or something between drops the connection.",
      "See that the member named in spec.cluster.join is up and reached from here, then plan again.",
    ],
    JOIN_VERSION: [
      "The version that is asked for here does not go together with that of the cluster.",
      "A node is never newer than its API server, and some control planes join only with exactly its version.",
      "Set spec.cluster.version to that of the cluster, bring its artefacts, and upgrade afterwards.",
    ],
    NODE_IS_THIS_HOST: [
      "The node that shall be taken out of the cluster is this host itself.",
      "Whoever takes others out goes on in the cluster.",
      "Let this host leave, or destroy the cluster; or do it on another control plane.",
    ],
    NODE_UNKNOWN: [
      "No node and no member of the cluster has this name.",
      "It is gone already, or spelled in another way.",
      "Name one of those that bringup status lists.",
    ],
    NOT_A_CONTROL_PLANE: [
      "This host is a worker, and only a control plane may do this.",
      "A worker has keys for its own node alone.",
      "Do it on a control plane of the cluster.",
    ],
    PEERS_ANSWER: [
      "Other servers of the cluster still run with the data that a restore would replace.",
      "A restore makes a cluster of one; whoever goes on with the former data would be a second one.",
      "Stop the service of the cluster on every other server, then plan again.",
    ],
    QUORUM_AT_RISK: [
      "The datastore would lose its quorum, or is not well enough to do without this member.",
      "Another member is down, behind, full, or not a voter yet.",
      "Bring every member up first; bringup status shows each of them.",
    ],
    RESTORE_NOT_ALONE: [
      "The cluster has other members, which do not answer now.",
      "They keep the former data under the same keys: whoever comes back would be believed.",
      "Remove each that is gone for good as a dead peer, then plan again; bringup status --recovery has the way by hand.",
    ],
    SNAPSHOT_NAME: [
      "What was given cannot be the name of a snapshot.",
      "It becomes part of the name of a file: letters, digits, dots and hyphens, 63 at most.",
      "Choose another name.",
    ],
    SNAPSHOT_UNUSABLE: [
      "What was given is no snapshot that can be brought back.",
      "The path is not whole, or leads to something else.",
      "Give the whole path of a snapshot on this host.",
    ],
    VERSION_SKEW: [
      "A node of the cluster is too old to go together with the wanted version.",
      "API servers may be one minor apart, a kubelet three behind its API server, two before 1.28.",
      "Bring the node that is named to a newer version first, servers before workers.",
    ],
    VERSION_UNKNOWN: [
      "The version that is installed cannot be told.",
      "The program is missing, or says nothing that is known.",
      "Look at the program that is named, then plan again.",
    ],
    WOULD_SPLIT_CLUSTER: [
      "This host would found a second cluster, while a peer of the document has one.",
      "This host lost its disk and starts anew, or join is missing in its document.",
      "Join that cluster: set spec.cluster.join; take the peer out only if it is of another cluster.",
    ],
  },
);
