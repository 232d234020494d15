import { etcdUserHandler, etcdUserStep } from "../../src/distributions/rke2/etcd-user.ts";
import { hostFileHandler, hostFileStep } from "../../src/distributions/rke2/host-file.ts";
import { RESOLVERS, UNMANAGED } from "../../src/distributions/rke2/host-files.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { handlerContract } from "../contract/handlers.ts";
import { ACCOUNTS } from "../support/rke2-bench.ts";

handlerContract({
  title: "the user of etcd where only its group is",
  handler: etcdUserHandler,
  step: etcdUserStep(),
  host: () =>
    createMemoryHost({
      files: {
        "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
        "/etc/group": "root:x:0:\netcd:x:998:\n",
      },
      commands: ACCOUNTS,
    }),
});

handlerContract({
  title: "links of pods, with a NetworkManager that has no folder for them yet",
  handler: hostFileHandler(UNMANAGED),
  step: hostFileStep(UNMANAGED),
  host: () =>
    createMemoryHost({ files: { "/etc/NetworkManager/NetworkManager.conf": "[main]\n" } }),
});

handlerContract({
  title: "name servers for pods over a file of ours that is old",
  handler: hostFileHandler(RESOLVERS),
  step: hostFileStep(RESOLVERS),
  host: () =>
    createMemoryHost({
      files: {
        "/etc/resolv.conf": "nameserver 127.0.0.53\n",
        "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\n",
        [RESOLVERS.path]: { content: "resolv-conf: /etc/other.conf\n", mode: 0o644 },
      },
    }),
});
