export { auditLogFile } from "./log-file.ts";
export { actorText, auditMessage, auditRecord } from "./record.ts";
export { renderRfc5424 } from "./rfc5424.ts";
export { syslogSink } from "./syslog.ts";
export { type AuditTrail, createAuditTrail } from "./trail.ts";
