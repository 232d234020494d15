import type { Step } from "../../engine/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxySteps, registrySteps } from "../shared/file-steps.ts";
import { renderAuditPolicy } from "../shared/hardening.ts";
import { isWorker } from "../shared/server-inputs.ts";
import { announceSteps } from "../shared/virtual-address.ts";
import { ADMISSION, AUDIT_POLICY, renderAdmission } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";
import { K3S } from "./kind.ts";
import {
  AGENT_ENV_FILE,
  AGENT_UNIT_FILE,
  BINARY,
  CONFIG,
  ENV_FILE,
  REGISTRIES,
  UNIT_FILE,
} from "./paths.ts";
import { renderAgentConfig, renderConfig, renderUnit } from "./render.ts";

/** Everything K3s reads at its start; all of it 0600 but the unit, which holds no secret. */
export function fileSteps(request: PlanRequest, inputs: K3sInputs): readonly Step[] {
  const config = isWorker(inputs) ? renderAgentConfig(inputs) : renderConfig(inputs);
  const { unitFile, envFile, command } = isWorker(inputs) ? AS_AGENT : AS_SERVER;
  return [
    file("k3s.config", CONFIG, asTemplateText(config)),
    ...(inputs.isHardened && !isWorker(inputs) ? hardeningSteps() : []),
    ...announceSteps(K3S, inputs.vip),
    ...registrySteps(request, { id: "k3s.registries", path: REGISTRIES }),
    ...proxySteps(request, { id: "k3s.proxy", path: envFile }),
    ...(request.facts.isKairos
      ? []
      : [file("k3s.unit", unitFile, renderUnit(BINARY, envFile, command), 0o644)]),
  ];
}

const AS_SERVER = { unitFile: UNIT_FILE, envFile: ENV_FILE, command: "server" } as const;
const AS_AGENT = {
  unitFile: AGENT_UNIT_FILE,
  envFile: AGENT_ENV_FILE,
  command: "agent",
} as const;

function hardeningSteps(): readonly Step[] {
  return [
    file("k3s.audit-policy", AUDIT_POLICY, renderAuditPolicy()),
    file("k3s.admission", ADMISSION, renderAdmission()),
  ];
}

function file(id: string, path: string, template: string, mode = 0o600): Step {
  return fileEnsure({ id, path, template, mode });
}
