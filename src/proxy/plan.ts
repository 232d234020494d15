import type { Candidate } from "../engine/index.ts";
import type { ProxySpec } from "../spec/index.ts";
import { envEnsure, fileAbsent, fileEnsure } from "../steps/index.ts";
import { proxyEnvironment, proxySecrets } from "./environment.ts";
import type { NoProxyEntry } from "./no-proxy.ts";
import { type SeenService, serviceSteps } from "./services.ts";

export interface ProxyPlanRequest {
  readonly proxy: ProxySpec;
  readonly noProxy: readonly NoProxyEntry[];
  readonly isKairos: boolean;
  readonly services: readonly SeenService[];
  secretDigest(name: string): string | undefined;
}

const SHELL = "/etc/profile.d/90-bringup-proxy.sh";

/**
 * One file, read by systemd as an EnvironmentFile and by sh alike; with a password for root alone.
 * Credentials keep out of /etc/environment, /etc/profile.d and the DefaultEnvironment of systemd,
 * which every user can read. On Kairos /etc/default does not survive a reboot, /etc/sysconfig does.
 */
export function proxyFile(isKairos: boolean): string {
  return isKairos ? "/etc/sysconfig/bringup-proxy" : "/etc/default/bringup-proxy";
}

/** The proxy of the host itself; distributions write the same variables for their own units. */
export function planProxy(request: ProxyPlanRequest): Candidate {
  const { proxy, noProxy, isKairos, services } = request;
  const path = proxyFile(isKairos);
  const vars = proxyEnvironment({ proxy, noProxy });
  if (Object.keys(vars).length === 0) return removal(path, services);
  const missing = proxySecrets(proxy).filter((name) => request.secretDigest(name) === undefined);
  if (missing.length > 0 || (proxy.password !== undefined && proxy.username === undefined))
    return refusal(missing);
  const digests = proxySecrets(proxy).map((name) => [name, request.secretDigest(name) ?? ""]);
  return {
    steps: [
      envEnsure({
        id: "proxy.environment",
        title: `Write the proxy settings to ${path}`,
        path,
        vars,
        mode: digests.length > 0 ? 0o600 : 0o644,
        secrets: Object.fromEntries(digests),
      }),
      fileEnsure({
        id: "proxy.shell",
        title:
          digests.length > 0
            ? "Give root's shells the proxy settings"
            : "Give shells the proxy settings",
        path: SHELL,
        template: renderShell(path),
      }),
      ...serviceSteps(services, path),
    ],
    skipped: [],
    blocked: [],
  };
}

/** Holds no value itself: who may not read the settings gets none. */
function renderShell(path: string): string {
  return [
    "# Written by bringup; changes here are overwritten.",
    `if [ -r ${path} ]; then`,
    "  set -a",
    `  . ${path}`,
    "  set +a",
    "fi",
    "",
  ].join("\n");
}

/** A section without addresses says: no proxy here. */
function removal(path: string, services: readonly SeenService[]): Candidate {
  return {
    steps: [
      fileAbsent({ id: "proxy.environment", path }),
      fileAbsent({ id: "proxy.shell", path: SHELL }),
      ...serviceSteps(services),
    ],
    skipped: [],
    blocked: [],
  };
}

function refusal(missing: readonly string[]): Candidate {
  const [name] = missing;
  const obstacle =
    name === undefined
      ? {
          code: "DOCUMENT_INVALID",
          message: "the proxy has a password but no user",
          hint: "Set spec.proxy.username, or leave the password out.",
        }
      : {
          code: "SECRET_MISSING",
          message: `the proxy password ${name} was not given`,
          hint: "Enter the password of the proxy.",
        };
  return { steps: [], skipped: [], blocked: [obstacle] };
}
