import http from "node:http";
import https from "node:https";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import type { Route } from "./route.ts";

/**
 * Agents for one request: no connection outlives it. A route changes only where the socket goes;
 * the name in the URL stays the one that is asked for and that the certificate must be for.
 */
export function onceAgents(route: Route) {
  const plain = new http.Agent({ keepAlive: false });
  const secure = new https.Agent({ keepAlive: false });
  const connectPlain = plain.createConnection.bind(plain);
  const connectSecure = secure.createConnection.bind(secure);
  plain.createConnection = (options, callback) => connectPlain(rerouted(options, route), callback);
  secure.createConnection = (options, callback) =>
    connectSecure({ ...rerouted(options, route), ...keepsIdentity(options) }, callback);
  return {
    http: plain,
    https: secure,
    destroy() {
      plain.destroy();
      secure.destroy();
    },
  };
}

function rerouted<T extends object>(options: T, route: Route): T {
  const { host, port } = options as { readonly host?: string; readonly port?: number | string };
  const target = route({ host: host ?? "localhost", port: Number(port) });
  if (target) return { ...options, host: target.host, port: target.port };
  // Port 0 cannot be connected to: the system refuses it, as it would when nobody listens.
  return { ...options, host: "127.0.0.1", port: 0 };
}

function keepsIdentity(options: object): Pick<ConnectionOptions, "checkServerIdentity"> {
  const { host, servername, checkServerIdentity: given } = options as ConnectionOptions;
  const asked = servername || host || "localhost";
  return {
    checkServerIdentity: (_, certificate) => (given ?? checkServerIdentity)(asked, certificate),
  };
}
