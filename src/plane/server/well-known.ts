import { CONTRACT_VERSION } from "../contract.ts";
import { json } from "./reply.ts";
import type { Route } from "./route.ts";

export const MAX_BODY_BYTES = 256 * 1024;

/** Operation 0: what this plane is; also the connectivity check of every host. */
export const wellKnown: Route = {
  method: "GET",
  path: "/.well-known/edge-plane",
  auth: "none",
  run: async (_request, _caller, context) =>
    json(200, {
      contract: CONTRACT_VERSION,
      methods: ["token", "code"],
      enrolmentUrl: `${context.publicUrl()}/enrolments`,
      signingKeys: [context.memory.signer.key],
      limits: { heartbeatSec: context.heartbeatSec, inventoryMaxBytes: MAX_BODY_BYTES },
      serverTime: new Date(context.clock.nowMs()).toISOString(),
    }),
};
