import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { HOME } from "../support/debian-tree.ts";

export const CA_PEM = readFileSync(join(HOME, "test/fixtures/certificates/root-ca.pem"), "utf8");
export const PASSWORD = "p@ss:w/rd %";

/** Everything about the host itself that a document can ask for today. */
export const SETTINGS = {
  host: { hostname: "rack12-edge1" },
  network: { dns: { servers: ["10.99.0.53", "10.99.0.54"], search: ["lab.test"] } },
  time: { ntpServers: ["10.99.0.123"], timezone: "Europe/Berlin" },
  proxy: {
    http: "http://proxy.lab.test:3128",
    https: "http://proxy.lab.test:3128",
    username: "edge",
    password: { secret: "proxy-password" },
    noProxy: [".lab.test"],
  },
  certificates: { trusted: [{ name: "lab-ca", pem: CA_PEM }] },
};

/** What a container cannot be; and name servers, which come with the same document. */
const WAIVED = ["hardware.virtualization", "system.cgroup", "network.dns"];

/** Other lanes and gates run beside one, on the same drive. */
export const BUSY = {
  id: "hardware.drive-latency",
  reason: "one drive for all that runs beside it",
};

/** A cluster of one, simulated. */
export function clusterOf(version: string) {
  return {
    cluster: {
      name: "rack12",
      distribution: "k3s",
      version,
      artefacts: "/opt/artefacts",
      cni: "flannel",
    },
    checks: { waivers: WAIVED.map((id) => ({ id, reason: "a container of the tests" })) },
  };
}

export function documentText(spec: object): string {
  return stringify({ apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec });
}
