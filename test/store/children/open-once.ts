import { writeSync } from "node:fs";
import { openStore } from "../../../src/store/index.ts";

const store = openStore(process.argv[2] ?? "");
store.state.set(`opened-${process.argv[3]}`, true);
writeSync(1, store.notice === undefined ? "fine\n" : "set aside\n");
store.close();
