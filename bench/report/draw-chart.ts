import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

export type Chart = {
  title: string
  unit: string
  kind: 'bars' | 'stacked bars' | 'line'
  /** Logarithmic where values lie far apart. */
  scale: 'linear' | 'logarithmic'
  groups: readonly string[]
  series: readonly { name: string; values: readonly number[] }[]
}

const SIZE = { width: 820, height: 380 }
const COLOURS = ['#0b6fb8', '#5fb3e6', '#9aa7b4', '#38506b', '#c7d6e2', '#7a5fb0']
const FONT = { fontFamily: 'system-ui, sans-serif', color: '#22313f' }

/** An SVG that stands alone, on a light ground. */
export function drawChart({ title, unit, kind, scale, groups, series }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE })
  const smallest = Math.min(...series.flatMap(({ values }) => values))
  const floor = 10 ** Math.floor(Math.log10(smallest))
  const showsValues = kind === 'bars' && groups.length * series.length <= 20
  chart.setOption({
    animation: false,
    backgroundColor: '#fbfdff',
    color: COLOURS,
    textStyle: FONT,
    title: { text: title, subtext: unit, left: 16, top: 10, textStyle: { ...FONT, fontSize: 15 } },
    legend: { show: series.length > 1, bottom: 8, textStyle: FONT },
    grid: { left: 70, right: 24, top: 76, bottom: 64 },
    xAxis: { type: 'category', data: [...groups], axisTick: { show: false } },
    yAxis: {
      ...(scale === 'linear' ? { type: 'value' } : { type: 'log', min: floor, startValue: floor }),
      axisLabel: { formatter: formatShort },
      splitLine: { lineStyle: { color: '#e2ebf2' } },
    },
    series: series.map(({ name, values }) => ({
      name,
      type: kind === 'line' ? 'line' : 'bar',
      data: [...values],
      barGap: '8%',
      ...(kind === 'stacked bars' ? { stack: 'all', barMaxWidth: 90 } : {}),
      label: {
        show: showsValues,
        position: 'top',
        fontSize: 10,
        formatter: ({ value }: { value: number }) => formatShort(value),
      },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

export function formatShort(value: number): string {
  if (value >= 1e6) return `${trim(value / 1e6)}M`
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`
  return trim(value)
}

const trim = (value: number) => String(Number(value.toPrecision(value >= 100 ? 4 : 3)))
