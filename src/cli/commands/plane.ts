import type { CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { approveFile, desiredFile, rejectFile } from "../plane/files.ts";
import { approve, assign, expect, expel, forget, listHosts, reject } from "../plane/hosts.ts";
import { listOperators, removeOperator, setOperator, signIn } from "../plane/operators.ts";
import { serve } from "../plane/serve.ts";
import { createToken, listTokens, revokeToken } from "../plane/tokens.ts";

const HOST = { name: "<host>", help: "its edge ID" };
const CODE = { name: "<code>", help: "as on the screen of the host" };
const REQUEST = { name: "<file>", help: "bringup-request-ID.json, as the host wrote it" };
const OUT = {
  flags: "--out <folder>",
  help: "where the answer goes; beside the request unless told",
};
const OPERATOR = { name: "<name>", help: "of the operator" };

/** The reference server of the contract, for a bench; the words below it work beside it. */
export const plane: CliCommand = {
  name: "plane",
  summary: "Serve a management plane for a bench, and operate it",
  options: [
    { flags: "--data <dir>", help: "folder of the plane; made when there is none", required: true },
    { flags: "--listen <address>", help: "address and port; 127.0.0.1:8443 unless told" },
    { flags: "--public-url <url>", help: "what hosts and QR codes are given" },
    { flags: "--cert <path>", help: "PEM of its certificate, in place of one of its own" },
    { flags: "--key <path>", help: "PEM of the key of that certificate" },
    {
      flags: "--admit <number>",
      help: "requests of hosts a second, all together; 200 unless told",
    },
  ],
  run: serve,
  commands: [
    {
      name: "sign-in",
      summary: "Print a link that signs an operator in, once, within 15 minutes",
      options: [{ flags: "--operator <name>", help: "admin unless told; made when there is none" }],
      run: signIn,
    },
    {
      name: "operator",
      summary: "Who may sign in",
      commands: [
        { name: "list", summary: "All operators", run: listOperators },
        {
          name: "set",
          summary: "Make one, or give one a new password",
          args: [OPERATOR],
          options: [
            {
              flags: "--password-file <path>",
              help: "file with the password; - is standard input",
              required: true,
            },
          ],
          run: setOperator,
        },
        { name: "remove", summary: "Sign one out for good", args: [OPERATOR], run: removeOperator },
      ],
    },
    {
      name: "token",
      summary: "Registration tokens",
      commands: [
        {
          name: "create",
          summary: "Make one; its secret is shown now and never again",
          options: [
            { flags: "--name <text>", help: "what it is for" },
            { flags: "--project <name>", help: "only for this project" },
            { flags: "--expires <time>", help: "90m, 12h, 30d; a day unless told" },
            { flags: "--uses <number>", help: "hosts it may register; no limit unless told" },
            { flags: "--hosts <pattern>", help: "only for these edge IDs, as shop-*" },
            { flags: "--network <cidr>", help: "only from this network, as 10.20.0.0/16" },
          ],
          run: createToken,
        },
        { name: "list", summary: "All tokens, without their secrets", run: listTokens },
        {
          name: "revoke",
          summary: "Take one back",
          args: [{ name: "<id>", help: "as in the list" }],
          run: revokeToken,
        },
      ],
    },
    {
      name: "host",
      summary: "The hosts of the plane",
      commands: [
        {
          name: "list",
          summary: "Those it has, those that wait, those it expects",
          run: listHosts,
        },
        { name: "approve", summary: "Take one on", args: [CODE], run: approve },
        {
          name: "reject",
          summary: "Refuse one",
          args: [CODE],
          options: [{ flags: "--reason <text>", help: "shown on the host" }],
          run: reject,
        },
        {
          name: "expect",
          summary: "Enter one by its ID before it comes",
          args: [HOST],
          options: [
            { flags: "--project <name>", help: "the project it goes into" },
            { flags: "--tag <name=value>", help: "may be repeated", many: true },
            { flags: "--fingerprint <key>", help: "of its key: then it is let in by itself" },
            { flags: "--pairing-key", help: "print a key: who types it on the host is let in" },
          ],
          run: expect,
        },
        {
          name: "approve-file",
          summary: "Take on one whose request was carried here; write the answer to carry back",
          args: [REQUEST],
          options: [
            { flags: "--fingerprint <key>", help: "of its key, as the host shows it" },
            { flags: "--project <name>", help: "in place of the one it asks for" },
            OUT,
          ],
          run: approveFile,
        },
        {
          name: "reject-file",
          summary: "Refuse one in the same way",
          args: [REQUEST],
          options: [{ flags: "--reason <text>", help: "shown on the host" }, OUT],
          run: rejectFile,
        },
        {
          name: "desired-file",
          summary: "Write its newest desired state, to carry to it",
          args: [HOST],
          options: [OUT],
          run: desiredFile,
        },
        { name: "forget", summary: "Expect one no longer", args: [HOST], run: forget },
        {
          name: "assign",
          summary: "Sign a document as what the host shall be",
          args: [HOST],
          options: [
            DOCUMENT_OPTION,
            {
              flags: "--lock <path>",
              help: "a field the host may not change; may be repeated",
              many: true,
            },
          ],
          run: assign,
        },
        {
          name: "delete",
          summary: "It stops reporting; what runs goes on",
          args: [HOST],
          run: expel("deleted"),
        },
        {
          name: "revoke",
          summary: "The same, and its key is good no more",
          args: [HOST],
          run: expel("revoked"),
        },
      ],
    },
  ],
};
