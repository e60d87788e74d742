// Loaded before a host that the launcher started: when the launcher is gone, however it ended, the host ends as if asked to.
if (process.channel) {
  process.channel.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
