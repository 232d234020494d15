import type { PlanePort, PlanePortOptions } from "../port.ts";
import { createAccess } from "./access.ts";
import { enrolmentCalls } from "./enrolments.ts";
import { createExchange } from "./exchange.ts";
import { reportCalls } from "./reports.ts";

/** The client's side of the edge plane contract, version 1. */
export function openPlaneV1(options: PlanePortOptions): PlanePort {
  const { plane, http, key, clock, offsetMs, onOffset } = options;
  const baseUrl = plane.replace(/\/+$/, "");
  const exchange = createExchange({ baseUrl, http, key, clock, offsetMs, onOffset });
  const access = createAccess(exchange, clock, baseUrl);
  return { ...enrolmentCalls(exchange, baseUrl), ...reportCalls({ exchange, access, baseUrl }) };
}
