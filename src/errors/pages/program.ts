// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const PROGRAM_PAGES = {
  ...pagesOf(
    {
      safe: "Starting it again: what was recorded stands, and a run goes on where it was.",
      related: ["bringup status", "bringup log", "bringup support"],
    },
    {
      BUG: [
        "The program met something that it was not written for.",
        "A mistake of ours, or an answer of this system that nobody had seen before.",
      ],
      CONSOLE_CRASHED: [
        "The full-screen console ended by itself; the agent and what it runs were not touched.",
        "A mistake in what is drawn. The terminal was put back in order.",
      ],
      CANCELLED: [
        "Somebody ended it, or the time for it was over.",
        "Ctrl-C, a console that went away, or an agent that was being stopped.",
      ],
      USAGE: [
        "The command line was not understood.",
        "A misspelt command or option, a value that is missing, or two that exclude each other.",
      ],
      AGENT_UNREACHABLE: [
        "Nobody answers on the socket of the agent.",
        "The service is stopped or starts just now, or its socket belongs to another state directory.",
      ],
      PROTOCOL_MISMATCH: [
        "Console and agent do not speak the same version.",
        "The package was upgraded while one of the two kept running.",
      ],
      NOT_ROOT: [
        "This needs root, and the account that asked is not root.",
        "Changing a host is for root alone; looking is for everybody through the agent.",
      ],
      VIEW_ONLY: [
        "This console may look at the host and not change it.",
        "It came through the socket for everybody, or five minutes passed without a key.",
      ],
      LEASE_HELD: [
        "Another console controls this host; only one may at a time.",
        "Somebody works at the host on another line, or left a console open there.",
      ],
      HOST_LOCKED: [
        "Another process of this program is the writer of this host.",
        "The agent runs, or a command that works without an agent has not ended.",
      ],
      STORE_READ_ONLY: [
        "The durable memory of the agent can be read and not written.",
        "A newer version wrote it, its file system is read-only, or its disk is full.",
      ],
      STORE_UNWRITABLE: [
        "The durable memory of the agent cannot be opened or written.",
        "A full or failing disk, permissions, or a folder that is not there.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Correcting the text and trying again: a document that is not valid is never saved.",
      related: ["bringup validate -f FILE", "bringup export", "bringup plan -f FILE"],
    },
    {
      DOCUMENT_INVALID: [
        "The document says something that it cannot mean; each trouble is named with line and column.",
        "A misspelt field, a value out of its range, or two settings that contradict each other.",
      ],
      DOCUMENT_UNREADABLE: [
        "The file that was named cannot be read.",
        "It is not there, may not be read by this account, or is no text.",
      ],
      DOCUMENT_CONFLICT: [
        "Somebody else saved the document since it was read here.",
        "Two consoles edited at the same time, or a script saved in between.",
      ],
      SECRET_MISSING: [
        "The document names a secret whose value nobody gave.",
        "Secrets are kept for one run only, and drafts never keep them.",
      ],
      SECRET_UNUSABLE: [
        "The value of a secret cannot be used as it was given.",
        "It has more than one line, or characters that its place cannot hold.",
      ],
      CERTIFICATE_INVALID: [
        "What was given is no certificate that can be read.",
        "A key or a request in its place, a cut file, or a format that is neither PEM nor DER.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Looking: df, ls -l and journalctl change nothing. A run waits and goes on when it is mended.",
      related: ["bringup check", "bringup run show", "bringup run resume"],
    },
    {
      FILE_UNREADABLE: [
        "A file of this host could not be read; that is not the same as absent.",
        "Permissions, a link that leads nowhere, or a disk that returns errors.",
      ],
      FILE_UNWRITABLE: [
        "A file of this host could not be written.",
        "A file system mounted read-only, an immutable file, or a disk that returns errors.",
      ],
      DISK_FULL: [
        "The file system has no room left.",
        "Logs, images or archives filled it; sometimes only its inodes ran out.",
      ],
      COMMAND_MISSING: [
        "A program that is needed is not installed.",
        "A minimal image leaves it out, or it lies outside of PATH.",
      ],
      COMMAND_DENIED: [
        "This host does not let programs run.",
        "It is a directory that is being prepared, or a sandbox, and no running system.",
      ],
      COMMAND_FAILED: [
        "A program ended with an error.",
        "Its own last lines say which; they are in the evidence of the step.",
      ],
      BUNDLE_NOT_SENT: [
        "The support bundle was made and could not be put where it should go.",
        "No stick, no room on it, or an address that does not take uploads.",
      ],
      COMMAND_TIMED_OUT: [
        "A program did not end within its time and was stopped.",
        "A slow or hanging disk, a network share that is away, or a service that waits.",
      ],
      UNIT_FAILED: [
        "A service of the host ended or would not start.",
        "Its configuration, a port that is taken, or something it depends on.",
      ],
    },
  ),
};
