import * as shared from "../shared/claim.ts";
import { K3S } from "./kind.ts";

export const claimStep = (params: shared.ClaimParams) => shared.claimStep(K3S, params);
export const claimHandler = shared.claimHandler(K3S);
