import type { FilesIO } from "../engine/index.ts";
import { PROFILES } from "./found.ts";
import { PROFILE_FILE } from "./schema.ts";

/** A profile to practise on: of the shape of real ones, its images are none that exist. */
export const PRACTICE_PROFILE = `${PROFILES}/practice`;

const PROFILE = `apiVersion: bringup/v1alpha1
kind: ClusterProfile
name: practice
version: "1.0.0"
description: simulated; three layers to practise on
layers:
  - name: metrics-server
    kind: addon
    version: "0.8.0"
    manifests: [metrics-server.yaml]
    readiness:
      - { kind: Deployment, namespace: kube-system, name: metrics-server }
      - { kind: APIService, name: v1beta1.metrics.k8s.io, condition: Available }
  - name: longhorn
    kind: csi
    version: "1.10.0"
    manifests: [longhorn.yaml]
  - name: shop
    kind: addon
    version: "1.0.0"
    manifests: [shop.yaml]
    requires: [longhorn]
variables:
  - { name: registry, title: Registry, pattern: "[a-z0-9][a-z0-9.:/-]*", default: registry.example.net }
  - { name: replicas, title: Shop replicas, type: number, default: 2 }
  - { name: copies, title: Copies of a volume, type: choice, options: ["1", "2", "3"], default: "1" }
  - { name: greeting, title: Greeting, default: Welcome }
`;

const METRICS = `apiVersion: v1
kind: ServiceAccount
metadata: { name: metrics-server, namespace: kube-system }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: metrics-server, namespace: kube-system, labels: { k8s-app: metrics-server } }
spec:
  selector: { matchLabels: { k8s-app: metrics-server } }
  template:
    metadata: { labels: { k8s-app: metrics-server } }
    spec:
      serviceAccountName: metrics-server
      containers:
        - name: metrics-server
          image: "{{var:registry}}/metrics-server:v0.8.0"
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: { name: v1beta1.metrics.k8s.io }
spec:
  group: metrics.k8s.io
  version: v1beta1
  service: { name: metrics-server, namespace: kube-system }
  groupPriorityMinimum: 100
  versionPriority: 100
`;

const LONGHORN = `apiVersion: v1
kind: Namespace
metadata: { name: longhorn-system }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: volumes.longhorn.io }
spec:
  group: longhorn.io
  scope: Namespaced
  names: { kind: Volume, listKind: VolumeList, plural: volumes, singular: volume }
  versions:
    - name: v1beta2
      served: true
      storage: true
      schema:
        openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: longhorn-manager, namespace: longhorn-system }
spec:
  selector: { matchLabels: { app: longhorn-manager } }
  template:
    metadata: { labels: { app: longhorn-manager } }
    spec:
      containers:
        - name: longhorn-manager
          image: "{{var:registry}}/longhorn-manager:v1.10.0"
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: longhorn }
provisioner: driver.longhorn.io
parameters: { numberOfReplicas: "{{var:copies}}" }
`;

const SHOP = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop, namespace: shop }
data: { greeting: "{{var:greeting}}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  replicas: "{{var:replicas}}"
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: "{{var:registry}}/shop:1"
`;

const FILES: Readonly<Record<string, string>> = {
  "metrics-server.yaml": METRICS,
  "longhorn.yaml": LONGHORN,
  "shop.yaml": SHOP,
  // Last: a folder without it is none yet.
  [PROFILE_FILE]: PROFILE,
};

/** Puts it on a practice host; what is there stays as it is. */
export async function practiceProfile(files: FilesIO): Promise<void> {
  for (const [name, content] of Object.entries(FILES)) {
    const path = `${PRACTICE_PROFILE}/${name}`;
    if ((await files.stat(path)) === undefined)
      await files.writeAtomic(path, content, { mode: 0o644 });
  }
}
