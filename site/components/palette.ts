/** How many colours there are: those of Okabe and Ito, told apart in every common colour blindness, darker on light and
 *  lighter on dark pages. Lines also differ in dashes. */
const COLOURS = 8
const DASHES = ['none', '7 3', '2 3', '9 3 2 3']

/** Makers and takers look the same on every chart, and unlike buys and sells. */
const LIQUIDITIES = ['maker', 'taker']
const MAKER_COLOUR = 2

/** The colour of the curve of this index: a variable that the page's style defines for light and dark. */
export function colourOf(index: number): string {
  return `var(--odum-series-${(index % COLOURS) + 1})`
}

/** The dashes of the curve of this index. */
export function dashOf(index: number): string {
  return DASHES[Math.floor(index / COLOURS + index) % DASHES.length] as string
}

/** The colour of what is called so: of its index, but for makers and takers. */
export function colourOfName(name: string, index: number): string {
  const place = LIQUIDITIES.indexOf(name.toLowerCase())
  return colourOf(place === -1 ? index : MAKER_COLOUR + place)
}

/** The dashes of what is called so: of its index, but for makers and takers. */
export function dashOfName(name: string, index: number): string {
  const place = LIQUIDITIES.indexOf(name.toLowerCase())
  return dashOf(place === -1 ? index : place)
}
