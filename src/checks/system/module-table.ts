/** A kernel feature that may be a module or built in, and how each kernel shows it. */
export interface WantedModule {
  readonly name: string;
  readonly config: string;
  /** Without the required ones no node starts; the others only some networks and storages need. */
  readonly isRequired: boolean;
}

const required = (name: string, config: string): WantedModule => ({
  name,
  config,
  isRequired: true,
});
const useful = (name: string, config: string): WantedModule => ({
  name,
  config,
  isRequired: false,
});

/** Palette Edge, agent mode: modules to load before hardening closes the door. */
export const WANTED_MODULES: readonly WantedModule[] = [
  required("overlay", "CONFIG_OVERLAY_FS"),
  required("br_netfilter", "CONFIG_BRIDGE_NETFILTER"),
  required("nf_conntrack", "CONFIG_NF_CONNTRACK"),
  required("nf_nat", "CONFIG_NF_NAT"),
  required("xt_conntrack", "CONFIG_NETFILTER_XT_MATCH_CONNTRACK"),
  required("xt_mark", "CONFIG_NETFILTER_XT_MARK"),
  required("xt_addrtype", "CONFIG_NETFILTER_XT_MATCH_ADDRTYPE"),
  useful("vxlan", "CONFIG_VXLAN"),
  useful("ip_vs", "CONFIG_IP_VS"),
  useful("dm_mod", "CONFIG_BLK_DEV_DM"),
];
