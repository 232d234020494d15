/** Plain mode: the whole walk as questions and answers, for devices that can only print lines. */
export { runPlain } from "./run-plain.ts";
