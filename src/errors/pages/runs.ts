// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const RUN_PAGES = {
  ...pagesOf(
    {
      safe: "Planning again: a plan changes nothing until somebody approves it.",
      related: ["bringup plan", "bringup apply", "bringup run show"],
    },
    {
      PLAN_NOT_APPROVED: [
        "A plan was made and nobody approved it.",
        "The command line only shows a plan unless it is told to go on.",
      ],
      PLAN_CHANGED: [
        "What would be done now is not what was shown.",
        "The host changed in between, or another document was saved.",
      ],
      PLAN_BLOCKED: [
        "Something stands in the way of this plan.",
        "A failed check that blocks, something of somebody else on the host, or a setting that is missing.",
      ],
      PAUSED: [
        "The document says that nothing of this host is changed for now.",
        "Somebody set spec.paused, to look in peace or to keep the plane from mending.",
        "Set spec.paused to false, or take it out of the document.",
      ],
      DATA_LOSS_UNCONFIRMED: [
        "A step of the plan loses data, and nobody agreed to that.",
        "Such a plan is approved with the name of the host or cluster, typed by hand.",
      ],
      MEND_BY_HAND: [
        "Nothing is prepared that would mend this trouble.",
        "It takes a decision, a tool or a place that this program does not have.",
      ],
      RUN_ACTIVE: [
        "A run is in progress, and there is only one at a time.",
        "Another console started it, or a repair after a boot.",
      ],
      RUN_NOT_FOUND: [
        "There is no run with this ID.",
        "A typing error, or it is older than the runs that are kept.",
      ],
      RUN_NOT_ACTIVE: [
        "There is nothing to pause, resume or cancel.",
        "The run has ended, perhaps on another console.",
      ],
      RUN_STALLED: [
        "A run stopped at a step that did not succeed and waits for a person.",
        "The step was tried as often as it may be; its evidence says what it met.",
      ],
      STEP_FAILED: [
        "A step did not have the effect it was for.",
        "What it works on refused or was not as expected; its evidence says which.",
      ],
      STEP_NO_PROGRESS: [
        "A step went on for its whole time without anything moving.",
        "A service that hangs, a download that stands, or a machine that is far too slow.",
      ],
      POWER_REFUSED: [
        "Stopping this host now would cost the cluster its quorum, or that cannot be told.",
        "Other members are down already, or do not answer.",
      ],
      PRACTICE_REFUSED: [
        "This can only be practised on members of a rehearsal.",
        "It is a real host, or there is no such member.",
      ],
      CLOCK_SYNCHRONISED: [
        "The clock is kept right by a time server and is not set by hand.",
        "A server would set it back within minutes.",
      ],
      TIME_NO_SOURCES_DIRECTORY: [
        "chrony on this host reads no folder of servers.",
        "Its configuration lacks the line for one.",
        "Add the line sourcedir /etc/chrony/sources.d to chrony.conf.",
      ],
      TIME_OWNED_ELSEWHERE: [
        "A program that we do not configure keeps the clock.",
        "Another time service was installed before.",
        "Set the servers there, or change to systemd-timesyncd or chrony.",
      ],
      TIME_SERVICE_MISSING: [
        "Nothing on this host keeps the clock.",
        "A minimal image without a time service.",
        "Install systemd-timesyncd or chrony.",
      ],
      TIME_SERVICE_UNKNOWN: [
        "It cannot be told what keeps the clock.",
        "The service manager did not answer.",
        "Look at systemctl status, then plan again.",
      ],
      TRUST_UNSUPPORTED: [
        "It is not known where this system keeps trusted certificates.",
        "It is of a family that nobody wrote down yet.",
        "Install them by hand, and take them out of the document.",
      ],
      CLOCK_NOT_SET: [
        "The clock could not be set.",
        "A container has no clock of its own, or the system does not allow it.",
      ],
      UPGRADE_NOT_PLANNED: [
        "Another version is asked for than the one that runs, and that is not planned here.",
        "The version in the document was edited on a host that has a cluster.",
        "Put the former version back into the document, or upgrade the cluster by its own means.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Waiting: a change that nobody keeps goes back by itself, with or without this program.",
      related: ["bringup network show", "bringup network revert", "bringup reach"],
    },
    {
      ADDRESS_TAKEN: [
        "Another machine answers for the address that was asked for.",
        "A typing error, a static address inside the range of a DHCP server, or a cloned machine.",
      ],
      NETWORK_NOT_TRIED: [
        "A change of the network was not begun.",
        "Something that would bring the former settings back is missing.",
      ],
      NETWORK_REVERTED: [
        "A change of the network went back to the former settings.",
        "It worked worse than before, nobody kept it in time, or somebody asked for it.",
      ],
      NETWORK_REVERT_FAILED: [
        "It is not certain that the former settings are in force again.",
        "The watch over the change was stopped, or the system refused to go back.",
      ],
      NETWORK_NO_TRY: [
        "There is no change of the network to keep or take back.",
        "It was decided already, or is still being applied.",
      ],
      NETWORK_LAST_WAY_IN: [
        "The change would take away the only way into this host.",
        "The interface that carries the login or the way to the plane would lose its address.",
        "Keep one interface with an address, or do it from the console of the machine.",
      ],
      NETWORK_NO_DRIVER: [
        "No program that we know keeps the network of this host.",
        "Neither systemd-networkd nor NetworkManager nor netplan is in charge.",
        "Set the network with what keeps it, or install one of the three.",
      ],
      NETWORK_OWNED_ELSEWHERE: [
        "Somebody else configured this interface.",
        "Files that we did not write name it; they stay until they are taken over.",
        "Take the interface over in Settings, or leave it to whoever keeps it.",
      ],
      NETWORK_LINK_MISSING: [
        "The document names a port that this host does not have.",
        "A misspelt name, another machine, a card that is not seated, or a mac that belongs to another port.",
        "Write the name or the mac that the host shows (Settings, Network), or take the interface out of the document.",
      ],
      NETWORK_LINK_KIND: [
        "The interface is of another kind on this host than the document says, or part of a device of others.",
        "A bridge, a bond or a wifi adapter has this name, or somebody put the port into one.",
        "Use another name, or take the port out of that device where it was made.",
      ],
      NETWORK_MTU: [
        "A VLAN asks for larger packets than the port it is on takes.",
        "Its mtu was raised and that of its parent was not; the kernel refuses that.",
        "Write the same mtu at the parent, or a smaller one at the VLAN.",
      ],
      NETWORK_UNKNOWN: [
        "It cannot be told what keeps the network of this host.",
        "The service manager or the files of the network could not be read.",
        "Look again; if it stays so, look at the host with networkctl or nmcli.",
      ],
      DNS_OWNED_ELSEWHERE: [
        "Another program writes the name servers of this host.",
        "resolv.conf is kept by something that we did not configure.",
        "Set them where they are kept, or let systemd-resolved keep them.",
      ],
      DNS_UNKNOWN: [
        "It cannot be told what keeps the name servers of this host.",
        "resolv.conf or the resolver could not be read.",
        "Look at /etc/resolv.conf and resolvectl status, then plan again.",
      ],
    },
  ),
};
