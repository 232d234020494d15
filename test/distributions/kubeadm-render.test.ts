import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  DOCKER_MIRROR_LOGIN,
  FIPS,
  MIRROR_OF_ALL,
  type RenderCase,
  renderContract,
  SITE_PROXY,
} from "../contract/render.ts";

const OLDEST: ClusterSpec = {
  name: "old",
  distribution: "kubeadm",
  version: "1.27.16",
  artefacts: "/opt/artefacts",
  native: { containerdVersion: "1.7.28" },
};
/** The last one of the older form of kubeadm's configuration, and the first of the newer. */
const LAST_V1BETA3: ClusterSpec = { ...OLDEST, name: "last", version: "1.30.14" };
const FIRST_V1BETA4: ClusterSpec = { ...OLDEST, name: "first", version: "1.31.14", native: {} };
const NEWEST: ClusterSpec = { ...OLDEST, name: "new", version: "1.36.2", native: {} };

const EVERYTHING: Partial<ClusterSpec> = {
  cni: "calico",
  podCidr: "10.52.0.0/16",
  serviceCidr: "10.53.0.0/16",
  domain: "edge.example",
  vip: "10.10.216.100",
  labels: { site: "north", rack: "12" },
  taints: ["dedicated=edge:NoSchedule"],
};
const JOIN = {
  server: "10.10.216.100",
  token: { secret: "join-token" },
  pin: `sha256:${"ab".repeat(32)}`,
  certificateKey: { secret: "join-key" },
};
const ARGUMENTS = {
  tlsSans: ["api.edge.example"],
  kubeletArgs: ["max-pods=60"],
  kubeApiserverArgs: ["event-ttl=2h"],
};

const CASES: Readonly<Record<string, RenderCase>> = {
  oldest: { cluster: OLDEST },
  "oldest-everything": {
    cluster: { ...OLDEST, ...EVERYTHING, native: { ...OLDEST.native, ...ARGUMENTS } },
  },
  "oldest-cis": { cluster: { ...OLDEST, hardening: "cis" } },
  "last-v1beta3": { cluster: LAST_V1BETA3 },
  "first-v1beta4": { cluster: FIRST_V1BETA4 },
  newest: { cluster: NEWEST },
  "newest-everything": { cluster: { ...NEWEST, ...EVERYTHING, native: ARGUMENTS } },
  "newest-cis": { cluster: { ...NEWEST, hardening: "cis" } },
  "oldest-fips": { cluster: OLDEST, spec: FIPS },
  "newest-fips-cis": { cluster: { ...NEWEST, hardening: "cis" }, spec: FIPS },
  "newest-host-containerd": { cluster: { ...NEWEST, native: { containerd: "host" } } },
  "newest-proxy": {
    cluster: { ...NEWEST, vip: "10.10.216.100" },
    spec: {
      proxy: SITE_PROXY,
      checks: { waivers: [{ id: "hardware.memory", reason: "a small one" }] },
    },
  },
  "newest-registries": {
    cluster: { ...NEWEST, registries: [DOCKER_MIRROR_LOGIN, MIRROR_OF_ALL] },
  },
  "newest-kairos": { cluster: NEWEST, kairos: true },
  "joins-as-control-plane": { cluster: { ...NEWEST, vip: "10.10.216.100", join: JOIN } },
  "joins-as-control-plane-v1beta3": { cluster: { ...LAST_V1BETA3, join: JOIN } },
  "joins-as-worker": {
    cluster: { ...NEWEST, ...EVERYTHING, role: "worker", join: JOIN, native: ARGUMENTS },
  },
  "newest-balancer": {
    cluster: { ...NEWEST, controlPlaneEndpoint: "api.edge.example:8443", runsApplications: false },
  },
};

renderContract(kubeadm, CASES);
