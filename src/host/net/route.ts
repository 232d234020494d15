import type { Endpoint } from "../../engine/index.ts";

/** Where a connection of the host really goes; `undefined`: nothing listens there. */
export type Route = (target: Endpoint) => Endpoint | undefined;

/** On the machine itself every endpoint is where it says. */
export const direct: Route = (target) => target;

/** The same, but to this address whatever name is asked for. */
export function routeTo(address: string | undefined, route: Route): Route {
  return address === undefined ? route : ({ port }) => route({ host: address, port });
}
