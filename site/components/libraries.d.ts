/** The parts of untyped libraries that components use. */

declare module 'htl' {
  export function html(strings: TemplateStringsArray, ...values: unknown[]): HTMLElement
  export function svg(strings: TemplateStringsArray, ...values: unknown[]): SVGElement
}

declare module '@observablehq/inputs' {
  /** An element with a `value` that fires `input` when it changes. */
  export interface Input<Value> extends HTMLElement {
    value: Value
  }

  export interface TableOptions<Row> {
    columns?: readonly string[]
    header?: Readonly<Record<string, unknown>>
    format?: Readonly<Record<string, (value: never, index: number, rows: readonly Row[]) => unknown>>
    align?: Readonly<Record<string, 'left' | 'right' | 'center'>>
    width?: Readonly<Record<string, number>>
    rows?: number
    select?: boolean
    multiple?: boolean
    value?: readonly Row[]
    sort?: string
    reverse?: boolean
    required?: boolean
    layout?: 'fixed' | 'auto'
    maxHeight?: number
  }

  export function table<Row>(rows: readonly Row[], options?: TableOptions<Row>): Input<readonly Row[]>
  export function search<Row>(
    rows: readonly Row[],
    options?: {
      placeholder?: string
      label?: string
      query?: string
      columns?: readonly string[]
      format?: (count: number) => string
    },
  ): Input<readonly Row[]>
  export function select<Option>(
    options: readonly Option[],
    settings?: {
      label?: string
      value?: Option
      width?: number | string
      format?: (option: Option) => string
    },
  ): Input<Option>
}
