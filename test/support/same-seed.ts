import fc from "fast-check";
import { IS_EVERY_CUT } from "./every-cut.ts";

// `npm test` says the same of the same tree; CI looks further with other values each time.
if (!IS_EVERY_CUT) fc.configureGlobal({ seed: 20_251_121 });
