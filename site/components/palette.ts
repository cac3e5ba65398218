/** How many colours there are: those of Okabe and Ito, told apart in every common colour blindness, darker on light and
 *  lighter on dark pages. Lines also differ in dashes. */
const COLOURS = 8
const DASHES = ['none', '7 3', '2 3', '9 3 2 3']

/** The colour of the curve of this index: a variable that the page's style defines for light and dark. */
export function colourOf(index: number): string {
  return `var(--odum-series-${(index % COLOURS) + 1})`
}

/** The dashes of the curve of this index. */
export function dashOf(index: number): string {
  return DASHES[Math.floor(index / COLOURS + index) % DASHES.length] as string
}
