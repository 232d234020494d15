// Over 100 lines by design: the one table of stable error codes. Append in the block of the subject.

/** What the reader can do about it; decides the exit code and the shape of the panel on the screen. */
export type ErrorKind = "input" | "environment" | "conflict" | "blocked" | "cancelled" | "bug";

interface CodeEntry {
  readonly kind: ErrorKind;
  /** One imperative sentence, shown when the thrower has nothing more precise to say. */
  readonly hint: string;
}

/** Every code the program can report. Codes are stable: scripts and documents refer to them. */
export const ERROR_CODES = {
  // the program itself
  BUG: { kind: "bug", hint: "Run again with --verbose and report the trace." },
  CONSOLE_CRASHED: { kind: "bug", hint: "Report the log; the command line works without it." },
  CANCELLED: { kind: "cancelled", hint: "Nothing more was changed." },
  USAGE: { kind: "input", hint: "See bringup --help." },
  // documents
  DOCUMENT_INVALID: { kind: "input", hint: "Correct the lines named above; nothing was changed." },
  DOCUMENT_UNREADABLE: { kind: "input", hint: "Check the path and its permissions." },
  DOCUMENT_CONFLICT: {
    kind: "conflict",
    hint: "Someone saved first: read the newer document and apply your change to it.",
  },
  // files and commands on the host
  FILE_UNREADABLE: { kind: "environment", hint: "Check permissions and the health of the disk." },
  FILE_UNWRITABLE: {
    kind: "environment",
    hint: "Check permissions and that the file system is writable.",
  },
  DISK_FULL: { kind: "environment", hint: "Free space on this file system, then resume." },
  COMMAND_MISSING: { kind: "environment", hint: "Install the named program, or place it on PATH." },
  COMMAND_DENIED: { kind: "environment", hint: "This host does not run commands." },
  COMMAND_FAILED: { kind: "environment", hint: "Read the last lines of its output above." },
  COMMAND_TIMED_OUT: {
    kind: "environment",
    hint: "Try again; if it hangs again, look at the host.",
  },
  UNIT_FAILED: { kind: "environment", hint: "Read the journal of the unit." },
  // store, lock, agent
  STORE_READ_ONLY: {
    kind: "conflict",
    hint: "Free space where its disk is full: it goes on by itself. Else start the newer bringup that wrote this store.",
  },
  STORE_UNWRITABLE: {
    kind: "environment",
    hint: "Free space or repair the file system of the store.",
  },
  HOST_LOCKED: {
    kind: "conflict",
    hint: "Another bringup works on this host; watch it, or stop it.",
  },
  LEASE_HELD: { kind: "conflict", hint: "Another console has control: bringup run take." },
  AGENT_UNREACHABLE: { kind: "environment", hint: "Start it: systemctl start bringup-agent." },
  PROTOCOL_MISMATCH: {
    kind: "conflict",
    hint: "Console and agent are of different versions; restart both.",
  },
  NOT_ROOT: {
    kind: "environment",
    hint: "Use sudo bringup, or try it out with bringup --rehearse.",
  },
  VIEW_ONLY: {
    kind: "environment",
    hint: "Take control of the host first (t), or use sudo bringup.",
  },
  // plans and runs
  PLAN_NOT_APPROVED: {
    kind: "blocked",
    hint: "Read the plan, then apply with --yes or --approve HASH.",
  },
  PLAN_CHANGED: {
    kind: "conflict",
    hint: "The host changed since the plan was shown: plan again.",
  },
  PLAN_BLOCKED: {
    kind: "blocked",
    hint: "Clear what blocks it, as listed above, then plan again.",
  },
  DATA_LOSS_UNCONFIRMED: {
    kind: "blocked",
    hint: "Give the name of this host to agree that the data is lost.",
  },
  MEND_BY_HAND: {
    kind: "blocked",
    hint: "Do what is written above by hand, then run bringup doctor again.",
  },
  RUN_ACTIVE: { kind: "conflict", hint: "Wait for the run in progress, or cancel it." },
  RUN_NOT_FOUND: { kind: "input", hint: "See bringup run list." },
  RUN_NOT_ACTIVE: { kind: "conflict", hint: "The run has ended: see bringup run show." },
  RUN_STALLED: {
    kind: "blocked",
    hint: "Read the step that failed, mend the cause, then resume or cancel.",
  },
  STEP_FAILED: {
    kind: "environment",
    hint: "Read the evidence of the step, mend the cause, then resume.",
  },
  STEP_NO_PROGRESS: { kind: "environment", hint: "Look at the journal of the unit, then resume." },
  CLOCK_SYNCHRONISED: {
    kind: "blocked",
    hint: "Correct the time servers instead: they would set it back.",
  },
  CLOCK_NOT_SET: {
    kind: "environment",
    hint: "Set it where it can be set: in a container the clock is the machine's.",
  },
  POWER_REFUSED: {
    kind: "blocked",
    hint: "Bring the other members back first: see bringup status.",
  },
  PRACTICE_REFUSED: { kind: "input", hint: "See bringup --rehearse status." },
  // changes of the network that are tried
  ADDRESS_TAKEN: {
    kind: "blocked",
    hint: "Nothing was changed: take another address, or find the machine that has this one.",
  },
  NETWORK_NOT_TRIED: {
    kind: "blocked",
    hint: "Nothing was changed: mend what is named, then try again.",
  },
  NETWORK_REVERTED: {
    kind: "blocked",
    hint: "The former settings are in force again: correct the new ones, then try again.",
  },
  NETWORK_REVERT_FAILED: {
    kind: "blocked",
    hint: "Look at the host on its own console.",
  },
  NETWORK_NO_TRY: { kind: "conflict", hint: "See bringup network show." },
  // secrets
  SECRET_MISSING: { kind: "input", hint: "Type the secret again; drafts never keep secrets." },
  SECRET_UNUSABLE: { kind: "input", hint: "Give the secret on one line." },
  // certificates
  CERTIFICATE_INVALID: { kind: "input", hint: "Give a certificate as PEM or DER." },
  // registration and plane
  PLANE_UNREACHABLE: {
    kind: "environment",
    hint: "Check network, proxy and the address of the plane; local mode goes on.",
  },
  PLANE_NOT_A_PLANE: {
    kind: "environment",
    hint: "Something on the way answered in place of the plane: look for a captive portal or proxy.",
  },
  PLANE_ANSWER_INVALID: { kind: "environment", hint: "Check the version of the plane." },
  PLANE_BUSY: { kind: "environment", hint: "It is asked again by itself." },
  TOKEN_INVALID: {
    kind: "input",
    hint: "Check the token for typing errors, or ask for a new one.",
  },
  TOKEN_EXPIRED: { kind: "input", hint: "Ask for a new token." },
  TOKEN_REVOKED: { kind: "input", hint: "Ask for a new token." },
  TOKEN_SCOPE: { kind: "input", hint: "Ask for a token of this project." },
  HOST_ID_TAKEN: {
    kind: "conflict",
    hint: "Delete the old host in the plane, or give this one another name.",
  },
  HOST_ID_REUSED: { kind: "conflict", hint: "Approve this host again in the plane." },
  CODE_EXPIRED: { kind: "environment", hint: "Ask for a new code with one key." },
  ENROLMENT_REJECTED: { kind: "blocked", hint: "Ask the operator of the plane why." },
  CLOCK_SKEW: { kind: "environment", hint: "Set the clock of this host." },
  PLANE_ADDRESS_INVALID: { kind: "input", hint: "Give the plane's https:// address." },
  PLANE_NAME_UNKNOWN: {
    kind: "environment",
    hint: "Check the spelling of the address and the name servers of this host.",
  },
  PLANE_TLS_UNTRUSTED: {
    kind: "environment",
    hint: "Add the certificate authority of the plane or of the proxy, and check the clock.",
  },
  PLANE_TIMED_OUT: {
    kind: "environment",
    hint: "Check the route, firewall and proxy on the way; local mode goes on.",
  },
  PLANE_METHOD_MISSING: { kind: "input", hint: "Choose another way to register." },
  PLANE_KEY_MISSING: {
    kind: "input",
    hint: "Name an API key as spec.registration.apiKey and apply it with --secret-file, or leave the reports to its own agent.",
  },
  PLANE_FOLDER_MISSING: {
    kind: "environment",
    hint: "Make the folder, or mount what it is on; it is looked for again by itself.",
  },
  PLANE_FILE_REFUSED: { kind: "input", hint: "Ask the operator of the plane for another answer." },
  PLANE_SIGNER_UNCONFIRMED: {
    kind: "blocked",
    hint: "Compare it with the operator, then import the answer again and name it.",
  },
  PLANE_KEY_REFUSED: { kind: "input", hint: "Give an API key that is valid for this project." },
  PLANE_REFUSED: { kind: "environment", hint: "Ask the operator of the plane what it objects to." },
  PLANE_DATA_UNUSABLE: {
    kind: "environment",
    hint: "Bring the data folder of the plane back from a backup, or name a new one.",
  },
  PLANE_RUNNING: { kind: "conflict", hint: "Stop the other one first, or name another folder." },
  PLANE_UNSAFE: { kind: "input", hint: "Let operators sign in, or listen on 127.0.0.1." },
  PLANE_NOTHING_SUCH: { kind: "input", hint: "See bringup plane --help." },
  PLANE_LISTEN_FAILED: { kind: "environment", hint: "Choose another port for the embedded plane." },
  PROXY_UNREACHABLE: {
    kind: "environment",
    hint: "Check address, port and login of the proxy in the settings.",
  },
  PROXY_AUTH_REQUIRED: {
    kind: "input",
    hint: "Check user and password of the proxy in the settings.",
  },
  PROXY_AUTH_UNSUPPORTED: {
    kind: "environment",
    hint: "Have the proxy exempt this host or these destinations, or put a relay such as cntlm between.",
  },
  PROXY_FORBIDDEN: {
    kind: "environment",
    hint: "Ask the owner of the proxy to allow this host and port.",
  },
  PROXY_UPSTREAM_FAILED: {
    kind: "environment",
    hint: "Ask the owner of the proxy to look at its name servers and routes.",
  },
  PROXY_TIMED_OUT: {
    kind: "environment",
    hint: "Ask the owner of the proxy to look at its name servers and its load.",
  },
  PROXY_TLS_UNTRUSTED: {
    kind: "environment",
    hint: "Add the certificate authority of the proxy, and check the clock.",
  },
  PROXY_SCHEME_WRONG: {
    kind: "input",
    hint: "Write the address of the proxy with the other scheme, http:// or https://.",
  },
  PROXY_NOT_A_PROXY: {
    kind: "environment",
    hint: "Check address and port of the proxy: something else answers there.",
  },
  HOST_DELETED: {
    kind: "blocked",
    hint: "Nothing on this host was changed; register it again if that was not meant.",
  },
  HOST_KEY_REVOKED: {
    kind: "blocked",
    hint: "Nothing on this host was changed; ask the operator of the plane why.",
  },
  HOST_CLONE_SUSPECTED: {
    kind: "conflict",
    hint: "Find the other machine with this identity; one of the two must register anew.",
  },
  DESIRED_UNTRUSTED: {
    kind: "environment",
    hint: "The last verified desired state stays in force; ask the operator of the plane.",
  },
  // support bundle
  BUNDLE_NOT_SENT: {
    kind: "environment",
    hint: "The bundle is still on this host: give another place with --to.",
  },
  // artefacts and clusters
  ARTEFACT_MISSING: { kind: "input", hint: "Put the named file into the artefacts directory." },
  ARTEFACT_CORRUPT: {
    kind: "input",
    hint: "Copy the artefacts again: this file is not what was published.",
  },
  ARCHIVE_UNSAFE: {
    kind: "input",
    hint: "Nothing of it is used: get it from whoever made it again, as it was published.",
  },
  ARCHIVE_DAMAGED: { kind: "input", hint: "Copy it again, and compare its size and SHA-256." },
  CONTENT_UNPROVEN: {
    kind: "blocked",
    hint: "Put its .sha256 file beside it, or give the sum with --sha256.",
  },
  CONTENT_UNSIGNED: {
    kind: "input",
    hint: "Put the signature of it, made with the site's key, beside it as .sig.",
  },
  CONTENT_KEY_INVALID: {
    kind: "environment",
    hint: "Mend the public key in the image of this host; without it no content is taken.",
  },
  COMBINATION_UNSUPPORTED: {
    kind: "input",
    hint: "See bringup cluster matrix for what goes together.",
  },
  PROFILE_INVALID: {
    kind: "input",
    hint: "Correct what is named: bringup profile inspect FOLDER.",
  },
  PROFILE_NOT_EXPORTED: {
    kind: "input",
    hint: "Give another file that ends in .tar, in a folder that is there.",
  },
  LAYER_NOT_READY: {
    kind: "blocked",
    hint: "Look at the object that is named and at its pods, mend the cause, then resume.",
  },
  DOWNLOAD_CUT: {
    kind: "environment",
    hint: "What came is kept: resume, and it goes on where it was.",
  },
  DOWNLOAD_REFUSED: {
    kind: "environment",
    hint: "Check the address, and whether the server lets this host have it.",
  },
  CONTENT_IN_USE: {
    kind: "blocked",
    hint: "Point cluster.artefacts to another folder first.",
  },
  CLUSTER_FOREIGN: { kind: "blocked", hint: "Remove the cluster found on this host first." },
  CLUSTER_BUSY: {
    kind: "environment",
    hint: "Wait until the other host is done, or make the API answer, then resume.",
  },
  JOIN_MATERIAL_INVALID: {
    kind: "input",
    hint: "Make it anew on a member: bringup cluster join-material.",
  },
  JOIN_NOT_OFFERED: {
    kind: "environment",
    hint: "Ask a control plane of the cluster; a worker can be let in where a server cannot.",
  },
  STICK_REFUSED: {
    kind: "environment",
    hint: "Plug in one USB stick with room on it, and try again.",
  },
  CLUSTER_START_FAILED: {
    kind: "blocked",
    hint: "Read the journal of the unit, mend the cause, then resume.",
  },
  CLUSTER_REFUSED: {
    kind: "blocked",
    hint: "The API server does not accept this object: correct the manifest, then plan again.",
  },
  INSTALL_NOT_LIVE: {
    kind: "blocked",
    hint: "Start this machine from the medium of an installer; an installed host is never erased from here.",
  },
  INSTALL_AGENT_MISSING: {
    kind: "environment",
    hint: "Use a medium of Kairos, or name its agent with KAIROS_AGENT_BIN.",
  },
  INSTALL_DRIVE_UNFIT: { kind: "blocked", hint: "Choose another drive: bringup drives." },
  INSTALL_OTHER_SYSTEM: {
    kind: "blocked",
    hint: "Wipe or pull the drive that holds the other system.",
  },
  INSTALL_FAILED: {
    kind: "environment",
    hint: "Read what the agent said above; the drive may be half written, so install again.",
  },
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
