// A table: one row to a code of the checks.
import { pagesOf } from "./page.ts";

const CHECKED = {
  safe: "Looking again after each change: the checks change nothing. A finding can be waived with a reason, which is recorded.",
  related: ["bringup check", "bringup check --explain", "bringup doctor"],
};

export const HARDWARE_PAGES = pagesOf(CHECKED, {
  ARCHITECTURE_UNSUPPORTED: [
    "The processor is of a kind that nothing is built for.",
    "Only amd64 and arm64 are.",
    "Use another machine.",
  ],
  ARCHITECTURE_UNVERIFIED: [
    "Nobody tried this board.",
    "Of arm64 boards only a few were verified.",
    "Try it on a bench before it goes to a site.",
  ],
  CORES_BELOW_MINIMUM: [
    "The machine has fewer cores than a node needs.",
    "A small machine, or cores that a hypervisor keeps.",
    "Give it more cores, or use another machine.",
  ],
  CPU_FEATURES_MISSING: [
    "The processor lacks instructions that images are built for.",
    "An old processor, or a hypervisor that hides them.",
    "Pass the host's processor through to the guest, or use a newer machine.",
  ],
  CPU_UNVERIFIED: [
    "Nobody verified this processor model.",
    "It is outside of the list of the requirements.",
    "Go on if it does what you need; know that nobody tried it.",
  ],
  MEMORY_BELOW_MINIMUM: [
    "The machine has less memory than a node needs.",
    "A small machine, a module that is not seated, or memory kept by graphics.",
    "Fit more memory; below the minimum the control plane gets evicted under load.",
  ],
  MEMORY_TIGHT: [
    "Programs wait for memory now.",
    "Something else on this host uses what a node needs.",
    "Find it with ps --sort=-rss and stop it.",
  ],
  MAIN_DRIVE_BELOW_MINIMUM: [
    "The main drive is smaller than a node needs.",
    "Images, logs and data grow; the minimum has room for that.",
    "Fit a larger drive, or choose another one to install to.",
  ],
  MAIN_DRIVE_NOT_SSD: [
    "The main drive turns.",
    "etcd and Dqlite wait for every write; a rotating disk makes them wait too long.",
    "Use an SSD or NVMe, at least for the datastore.",
  ],
  DRIVE_TOO_SLOW: [
    "A small write takes too long to be durable.",
    "A slow or worn drive, a busy virtual disk, or a controller without a battery.",
    "Measure again when the machine is idle; if it stays so, use another drive.",
  ],
  DRIVE_FAILING: [
    "A drive says of itself that it fails.",
    "Worn cells, bad sectors, or a temperature that was too high.",
    "Save what is on it and replace it.",
  ],
  DRIVE_HOLDS_DATA: [
    "The drive that would be used has something on it.",
    "It was used before.",
    "Look at its contents; choose another drive, or wipe this one knowingly.",
  ],
  DRIVE_HOLDS_OTHER_SYSTEM: [
    "Another operating system is on the drive that would be used.",
    "The machine was used before, or boots two systems.",
    "Make sure that nobody needs it before it is overwritten.",
  ],
  EFI_PARTITION_TOO_SMALL: [
    "The EFI partition has no room for what is put there.",
    "It was made for one kernel; signed images are larger.",
    "Install with a larger EFI partition.",
  ],
  FIRMWARE_NOT_UEFI: [
    "The machine boots the old way, without UEFI.",
    "Legacy mode or CSM is on in the firmware.",
    "Switch the firmware to UEFI and install again.",
  ],
  BOOT_KEYS_LOCKED: [
    "The keys of Secure Boot cannot be changed.",
    "The firmware is not in setup mode.",
    "Clear the keys in the firmware so that it enters setup mode.",
  ],
  TPM_MISSING: [
    "There is no TPM that can be used.",
    "None is fitted, or it is off in the firmware.",
    "Switch it on in the firmware (fTPM, PTT), or fit one.",
  ],
  TPM_TOO_OLD: [
    "The TPM is of version 1.2.",
    "An old module; version 2.0 is needed.",
    "Update its firmware where the maker offers that, or fit another one.",
  ],
  GPU_TABLE_MALFORMED: [
    "The site's own table of GPUs has mistakes.",
    "An entry lacks a field, or it is no JSON list.",
    "Correct the table; what is wrong in it is left out.",
  ],
  INSTALL_DRIVE_MISSING: [
    "The drive to install to is not on this host.",
    "A name that changes from boot to boot, or another machine.",
    "Choose one that is there, by its stable name.",
  ],
  PARTITION_PLAN_WRONG: [
    "The partitions that are asked for cannot be made.",
    "Sizes that do not fit, or a file system that there is none of.",
    "Correct the sizes and names in the document.",
  ],
  PARTITION_PLAN_ODD: [
    "The partitions that are asked for can be made, and look like a mistake.",
    "A size in the wrong unit, or a folder that usually has more room.",
    "Look at them again before the installer does it.",
  ],
  GPU_WITHOUT_DRIVER: [
    "There is a GPU and no driver for it.",
    "The driver is not installed, or not built for this kernel.",
    "Install the driver of its maker for this kernel.",
  ],
  IOMMU_OFF: [
    "Devices cannot be handed to virtual machines.",
    "The IOMMU (VT-d, AMD-Vi) is off in the firmware or on the kernel command line.",
    "Switch it on in the firmware and on the kernel command line.",
  ],
  VIRTUALIZATION_OFF: [
    "The processor does not virtualise.",
    "VT-x or AMD-V is off in the firmware, or a hypervisor does not pass it on.",
    "Switch it on in the firmware, or nested virtualisation in the hypervisor.",
  ],
  TOO_HOT: [
    "A part of the machine is hotter than it should be.",
    "Dust, a fan that stands, or a closed cabinet.",
    "Look at fans and air; a hot machine slows down first and stops then.",
  ],
});

export const SYSTEM_PAGES = pagesOf(CHECKED, {
  OS_UNVERIFIED: [
    "Nobody verified this operating system.",
    "It is outside of the list of the requirements.",
    "Go on if it does what you need; know that nobody tried it.",
  ],
  KERNEL_TOO_OLD: [
    "The kernel is older than what works.",
    "An old system that was not upgraded.",
    "Install a newer kernel and restart.",
  ],
  KERNEL_OLD: [
    "The kernel is older than recommended.",
    "A long-term system with its first kernel.",
    "Plan for a newer kernel; it is no reason to stop.",
  ],
  KERNEL_CRASHED: [
    "The kernel left a report of a crash.",
    "A driver, failing memory, or heat.",
    "Read the report that is named before anything is built on this machine.",
  ],
  KERNEL_BREAKS_CALICO: [
    "This kernel is known to break the network plug-in that is asked for.",
    "A change in that kernel series.",
    "Use another kernel, or another network plug-in.",
  ],
  KERNEL_CONFIG_LACKING: [
    "The kernel was built without something that a node needs.",
    "A minimal or a vendor's own kernel.",
    "Use a kernel of the distribution, or build it with what is named.",
  ],
  KERNEL_CONFIG_MISSING: [
    "It cannot be told what the kernel was built with.",
    "Neither /proc/config.gz nor a file in /boot is there.",
    "Load the module configs, or go on: what is missing shows later.",
  ],
  KERNEL_LIMIT_LOW: [
    "A limit of the kernel is too low for a node.",
    "The default of this system.",
    "Raise the limit that is named; the plan does it where it may.",
  ],
  KERNEL_MODULES_LACKING: [
    "Modules that a node needs are not there for this kernel.",
    "A package with extra modules is not installed, or the kernel was upgraded without a restart.",
    "Install the package of extra modules for the running kernel, or restart.",
  ],
  KERNEL_MODULES_LOCKED: [
    "No more modules can be loaded.",
    "kernel.modules_disabled is set, or lockdown is on.",
    "Load what is needed at boot, before the lock.",
  ],
  KERNEL_MODULES_MISSING: [
    "The folder of modules for the running kernel is not there.",
    "The kernel was upgraded and the machine not restarted.",
    "Restart into the new kernel.",
  ],
  STORAGE_MODULES_LACKING: [
    "Modules for remote storage are not there.",
    "A minimal image leaves out iSCSI or NFS.",
    "Install the package with them if this cluster shall use such storage.",
  ],
  COMMAND_LINE_AGAINST: [
    "The kernel command line says the opposite of what is needed.",
    "A switch from former times, or from a template.",
    "Take the switch that is named out of the boot loader and restart.",
  ],
  CGROUP_CONTROLLER_MISSING: [
    "A control group controller is not available.",
    "It is switched off on the kernel command line or was not built in.",
    "Switch it on at the kernel command line and restart.",
  ],
  CGROUP_NOT_OWN: [
    "This program does not run in a control group of its own.",
    "It was started inside of a container or of another service.",
    "Start it as a service or from a login.",
  ],
  CGROUP_NOT_V2: [
    "The host uses the old control groups.",
    "An older system, or a switch on its kernel command line.",
    "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
  ],
  INSIDE_CONTAINER: [
    "This is a container and no machine.",
    "It was started in one, often by mistake.",
    "Run it on the machine itself.",
  ],
  SYSTEMD_MISSING: [
    "There is no systemd.",
    "Another init, or a container.",
    "Use a system with systemd.",
  ],
  SYSTEMD_TOO_OLD: [
    "systemd is older than what is needed.",
    "An old system.",
    "Upgrade the system.",
  ],
  MACHINE_ID_MISSING: [
    "The machine has no ID of its own.",
    "An image that was sealed, or a file that was emptied.",
    "Run systemd-machine-id-setup and restart.",
  ],
  STATE_NOT_KEPT: [
    "What is written now is gone after a restart.",
    "The state directory lies in memory or on an overlay.",
    "Put it on a disk that is kept: --state-dir, or a mount.",
  ],
  ROOT_EXPIRED: [
    "The password of root has expired.",
    "A policy of the image; jobs that become root then fail.",
    "Set a new one, or take the expiry away with chage.",
  ],
  PROGRAMS_MISSING: [
    "Programs that a node needs are not installed.",
    "A minimal image.",
    "Install the packages that are named.",
  ],
  PROGRAMS_FORBIDDEN: [
    "Programs that a node needs may not run.",
    "A list of allowed programs, or a file system without exec.",
    "Have them allowed by whoever keeps the list.",
  ],
  AGENT_TOOLS_MISSING: [
    "Programs that the agent of the plane needs are not installed.",
    "A minimal image.",
    "Install the packages that are named.",
  ],
  APPARMOR_WITHOUT_PARSER: [
    "AppArmor is on and its tools are not installed.",
    "A minimal image: containers then do not start.",
    "Install apparmor, or switch AppArmor off in the kernel.",
  ],
  SELINUX_WITHOUT_POLICY: [
    "SELinux enforces and the policy for containers is not there.",
    "The policy package is not installed.",
    "Install the policy, or set SELinux to permissive knowingly.",
  ],
  FIPS_OFF: [
    "FIPS mode is asked for and off.",
    "It has to be switched on at the kernel command line.",
    "Switch FIPS mode on by the means of the system and restart.",
  ],
  SWAP_ON: [
    "Swap is on.",
    "The system was installed with a swap partition or file.",
    "Switch it off with swapoff -a and take it out of /etc/fstab; the plan does it where it may.",
  ],
  SPACE_SHORT: [
    "A file system has too little room.",
    "A small partition, or files that piled up.",
    "Free space, or put the folder on a larger file system.",
  ],
  INODES_SHORT: [
    "A file system can hold few files more, whatever its room.",
    "Very many small files.",
    "Find the folder with them, for example with du --inodes.",
  ],
  FILESYSTEM_UNFIT: [
    "Containers cannot work on this file system.",
    "No d_type, or a network file system.",
    "Put the folder on ext4 or on xfs with ftype=1.",
  ],
  FILESYSTEM_UNVERIFIED: [
    "Nobody verified this file system.",
    "It is none of those that are used everywhere.",
    "Prefer ext4 or xfs for the data of the cluster.",
  ],
  MOUNT_NOEXEC: [
    "A place that programs run from is mounted noexec.",
    "A hardened image.",
    "Mount it without noexec.",
  ],
  MOUNT_NOT_SHARED: [
    "Mounts are not handed on to containers.",
    "The root is mounted private.",
    "Make it shared: mount --make-rshared /.",
  ],
  MOUNT_READ_ONLY: [
    "A place that is written to is mounted read-only.",
    "An immutable system, or a disk with errors.",
    "Look at dmesg; if the disk is fine, mount it for writing or move the folder.",
  ],
  BOOT_SLOT_UNEXPECTED: [
    "The host booted another system than the one it should.",
    "An upgrade failed and the fallback took over.",
    "Read why the upgrade failed before it is tried again.",
  ],
  SERIAL_CONSOLE_MISSING: [
    "The kernel has no console on a serial line.",
    "The command line names none.",
    "Add console=ttyS0,115200 where people will need it.",
  ],
  SYSCTL_DIFFERS: [
    "A kernel setting is not as a node needs it.",
    "A default, or a file of somebody else.",
    "The plan sets it where it may; else set it in /etc/sysctl.d.",
  ],
  SYSCTL_FILE_WINS: [
    "A file sets a kernel setting back at each boot.",
    "A file of somebody else comes after ours.",
    "Take the line out of the file that is named.",
  ],
  UMASK_UNUSUAL: [
    "New files are not readable by others by default.",
    "A hardened image; some installers then make folders that services cannot read.",
    "Set umask 022 for root, or check what was installed.",
  ],
  CLOCK_NOT_SYNCHRONIZED: [
    "No time server keeps this clock.",
    "None is set, or none answers.",
    "Set a time server in Settings, or set the clock by hand on an isolated site.",
  ],
  CLOCK_SKEW: [
    "The clock of this host differs from others.",
    "No time server, or a wrong one.",
    "Set the clock, then look again.",
  ],
  HARDWARE_CLOCK_WRONG: [
    "The clock of the board differs from that of the system.",
    "An empty battery, or nobody ever wrote it.",
    "Write it with hwclock --systohc, and look at the battery.",
  ],
  AUTHORITY_UNFIT: [
    "A certificate that was given is no authority.",
    "A server's certificate in the place of the one that signed it.",
    "Give the certificate of the authority itself.",
  ],
  AUTHORITY_WEAK: [
    "An authority uses a key or digest that is too weak.",
    "It was made long ago.",
    "Have a new one made; programs begin to refuse this one.",
  ],
  IPTABLES_BROKEN: [
    "iptables does not work, or is of a version with a known mistake.",
    "A broken package, or missing modules.",
    "Install another version.",
  ],
  IPTABLES_MIXED: [
    "Rules were written in both ways, legacy and nf_tables.",
    "Two programs use different variants.",
    "Use one of them; remove the rules of the other and restart.",
  ],
  HOST_IN_OTHER_HANDS: [
    "Another program manages this host.",
    "An installer or agent of somebody else is active.",
    "Decide who keeps the host, and stop the other one.",
  ],
  CONTAINER_ENGINE_RUNS: [
    "Another container engine runs.",
    "Docker or containerd was installed before.",
    "Stop and disable it, unless you know that both get along.",
  ],
});

export const NETWORK_PAGES = pagesOf(
  { ...CHECKED, related: ["bringup check", "bringup network show", "bringup reach"] },
  {
    NETWORK_NO_LINK: [
      "No interface has a signal.",
      "No cable, or a switch without power.",
      "Plug in the cable and look at the lights.",
    ],
    NETWORK_NO_ADDRESS: [
      "No interface has an address.",
      "No DHCP server answers, and nothing static is set.",
      "Look for the DHCP server, or set a static address.",
    ],
    NETWORK_MANAGER_MEDDLES: [
      "NetworkManager would touch the interfaces of the cluster.",
      "It takes every new interface as its own.",
      "Tell it to leave cali*, flannel*, cni* and vxlan* alone.",
    ],
    NIC_DRIVER_TROUBLED: [
      "The driver of a network card has known trouble.",
      "A driver that loses packets or links in some versions.",
      "Use the version that is named, or another card.",
    ],
    LINK_POOR: [
      "A link is slower than it should be, or has errors.",
      "A bad cable, a port that negotiates wrongly, or half duplex.",
      "Change the cable and the port, then look again.",
    ],
    MTU_SMALL: [
      "The MTU of an interface is too small.",
      "A setting from a tunnel or a former site.",
      "Set 1500 unless you know why not.",
    ],
    MTU_DIFFERS: [
      "Interfaces of the cluster have different MTUs.",
      "One was set by hand.",
      "Use the same MTU on every host of the cluster.",
    ],
    ADDRESS_LEASED: [
      "The address of the node comes from DHCP.",
      "It may change, and a cluster does not survive that.",
      "Set a static address, or have the lease reserved.",
    ],
    DEFAULT_ROUTE_MISSING: [
      "There is no default route.",
      "No gateway is set or was offered.",
      "Set a gateway; a cluster needs one even without internet.",
    ],
    DEFAULT_ROUTE_AMBIGUOUS: [
      "There is more than one default route of the same rank.",
      "Two interfaces got a gateway.",
      "Give one a higher metric, or no gateway.",
    ],
    NODE_ADDRESS_MISSING: [
      "The address that the node shall have is on no interface.",
      "A typing error, or an interface that is down.",
      "Correct spec.cluster.nodeIp, or bring the interface up.",
    ],
    NODE_ADDRESS_AMBIGUOUS: [
      "It is not clear which address the node shall have.",
      "Several interfaces would do.",
      "Name it: spec.cluster.nodeIp.",
    ],
    HOSTNAME_DEFAULT: [
      "The host has the name it was installed with.",
      "Nobody named it; two of them cannot be in one cluster.",
      "Give it a name of its own.",
    ],
    HOSTNAME_INVALID: [
      "The name of the host cannot be the name of a node.",
      "Capitals, underscores, or too long.",
      "Use small letters, digits and hyphens.",
    ],
    HOSTNAME_ADDRESS_FOREIGN: [
      "The name of this host leads to an address that it does not have.",
      "An old line in /etc/hosts, or an old record in DNS.",
      "Correct the line or the record.",
    ],
    DNS_NO_SERVER: [
      "No name server is set.",
      "DHCP brought none, or static settings lack them.",
      "Set a DNS server.",
    ],
    DNS_ONLY_LOOPBACK: [
      "The only name server is this host itself.",
      "A local resolver; pods cannot ask it and would ask themselves in a circle.",
      "Give the cluster the real servers; systemd-resolved's own list is used where there is one.",
    ],
    DNS_NAME_UNKNOWN: [
      "A name that is needed leads nowhere.",
      "Name servers that do not know it.",
      "Ask for the name, or use other servers.",
    ],
    DNS_SEARCH_LONG: [
      "There are more search domains than pods can have.",
      "A long list from DHCP.",
      "Keep the ones that are needed.",
    ],
    DNS_SERVERS_MANY: [
      "There are more name servers than programs ask.",
      "Lists of several interfaces were put together.",
      "Keep three.",
    ],
    FIREWALL_ACTIVE: [
      "A firewall is active on this host.",
      "ufw, firewalld or rules of somebody else.",
      "Let the ports of the cluster through, or switch it off.",
    ],
    FORWARD_DROPPED: [
      "Forwarded packets are dropped.",
      "The policy of the FORWARD chain is DROP, often set by a container engine.",
      "Set it to ACCEPT, or let the networks of the cluster through.",
    ],
    RP_FILTER_STRICT: [
      "Packets that come back another way are dropped.",
      "rp_filter is strict, the default of some systems.",
      "Set net.ipv4.conf.*.rp_filter to 0 or 2.",
    ],
    CONNTRACK_LOW: [
      "The table of connections is small.",
      "A default for machines with little memory.",
      "Raise net.netfilter.nf_conntrack_max.",
    ],
    CIDR_OVERLAP: [
      "A network of the cluster overlaps one of this host.",
      "The default ranges are in use on this site.",
      "Choose other ranges for pods or services.",
    ],
    CIDR_PUBLIC: [
      "A network of the cluster is made of public addresses.",
      "A typing error, or a range that was taken from somewhere.",
      "Use a private range.",
    ],
    CIDR_SIZE: [
      "A network of the cluster is too small or too large.",
      "A mask that does not leave room for a network per node.",
      "Use the sizes that are named.",
    ],
    VIP_OUTSIDE: [
      "The virtual address is in no network of this host.",
      "A typing error, or an address of another site.",
      "Use a free address of the network that the nodes are in.",
    ],
    VIP_TAKEN: [
      "Another machine answers for the virtual address.",
      "It is in use, or inside a DHCP range.",
      "Use another address and keep it out of DHCP.",
    ],
    VIP_IN_CLUSTER: [
      "The virtual address lies in a network of the cluster.",
      "The ranges of pods or services contain it.",
      "Use an address outside of them.",
    ],
  },
);

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
