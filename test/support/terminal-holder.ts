// A program that holds a terminal and ends in the way its argument says; run by restore.test.ts.
import { openTerminal } from "../../src/terminal/index.ts";

const [how] = process.argv.slice(2);
const terminal = openTerminal({ stdin: process.stdin, stdout: process.stdout, env: process.env });
terminal.stdout.write(`painted by ${process.pid}.`);

terminal.stdin.on("readable", () => {
  if (terminal.stdin.read() === null) return;
  if (how === "close") {
    terminal.close();
    terminal.close();
  }
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new Error("meant to be");
});
setInterval(() => {
  if (how === "close" && process.stdin.isRaw === false) process.exit(0);
}, 5);
