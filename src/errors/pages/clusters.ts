// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const CLUSTER_PAGES = {
  ...pagesOf(
    {
      safe: "Looking at the artefacts and planning again: nothing is installed before a plan is approved.",
      related: ["bringup plan", "bringup content list", "bringup content import"],
    },
    {
      ARTEFACT_MISSING: [
        "A file that is installed from is not in the folder of artefacts.",
        "It was not copied, or the folder is another one than the document says.",
      ],
      ARTEFACT_CORRUPT: [
        "A file that is installed from is not what was published.",
        "A download or a copy that was cut off, a failing stick, or a file of another version.",
      ],
      ARTEFACT_VERSION: [
        "A file that is installed from is of another version than the document asks for.",
        "Files of two versions were mixed in one folder.",
        "Put the files of the wanted version there, or ask for the version that lies there.",
      ],
      IMAGE_MISSING: [
        "A container image is not on this host and could not be fetched.",
        "No way to the registry, a wrong name, or an archive of images that was not imported.",
        "Bring the archive of images, or set the registry and its proxy.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Importing again: what was not proven is used nowhere, and nothing half unpacked stays.",
      related: ["bringup content find", "bringup content list", "bringup content import"],
    },
    {
      ARCHIVE_DAMAGED: [
        "An archive that was brought cannot be read to its end.",
        "A copy that was cut off, or a failing stick.",
        "Copy it again and compare its digest.",
      ],
      ARCHIVE_UNSAFE: [
        "An archive would write outside of the folder it belongs into.",
        "It was made with absolute paths or links, by mistake or on purpose.",
        "Do not use it; ask whoever made it for another one.",
      ],
      CONTENT_KEY_INVALID: [
        "The key that signs the content of this site cannot be read.",
        "Another file was given, or a key of a kind that is not used for this.",
      ],
      CONTENT_UNSIGNED: [
        "Content has no signature that this site's key made.",
        "It was signed by somebody else, changed after that, or never signed.",
      ],
      CONTENT_UNPROVEN: [
        "It cannot be told that content is what was published.",
        "Its digest or signature is missing, or is not of a key that is trusted here.",
        "Bring the list of digests or the signature along with the content.",
      ],
      CONTENT_BLOBS_EMPTY: [
        "Content that was brought to this host has empty parts.",
        "A copy that was cut off, or a full disk while it was unpacked.",
        "Copy the content again and check its digest.",
      ],
      DOWNLOAD_CUT: [
        "A download ended before all of it was here.",
        "The connection broke, the server or a proxy gave up, or nothing came for a minute.",
        "Resume the run: what came is kept, and the rest is asked for.",
      ],
      DOWNLOAD_REFUSED: [
        "A server does not give what it was asked for.",
        "The address is wrong, it wants a login, or its certificate is not trusted on this host.",
        "Open the address from this network, and read the status that is named.",
      ],
      CONTENT_IN_USE: [
        "Content cannot be removed while the document names it.",
        "cluster.artefacts or cluster.profile.path leads into its folder: the cluster is mended, upgraded and given its layers from there.",
        "Point the field that is named to another folder, then remove it.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Looking at the profile and planning again: layers are applied only when a plan is approved, and none is removed by itself.",
      related: ["bringup profile list", "bringup profile inspect", "bringup run resume"],
    },
    {
      PROFILE_INVALID: [
        "A cluster profile cannot be used as it is.",
        "Its profile.yaml or one of its manifests has a mistake, or a file of it is missing.",
        "Correct what is named: bringup profile inspect shows every problem with its line.",
      ],
      PROFILE_NOT_EXPORTED: [
        "A profile was not written where it should go.",
        "The file is there already with something else in it, its folder is not there, or its name does not end in .tar.",
        "Give another file, or remove the one that is named; a stick is written to by the word sticks.",
      ],
      LAYER_NOT_READY: [
        "A layer of the cluster profile was applied and does not become ready.",
        "An image is missing, a pod has no room or no storage, or a job of it failed.",
        "Look at the pods of the object that is named and at their events, then resume the run.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Making the line again, and planning again: nothing is changed before a plan is approved.",
      related: ["bringup cluster join-material", "bringup cluster join", "bringup status"],
    },
    {
      JOIN_MATERIAL_INVALID: [
        "What was pasted lets nobody into a cluster.",
        "A part is missing, it was changed on the way, or no distribution lets nodes in by it.",
        "Make it anew on a member and bring it whole: bringup cluster join-material, or the command of the distribution that is named.",
      ],
      JOIN_NOT_OFFERED: [
        "This member cannot make the line that would let the other host in.",
        "It is no control plane, its cluster keeps its state in a file of one host, has no shared endpoint, or lacks a key of its own.",
        "Ask a control plane; or let the host in as a worker, which needs none of that.",
      ],
      STICK_REFUSED: [
        "What was to be carried is not on the stick.",
        "No USB stick is plugged in, more than one is, or the one there is full, broken or write-protected.",
        "Plug in one stick with room on it (FAT, exFAT, ext4, xfs or btrfs), and do it again.",
      ],
      CLUSTER_BUSY: [
        "Another host changes this cluster now, or it cannot be told whether one does.",
        "Joins, removals and upgrades go one after the other; or the API does not answer.",
        "Wait until the other host is done: what it began ends by itself two minutes after it fell silent.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Planning again: nothing is changed before a plan is approved.",
      related: ["bringup plan", "bringup check", "bringup cluster matrix"],
    },
    {
      COMBINATION_UNSUPPORTED: [
        "What the document asks for is not supported on this host.",
        "The distribution does not run on this system or architecture, in this mode, or with a feature that is asked for.",
        "Read the rule that is named, and choose another distribution, system or feature: bringup cluster matrix lists them.",
      ],
      CLUSTER_FOREIGN: [
        "There is a cluster on this host that this document did not make.",
        "The host was used before, or somebody set a cluster up by hand.",
      ],
      LEFTOVERS: [
        "Parts of a former cluster lie on this host.",
        "It was removed by hand, or the disk was used before.",
        "Look at what is named, save what is needed, then remove it.",
      ],
      CLUSTER_ASKED_FOR: [
        "The cluster to be removed is asked for by the plane or by user-data.",
        "Removed here alone, it would be made anew at once.",
        "Take its section out there first.",
      ],
      OPERATION_NOT_OFFERED: [
        "This is not offered for the cluster that is on the host.",
        "It was set up by somebody else, or its kind is only looked at.",
        "Use the tools it came with.",
      ],
      VERSION_DOWN: [
        "An older version is asked for than the one that is installed.",
        "The datastore is never migrated back.",
        "Keep the version that is installed.",
      ],
      VERSION_SKIPS: [
        "The wanted version is more than one minor version ahead.",
        "The datastore is migrated minor by minor.",
        "Go there minor by minor.",
      ],
      NETWORKS_OVERLAP: [
        "A network of the cluster overlaps one that this host reaches.",
        "The default ranges of pods and services are in use on this site.",
        "Choose other ranges for pods or services.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Reading the journal and resuming: a resumed run looks first and repeats only what is not done.",
      related: ["bringup logs", "bringup doctor", "bringup run resume"],
    },
    {
      CLUSTER_START_FAILED: [
        "The service of the cluster did not come up.",
        "Its journal says which part; known traces are named in the evidence.",
      ],
      CLUSTER_REFUSED: [
        "The API server does not accept an object.",
        "A manifest for another version of Kubernetes, a misspelt field, or a policy of the cluster.",
      ],
      API_NEVER_CAME: [
        "The API server did not answer while the node was waited for.",
        "etcd does not form, images are missing, or the machine is too slow.",
        "Read the journal of the node's services from their start.",
      ],
      NODE_NAME_TAKEN: [
        "The cluster has a node of this name already, with another password.",
        "The host was set up anew under its former name, or two hosts share a name.",
        "Give this host another name; or, if the former node is gone for good, remove it on a server: bringup cluster remove-peer --node NAME --dead. Where its node is gone already, its password is left: the secret NAME.node-password of kube-system, to be deleted.",
      ],
      TOKEN_WRONG_CLUSTER: [
        "The join token does not belong to the cluster it was used for.",
        "A token of another cluster, a wrong server address, or TLS that is opened on the way.",
        "Take the token from a server of this cluster again, and keep the server out of the proxy.",
      ],
      TOKEN_LOST: [
        "The token that the stored state was made with is not there any more.",
        "Its file was replaced or removed; the data cannot be read without it.",
        "Put the former token back from where it was kept.",
      ],
      SERVERS_DIFFER: [
        "Servers of this cluster have settings that must be the same and are not.",
        "Networks or switched-off parts were edited on one server alone.",
        "Use the same cluster section on every server, then bringup converge on the one that differs.",
      ],
      MEMBER_REMOVED: [
        "The datastore removed this member, and it came back with its old data.",
        "Somebody removed it while it was away, or its address changed.",
        "If that was meant, stop its service. Else remove what lies here (bringup cluster destroy) and join again (bringup cluster join); the others go on meanwhile.",
      ],
      LEADER_MISSING: [
        "The members of the datastore cannot agree on a leader.",
        "More members are down than up, the network between them is cut, or their clocks and disks are too slow.",
        "Bring members back until a majority is up; where that cannot be, bringup status --recovery has the documented steps.",
      ],
      LEARNERS: [
        "The datastore has members that are not voters yet.",
        "One joined and has not caught up, and only one may do so at a time.",
        "Wait until it became a voter, then add the next one.",
      ],
      DATASTORE_BUSY: [
        "The datastore is occupied with another change of its members.",
        "A member joins or leaves just now.",
        "Wait a minute, then resume.",
      ],
      DQLITE_GONE: [
        "The files of the datastore of this host are not there.",
        "They were removed, or their disk is not mounted.",
        "Mount the disk, or bring back a snapshot: bringup cluster snapshots lists those of this host. Do not start it empty.",
      ],
      STORE_SILENT: [
        "The datastore of this host does not answer.",
        "Its service is down or hangs on its disk.",
        "Look at the service and its journal, then at the disk.",
      ],
      JOIN_BUSY: [
        "The cluster takes another host just now.",
        "Hosts join one after the other.",
        "Wait until the other one has joined, then resume.",
      ],
      ETCD_FULL: [
        "etcd reached its size limit and takes no more writes.",
        "Events or objects piled up, and nothing compacted it.",
        "On one member, with etcdctl (in the pod of etcd, where there is one): compact REVISION, as endpoint status -w json shows it; then defrag on each member, one after the other; then alarm disarm.",
      ],
      DISK_SLOW: [
        "The disk is too slow for the datastore.",
        "A rotating disk, a busy virtual disk, or something else that writes a lot.",
        "Move the data to a faster drive, or take the other load away.",
      ],
      DISK_PRESSURE: [
        "The file system of the node is nearly full, or was.",
        "Images, logs and archives; the kubelet then evicts pods.",
        "Free space, then resume.",
      ],
      INOTIFY_LIMIT: [
        "A service ran out of watches or open files.",
        "The limits of this system are lower than a node needs.",
        "Approve the plan of bringup doctor, which raises them; or resume a run that waits: it does so before the start.",
      ],
      CERTIFICATE_TIME: [
        "A certificate of the cluster is not valid at the time this clock shows.",
        "The clock is wrong, or the host was off while the certificates ran out.",
        "Set the clock, then restart the service so that it renews them.",
      ],
      ADDRESS_IN_USE: [
        "A port that the cluster needs is taken.",
        "Another service, or a process of a former cluster that did not end.",
        "Find it with ss -ltnp, stop it, then resume.",
      ],
      NO_DEFAULT_ROUTE: [
        "There is no default route to choose the address of the node by.",
        "An isolated site, or a gateway that is not set.",
        "Set spec.cluster.nodeIp, or give the host a default route.",
      ],
      NODE_ADDRESS: [
        "The node cannot use the address it has or was given.",
        "It is on no interface of this host, or changed since the cluster was made.",
        "Restore the former address, or set the address of the node.",
      ],
      CONFIG_REFUSED: [
        "The service does not accept its configuration.",
        "A key that this version does not know, or a value that it cannot read.",
        "Remove the key from cluster.native, or use a version that knows it.",
      ],
      KERNEL_DEFAULTS: [
        "Kernel settings differ from what the hardening profile wants.",
        "Something set them back after they were written.",
        "Approve the plan of bringup doctor, which writes them again; or resume a run that waits: it does so before the start.",
      ],
      CGROUP_MISSING: [
        "The kernel runs without a control group controller that is needed.",
        "It was switched off on the kernel command line, as on some small boards.",
        "Add cgroup_enable=memory cgroup_memory=1 to the kernel command line and restart.",
      ],
      CGROUP_V1: [
        "This version of Kubernetes needs cgroup v2, and the host runs v1.",
        "An older system, or a switch on its kernel command line.",
        "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
      ],
      CGROUP_DRIVER: [
        "Kubelet and container runtime do not use the same cgroup driver.",
        "One was configured for systemd and the other for cgroupfs.",
        "Set both to systemd, then restart both.",
      ],
      CRI_DISABLED: [
        "The container runtime does not serve Kubernetes.",
        "The configuration that a package brought switches that part off.",
        "Remove cri from disabled_plugins in its configuration and restart it.",
      ],
      RUNTIME_DOWN: [
        "The container runtime does not answer.",
        "Its service is stopped, or its socket is somewhere else.",
        "Start the runtime and read its journal.",
      ],
      SANDBOX_IMAGE: [
        "The image that every pod begins with cannot be had.",
        "Another name is configured than the one that was brought, and there is no way to a registry.",
        "Import the image, or configure the name that is there.",
      ],
      BRIDGE_NETFILTER: [
        "Packets between pods do not pass the firewall rules of the node.",
        "The module br_netfilter is not loaded, or its settings are off.",
        "Load br_netfilter and set net.bridge.bridge-nf-call-iptables to 1.",
      ],
      MODULES_NOT_LOADED: [
        "Kernel modules that the node needs are not loaded.",
        "Nobody loads them at boot on this system.",
        "Load the modules that are named, and list them in /etc/modules-load.d.",
      ],
      MOUNTS_NOEXEC: [
        "A place that programs run from is mounted noexec.",
        "A hardened image mounts /var, /tmp or /run that way.",
        "Mount it without noexec, or move the folder.",
      ],
      DAEMON_SLOW: [
        "A service of the cluster takes much longer than it should.",
        "A slow disk, too little memory, or a machine under load.",
        "Look at disk and memory checks before anything else.",
      ],
      SNAP_BUSY: [
        "snapd is occupied with another change.",
        "It refreshes or installs something by itself.",
        "Wait until snap changes shows it done, then resume.",
      ],
      VAR_TMP_MODE: [
        "/var/tmp does not have the mode it has to have.",
        "Somebody made it anew; it must be open to all, with the sticky bit.",
        "Set it: chmod 1777 /var/tmp.",
      ],
      ZRAM_SWAP_RETURNS: [
        "Swap that was switched off comes back at each boot.",
        "A generator makes a compressed swap device in memory.",
        "Switch the generator off, for example with an empty /etc/systemd/zram-generator.conf.",
      ],
      BOARD_UUID_SHARED: [
        "The board says an ID that many boards say.",
        "Some makers never wrote a serial number of their own.",
        "Give the host an ID of its own in the document.",
      ],
    },
  ),
};
