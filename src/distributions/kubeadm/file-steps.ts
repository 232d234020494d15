import type { Step } from "../../engine/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxySteps } from "../shared/file-steps.ts";
import { renderAuditPolicy } from "../shared/hardening.ts";
import { isFormedIn, type KubeadmInputs } from "./inputs.ts";
import {
  AUDIT_POLICY,
  CONFIG,
  CONTAINERD_CONFIG,
  CONTAINERD_UNIT,
  CONTAINERD_UNIT_FILE,
  CRICTL_CONFIG,
  JOIN_CONFIG,
  PROXY_ENV,
  proxyDropIn,
  UNIT,
  UNIT_ARGUMENTS,
  UNIT_FILE,
} from "./paths.ts";
import { renderContainerd, renderCrictl, renderHosts } from "./render-containerd.ts";
import { renderJoin } from "./render-join.ts";
import { renderKubeadm } from "./render-kubeadm.ts";
import {
  renderContainerdUnit,
  renderKubeletArguments,
  renderKubeletUnit,
  renderProxyDropIn,
} from "./render-units.ts";

/** Everything containerd, the kubelet and kubeadm read from us. */
export function fileSteps(request: PlanRequest, inputs: KubeadmInputs): readonly Step[] {
  return [
    ...containerdSteps(request, inputs),
    ...unitSteps(request, inputs),
    ...(inputs.isHardened ? [file("audit-policy", AUDIT_POLICY, renderAuditPolicy(), 0o600)] : []),
    ...configSteps(request, inputs),
  ];
}

/** What kubeadm is told: to found a cluster, or to join one; then it holds secrets, and does not stay. */
function configSteps(request: PlanRequest, inputs: KubeadmInputs): readonly Step[] {
  const { join } = inputs;
  if (join === undefined)
    return [file("config", CONFIG, asTemplateText(renderKubeadm(inputs)), 0o600)];
  const { secretDigest } = request.facts;
  const names = [join.token, join.certificateKey].filter((name) => name !== undefined);
  const secrets = Object.fromEntries(
    names.map((name) => [name, secretDigest(name) ?? "not entered"]),
  );
  const template = renderJoin(inputs, join);
  if (isFormedIn(request)) return [];
  return [fileEnsure({ id: "kubeadm.join", path: JOIN_CONFIG, template, mode: 0o600, secrets })];
}

function containerdSteps(request: PlanRequest, inputs: KubeadmInputs): readonly Step[] {
  const { registries = [] } = request.cluster;
  const secrets = secretsOf(request);
  return [
    fileEnsure({
      id: "kubeadm.containerd-config",
      path: CONTAINERD_CONFIG,
      template: renderContainerd(inputs, registries),
      mode: Object.keys(secrets).length === 0 ? 0o644 : 0o600,
      secrets,
    }),
    ...registries.map((registry, index) => {
      const { path, text } = renderHosts(registry);
      return file(`registry-${index + 1}`, path, text);
    }),
    file("crictl", CRICTL_CONFIG, renderCrictl()),
  ];
}

function unitSteps(request: PlanRequest, { containerd }: KubeadmInputs): readonly Step[] {
  const { isKairos } = request.facts;
  const proxy = proxySteps(request, { id: "kubeadm.proxy", path: PROXY_ENV });
  const dropIns = [UNIT, CONTAINERD_UNIT].map((unit) =>
    file(`${unit.split(".")[0]}-proxy`, proxyDropIn(unit), renderProxyDropIn(PROXY_ENV)),
  );
  return [
    ...(containerd.isBrought
      ? [file("containerd-unit", CONTAINERD_UNIT_FILE, renderContainerdUnit())]
      : []),
    file("kubelet-unit", UNIT_FILE, renderKubeletUnit()),
    file("kubelet-arguments", UNIT_ARGUMENTS, renderKubeletArguments(isKairos)),
    ...(proxy.length === 0 ? [] : [...proxy, ...dropIns]),
  ];
}

function file(id: string, path: string, template: string, mode = 0o644): Step {
  return fileEnsure({ id: `kubeadm.${id}`, path, template, mode });
}

/** A secret that was never entered has no digest: its step says so when it is checked. */
function secretsOf({ cluster, facts }: PlanRequest): Readonly<Record<string, string>> {
  const names = (cluster.registries ?? []).flatMap(({ username, password }) =>
    username === undefined || password === undefined ? [] : [password.secret],
  );
  return Object.fromEntries(names.map((name) => [name, facts.secretDigest(name) ?? "not entered"]));
}
