// A console that takes what its folder stands for and waits to be killed; run by console-owner.test.ts.
import { consoleOwner } from "../../src/terminal/console-owner.ts";
import { placesIn } from "./console-places.ts";

const [folder = "", device = ""] = process.argv.slice(2);
consoleOwner(device, placesIn(folder))?.take();
process.stdout.write("taken\n");
setInterval(() => {}, 1000);
