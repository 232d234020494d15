import { stringify } from "yaml";
import type { ClusterSpec } from "../../spec/index.ts";
import { asTemplateText } from "../../steps/index.ts";

type Registries = NonNullable<ClusterSpec["registries"]>;

/** Pure. registries.yaml as K3s and RKE2 read it; passwords stay references. */
export function renderRegistries(registries: Registries): string {
  const mirrors = registries.map(({ host, endpoints }) => [host, { endpoint: endpoints }]);
  const configs = registries.flatMap(({ endpoints, username, password, ca }) =>
    endpoints.flatMap((endpoint): [string, object][] => {
      const auth = {
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password: placeholder(password.secret) }),
      };
      const config = {
        ...(Object.keys(auth).length === 0 ? {} : { auth }),
        ...(ca === undefined ? {} : { tls: { ca_file: ca } }),
      };
      return Object.keys(config).length === 0 ? [] : [[new URL(endpoint).host, config]];
    }),
  );
  const text = stringify(
    {
      mirrors: Object.fromEntries(mirrors),
      ...(configs.length === 0 ? {} : { configs: Object.fromEntries(configs) }),
    },
    { lineWidth: 0 },
  );
  // The filter writes the quotes itself.
  return asTemplateText(text).replace(/"@@([a-z0-9.-]+)@@"/g, "{{secret:$1|yaml}}");
}

export function registrySecrets(registries: Registries): readonly string[] {
  return registries.flatMap(({ password }) => (password === undefined ? [] : [password.secret]));
}

/** Quoted by YAML, because a scalar cannot begin with it. */
function placeholder(secret: string): string {
  return `@@${secret}@@`;
}
