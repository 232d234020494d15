import { cniPluginsHandler, cniPluginsStep } from "../../src/distributions/k3s/cni-plugins.ts";
import { K3S } from "../../src/distributions/k3s/kind.ts";
import { claimHandler, claimStep } from "../../src/distributions/shared/claim.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { commitStep, KUBE_HANDLERS } from "../../src/kube/index.ts";
import { handlerContract } from "../contract/handlers.ts";

const DATA = "/var/lib/rancher/k3s";

handlerContract({
  title: "a claim on a bare host",
  handler: claimHandler(K3S),
  step: claimStep(K3S, { cluster: "rack12", folders: [`${DATA}/server`] }),
  host: () => createMemoryHost({ files: { "/var/lib/": "", "/etc/": "" } }),
});

handlerContract({
  title: "a claim where an image brought a folder along",
  handler: claimHandler(K3S),
  step: claimStep(K3S, { cluster: "rack12", folders: [`${DATA}/server`, `${DATA}/server/logs`] }),
  host: () => createMemoryHost({ files: { [`${DATA}/README`]: "from the image", "/etc/": "" } }),
});

handlerContract({
  title: "CNI plugins beside one that is there",
  handler: cniPluginsHandler,
  step: cniPluginsStep(),
  host: () =>
    createMemoryHost({
      files: {
        [`${DATA}/data/current/bin/cni`]: { content: "cni", mode: 0o755 },
        "/opt/cni/bin/loopback": { content: "theirs", mode: 0o755 },
      },
    }),
});

const [commitHandler] = KUBE_HANDLERS.filter(({ kind }) => kind === "commit.mark");
if (commitHandler === undefined) throw new Error("commit.mark is not in the list of handlers");
handlerContract({
  title: "the record of a formed cluster",
  handler: commitHandler,
  step: commitStep({
    path: `${DATA}/bringup-cluster.json`,
    cluster: "rack12",
    caPath: `${DATA}/server/tls/server-ca.crt`,
  }),
  host: () => createMemoryHost({ files: { [`${DATA}/server/tls/server-ca.crt`]: "CA" } }),
});
