import type { Rows } from "../row.ts";
import { DISTRIBUTION_ROWS } from "./distributions.ts";
import { HOST_ROWS } from "./host.ts";
import { NETWORK_ROWS } from "./network.ts";
import { PALETTE_ROWS } from "./palette.ts";

export const ROWS: Rows = { ...HOST_ROWS, ...NETWORK_ROWS, ...PALETTE_ROWS, ...DISTRIBUTION_ROWS };
