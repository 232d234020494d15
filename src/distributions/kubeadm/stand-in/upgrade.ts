import { readConfig } from "./config.ts";
import { configMap, uploaded } from "./config-maps.ts";
import { failed, type KubeadmParts, type Ran } from "./ran.ts";

const FOLDER = "/etc/kubernetes";
const PARTS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** `upgrade apply vX --yes` for a whole cluster, `upgrade node` for this host as the cluster says. */
export async function upgrade(argv: readonly string[], parts: KubeadmParts): Promise<Ran> {
  const { disk, apply } = parts;
  const config = readConfig(disk.read(`${FOLDER}/bringup-kubeadm.yaml`) ?? "");
  const [, verb, version = config?.version] = argv.filter((word) => !word.startsWith("--"));
  const isWorker = PARTS.every(
    (part) => disk.read(`${FOLDER}/manifests/${part}.yaml`) === undefined,
  );
  if (verb === "node" && isWorker)
    return { lines: ["[upgrade] Skipping phase. Not a control plane node."], exitCode: 0 };
  if (version === undefined) return failed("error: the version of the cluster is not known");
  const lines = ["[preflight] Running pre-flight checks."];
  if (verb === "apply") {
    if (config === undefined) return failed("error: kubeadm-config cannot be read");
    const text = uploaded({ ...config, version });
    const why = await apply(
      ...configMap("kube-system", "kubeadm-config", { ClusterConfiguration: text }),
    );
    if (why !== undefined) return failed(`error: ${why}`);
    lines.push(`[upgrade/version] You have chosen to upgrade the cluster version to "${version}"`);
  }
  for (const part of PARTS) {
    const path = `${FOLDER}/manifests/${part}.yaml`;
    const manifest = disk.read(path);
    if (manifest === undefined) continue;
    disk.write(path, manifest.replace(new RegExp(`${part}:v\\S+`), `${part}:${version}`));
    lines.push(`[upgrade/staticpods] Component "${part}" upgraded successfully!`);
  }
  return { lines: [...lines, `[upgrade] SUCCESS! ${version}`], exitCode: 0 };
}
