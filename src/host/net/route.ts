import type { Endpoint } from "../../engine/index.ts";

/** Where a connection of the host really goes; `undefined`: nothing listens there. */
export type Route = (target: Endpoint) => Endpoint | undefined;

/** On the machine itself every endpoint is where it says. */
export const direct: Route = (target) => target;
