// Imported before anything that loads Ink: what it reads of the environment is read once.
process.env.FORCE_COLOR = "1";
process.env.NODE_ENV = "production";
process.env.TZ = "UTC";
for (const name of ["CI", "CONTINUOUS_INTEGRATION", "NO_COLOR"]) delete process.env[name];
