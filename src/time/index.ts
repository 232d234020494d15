/** The clock of the host: who keeps it, from which servers, in which zone. */

export { momentText, readMoment, type TypedMoment } from "./clock-text.ts";
export { clockView } from "./clock-view.ts";
export { observeTime, type SeenTime, type TimeService } from "./observe.ts";
export { planTime } from "./plan.ts";
export { setClock } from "./set-clock.ts";
