import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import type { KubeAccess } from "../../kube/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import { readAccess } from "../api-view.ts";
import type { ApiAccess } from "../driver.ts";
import { ADMIN_CONF, KUBELET_CONF, manifestOf } from "./paths.ts";

/** Absent: this host is no node yet. A worker has the kubelet's own way alone. */
export async function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  const [admin, name] = await Promise.all([readAccess(host, [ADMIN_CONF]), observeNodeName(host)]);
  const kube = admin.is === "absent" ? await readKubeletAccess(host) : admin;
  if (kube.is !== "known") return kube;
  return known({ kube: kube.value, ...(name.is === "known" && { nodeName: name.value }) });
}

/** The API server of this host alone, where it has one, whoever answers at the endpoint of the cluster. */
export async function observeLocalAccess(host: HostView): Promise<Fact<ApiAccess>> {
  const [access, own] = await Promise.all([observeAccess(host), observeOwnServer(host)]);
  if (access.is !== "known" || own.is !== "known") return access;
  return known({ ...access.value, kube: { ...access.value.kube, server: own.value } });
}

/** `https://10.10.216.81:6443`, as its static pod is told. */
function observeOwnServer(host: HostView): Promise<Fact<string>> {
  return factOf(async () => {
    const manifest = (await host.files.readText(manifestOf("kube-apiserver"))) ?? "";
    const argument = (name: string) => new RegExp(`--${name}=(\\S+)`).exec(manifest)?.[1];
    const [address, port] = [argument("advertise-address"), argument("secure-port")];
    if (address === undefined || port === undefined) return undefined;
    return `https://${hostAndPort({ host: address, port: Number(port) })}`;
  });
}

/** `system:node:edge-01` is the user of the kubelet's own file. */
function observeNodeName(host: HostView): Promise<Fact<string>> {
  return factOf(async () => {
    const text = await host.files.readText(KUBELET_CONF);
    return /\bsystem:node:([a-z0-9.-]+)/.exec(text ?? "")?.[1];
  });
}

/** Its keys lie in one file beside it, because they are rotated. */
function readKubeletAccess(host: HostView): Promise<Fact<KubeAccess>> {
  return factOf(async () => {
    const text = await host.files.readText(KUBELET_CONF);
    if (text === undefined) return undefined;
    const server = /^\s*server: (\S+)$/m.exec(text)?.[1];
    const authority = /^\s*certificate-authority-data: (\S+)$/m.exec(text)?.[1];
    const keys = /^\s*client-certificate: (\S+)$/m.exec(text)?.[1];
    const pem = keys === undefined ? undefined : await host.files.readText(keys);
    if (server === undefined || authority === undefined || pem === undefined)
      throw new Error(`${KUBELET_CONF} does not say how the API is asked`);
    const ca = Buffer.from(authority, "base64").toString();
    return { server: server.replace(/\/+$/, ""), tls: { ca, cert: pem, key: pem } };
  });
}
