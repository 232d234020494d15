import { rke2 } from "../../src/distributions/rke2/index.ts";
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
  distribution: "rke2",
  version: "1.26.15+rke2r1",
  artefacts: "/opt/artefacts",
};
const NEWEST: ClusterSpec = { ...OLDEST, name: "new", version: "1.36.3+rke2r1" };

const JOIN: Partial<ClusterSpec> = {
  join: { server: "10.10.216.80", token: { secret: "join-token" } },
};

/** Formats changed at 1.29 (tokens of service accounts under CIS) and 1.36 (the key of the ingress). */
const CASES: Readonly<Record<string, RenderCase>> = {
  "oldest-canal": { cluster: OLDEST },
  "oldest-cis": { cluster: { ...OLDEST, hardening: "cis" } },
  "middle-cis": { cluster: { ...OLDEST, name: "mid", version: "1.35.3+rke2r1", hardening: "cis" } },
  "newest-calico": {
    cluster: {
      ...NEWEST,
      cni: "calico",
      podCidr: "10.52.0.0/16",
      serviceCidr: "10.53.0.0/16",
      domain: "edge.example",
      vip: "10.10.216.100",
      labels: { site: "north", rack: "12" },
      taints: ["dedicated=edge:NoSchedule"],
      native: {
        tlsSans: ["api.edge.example"],
        kubeletArgs: ["max-pods=60"],
        kubeApiserverArgs: ["event-ttl=2h"],
        snapshotSchedule: "0 */6 * * *",
        snapshotRetention: 12,
      },
    },
  },
  "newest-chart-values": {
    cluster: {
      ...NEWEST,
      cni: "canal",
      native: { chartValues: { "rke2-canal": { calico: { vethuMTU: 1400 } } } },
    },
  },
  "newest-fips": { cluster: NEWEST, spec: FIPS },
  "newest-fips-worker": { cluster: { ...NEWEST, ...JOIN, role: "worker" }, spec: FIPS },
  "newest-none": { cluster: { ...NEWEST, cni: "none" } },
  "newest-proxy": {
    cluster: { ...NEWEST, cni: "cilium", vip: "10.10.216.100" },
    spec: { proxy: SITE_PROXY },
  },
  "newest-registries": {
    cluster: { ...NEWEST, registries: [DOCKER_MIRROR_LOGIN, MIRROR_OF_ALL] },
  },
  "oldest-join": { cluster: { ...OLDEST, ...JOIN } },
  "newest-join": {
    cluster: {
      ...NEWEST,
      ...JOIN,
      hardening: "cis",
      controlPlaneEndpoint: "api.edge.example",
      runsApplications: false,
    },
  },
  "oldest-worker": { cluster: { ...OLDEST, ...JOIN, role: "worker", hardening: "cis" } },
  "newest-worker": {
    cluster: { ...NEWEST, ...JOIN, role: "worker", labels: { site: "north" } },
  },
  "newest-kairos": { cluster: NEWEST, kairos: true },
};

renderContract(rke2, CASES);
