/** The clock of the host: who keeps it, from which servers, in which zone. */
export { observeTime, type SeenTime, type TimeService } from "./observe.ts";
export { planTime } from "./plan.ts";
