import type { ClusterSpec } from "../../spec/index.ts";
import { asTemplateText } from "../../steps/index.ts";
import type { KubeadmInputs } from "./inputs.ts";
import { CERTS_D, SOCKET } from "./paths.ts";

type Registries = NonNullable<ClusterSpec["registries"]>;

const HEADER = "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** Pure. config.toml; a template, because credentials of registries stand in it and nowhere else. */
export function renderContainerd(
  { containerd: { configVersion }, pauseImage }: KubeadmInputs,
  registries: Registries,
): string {
  const [images, runtime] =
    configVersion === 3
      ? ["'io.containerd.cri.v1.images'", "'io.containerd.cri.v1.runtime'"]
      : ["'io.containerd.grpc.v1.cri'", "'io.containerd.grpc.v1.cri'"];
  const pause =
    configVersion === 3
      ? [`[plugins.${images}.pinned_images]`, `sandbox = ${quoted(pauseImage)}`]
      : [`[plugins.${images}]`, `sandbox_image = ${quoted(pauseImage)}`];
  const lines = [
    `version = ${configVersion}`,
    // Packages switch it off with disabled_plugins = ["cri"].
    "disabled_plugins = []",
    "",
    ...pause,
    "",
    `[plugins.${images}.registry]`,
    `config_path = ${quoted(CERTS_D)}`,
    ...registries.flatMap((registry) => credentials(images ?? "", registry)),
    "",
    `[plugins.${runtime}.containerd.runtimes.runc]`,
    "runtime_type = 'io.containerd.runc.v2'",
    `[plugins.${runtime}.containerd.runtimes.runc.options]`,
    "SystemdCgroup = true",
    "",
  ];
  return HEADER + lines.join("\n");
}

/** The filter writes the quotes itself; TOML reads them as YAML does. */
function credentials(images: string, { endpoints, username, password }: Registries[number]) {
  if (username === undefined || password === undefined) return [];
  return endpoints.flatMap((endpoint) => [
    "",
    asTemplateText(`[plugins.${images}.registry.configs.${quoted(new URL(endpoint).host)}.auth]`),
    asTemplateText(`username = ${JSON.stringify(username)}`),
    `password = {{secret:${password.secret}|yaml}}`,
  ]);
}

/** Pure. hosts.toml of one registry, by the name of its folder: mirrors in the order they are asked. */
export function renderHosts({ host, endpoints, ca }: Registries[number]): {
  readonly path: string;
  readonly text: string;
} {
  const isAny = host === "*";
  const mirrors = endpoints.flatMap((endpoint) => [
    "",
    `[host.${quoted(endpoint)}]`,
    "capabilities = ['pull', 'resolve']",
    ...(ca === undefined ? [] : [`ca = ${quoted(ca)}`]),
  ]);
  const server = isAny ? [] : [`server = ${quoted(originOf(host))}`];
  const text = `${HEADER}${[...server, ...mirrors, ""].join("\n")}`;
  return { path: `${CERTS_D}/${isAny ? "_default" : host}/hosts.toml`, text: asTemplateText(text) };
}

/** Images of docker.io are served under another name. */
function originOf(host: string): string {
  return `https://${host === "docker.io" ? "registry-1.docker.io" : host}`;
}

/** A literal string of TOML; addresses and paths have no quote in them. */
function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

/** Pure. */
export function renderCrictl(): string {
  return `runtime-endpoint: unix://${SOCKET}\nimage-endpoint: unix://${SOCKET}\ntimeout: 10\n`;
}
