import type { Rung } from "./rung.ts";
import { address } from "./rungs/address.ts";
import { answer } from "./rungs/answer.ts";
import { carrier } from "./rungs/carrier.ts";
import { clock } from "./rungs/clock.ts";
import { connect } from "./rungs/connect.ts";
import { dns } from "./rungs/dns.ts";
import { gateway } from "./rungs/gateway.ts";
import { proxy } from "./rungs/proxy.ts";
import { tls } from "./rungs/tls.ts";

/** From the cable up. A rung is one file and one line here. */
export const RUNGS: readonly Rung[] = [
  carrier,
  address,
  gateway,
  dns,
  connect,
  proxy,
  clock,
  tls,
  answer,
];
