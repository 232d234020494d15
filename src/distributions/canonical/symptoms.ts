import { firstAddress, parseNetwork } from "../../addresses/index.ts";
import {
  cannotSay,
  clear,
  defineSymptom,
  found,
  notHere,
  type Patient,
  type Symptom,
} from "../../doctor/index.ts";
import { matchesNoProxy, parseNoProxy } from "../../proxy/index.ts";
import { argumentEnsure, sysctlEnsure } from "../../steps/index.ts";
import { nodeMends, restartStep } from "../shared/mends.ts";
import { dnsLoop, networkMissing, REAL_RESOLVERS } from "../shared/node-symptoms.ts";
import { signatureSymptom } from "../signature-symptom.ts";
import { ARGS, unitOf } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { SERVICES } from "./units.ts";

const TITLE = "Canonical Kubernetes";
const ENVIRONMENT = "/etc/environment";
const KUBELET_ARGS = `${ARGS}/kubelet`;
const SERVER_ARGS = `${ARGS}/kube-apiserver`;

const noProxy = defineSymptom({
  id: "canonical.no-proxy",
  code: "SERVICE_ADDRESS_PROXIED",
  row: "D4",
  title: `Nodes of ${TITLE} stay down after a reboot behind a proxy`,
  cause: "The address of the API inside of the cluster is asked for through the proxy.",
  source: "Palette Edge, known issues",
  async probe(patient) {
    const args = await patient.host.files.readText(SERVER_ARGS);
    if (args === undefined) return notHere("no API server of this distribution is on this host");
    const range = /--service-cluster-ip-range=["']?([0-9a-fA-F.:/]+)/.exec(args)?.[1];
    const network = range === undefined ? undefined : parseNetwork(range);
    if (network === undefined) return cannotSay(`${SERVER_ARGS} names no network of services`);
    const address = firstAddress(network);
    const told = await proxySettings(patient);
    const proxied = told.filter(
      ({ hasProxy, entries }) => hasProxy && !matchesNoProxy(address, entries),
    );
    if (proxied.length > 0)
      return found(
        ["likely", "node-down"],
        proxied.map(({ path }) => `${path}: a proxy is set, and NO_PROXY is without ${address}`),
      );
    return clear(told.length === 0 ? "no proxy is set" : `${address} goes past the proxy`);
  },
  fix: [
    "Add the first address of the network of services to stylus.site.network.noProxy in the user-data, for example 192.169.0.1.",
    "Until then add it to NO_PROXY in the files named above, then systemctl daemon-reload && snap restart k8s.",
  ],
});

interface ProxySetting {
  readonly path: string;
  readonly hasProxy: boolean;
  readonly entries: readonly string[];
}

/** What the services of the snap are started with, a file each; those that set nothing are left out. */
async function proxySettings({ host }: Patient): Promise<readonly ProxySetting[]> {
  const folders = SERVICES.map((service) => `/etc/systemd/system/${unitOf(service)}.d`);
  const lists = await Promise.all(folders.map((folder) => host.files.list(folder)));
  const dropIns = lists.flatMap((names, at) =>
    (names ?? []).map((name) => `${folders[at]}/${name}`),
  );
  const settings = [ENVIRONMENT, ...dropIns].map(async (path) => {
    const text = (await host.files.readText(path)) ?? "";
    const hasProxy = /\bhttps?_proxy["']?=\S/i.test(text);
    const list = /\bno_proxy["']?=["']?([^"'\n]*)/i.exec(text)?.[1] ?? "";
    return { path, hasProxy, entries: parseNoProxy(list) };
  });
  return (await Promise.all(settings)).filter(
    ({ hasProxy, entries }) => hasProxy || entries.length > 0,
  );
}

/** The values of the snap itself, read after whatever lowered them. */
const LIMITS = sysctlEnsure({
  id: "inotify",
  values: {
    "fs.inotify.max_user_instances": "1024",
    "fs.inotify.max_user_watches": "1048576",
  },
  persistPath: "/etc/sysctl.d/95-bringup-inotify.conf",
});
const KIND = { id: "canonical", title: TITLE, units: SERVICES.map(unitOf) };

export const SYMPTOMS: readonly Symptom[] = [
  noProxy,
  dnsLoop({
    ...KIND,
    mend: [
      argumentEnsure({
        ...{ id: "resolvers", path: KUBELET_ARGS },
        ...{ name: "--resolv-conf", value: REAL_RESOLVERS },
      }),
      restartStep(unitOf("kubelet"), [KUBELET_ARGS]),
    ],
    byHand: `Set --resolv-conf=${REAL_RESOLVERS} in ${KUBELET_ARGS}, then snap restart k8s.kubelet.`,
  }),
  networkMissing({ ...KIND, folder: "/etc/cni/net.d" }),
  signatureSymptom({
    ...KIND,
    signatures: SIGNATURES,
    mends: nodeMends([LIMITS]),
  }),
];
