// A table: one row to a code.
import { pagesOf } from "./page.ts";

export const PLANE_PAGES = {
  ...pagesOf(
    {
      safe: "Asking again: registering changes nothing on the host, and local mode goes on without a plane.",
      related: ["bringup register", "bringup reach", "bringup status"],
    },
    {
      PLANE_UNREACHABLE: [
        "The management plane does not answer.",
        "No way there: a cable, a gateway, a firewall, or a proxy that is not set.",
      ],
      PLANE_NOT_A_PLANE: [
        "Something answers at the address of the plane and is none.",
        "A captive portal, a proxy's own page, or a wrong address.",
      ],
      PLANE_ANSWER_INVALID: [
        "The plane answered with something that this version does not understand.",
        "Another version of the plane, or something on the way that rewrites answers.",
      ],
      PLANE_BUSY: [
        "The plane asked to come back later.",
        "Many hosts ask at once; the pause it named is kept.",
      ],
      PLANE_ADDRESS_INVALID: [
        "The address of the plane cannot be used.",
        "It lacks https://, has a user in it, or is no address at all.",
      ],
      PLANE_NAME_UNKNOWN: [
        "The name of the plane leads nowhere.",
        "A typing error, or name servers that do not know names outside.",
      ],
      PLANE_TLS_UNTRUSTED: [
        "The certificate of the plane is not trusted here.",
        "A private authority that this host does not know, TLS that is opened on the way, or a wrong clock.",
      ],
      PLANE_TIMED_OUT: [
        "The plane took the connection and did not answer in time.",
        "A firewall that drops packets, an overloaded proxy, or a very slow line.",
      ],
      PLANE_METHOD_MISSING: [
        "The plane does not offer this way to register.",
        "Its operators switched it off, or it is another kind of plane.",
      ],
      PLANE_KEY_MISSING: [
        "The plane is asked with an API key, and none was given.",
        "Keys are not part of the document; they come as a secret beside it.",
      ],
      PLANE_KEY_REFUSED: [
        "The plane does not accept the API key.",
        "It was revoked, has expired, or belongs to another project.",
      ],
      PLANE_REFUSED: [
        "The plane understood what was asked and refused it.",
        "A rule of its operators, a limit that was reached, or a state that it does not allow.",
      ],
      PLANE_FOLDER_MISSING: [
        "The folder through which files are exchanged with the plane is not there.",
        "A share or a stick is not mounted.",
      ],
      PLANE_FILE_REFUSED: [
        "A file that was brought is not taken.",
        "It is for another host, older than what is in force, damaged, or no answer of a plane.",
      ],
      PLANE_SIGNER_UNCONFIRMED: [
        "The file is signed by a key that nobody confirmed yet.",
        "It is the first answer of this plane; its fingerprint has to be compared by eye, once.",
      ],
      TOKEN_INVALID: [
        "The plane does not know this registration token.",
        "A typing error, a cut line, or a token of another plane.",
      ],
      TOKEN_EXPIRED: ["The registration token is too old.", "Tokens are made for a limited time."],
      TOKEN_REVOKED: [
        "The registration token was withdrawn.",
        "An operator revoked it, often because it was seen by somebody.",
      ],
      TOKEN_SCOPE: [
        "The registration token is for another project.",
        "Tokens name the project that hosts come into.",
      ],
      TOKEN_USED: [
        "The registration token was used up.",
        "It was made for a number of hosts, and they are all there.",
        "Ask the operator of the plane for a new token.",
      ],
      TOKEN_UNKNOWN: [
        "There is no token of this name at the plane.",
        "A typing error, or it was removed.",
        "See bringup plane token list.",
      ],
      HOST_ID_TAKEN: [
        "The plane has another host with this ID.",
        "Two boards with the same serial number, a host that was set up before, or a copied disk.",
      ],
      HOST_ID_REUSED: [
        "The plane knows this ID with another key.",
        "The host was set up anew; the plane cannot know whether it is the same one.",
      ],
      CODE_EXPIRED: [
        "The code for approval is too old.",
        "Nobody approved it in time; codes are short-lived on purpose.",
      ],
      ENROLMENT_REJECTED: [
        "An operator of the plane rejected this host.",
        "They did not expect it, or took it for another one.",
      ],
      HOST_DELETED: [
        "The plane deleted this host from its list.",
        "An operator removed it; nothing on the host itself was changed.",
      ],
      HOST_KEY_REVOKED: [
        "The plane no longer accepts the key of this host.",
        "An operator revoked it, for example because the disk went out of the house.",
      ],
      HOST_CLONE_SUSPECTED: [
        "Two machines speak to the plane with the identity of this host.",
        "A disk was copied after it was registered, or a backup was started beside the original.",
      ],
      DESIRED_UNTRUSTED: [
        "A desired state is not signed as it has to be, and is not taken.",
        "Another key, another host, an older revision, or a file that was changed on the way.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Stopping and starting the plane: hosts ask again by themselves.",
      related: ["bringup plane --help", "bringup plane"],
    },
    {
      PLANE_DATA_UNUSABLE: [
        "The data of this plane cannot be opened.",
        "A damaged file, a newer version that wrote it, or permissions.",
      ],
      PLANE_RUNNING: [
        "Another process serves a plane from this folder.",
        "It was started before and has not ended.",
      ],
      PLANE_UNSAFE: [
        "This plane would be open to everybody.",
        "It would listen beyond this machine without operators that sign in.",
      ],
      PLANE_NOTHING_SUCH: [
        "The plane has nothing of this name.",
        "A typing error, or somebody removed it.",
      ],
      PLANE_LISTEN_FAILED: [
        "The plane cannot listen on this address and port.",
        "The port is taken, below 1024 without root, or the address is not on this machine.",
      ],
    },
  ),
  ...pagesOf(
    {
      safe: "Asking through the proxy again: bringup reach only looks and sends no secret to a destination.",
      related: ["bringup proxy", "bringup reach", "bringup plan"],
    },
    {
      PROXY_UNREACHABLE: [
        "The proxy does not take connections.",
        "A wrong address or port, or a firewall between this host and the proxy.",
      ],
      PROXY_AUTH_REQUIRED: [
        "The proxy wants a user and a password, or does not accept those it got.",
        "None were given, they were changed, or they have characters that were written wrongly.",
      ],
      PROXY_AUTH_UNSUPPORTED: [
        "The proxy only offers ways to log in that this program does not speak.",
        "NTLM or Kerberos, without Basic beside them.",
      ],
      PROXY_FORBIDDEN: [
        "The proxy knows who asks and does not let this destination through.",
        "Its list of allowed hosts or ports lacks this one.",
      ],
      PROXY_UPSTREAM_FAILED: [
        "The proxy itself does not reach the destination.",
        "Its name servers, its routes, or a firewall behind it.",
      ],
      PROXY_TIMED_OUT: [
        "The proxy took the request and did not answer in time.",
        "It is overloaded, or waits for a destination that drops packets.",
      ],
      PROXY_TLS_UNTRUSTED: [
        "The certificate of the proxy itself is not trusted here.",
        "A private authority that this host does not know, or a wrong clock.",
      ],
      PROXY_SCHEME_WRONG: [
        "The proxy speaks the other scheme than its address says.",
        "https:// was written for a proxy that takes plain connections, or the other way round.",
      ],
      PROXY_NOT_A_PROXY: [
        "What answers there is no proxy.",
        "A web server or another service at this address and port.",
      ],
    },
  ),
};
