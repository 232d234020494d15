import type { Step } from "../../engine/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxySteps, registrySteps } from "../shared/file-steps.ts";
import { renderAuditPolicy, renderPodSecurity } from "../shared/hardening.ts";
import { isWorker } from "../shared/server-inputs.ts";
import { announceSteps } from "../shared/virtual-address.ts";
import type { Rke2Inputs } from "./inputs.ts";
import { RKE2 } from "./kind.ts";
import {
  AGENT_UNIT,
  AGENT_UNIT_FILE,
  AUDIT_POLICY,
  BINARY,
  CONFIG,
  envFile,
  MANIFESTS,
  POD_SECURITY,
  REGISTRIES,
  UNIT,
  UNIT_FILE,
} from "./paths.ts";
import { renderAgentConfig, renderChartConfigs, renderConfig, renderUnit } from "./render.ts";

/** Everything RKE2 reads at its start; all of it 0600 but the unit, which holds no secret. */
export function fileSteps(request: PlanRequest, inputs: Rke2Inputs): readonly Step[] {
  const { isKairos } = request.facts;
  const registries = registrySteps(request, { id: "rke2.registries", path: REGISTRIES });
  const proxy = (unit: string) =>
    proxySteps(request, { id: "rke2.proxy", path: envFile(isKairos, unit) });
  if (isWorker(inputs))
    return [
      file("rke2.config", CONFIG, asTemplateText(renderAgentConfig(inputs))),
      ...registries,
      ...proxy(AGENT_UNIT),
      ...(isKairos ? [] : [file("rke2.unit", AGENT_UNIT_FILE, renderUnit(BINARY, "agent"), 0o644)]),
    ];
  return [
    file("rke2.config", CONFIG, asTemplateText(renderConfig(inputs))),
    ...(inputs.isHardened ? hardeningSteps() : []),
    ...announceSteps(RKE2, inputs.vip),
    ...registries,
    ...proxy(UNIT),
    ...Object.entries(renderChartConfigs(inputs)).map(([chart, text]) =>
      file(`rke2.chart-${chart}`, chartConfigPath(chart), asTemplateText(text)),
    ),
    ...(isKairos ? [] : [file("rke2.unit", UNIT_FILE, renderUnit(BINARY), 0o644)]),
  ];
}

/** RKE2 applies what lies there; its own charts are named otherwise. */
function chartConfigPath(chart: string): string {
  return `${MANIFESTS}/bringup-${chart}-config.yaml`;
}

function hardeningSteps(): readonly Step[] {
  return [
    file("rke2.audit-policy", AUDIT_POLICY, renderAuditPolicy()),
    file("rke2.pod-security", POD_SECURITY, renderPodSecurity()),
  ];
}

function file(id: string, path: string, template: string, mode = 0o600): Step {
  return fileEnsure({ id, path, template, mode });
}
