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
  useful("ip_vs_rr", "CONFIG_IP_VS_RR"),
  useful("ip_vs_wrr", "CONFIG_IP_VS_WRR"),
  useful("ip_vs_sh", "CONFIG_IP_VS_SH"),
  useful("iptable_filter", "CONFIG_IP_NF_FILTER"),
  useful("iptable_mangle", "CONFIG_IP_NF_MANGLE"),
  useful("iptable_nat", "CONFIG_IP_NF_NAT"),
  useful("ip_tunnel", "CONFIG_NET_IP_TUNNEL"),
  useful("ipip", "CONFIG_NET_IPIP"),
  useful("dm_mod", "CONFIG_BLK_DEV_DM"),
];

/** Palette Edge, agent mode: what storage over the network needs, each its own. */
export const STORAGE_MODULES: readonly WantedModule[] = [
  useful("iscsi_tcp", "CONFIG_ISCSI_TCP"),
  useful("rbd", "CONFIG_BLK_DEV_RBD"),
  useful("ceph", "CONFIG_CEPH_FS"),
  useful("sunrpc", "CONFIG_SUNRPC"),
  useful("nfs", "CONFIG_NFS_FS"),
  useful("nfsv4", "CONFIG_NFS_V4"),
];
