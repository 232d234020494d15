/** Who did what is recorded, and of no request the body: secrets would be in it. */
export function renderAuditPolicy(): string {
  return `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadata
`;
}

/** System namespaces and those of the network are exempt: their pods need the host. */
export function renderPodSecurity(): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: PodSecurity
    configuration:
      apiVersion: pod-security.admission.config.k8s.io/v1
      kind: PodSecurityConfiguration
      defaults:
        enforce: restricted
        enforce-version: latest
        audit: restricted
        audit-version: latest
        warn: restricted
        warn-version: latest
      exemptions:
        usernames: []
        runtimeClasses: []
        namespaces: [kube-system, kube-flannel, calico-system, tigera-operator]
`;
}
