/** A practice-sized profile as files: two layers of objects, a secret, and variables of every type. */
export const PROFILE = `apiVersion: bringup/v1alpha1
kind: ClusterProfile
name: site-base
version: "1.2.0"
layers:
  - name: k3s
    kind: kubernetes
    version: "1.35"
  - name: metrics-server
    kind: addon
    version: "0.8.0"
    manifests: [metrics/server.yaml]
  - name: shop
    kind: addon
    manifests: [shop/definition.yaml, shop/shop.yaml]
    requires: [metrics-server]
    readiness:
      - { kind: Deployment, namespace: shop, name: shop }
      - { kind: CustomResourceDefinition, name: tills.example.net }
variables:
  - { name: replicas, type: number, default: 2 }
  - { name: registry, pattern: "[a-z0-9.:/-]+", required: true }
  - { name: greeting, default: hello }
  - { name: debug, type: boolean, default: false }
  - { name: size, type: choice, options: [small, large], default: small }
  - { name: till-key, sensitive: true }
`;

export const METRICS = `apiVersion: v1
kind: ServiceAccount
metadata: { name: metrics-server, namespace: kube-system }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: metrics-server, namespace: kube-system }
spec:
  replicas: 1
  template:
    spec:
      containers:
        - { name: metrics-server, image: "{{var:registry}}/metrics-server:v0.8.0" }
`;

export const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: tills.example.net }
spec:
  group: example.net
  scope: Namespaced
  names: { plural: tills, kind: Till }
  versions: [{ name: v1, served: true, storage: true }]
`;

export const SHOP = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Secret
metadata: { name: till, namespace: shop }
stringData: { key: "{{var:till-key}}" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: words, namespace: shop }
data:
  greeting: "{{var:greeting}}"
  debug: "{{var:debug|text}}"
  inner.yaml: |
    greeting: {{var:greeting|json}}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  replicas: "{{var:replicas}}"
  template:
    spec:
      containers:
        - { name: shop, image: "{{var:registry}}/shop:1", args: ["--size={{var:size}}"] }
---
apiVersion: example.net/v1
kind: Till
metadata: { name: first, namespace: shop }
spec: { size: "{{var:size}}" }
`;

export function profileFiles(
  folder: string,
  files: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const all = {
    "profile.yaml": PROFILE,
    "metrics/server.yaml": METRICS,
    "shop/definition.yaml": DEFINITION,
    "shop/shop.yaml": SHOP,
    ...files,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}
