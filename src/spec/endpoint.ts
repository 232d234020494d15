import { addressProblem } from "../addresses/index.ts";
import { DNS_NAME } from "./network-schema.ts";

export interface Endpoint {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

const SHAPE = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

/** Pure: `10.10.216.11`, `edge1.example.net:6443`, `[fd00::11]:6443`; of a bare IPv6 address all is the host. */
export function endpointOf(text: string, usualPort: number): Endpoint {
  const [, bracketed, plain, port] = SHAPE.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: port === undefined ? usualPort : Number(port) };
}

/** As it stands in a URL. */
export function hostAndPort({ host, port }: Endpoint): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

export function isEndpoint(text: string): boolean {
  const { host, port } = endpointOf(text, 1);
  if (port < 1 || port > 65_535) return false;
  return addressProblem(host) === undefined || (!text.startsWith("[") && DNS_NAME.test(host));
}
