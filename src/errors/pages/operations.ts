// A table: one row to a code.
import { pagesOf } from "./page.ts";

const PLANNED = "Planning again: nothing is changed before a plan is approved.";

const GENERAL = pagesOf(
  { safe: PLANNED, related: ["bringup status", "bringup doctor", "bringup logs"] },
  {
    API_NEEDED: [
      "This is done through the API of the cluster, and this host cannot use it now.",
      "The API does not answer, or this host is a worker, which has no say in the cluster.",
      "Plan it on a server, while bringup status there shows the API as ready.",
    ],
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
    NOT_A_CONTROL_PLANE: [
      "This host is a worker, and only a control plane may do this.",
      "A worker has keys for its own node alone.",
      "Do it on a control plane of the cluster.",
    ],
  },
);

const JOINING = pagesOf(
  {
    safe: PLANNED,
    related: ["bringup cluster join-material", "bringup cluster join", "bringup reach"],
  },
  {
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
    WOULD_SPLIT_CLUSTER: [
      "This host would found a second cluster, while a peer of the document has one.",
      "This host lost its disk and starts anew, or join is missing in its document.",
      "Join that cluster: set spec.cluster.join; take the peer out only if it is of another cluster.",
    ],
  },
);

const LEAVING = pagesOf(
  {
    safe: PLANNED,
    related: ["bringup status", "bringup cluster leave", "bringup cluster remove-peer"],
  },
  {
    LAST_MEMBER: [
      "Nobody would go on with the cluster if this member left.",
      "It is the last voter, the only server that is known, or its state is a file of this host.",
      "To end the cluster with all its data: bringup cluster destroy. Else let another host join first.",
    ],
    LEADER_OF_TWO: [
      "Of a datastore with two members the leader would go, and nobody could lead for a while.",
      "Two members are no more than one: either of them lost stops the store.",
      "Restart the service of the cluster on that member so that the other one leads, then plan again.",
    ],
    NODE_IS_THIS_HOST: [
      "The node that shall be taken out of the cluster is this host itself.",
      "Whoever takes others out goes on in the cluster.",
      "Let this host leave (bringup cluster leave), or remove it from another control plane.",
    ],
    NODE_UNKNOWN: [
      "No node and no member of the cluster has this name.",
      "It is gone already, or spelled in another way.",
      "Name one of those that bringup status lists.",
    ],
    PEER_ALIVE: [
      "The node that shall be removed as dead still runs.",
      "Only that host itself can keep its service from starting again: removed from here it would come back.",
      "Run bringup cluster leave on it; where nobody can, switch it off, then remove it with --dead.",
    ],
    PEER_SILENT: [
      "The node that shall be removed does not answer, and nobody said that it is gone for good.",
      "It may be switched off, or only cut off: then it would come back with its old data.",
      "Make sure that it is off and stays off, then remove it with --dead.",
    ],
    QUORUM_AT_RISK: [
      "The datastore would lose its quorum, or is not well enough to do without this member.",
      "Another member is down, behind, full, or not a voter yet.",
      "Bring every member up first; bringup status shows each of them.",
    ],
  },
);

const SAVING = pagesOf(
  {
    safe: PLANNED,
    related: ["bringup cluster snapshots", "bringup cluster restore", "bringup status --recovery"],
  },
  {
    PEERS_ANSWER: [
      "Other servers of the cluster still run with the data that a restore would replace.",
      "A restore makes a cluster of one; whoever goes on with the former data would be a second one.",
      "Stop the service of the cluster on every other server, then plan again.",
    ],
    RESTORE_NOT_ALONE: [
      "The cluster has other members, which do not answer now.",
      "They keep the former data under the same keys: whoever comes back would be believed.",
      "Remove each that is gone for good (bringup cluster remove-peer --node NAME --dead), then plan again; bringup status --recovery has the way by hand.",
    ],
    SNAPSHOT_NAME: [
      "What was given cannot be the name of a snapshot.",
      "It becomes part of the name of a file: letters, digits, dots and hyphens, 63 at most.",
      "Choose another name.",
    ],
    SNAPSHOT_UNUSABLE: [
      "What was given is no snapshot that can be brought back.",
      "The path is not whole, leads to something else, or what lies there was changed.",
      "Give the whole path of one that bringup cluster snapshots lists.",
    ],
  },
);

const VERSIONS = pagesOf(
  {
    safe: PLANNED,
    related: ["bringup status", "bringup cluster upgrade", "bringup cluster matrix"],
  },
  {
    IMAGE_BRINGS_VERSION: [
      "The version of the cluster is that of the image this host was started from.",
      "On an immutable host programs are not replaced one by one.",
      "Upgrade the system of the host to an image with the wanted version.",
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
  },
);

export const OPERATION_PAGES = { ...GENERAL, ...JOINING, ...LEAVING, ...SAVING, ...VERSIONS };
