import { k3s } from "../../src/distributions/k3s/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  DOCKER_MIRROR_LOGIN,
  MIRROR_OF_ALL,
  type RenderCase,
  renderContract,
  SITE_PROXY,
} from "../contract/render.ts";

const OLDEST: ClusterSpec = {
  name: "old",
  distribution: "k3s",
  version: "1.26.14+k3s1",
  artefacts: "/opt/artefacts",
};
const NEWEST: ClusterSpec = { ...OLDEST, name: "new", version: "1.35.3+k3s1" };

const JOIN: Partial<ClusterSpec> = {
  join: { server: "10.10.216.80", token: { secret: "join-token" } },
};

const CASES: Readonly<Record<string, RenderCase>> = {
  "oldest-sqlite": { cluster: OLDEST },
  "oldest-cis": { cluster: { ...OLDEST, hardening: "cis" } },
  "newest-etcd": {
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
        datastore: "etcd",
        tlsSans: ["api.edge.example"],
        kubeletArgs: ["max-pods=60"],
        kubeApiserverArgs: ["event-ttl=2h"],
        snapshotSchedule: "0 */6 * * *",
        snapshotRetention: 12,
      },
    },
  },
  "newest-cis": { cluster: { ...NEWEST, hardening: "cis" } },
  "newest-proxy": {
    cluster: { ...NEWEST, vip: "10.10.216.100" },
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

renderContract(k3s, CASES);
