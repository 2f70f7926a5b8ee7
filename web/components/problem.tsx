/** Why something did not work; read out as soon as it appears. */
export function Problem({ text }: { text: string | null }) {
  return (
    <p className="problem" role="alert" hidden={text === null}>
      {text}
    </p>
  )
}
