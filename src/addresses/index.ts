/** Addresses and networks of IPv4 and IPv6: reading, comparing, counting, and what is wrong with one. Pure. */
export {
  type Address,
  addressText,
  isLocalAddress,
  isLoopback,
  isSameAddress,
  type Network,
  normalText,
  parseAddress,
  parseNetwork,
  parseRange,
  widthOf,
} from "./address.ts";
export {
  addressAt,
  baseOf,
  contains,
  firstAddress,
  hasHostBits,
  isInside,
  lastOf,
  networkText,
  overlap,
  prefixOfMask,
} from "./network.ts";
export {
  addressProblem,
  hostAddressProblem,
  networkProblem,
  unicastProblem,
} from "./problem.ts";
export type { AddressProblem, Family } from "./problem-words.ts";
