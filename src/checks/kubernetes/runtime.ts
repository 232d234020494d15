import { defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Where container engines listen; a node brings its own engine, at a place of its own. */
const SOCKETS: Readonly<Record<string, string>> = {
  "/run/docker.sock": "Docker",
  "/run/cri-dockerd.sock": "Docker",
  "/run/containerd/containerd.sock": "containerd",
  "/run/crio/crio.sock": "CRI-O",
  "/run/podman/podman.sock": "Podman",
};

export const runtime = defineCheck({
  ...ruleOf("kubernetes.runtime"),
  needs: [],
  async run(_, { host, ownCluster }) {
    const seen = await Promise.all(
      Object.entries(SOCKETS).map(async ([path, engine]) => ({
        path,
        engine,
        isThere: (await host.files.stat(path)) !== undefined,
      })),
    );
    if (ownCluster !== undefined) return skip(`belongs to ${ownCluster}`);
    const found = seen.filter(({ isThere }) => isThere);
    if (found.length === 0) return pass("none", { evidence: Object.keys(SOCKETS) });
    return fail([...new Set(found.map(({ engine }) => engine))].join(", "), {
      code: "CONTAINER_ENGINE_RUNS",
      expected: "none beside that of the node",
      remedy: "Stop it and keep it from starting (systemctl disable --now), or remove its package.",
      why: "Two engines share cgroups, networks and addresses, and take them from each other.",
      evidence: found.map(({ path }) => path),
    });
  },
});
