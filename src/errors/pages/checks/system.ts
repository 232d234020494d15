// A table: one row to a code.
import { pagesOf } from "../page.ts";
import { CHECKED } from "./checked.ts";

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
