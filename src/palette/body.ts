import type { EnrolRequest } from "../plane/index.ts";
import type { RegisterBody } from "./model.ts";

/** Ids of Palette are 24 hexadecimal digits; anything else is a project's name. */
export function projectUidOf(project: string | undefined): string | undefined {
  return /^[0-9a-f]{24}$/.test(project ?? "") ? project : undefined;
}

/** Our request in Palette's words; without token and pairing key, which are added when it is sent. */
export function registerBodyOf(request: EnrolRequest): RegisterBody {
  const { host, project, tags = {}, device, agent, method } = request;
  const uid = projectUidOf(project);
  const projectRef = uid === undefined ? { name: project ?? "" } : { uid };
  return {
    metadata: {
      name: host.id,
      uid: host.id,
      ...(Object.keys(tags).length > 0 && { labels: { ...tags } }),
    },
    spec: {
      host: {
        hostUid: host.id,
        hostAddress: host.address ?? host.name,
        ...(host.mac !== undefined && { macAddress: host.mac }),
        // An operator enters the id: a token that lies about must not take the host on by itself.
        ...(method === "code" && { disableAutoRegister: true }),
        ...(project !== undefined && project !== "" && { project: projectRef }),
      },
      device,
      version: agent.version,
    },
  };
}

/** What is never kept with the rest. */
export interface SecretsOfHost {
  readonly token?: string | undefined;
  readonly pairingKey?: string | undefined;
}

export function withSecrets(
  body: RegisterBody,
  { token, pairingKey }: SecretsOfHost,
): RegisterBody {
  const host = {
    ...body.spec.host,
    ...(token !== undefined && { hostAuthToken: token }),
    ...(pairingKey !== undefined && { hostPairingKey: pairingKey }),
  };
  return { ...body, spec: { ...body.spec, host } };
}
