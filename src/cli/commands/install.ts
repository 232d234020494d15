import type { CliCommand } from "../command.ts";

/**
 * The installer that Kairos starts from the medium, in the slot for one of one's own
 * (/system/installer/installer, see `packaging/kairos-installer`): the terminal is inherited, the exit code
 * is passed on, and Kairos' own agent does the writing.
 */
export const install: CliCommand = {
  name: "install",
  summary: "Install the system of this medium onto a drive, in place of the installer of Kairos",
  options: [
    { flags: "--source <uri>", help: "what is installed, as Kairos passes it on" },
    { flags: "--device <drive>", help: "its path or name, or auto for the largest" },
    {
      flags: "--then <what>",
      help: "what this machine does afterwards",
      choices: ["reboot", "poweroff", "nothing"],
    },
    { flags: "--name <drive>", help: "the name of the drive again: without it nothing is erased" },
    { flags: "--no-tui", help: "asked for where nobody is: there is no installer in a browser" },
  ],
  async run(call) {
    if (!call.flag("tui")) {
      call.out.line("bringup has no installer in a browser: install on a console of this machine.");
      return 0;
    }
    const { installHere } = await import("../install-here.ts");
    return installHere(call);
  },
};
