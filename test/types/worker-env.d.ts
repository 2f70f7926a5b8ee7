declare namespace Cloudflare {
  /** The bindings of the Worker in the tests that run in workerd. */
  interface Env {
    ROOM: DurableObjectNamespace<import('#durable-objects/room/room.ts').Room>
    RELAY: DurableObjectNamespace<import('#durable-objects/relay/relay.ts').Relay>
  }
}
