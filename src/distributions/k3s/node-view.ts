export { isWaitingForCni } from "../node-view.ts";
