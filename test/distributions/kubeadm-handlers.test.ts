import { claimHandler, claimStep } from "../../src/distributions/kubeadm/claim.ts";
import { swapHandler, swapStep } from "../../src/distributions/kubeadm/swap.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { handlerContract } from "../contract/handlers.ts";

handlerContract({
  title: "a claim of keys on a bare host",
  handler: claimHandler,
  step: claimStep({ cluster: "rack12" }),
  host: () => createMemoryHost({ files: { "/etc/": "", "/var/lib/": "" } }),
});

handlerContract({
  title: "a claim of keys where a package brought its folders",
  handler: claimHandler,
  step: claimStep({ cluster: "rack12" }),
  host: () =>
    createMemoryHost({
      files: { "/etc/kubernetes/manifests/": "", "/var/lib/kubelet/": "", "/var/lib/etcd/": "" },
    }),
});

const SWAP_ON = "Filename\tType\tSize\tUsed\tPriority\n/swap.img file 4194300 0 -2\n";

handlerContract({
  title: "swap that is on",
  handler: swapHandler,
  step: swapStep(),
  host: () =>
    createMemoryHost({
      files: { "/proc/swaps": SWAP_ON, "/etc/fstab": "/swap.img none swap sw 0 0\n" },
      commands: {
        swapoff: ({ host }) => {
          host.put("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
          return exited("");
        },
        swapon: ({ host }) => {
          host.put("/proc/swaps", SWAP_ON);
          return exited("");
        },
      },
    }),
});
