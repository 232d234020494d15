import type { Step } from "../../engine/index.ts";
import { fileEnsure, unitEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxySteps } from "../shared/file-steps.ts";
import type { FoundArtefacts } from "./artefacts.ts";
import type { CanonicalInputs } from "./inputs.ts";
import { HOSTS_D, IMAGES, PROXY_ENV, proxyDropIn, serviceOf, unitOf } from "./paths.ts";
import { renderHosts, renderProxyDropIn } from "./render.ts";
import { SERVICES } from "./units.ts";

/** What the services of the snap read from us when they start; k8sd keeps all else itself. */
export function fileSteps(request: PlanRequest): readonly Step[] {
  const { registries = [] } = request.cluster;
  const proxy = proxySteps(request, { id: "canonical.proxy", path: PROXY_ENV });
  return [
    ...registries.map((registry, index) => {
      const { path, text } = renderHosts(registry);
      return fileEnsure({ id: `canonical.registry-${index + 1}`, path, template: text });
    }),
    ...proxy,
    ...(proxy.length === 0 ? [] : SERVICES.map(dropIn)),
  ];
}

function dropIn(service: string): Step {
  return fileEnsure({
    id: `canonical.${service}-proxy`,
    path: proxyDropIn(service),
    template: renderProxyDropIn(PROXY_ENV),
  });
}

/** In a cluster that is formed; before that the services are started by k8sd, with these files. */
export function restartSteps(
  { cluster, document }: PlanRequest,
  { vipImages }: FoundArtefacts,
): readonly Step[] {
  const { registries = [] } = cluster;
  const hasFiles = registries.length > 0 || document.spec.proxy !== undefined;
  // Those of an address that is asked for later: imported at a start, and at no other time.
  const imported = vipImages === undefined ? [] : [`${IMAGES}/${vipImages.name}`];
  const hosts = registries.map(({ host }) => `${HOSTS_D}/${host === "*" ? "_default" : host}`);
  const services = [
    ...(hasFiles || imported.length > 0 ? ["containerd"] : []),
    ...(hasFiles ? ["k8sd"] : []),
  ];
  return services.map((service) =>
    unitEnsure({
      id: `canonical.restart-${service}`,
      title: `Let ${unitOf(service)} run with these files`,
      unit: unitOf(service),
      want: "restarted",
      watches: [
        PROXY_ENV,
        proxyDropIn(service),
        ...(service === "containerd"
          ? [...hosts.map((folder) => `${folder}/hosts.toml`), ...imported]
          : []),
      ],
      impact: "restart",
      usualMs: 3000,
    }),
  );
}

/** Of every node. */
const ALWAYS = ["k8sd", "containerd", "kubelet"] as const;

/**
 * Of a cluster that is formed. The others are started by k8sd, and at a boot by systemd; where one was stopped, what
 * the next steps wait for is started with it.
 */
export function startSteps(
  { seen: { unit } }: PlanRequest,
  { role, datastore }: Pick<CanonicalInputs, "role" | "datastore">,
): readonly Step[] {
  const down = unit.is === "known" && unit.value.active !== "active" ? [unit.value.name] : [];
  const asked = role === "worker" ? ALWAYS : [...ALWAYS, datastore, "kube-apiserver"];
  const always = (down.length === 0 ? ALWAYS : asked).map(unitOf);
  return [...new Set([...always, ...down])].map((name) =>
    unitEnsure({
      id: `canonical.start-${serviceOf(name)}`,
      unit: name,
      want: "started",
      impact: "restart",
      usualMs: 3000,
    }),
  );
}
