/** How cancellations of others shorten the queue ahead of a resting order. */
export interface QueueModel {
  /** Lots ahead after the displayed size went from `previousLots` to `displayedLots`, of which `tradedLots` were
   *  prints already counted. @param aheadLots lots ahead before. */
  afterChange(aheadLots: number, previousLots: number, displayedLots: number, tradedLots: number): number
}

/** Only trades advance us, and the queue is never longer than what is displayed: others cancel behind us.
 *  Unrealistic on the careful side: some of those ahead do cancel. */
const RISK_AVERSE: QueueModel = {
  afterChange: (aheadLots, _previousLots, displayedLots) => Math.min(aheadLots, displayedLots),
}

/** Cancellations strike ahead of us with the share that `weight` gives to those in front.
 *  Source: hftbacktest, queue models ProbQueueModel with PowerProbQueueFunc and LogProbQueueFunc; after Rigtorp,
 *  "Estimating order queue position" (2013). Unrealistic where cancellations cluster at the back or the front. */
function proportional(weight: (lots: number) => number): QueueModel {
  return {
    afterChange(aheadLots, previousLots, displayedLots, tradedLots) {
      const canceledLots = previousLots - displayedLots - tradedLots
      if (canceledLots <= 0) return Math.min(aheadLots, displayedLots)
      const behindLots = Math.max(previousLots - aheadLots, 0)
      const [front, back] = [weight(aheadLots), weight(behindLots)]
      const shareBehind = front + back === 0 ? 1 : back / (front + back)
      const overflow = Math.min(behindLots - shareBehind * canceledLots, 0)
      const estimate = aheadLots - (1 - shareBehind) * canceledLots + overflow
      return Math.max(0, Math.min(estimate, displayedLots))
    },
  }
}

/** `risk_averse`, `prob_power(n)`, `prob_log` or `none` (no queue at all). */
export function queueModelOf(name: string): QueueModel {
  if (name === 'prob_log') return proportional(lots => Math.log1p(lots))
  const power = /^prob_power\(([\d.]+)\)$/.exec(name)?.[1]
  if (power !== undefined) return proportional(lots => lots ** Number(power))
  return RISK_AVERSE
}
