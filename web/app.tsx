import type { Client } from '#sdk/index.ts'
import { ChatScreen } from './chat-screen.tsx'
import { Emblem } from './components/emblem.tsx'
import { EntryScreen } from './session/entry-screen.tsx'
import { useSession } from './session/use-session.ts'

export function App({ client }: { client: Client }) {
  const control = useSession(client)
  const { session } = control
  switch (session.kind) {
    case 'checking':
      return <main className="entry" aria-busy="true" />
    case 'signed-out':
      return <EntryScreen client={client} notice={session.notice} onEntered={control.enter} />
    case 'unreachable':
      return (
        <main className="entry">
          <div className="entry-card">
            <Emblem />
            <h1>Sentinel Chat</h1>
            <p role="alert">{session.message}</p>
            <button type="button" className="button primary" onClick={control.check}>
              Try again
            </button>
          </div>
        </main>
      )
    case 'signed-in':
      return (
        <ChatScreen
          key={session.me.id}
          client={client}
          me={session.me}
          onSignOut={control.signOut}
          onSignedOut={control.expire}
        />
      )
  }
}
