export { createBudget } from "./budget.ts";
export { whatAnswered } from "./exchange.ts";
export { openPlaneV1 } from "./open-v1.ts";
export {
  badAnswer,
  cutOff,
  failureTrouble,
  notAPlane,
  planeTrouble,
  type Trouble,
} from "./trouble.ts";
