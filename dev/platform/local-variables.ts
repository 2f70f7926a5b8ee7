/** Over those of `wrangler.toml`, on a developer's machine: load tools may talk faster than people do. */
export const LOCAL_VARIABLES: Record<string, string> = {
  ENVIRONMENT: 'development',
  MESSAGES_PER_SECOND: '1000',
  MESSAGE_BURST: '2000',
  AUTH_ATTEMPTS_PER_MINUTE: '100000',
  SIGN_UP: 'open',
  RATE_LIMITS: '{"auth":1000000,"ticket":1000000,"read":1000000,"write":1000000,"administration":1000000}',
}

export const LOCAL_PORT = 8787
export const LOCAL_DATA_DIR = '.dev'

/** The variables that tell the Worker under which name it is reached. */
export const originVariables = (port: number): Record<string, string> => ({
  PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
  TRUSTED_HOSTS: `127.0.0.1:${port},localhost:${port}`,
  TRUSTED_ORIGINS: `http://127.0.0.1:${port},http://localhost:${port}`,
})
